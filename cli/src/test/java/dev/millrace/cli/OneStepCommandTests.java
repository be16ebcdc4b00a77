package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

import dev.millrace.flow.io.Npy;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code train --one-step} and what follows it, as a user types it. */
class OneStepCommandTests {
  @TempDir
  private static Path folder = Path.of("");

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  /** Points of two kinds, left and right. */
  @BeforeAll
  static void trainRuns() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder rows = new StringBuilder("x,y,kind\n");
    for (int i = 0; i < 240; i++) {
      rows.append(String.format(Locale.ROOT, "%.4f,%.4f,%d%n", (i % 2 == 0 ? -3 : 3) + 0.3 * random.nextGaussian(),
          random.nextGaussian(), i % 2));
    }
    Files.writeString(folder.resolve("rows.csv"), rows, StandardCharsets.UTF_8);
    train("one", "--labels", "kind", "--threads", "1");
    Files.writeString(folder.resolve("plain.csv"), rows.toString().replaceAll(",\\w+(?=\\R)", ""),
        StandardCharsets.UTF_8);
  }

  private static Outcome train(String out, String... more) {
    return run("train", at("rows.csv"), "--kind", "points", "--one-step", "--steps", "60", "--hidden", "24", "--batch",
        "64", "--quiet", "--no-plots", "--out", at(out), more);
  }

  private static Outcome run(Object... words) {
    List<String> all = new ArrayList<>();
    for (Object word : words) {
      if (word instanceof String[] several) {
        all.addAll(List.of(several));
      } else {
        all.add(word.toString());
      }
    }
    return Outcome.of(all.toArray(String[]::new)).succeeded();
  }

  @Test
  void theRunHoldsTheOptionsThatWereChosen() throws IOException {
    RunConfig config = ConfigFile.read(folder.resolve("one/run.yaml"));
    assertEquals("ot ends:0.5 true 8192", "%s %s %s %d".formatted(config.coupling(), config.time(), config.classAware(),
        config.couplingBatch()));
    String printed = run("train", "moons", "--one-step", "--print-config").out();
    assertTrue(printed.contains("coupling: semidiscrete\n") && printed.contains("time: ends:0.5\n"), printed);
    assertFalse(printed.contains("one-step"), printed);
    // run.yaml given back trains the same.
    run("train", "--config", at("one/run.yaml"), "--quiet", "--no-plots", "--out", at("again"));
    assertSameModel("one", "again");
  }

  private static void assertSameModel(String first, String second) throws IOException {
    assertArrayEquals(Files.readAllBytes(folder.resolve(first).resolve("model.safetensors")),
        Files.readAllBytes(folder.resolve(second).resolve("model.safetensors")));
  }

  @Test
  void threadsDoNotChangeTheBytes() throws IOException {
    train("three", "--labels", "kind", "--threads", "3");
    assertSameModel("one", "three");
    for (int threads = 1; threads <= 2; threads++) {
      run("train", at("plain.csv"), "--kind", "points", "--one-step", "--steps", "20", "--batch", "32", "--hidden", "8",
          "--threads", threads, "--quiet", "--no-plots", "--out", at("semi" + threads));
    }
    assertEquals("semidiscrete", ConfigFile.read(folder.resolve("semi1/run.yaml")).coupling());
    assertSameModel("semi1", "semi2");
  }

  @Test
  void oneStepIsWhatSamplesTake() throws IOException {
    assertSteps("1 Euler step");
    assertSteps("1 Euler step", "--class", "1");
    assertSteps("5 Euler steps", "--steps", "5");
    // What one step cannot do.
    assertSteps("100 Euler steps", "--class", "any");
    assertSteps("100 Euler steps", "--class", "1", "--guidance", "2");
    assertSteps("100 Euler steps", "--trajectory", at("way.npy"));
    assertEquals(101, Npy.read(folder.resolve("way.npy")).shape().getFirst());
    String figures = run("evaluate", at("one"), "--count", "40", "--repeats", "2").out();
    assertTrue(figures.lines().anyMatch(line -> line.matches(" +1 +1 +\\d.*")), figures);
  }

  private static void assertSteps(String expected, String... options) {
    String said = run("sample", at("one"), "--count", "20", "--out", at("s.csv"), options).err();
    assertTrue(said.contains(expected + ",") || said.contains(expected + " "), said);
  }

  @Test
  void twoRunsAreDrawnBesideEachOther() throws IOException {
    run("train", at("rows.csv"), "--kind", "points", "--labels", "kind", "--steps", "20", "--hidden", "8", "--quiet",
        "--no-plots", "--out", at("bent"));
    for (String measured : new String[]{"one", "bent"}) {
      run("evaluate", at(measured), "--count", "30", "--repeats", "2");
    }
    String files = run("plot", at("one"), "--beside", at("bent")).out();
    assertTrue(files.contains("trajectories-beside.png") && files.contains("step-counts-beside.png"), files);
    assertTrue(Files.size(folder.resolve("one/plots/trajectories-beside.png")) > 5000);
    Outcome other = Outcome.of("train", "moons", "--steps", "1", "--quiet", "--no-plots", "--out", at("moons"))
        .succeeded();
    assertEquals(0, other.status());
    Outcome refused = Outcome.of("plot", at("one"), "--beside", at("moons"));
    assertEquals(2, refused.status());
    assertTrue(refused.err().contains("--beside " + at("moons") + ": has learnt moons"), refused.err());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          train moons --one-step --coupling independent | --one-step with --coupling independent: it pairs the same noise
          train moons --one-step --coupling sinkhorn:0.1 | --one-step with --coupling sinkhorn:0.1: it pairs the same
          train moons --one-step --coupling ot --coupling-batch 512 | --one-step with --coupling-batch 512: small pools
          train moons --one-step --coupling semidiscrete:100 | --one-step with --coupling semidiscrete:100: so few groups
          train moons --one-step --time logit-normal | --one-step with --time logit-normal: too few rows are at t = 0
          train moons --one-step --path cosine | --one-step with --path cosine and --sigma-min none: only straight paths
          train moons --one-step --classes --coupling semidiscrete | --classes with --coupling semidiscrete: its data
          train moons --one-step --coupling nearest | coupling 'nearest': unknown name
          train moons --one-step --objective mean-flow | --one-step with --objective mean-flow: it learns to go in one step
          train moons --one-step --batch 0 | --batch 0: expected 1
          train moons --time ends:1 | time distribution 'ends:1': share must be > 0 and < 1
          train digits --one-step | --one-step: for points only, as it needs a coupling that is a map; digits are images
          train @rows.csv --one-step | --one-step: for points only, as it needs a coupling that is a map; @rows.csv are
          """)
  void whatCannotWorkIsRefusedInOneLine(String line, String words) {
    Outcome refused = Outcome.of((line + " --out @x").replace("@", folder + "/").split(" +"));
    assertEquals(2, refused.status(), refused.err());
    assertEquals(1, refused.err().lines().count(), refused.err());
    assertTrue(refused.err().contains(words.replace("@", folder + "/")), refused.err());
    assertFalse(Files.exists(folder.resolve("x")), line);
  }
}
