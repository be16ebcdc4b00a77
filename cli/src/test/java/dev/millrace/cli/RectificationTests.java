package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code reflow}, {@code evaluate} and {@code reproduce}, as a user types them. */
class RectificationTests {
  @TempDir
  private static Path folder = Path.of("");

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  @BeforeAll
  static void trainATeacher() {
    Outcome.of("train", "8gaussians", "--steps", "1500", "--hidden", "48", "--quiet", "--no-plots", "--out",
        at("teacher")).succeeded();
  }

  private static JsonNode json(String file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(folder.resolve(file), StandardCharsets.UTF_8));
  }

  @Test
  void reflowStraightensAndReportsEachRound() throws IOException {
    String out = Outcome.of("reflow", at("teacher"), "--out", at("straight"), "--rounds", "2", "--pairs", "4000",
        "--steps", "1500", "--teacher-steps", "30", "--inverted", "0.25", "--distill", "--count", "500").succeeded()
        .out();
    JsonNode rounds = json("straight/evaluation.json").path("rounds");
    assertEquals(3, rounds.size());
    double before = rounds.get(0).path("s").asDouble();
    double after = rounds.get(2).path("s").asDouble();
    assertTrue(after < before / 50, before + " → " + after);
    double w2Before = rounds.get(0).path("w2At1").asDouble();
    double w2After = rounds.get(2).path("w2At1").asDouble();
    assertTrue(w2After < w2Before / 3, w2Before + " → " + w2After);
    assertTrue(out.contains("round 2") && out.contains("a perfect sampler") && out.contains("straight/distilled"), out);
    assertTrue(out.lines().filter(line -> !line.contains(folder.toString())).allMatch(line -> line.length() <= 80),
        out);
    for (String file : new String[]{"model.safetensors", "round-1/model.safetensors", "distilled/model.safetensors",
        "plots/trajectories-by-round.png", "plots/step-counts.png", "plots/quality.png", "plots/steps.png"}) {
      assertTrue(Files.size(folder.resolve("straight").resolve(file)) > 1000, file);
    }
    for (String kind : List.of("trajectories-by-round", "step-counts", "quality")) {
      for (String ending : List.of(".png", ".svg")) {
        Path picture = folder.resolve("straight/plots").resolve(kind + ending);
        byte[] drawn = Files.readAllBytes(picture);
        Files.delete(picture);
        Outcome.of("plot", at("straight"), "--kind", kind).succeeded();
        assertArrayEquals(drawn, Files.readAllBytes(picture), "plot draws it again: " + kind + ending);
      }
    }
    FloatArray pairs = Npy.read(folder.resolve("straight/pairs.npy"));
    assertEquals(List.of(2, 4000, 2), pairs.shape());
    Outcome.of("sample", at("straight"), "--steps", "1", "--count", "10", "--out", at("one.csv")).succeeded();
  }

  @Test
  void aReflowIsTheSameBytesWhateverTheThreadsAndCanBeRepeatedFromItsConfig() throws IOException {
    for (int threads = 1; threads <= 2; threads++) {
      Outcome
          .of("reflow", at("teacher"), "--out", at("r" + threads), "--pairs", "600", "--steps", "60", "--batch", "64",
              "--from-scratch", "--threads", "" + threads, "--no-report", "--quiet")
          .succeeded();
      assertArrayEquals(Files.readAllBytes(folder.resolve("r1/model.safetensors")),
          Files.readAllBytes(folder.resolve("r" + threads + "/model.safetensors")));
    }
  }

  @Test
  void evaluateNamesTheStepsThatSufficeAndWritesItsFigures() throws IOException {
    String out = Outcome.of("evaluate", at("teacher"), "--nfe", "1,4,40", "--count", "400", "--repeats", "3", "--json",
        at("figures.json")).succeeded().out();
    assertTrue(out.contains("Euler step") && out.contains("floor") && out.contains("400"), out);
    assertTrue(out.lines().allMatch(line -> line.length() <= 80), out);
    JsonNode json = json("teacher/evaluation.json");
    assertEquals(json, json("figures.json"));
    assertEquals(3, json.path("rows").size());
    double one = json.path("rows").get(0).path("w2").path("mean").asDouble();
    double forty = json.path("rows").get(2).path("w2").path("mean").asDouble();
    assertTrue(forty < one / 2, one + " " + forty);
    assertTrue(json.path("floor").path("mean").asDouble() < one, out);
    assertTrue(Files.size(folder.resolve("teacher/plots/quality.png")) > 1000);
  }

  @Test
  void evaluateNamesNoSufficientNumberOfStepsWithoutAComparison() throws IOException {
    String one = Outcome.of("evaluate", at("teacher"), "--nfe", "1", "--count", "200", "--repeats", "2", "--no-plots")
        .succeeded().out();
    assertTrue(one.contains("W2 at 1 Euler step is ") && !one.contains("suffices:") && !one.contains("the best"), one);
    String draw = Outcome.of("evaluate", at("teacher"), "--nfe", "1,40", "--count", "200", "--repeats", "1",
        "--no-plots").succeeded().out();
    assertTrue(draw.contains("W2 is least at 40 Euler steps: ") && draw.contains("That is one draw"), draw);
    assertTrue(!draw.contains("noise of"), draw);
  }

  @Test
  void theTableIsTrainedResumedAndPrinted() throws IOException {
    String[] command = {"reproduce", "sf2m", "--seeds", "2", "--steps", "40", "--count", "300", "--problems",
        "8gaussians-moons", "--rows", "i-cfm,2-rf", "--out", at("table"), "--quiet"};
    String out = Outcome.of(command).succeeded().out();
    assertTrue(out.contains("| I-CFM |") && out.contains("| 2-RF |") && out.contains(" ± "), out);
    assertTrue(out.contains("| OT-CFM, published | 0.601 | 0.015 |"), out);
    Path kept = folder.resolve("table/8gaussians-moons/i-cfm/seed-1/model.safetensors");
    Path lost = folder.resolve("table/8gaussians-moons/i-cfm/seed-0/model.safetensors");
    var keptAt = Files.getLastModifiedTime(kept);
    byte[] before = Files.readAllBytes(lost);
    Files.delete(lost);
    Files.delete(folder.resolve("table/8gaussians-moons/i-cfm/seed-0/evaluation.json"));
    assertEquals(out, Outcome.of(command).succeeded().out());
    assertArrayEquals(before, Files.readAllBytes(lost));
    assertEquals(keptAt, Files.getLastModifiedTime(kept));
  }

  @Test
  void tablesAreMeasuredBesideThePublishedOnes() throws IOException {
    String[] command = {"reproduce", "forest", "--data", "../tables/src/test/resources/dev/millrace/tables", "--out",
        at("forest"), "--sets", "iris", "--seeds", "1", "--steps", "20", "--at", "1", "--report", at("forest.md"),
        "--quiet"};
    Outcome outcome = Outcome.of(command).succeeded();
    assertTrue(outcome.err().lines().noneMatch(line -> line.contains("cells")), outcome.err());
    assertTrue(outcome.out().contains("| iris | 0.236 | 0.328 | 0.329 | 0.485 | 0.236 | "), outcome.out());
    assertTrue(outcome.out().contains("| Millrace, 1 step | "), outcome.out());
    String report = Files.readString(folder.resolve("forest.md"));
    String table = outcome.out().substring(0, outcome.out().indexOf("\n\n"));
    assertTrue(report.contains(table) && report.contains("Columns marked [P] are published"), report);
    assertEquals(outcome.out(), Outcome.of(command).succeeded().out());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      reflow nowhere --out OUT | nowhere
      reflow TEACHER --out OUT --pairs 100 | --pairs 100: expected at least --batch 256
      reflow TEACHER --out OUT --rounds 0 | --rounds 0
      reflow TEACHER --out OUT --inverted 2 | --inverted 2.0
      reflow TEACHER --out OUT --teacher-solver rk9 | --teacher-solver rk9
      reflow TEACHER --out OUT --time noon | noon
      reflow TEACHER --out OUT --count 20001 | --count 20001
      reflow TEACHER --out TEACHER | already holds files
      evaluate nowhere | nowhere
      evaluate TEACHER --nfe 1,x | x
      evaluate TEACHER --nfe 0 | nfe = 0
      evaluate TEACHER --solver rk4 --nfe 3 | nfe = 3, expected at least 4: one step of rk4
      evaluate TEACHER --count 30000 | --count 30000: expected 1 to 20000
      evaluate TEACHER --repeats 0 | --repeats 0
      reproduce table9 | no table 'table9'
      reproduce forset | no table 'forset'; did you mean 'forest'? (see 'millrace help reproduce')
      reproduce --seeds 3 sf2m | no option '--seeds' before the table; options of a table come after it
      reproduce | reproduce: needs TABLE, one of sf2m, forest, few-steps (see 'millrace help reproduce')
      reproduce forest --out OUT | reproduce forest: needs --data DIR (see 'millrace help reproduce forest')
      reproduce forest --out OUT --data x --stes iris | did you mean '--sets'? (see 'millrace help reproduce forest')
      reproduce forest --out OUT --data nowhere | --data nowhere: expected a folder with splits.json
      reproduce forest --out OUT --data TEACHER | has none of the tables iris.csv, wine.csv
      reproduce forest --out OUT --data TEACHER --sets iris,vine | --sets vine: expected some of iris, wine
      reproduce forest --out OUT --data TEACHER --at 1,0 | --at 0: expected 1 to 1000
      reproduce forest --out OUT --data TEACHER --seeds 0 | --seeds 0: expected 1 to 1000
      reproduce sf2m --problems n-mons | did you mean 'n-moons'?
      reproduce sf2m --seeds 0 | --seeds 0
      """)
  void badInputIsOneLineAndLeavesNothing(String command, String named) {
    Outcome outcome = Outcome.of(command.replace("TEACHER", at("teacher")).replace("OUT", at("none")).split(" ", -1));
    assertEquals(Millrace.WRONG_INPUT, outcome.status(), outcome.err());
    assertTrue(outcome.err().startsWith("millrace: ") && outcome.err().contains(named), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertFalse(Files.exists(folder.resolve("none")));
  }

  @Test
  void aRunThatIsStillTrainingIsRefused() throws IOException {
    Path run = Files.createDirectories(folder.resolve("training"));
    Path teacher = folder.resolve("teacher");
    for (String file : new String[]{"run.yaml", "model.safetensors"}) {
      Files.copy(teacher.resolve(file), run.resolve(file));
    }
    try (Stream<String> lines = Files.lines(teacher.resolve("training.jsonl"))) {
      Files.write(run.resolve("training.jsonl"), lines.limit(4).toList());
    }
    Outcome outcome = Outcome.of("reflow", run.toString(), "--out", at("none"));
    assertEquals(Millrace.WRONG_INPUT, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains("trained to step 200 of 1,500"), outcome.err());
  }
}
