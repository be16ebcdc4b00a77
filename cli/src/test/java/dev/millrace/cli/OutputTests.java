package dev.millrace.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.cli.terminal.Failures;
import dev.millrace.flow.random.Seed;
import dev.millrace.images.evaluate.ImageEvaluation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What verbs write: refused before the work if it cannot be written, told in a line if it is. */
class OutputTests {
  @TempDir
  static Path folder = Path.of("");

  private static Outcome run(String command) {
    return Outcome.of(command.replace("@", folder + "/").split(" "));
  }

  @BeforeAll
  static void train() throws IOException {
    run("train moons --steps 30 --batch 32 --hidden 8 --quiet --no-plots --out @run").succeeded();
    Files.writeString(folder.resolve("one.csv"), "1\n2\n4\n8\n9\n", StandardCharsets.UTF_8);
    run("train @one.csv --steps 5 --batch 2 --hidden 8 --quiet --no-plots --out @one").succeeded();
    Files.createDirectory(folder.resolve("taken.npy"));
    Files.createDirectory(folder.resolve("full"));
    Files.writeString(folder.resolve("full/file"), "", StandardCharsets.UTF_8);
    Path data = Path.of(ImageFixture.data(folder.resolve("idx")).substring(4));
    ImageFixture.untrained(folder.resolve("images"), "idx:" + data);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      sample @run --out @nosuch/a.npy | --out @nosuch/a.npy: there is no folder @nosuch
      sample @run --out @a.txt | --out @a.txt: expected a file that ends in .npy, .csv, .jsonl, .parquet or .png
      sample @run --out @taken.npy | --out @taken.npy: is a folder, expected a file
      sample @run --out @a.npy --trajectory @t.png | --trajectory @t.png: expected a file that ends in .npy
      sample @run --out @a.npy --trajectory @nosuch/t.npy | --trajectory @nosuch/t.npy: there is no folder @nosuch
      sample @one --out @a.png | --out @a.png: a picture needs 2 columns
      sample @images --out @a.csv | --out @a.csv: expected a file that ends in .npy or .png
      sample @images --out @a.npy --trajectory @t.png | --trajectory @t.png: expected a file that ends in .npy
      sample @images --out @a.npy --strip @s.npy | --strip @s.npy: expected a file that ends in .png
      sample @images --out @a.npy --strip @nosuch/s.png | --strip @nosuch/s.png: there is no folder @nosuch
      interpolate @images --out @a.csv | --out @a.csv: expected a file that ends in .npy or .png
      reconstruct @images --out @nosuch/a.png | --out @nosuch/a.png: there is no folder @nosuch
      inpaint @images --hide left --out @nosuch/a.png | --out @nosuch/a.png: there is no folder @nosuch
      edit @images --to-class 1 --out @nosuch/a.png | --out @nosuch/a.png: there is no folder @nosuch
      data moons --out @nosuch/a.npy | --out @nosuch/a.npy: there is no folder @nosuch
      data @one.csv --out @a.png | --out @a.png: a picture needs 2 columns
      likelihood @run --out @a.png | --out @a.png: a picture needs 2 columns
      likelihood @run --out @nosuch/a.csv | --out @nosuch/a.csv: there is no folder @nosuch
      evaluate @run --json @nosuch/a.json | --json @nosuch/a.json: there is no folder @nosuch
      evaluate @run --json @full | --json @full: is a folder, expected a file
      report @run --out @nosuch/a.html | --out @nosuch/a.html: there is no folder @nosuch
      report @run --out @a.pdf | --out @a.pdf: expected a file that ends in .html or .htm
      export @run --out @nosuch/m.safetensors | --out @nosuch/m.safetensors: there is no folder @nosuch
      export @run --out @m.pt | --out @m.pt: expected a file that ends in .safetensors
      reproduce sf2m --report @nosuch/r.md --out @table | --report @nosuch/r.md: there is no folder @nosuch
      reproduce forest --data @ --report @nosuch/r.md | --report @nosuch/r.md: there is no folder @nosuch
      reproduce few-steps --report @nosuch/r.md --out @table | --report @nosuch/r.md: there is no folder @nosuch
      train moons --coupling semidiscrete:500000 --out @full | @full: already holds files
      reflow @run --out @full | @full: already holds files
      """)
  void filesThatCannotBeWrittenAreRefusedBeforeTheWork(String command, String message) throws IOException {
    long before = entries();
    Outcome outcome = run(command);
    assertEquals(2, outcome.status(), outcome.err());
    String last = outcome.err().lines().reduce("", (_, line) -> line);
    assertTrue(last.startsWith("millrace: " + message.replace("@", folder + "/")), outcome.err());
    assertEquals(before, entries());
  }

  private long entries() throws IOException {
    try (var all = Files.walk(folder)) {
      return all.count();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          sample @run --count 1000 --out @s.csv | @s.csv: 1,000 points, 100 Euler steps, \\d+\\.\\d\\d s
          sample @run --count 20 --steps 3 --solver heun --out @s.csv | @s.csv: 20 points, 3 Heun steps with 6 evaluations per point, \\d\\.\\d\\d s
          sample @run --count 20 --sde 1 --out @s.csv | @s.csv: 20 points, 100 Euler–Maruyama steps, \\d\\.\\d\\d s
          sample @run --invert @run.csv --out @s.csv | @s.csv: 40 points of noise, 100 Euler steps, \\d\\.\\d\\d s
          sample @images --count 3 --steps 2 --threads 1 --out @i.npy | @i.npy: 3 images, 2 Euler steps, \\d\\.\\d\\d s
          interpolate @images --rows 2 --columns 3 --steps 1 --out @i.npy | @i.npy: 6 images, \\d\\.\\d\\d s
          sample @run --count 3 --out - | standard output: 3 points, 100 Euler steps, \\d\\.\\d\\d s
          data moons --count 1500 --out @d.npy | @d.npy: 1,500 points of moons
          data idx:@idx --count 5 --out @d.png | @d.png: 5 training images of idx:@idx
          likelihood @run @run.csv --out @l.csv | @l.csv: log p of 40 points
          export @run --out @m.safetensors | @m.safetensors: [\\d,]+ weights of @run
          import @run/model.safetensors --out @imported | @imported: a run with the weights of @run/model.safetensors
          evaluate @run --count 50 --repeats 1 --nfe 1 --no-plots | The figures are in @run/evaluation.json
          """)
  void whatWasMadeIsToldInOneLine(String command, String line) throws IOException {
    run("sample @run --count 40 --quiet --out @run.csv").succeeded();
    Outcome outcome = run(command).succeeded();
    String said = outcome.err().strip().lines().reduce("", (_, last) -> last).replace(folder + "/", "@")
        .replace(folder.toString(), "@");
    assertTrue(said.matches(line), said);
  }

