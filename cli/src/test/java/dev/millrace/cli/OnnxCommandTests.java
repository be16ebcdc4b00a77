package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.millrace.flow.random.Seed;
import dev.millrace.torch.ImageModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code export --to onnx} and {@code doctor FILE}, as a user types them. */
class OnnxCommandTests {
  private static final Pattern DIFFERENCE = Pattern.compile("(\\d\\.\\de[-+]\\d\\d) +[\\d.e+]+$", Pattern.MULTILINE);

  @TempDir
  private static Path folder = Path.of("");

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  @BeforeAll
  static void makeRuns() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder rows = new StringBuilder("length,width,kind\n");
    for (int i = 0; i < 200; i++) {
      rows.append(String.format(Locale.ROOT, "%.4f,%.4f,%s%n", 40 + 3 * random.nextGaussian(),
          1000 + (i % 2) * 20 + random.nextGaussian(), i % 2 == 0 ? "left" : "right"));
    }
    Files.writeString(folder.resolve("rows.csv"), rows, StandardCharsets.UTF_8);
    run("train", at("rows.csv"), "--kind", "points", "--labels", "kind", "--steps", "60", "--hidden", "24", "--batch",
        "64", "--threads", "1", "--quiet", "--no-plots", "--out", at("points"));
    run("train", at("rows.csv"), "--kind", "tables", "--label", "kind", "--steps", "40", "--threads", "1", "--quiet",
        "--no-plots", "--out", at("table"));
    float[] weights = ImageFixture.NET.start(new Seed(3));
    for (int i = 0; i < weights.length; i++) {
      weights[i] += (float) (0.02 * random.nextGaussian());
    }
    ImageFixture.run(folder.resolve("images"), ImageFixture.data(folder.resolve("data")),
        new ImageModel(ImageFixture.NET, weights, "linear", List.of("lying", "standing")));
  }

  private static Outcome run(String... words) {
    return Outcome.of(words).succeeded();
  }

  @ParameterizedTest
  @CsvSource({"points,''", "points,--steps times --solver heun", "points,--steps 3 --trajectory --opset 21",
      "points,--form velocity", "table,''", "images,''", "images,--form velocity --opset 21"})
  void aGraphIsWhatItsRunIs(String name, String options) throws IOException {
    Path file = folder.resolve(name + ".onnx");
    String command = "export " + at(name) + " --to onnx --out " + file + " " + options;
    String told = run(command.strip().split(" ")).err();
    assertTrue(told.startsWith(file + ": the ") && told.contains("bytes"), told);
    byte[] first = Files.readAllBytes(file);
    run(command.strip().split(" "));
    assertArrayEquals(first, Files.readAllBytes(file));
    String text = run("doctor", file.toString(), "--check", at(name)).out();
    Matcher differences = DIFFERENCE.matcher(text);
    int found = 0;
    for (; differences.find(); found++) {
      assertTrue(Double.parseDouble(differences.group(1)) < 1e-3, text);
    }
    assertTrue(found > 0, text);
  }

  @Test
  void theDoctorSaysWhatAGraphHolds() {
    run("export", at("points"), "--to", "onnx", "--out", at("said.onnx"));
    String text = run("doctor", at("said.onnx")).out();
    for (String part : List.of("a sampler: noise goes in, points in the units of the data",
        "euler; their number is an input",
        "takes       x0        float32  [n, 2]", "steps     int64    []", "guidance  float32  []",
        "gives       samples  float64  [n, 2]", "columns     length, width", "classes     left, right", "Loop")) {
      assertTrue(text.contains(part), text);
    }
    assertTrue(text.lines().allMatch(line -> line.length() <= 80 || line.contains("said.onnx")), text);
  }

  /** A disk that is full is played by a limit on the size of files, which every shell has. */
  @ParameterizedTest
  @CsvSource({"onnx,full.onnx", "web,full-page"})
  void aFullDiskIsOneLineAndLeavesNothing(String to, String name) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process = new ProcessBuilder("bash", "-c", "ulimit -f 8; exec \"$@\"", "bash", java.toString(),
        "-XX:-UsePerfData", "--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"),
        "dev.millrace.cli.Millrace", "export", at("points"), "--to", to, "--out", at(name)).redirectErrorStream(true)
        .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor(), said);
    assertEquals(1, said.lines().filter(line -> !line.startsWith("WARNING")).count(), said);
    assertTrue(said.contains("millrace: cannot write " + at(name)), said);
    try (var left = Files.list(folder)) {
      assertEquals(List.of(), left.filter(file -> file.getFileName().toString().contains(name)).toList());
    }
  }

  @Test
  void weightsOfAnotherRunAreNoticed() {
    run("export", at("points"), "--to", "onnx", "--out", at("other.onnx"));
    run("train", at("rows.csv"), "--kind", "points", "--labels", "kind", "--steps", "10", "--hidden", "24", "--batch",
        "64", "--threads", "1", "--quiet", "--no-plots", "--out", at("points-again"));
    Outcome outcome = run("doctor", at("other.onnx"), "--check", at("points-again"));
    assertTrue(outcome.err().contains("was made of other weights than"), outcome.err());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          export @points --to onnx --out @m.safetensors | --out @m.safetensors: expected a file that ends in .onnx
          export @points --to onnx --out @no/m.onnx | there is no folder
          export @points --to coreml --out @m.onnx | --to 'coreml'
          export @points --to onnx --out @m.onnx --solver tsit5 | expected euler, midpoint, heun, ralston or rk4
          export @points --to onnx --out @m.onnx --opset 13 | --opset 13: lacks operators
          export @points --to onnx --out @m.onnx --steps 0 | --steps 0: expected 1 to
          export @points --to onnx --out @m.onnx --form velocity --steps 4 | --steps: only with --form sampler
          export @points --out @m.safetensors --opset 21 | --opset 21: only with --to onnx
          export @table --to onnx --out @m.onnx --solver heun | --solver heun: of a table, expected the sampler by Euler steps
          export @nothing --to onnx --out @m.onnx | no such run folder
          doctor @rows.csv | not an ONNX model
          doctor @nothing.onnx | no such file
          doctor --check @points | --check @points: expected an .onnx file
          """)
  void badInputIsOneLineWithItsPlaceAndStatus2(String command, String named) {
    Outcome outcome = Outcome.of(command.replace("@", folder + "/").split(" "));
    assertEquals(2, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains(named.replace("@", folder + "/")), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertFalse(Files.exists(folder.resolve("m.onnx")));
  }

  @Test
  void aGraphOfImagesIsNoneOfPoints() {
    run("export", at("images"), "--to", "onnx", "--out", at("pictures.onnx"));
    Outcome outcome = Outcome.of("doctor", at("pictures.onnx"), "--check", at("points"));
    assertEquals(2, outcome.status());
    assertTrue(outcome.err().contains("is a flow of images"), outcome.err());
  }
}
