package dev.millrace.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.train.Provenance;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.runs.work.StoppedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Runs that have learnt average velocities. */
class FlowMapTests {
  private static final SamplingOptions TEN = SamplingOptions.of(10, 3);

  @TempDir
  private Path folder = Path.of("");

  private final Kinds kinds = Kinds.load();
  private final Caller caller = new Caller(_ -> {}, () -> false, MemoryLimit.ofJava());
  private final Runs runs = new Runs(kinds, caller);

  /** Small options, replaced and followed by given ones: name, value, … */
  private static Map<String, Object> options(Object... other) {
    Map<String, Object> options = new HashMap<>(Map.of("steps", 60, "batch", 32, "hidden", 16, "layers", 2,
        "checkpoint-every", 20, "threads", 1));
    for (int i = 0; i < other.length; i += 2) {
      options.put(String.valueOf(other[i]), other[i + 1]);
    }
    return options;
  }

  private TrainingRequest request(String data, String name, Object... other) {
    return TrainingRequest.of(data, options(other), folder.resolve(name)).bare();
  }

  private RunDirectory mean(String name) throws IOException {
    return request("moons", name, "objective", "mean-flow").run(kinds, caller);
  }

  private static Integration steps(int steps) {
    return new Integration(null, steps, null, null, null, null);
  }

  private static void refused(String words, Executable call) {
    String message = String.valueOf(assertThrows(InvalidInputException.class, call).getMessage());
    assertTrue(message.contains(words), message);
  }

  @Test
  void samplesGoByTheFlowMapInOneStepAndByTheVelocityIfASolverIsNamed() throws IOException {
    Path run = mean("a").path();
    Sampled one = runs.sample(run, TEN);
    assertEquals(1, one.cost().nfe());
    assertTrue(one.summary().contains("1 flow-map step"), one.summary());
    Sampled four = runs.sample(run, TEN.withIntegration(steps(4)));
    assertEquals(4, four.cost().nfe());
    Sampled euler = runs.sample(run, TEN.withIntegration(new Integration("euler", 4, null, null, null, null)));
    assertFalse(Arrays.equals(four.values(), euler.values()));
    assertEquals(100, runs.sample(run, TEN.withIntegration(new Integration("euler", null, null, null, null, null)))
        .cost().nfe());
    assertTrue(runs.sample(run, TEN.withIntegration(new Integration("dopri5", null, null, null, null, null))).cost()
        .nfe() > 6);
    // Rows do not depend on how many there are.
    assertArrayEquals(Arrays.copyOfRange(one.values(), 12, 20), runs.sample(run, TEN.withRows(6, 4)).values());
    // The velocity alone is a plain flow: its file gives the same bytes.
    RunDirectory plain = RunDirectory.create(folder.resolve("plain"));
    ConfigFile.write(plain.configFile(), ConfigFile.over(RunConfig.defaults(), "", options()), Map.of());
    var model = new RunDirectory(run).model();
    model.withVelocity(model.velocity().diagonal()).write(plain.modelFile());
    assertArrayEquals(euler.values(), runs.sample(plain.path(), TEN.withIntegration(steps(4))).values());
    assertEquals(100, runs.sample(plain.path(), TEN).cost().nfe());
  }

  @Test
  void aRunIsStoppedResumedAndVerified() throws IOException {
    RunDirectory whole = mean("whole");
    AtomicInteger left = new AtomicInteger(33);
    Caller stopping = new Caller(_ -> {}, () -> left.decrementAndGet() < 0, MemoryLimit.ofJava());
    Path out = folder.resolve("parts");
    assertThrows(StoppedException.class,
        () -> request("moons", "parts", "objective", "mean-flow").run(kinds, stopping));
    RunDirectory parts = TrainingRequest.resuming(out).bare().run(kinds, caller);
    assertArrayEquals(Files.readAllBytes(whole.modelFile()), Files.readAllBytes(parts.modelFile()));
    assertTrue(runs.verify(whole.path(), 1000, Map.of("threads", 2)).same());
    refused("of average velocities",
        () -> new TrainingRequest(null, Map.of("objective", "flow", "steps", 80), null, out,
            true, false, false).run(kinds, caller));
  }

  @Test
  void evaluateMeasuresTheFlowMapAndTheVelocity() throws IOException {
    RunDirectory run = mean("a");
    runs.evaluate(run.path(), new EvaluationOptions(EvaluationOptions.USUAL.method(), List.of(), 60, 2, false, 0, 1,
        null, null, null, null, null, false));
    JsonNode figures = run.readEvaluation();
    for (String rows : List.of("rows", "velocityRows")) {
      assertEquals(List.of(1, 2, 4, 100),
          figures.path(rows).valueStream().map(row -> row.path("nfe").asInt()).toList());
    }
    assertEquals("flow-map", figures.path("solver").asString());
    assertTrue(figures.path("composition").asDouble() > 0);
    assertFalse(figures.path("rows").get(0).path("w2").equals(figures.path("velocityRows").get(0).path("w2")));
  }