  @Test
  void aTrainingSaysWhatItsLossMeansAndWhatIsNext() {
    String out = run("train moons --steps 30 --batch 32 --hidden 8 --no-plots --out @said").succeeded().out();
    assertTrue(out.lines().allMatch(line -> line.replace(folder.toString(), "runs").length() < 80), out);
    assertTrue(out.contains("mean squared error of the velocity"), out);
    for (String verb : List.of("sample", "evaluate", "reflow", "report")) {
      assertTrue(out.contains("millrace " + verb + " " + folder.resolve("said")), out);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bosh3", "dopri5", "tsit5"})
  void anAdaptiveSolverIsOneThingInAllVerbs(String solver) {
    run("sample @run --count 5 --solver " + solver + " --quiet --out @x.npy").succeeded();
    for (String command : List.of("evaluate @run --solver ", "reflow @run --out @new --teacher-solver ")) {
      Outcome outcome = run(command + solver);
      assertEquals(2, outcome.status(), outcome.err());
      assertTrue(outcome.err().contains(solver + ": chooses its steps itself, here their number is given; expected one "
          + "of euler, midpoint, heun, ralston, rk4"), outcome.err());
    }
    assertFalse(Files.exists(folder.resolve("new")));
  }

  @Test
  void aMessageIsNeverABarePath() {
    for (Exception failure : List.of(new NoSuchFileException("a/b"), new AccessDeniedException("a/b"),
        new FileAlreadyExistsException("a/b"), new NotDirectoryException("a/b"), new DirectoryNotEmptyException("a/b"),
        new FileSystemLoopException("a/b"), new FileSystemException("a/b"),
        new UncheckedIOException(new NoSuchFileException("a/b")))) {
      assertNotEquals("a/b", Failures.message(failure));
      assertTrue(Failures.message(failure).contains("a/b"), Failures.message(failure));
    }
    assertEquals("a/b: disk on fire", Failures.message(new FileSystemException("a/b", null, "disk on fire")));
    assertTrue(Failures.message(new NullPointerException()).contains("NullPointerException"));
    assertFalse(Failures.message(new IOException()).isBlank());
  }

  @Test
  void anEvaluationAfterATrainingCostsAboutAThirdOfIt() {
    // To learn from an image costs three evaluations, so that a third is one per image.
    for (int classes : new int[]{0, 10}) {
      for (long images : new long[]{10_000, 38_400, 100_000, 384_000, 2_000_000_000_000L}) {
        var plan = ImageEvaluation.Plan.after(images, classes, new Seed(0), 1);
        long cost = (long) plan.count() * plan.nfe().stream().mapToInt(n -> n).sum()
            + (classes == 0 ? 0 : 2L * plan.guidedSteps() * Math.min(plan.count(), 1000));
        assertTrue(cost <= images, plan.toString());
      }
    }
    var full = ImageEvaluation.Plan.usual(new Seed(0), 1);
    assertEquals(full, ImageEvaluation.Plan.after(3000 * 128, 10, new Seed(0), 1));
    assertFalse(full.isShort());
    assertTrue(ImageEvaluation.Plan.after(300 * 128, 10, new Seed(0), 1).isShort());
  }
}