  @Test
  void aPlainRunIsContinuedAndAnotherOneIsRefusedByName() throws IOException {
    RunDirectory plain = request("moons", "plain").run(kinds, caller);
    TrainingRequest continued = new TrainingRequest(null, Map.of("objective", "mean-flow", "steps", 40), null,
        folder.resolve("continued"), false, false, false).from(plain.path());
    RunDirectory run = continued.run(kinds, caller);
    assertEquals(40, ConfigFile.read(run.configFile()).steps());
    assertEquals(16, ConfigFile.read(run.configFile()).hidden());
    assertEquals(plain.path().toString(), ConfigFile.provenance(run.configFile()).get(Provenance.STARTS_FROM));
    assertTrue(runs.verify(run.path(), 1000, Map.of()).same());
    assertEquals(1, runs.sample(run.path(), TEN).cost().nfe());
    Path none = folder.resolve("none");
    for (String[] other : new String[][]{{"hidden", "24"}, {"layers", "3"}, {"time-scale", "2.0"},
        {"activation", "selu"}, {"path", "cosine"}}) {
      Object value = other[0].equals("hidden") || other[0].equals("layers")
          ? Integer.valueOf(other[1])
          : other[0].equals("time-scale") ? Double.valueOf(other[1]) : other[1];
      refused("`" + other[0] + "` " + other[1], () -> new TrainingRequest(null, Map.of(other[0], value), null, none,
          false, false, false).from(plain.path()).run(kinds, caller));
    }
    refused("`data` circles: `from` " + plain.path() + " was trained with moons", () -> new TrainingRequest("circles",
        Map.of(), null, none, false, false, false).from(plain.path()).run(kinds, caller));
    refused("2 columns and 0 classes, the data have 2 and 2",
        () -> new TrainingRequest(null, Map.of("classes", true), null, none, false, false,
            false).from(plain.path()).run(kinds, caller));
    refused("it has learnt average velocities; expected `objective` mean-flow", () -> new TrainingRequest(null,
        Map.of("objective", "flow"), null, none, false, false, false).from(run.path()).run(kinds, caller));
    refused("with `resume`", () -> TrainingRequest.resuming(run.path()).from(plain.path()));
    assertFalse(Files.exists(none));
  }

  @Test
  void aGuidedStepIsOneEvaluationAndOthersAreRefused() throws IOException {
    RunDirectory guided = request("moons", "guided", "objective", "mean-flow", "classes", true, "guided", true)
        .run(kinds, caller);
    Sampled plain = runs.sample(guided.path(), TEN.withClasses("1"));
    Sampled four = runs.sample(guided.path(), TEN.withClasses("1").withGuidance(4.0));
    assertEquals(1, four.cost().nfe());
    assertFalse(four.summary().contains("twice"), four.summary());
    assertFalse(Arrays.equals(plain.values(), four.values()));
    refused("`guidance` 9.0: the flow map of", () -> runs.sample(guided.path(), TEN.withGuidance(9.0)));
    refused("`guidance` 0.5", () -> runs.sample(guided.path(), TEN.withGuidance(0.5)));
    assertEquals(4, runs.sample(guided.path(), TEN.withGuidance(9.0).withIntegration(
        new Integration("euler", 4, null, null, null, null))).cost().nfe());
    RunDirectory unguided = request("moons", "unguided", "objective", "mean-flow", "classes", true).run(kinds, caller);
    assertEquals(1, runs.sample(unguided.path(), TEN).cost().nfe());
    refused("was trained without guidance", () -> runs.sample(unguided.path(), TEN.withGuidance(2.0)));
  }

  @Test
  void optionsThatDoNotGoTogetherAreNamed() {
    for (Object[] wrong : new Object[][]{
        {"`least-alpha` 0.0: expected above 0", "objective", "mean-flow", "least-alpha", 0.0},
        {"`least-alpha` NaN: expected above 0", "objective", "mean-flow", "least-alpha", Double.NaN},
        {"`least-alpha` 1.5", "objective", "mean-flow", "least-alpha", 1.5},
        {"`off-diagonal` 1.0", "objective", "mean-flow", "off-diagonal", 1.0},
        {"`off-diagonal` 0.25 with `objective` flow", "off-diagonal", 0.25},
        {"`least-alpha` 0.05 with `objective` mean-flow-halves", "objective", "mean-flow-halves", "least-alpha", 0.05},
        {"`guided` true with `objective` flow", "guided", true, "classes", true},
        {"`guided`: moons is trained without classes", "objective", "mean-flow", "guided", true},
        {"`guided` with `label-dropout` 0", "objective", "mean-flow", "guided", true, "classes", true, "label-dropout",
            0.0},
        {"`batch` 1 with `objective` mean-flow", "objective", "mean-flow", "batch", 1},
        {"`objective` mean: expected flow or mean-flow", "objective", "mean"}}) {
      refused(String.valueOf(wrong[0]), () -> request("moons", "none", Arrays.copyOfRange(wrong, 1, wrong.length))
          .run(kinds, caller));
    }
  }

  /** Pairs come from the velocity, and the straightened flow is a plain one. */
  @Test
  void aMeanFlowIsStraightenedAsAFlow() throws IOException {
    RunDirectory run = mean("a");
    RunDirectory straight = runs.reflow(new ReflowOptions(run.path(), 1, false, 200, "heun", 2, null, null, false,
        "u-shaped", Map.of("steps", 20), null, false), folder.resolve("straight")).last();
    assertEquals(RunConfig.FLOW, ConfigFile.read(straight.configFile()).objective());
    assertEquals(100, runs.sample(straight.path(), TEN).cost().nfe());
  }

  /** Options that earlier releases did not have leave the hash of theirs as it was. */
  @Test
  void aRunThatDoesNotNameAnObjectiveIsAFlow() throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(file, "data: moons\nsteps: 70\n");
    RunConfig old = ConfigFile.over(RunConfig.defaults(), file);
    assertEquals(RunConfig.FLOW, old.objective());
    assertFalse(ConfigFile.toYaml(old, Map.of()).contains("averages"), ConfigFile.toYaml(old, Map.of()));
    assertEquals(ConfigFile.hash(old),
        ConfigFile.hash(ConfigFile.over(old, "", Map.of("off-diagonal", 0.3, "least-alpha", 0.1))));
    assertFalse(ConfigFile.hash(old).equals(ConfigFile.hash(ConfigFile.over(old, "", Map.of("objective",
        "mean-flow")))));
  }
}
