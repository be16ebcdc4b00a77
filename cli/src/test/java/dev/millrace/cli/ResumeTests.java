package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import dev.millrace.cli.terminal.Console;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.Couplings;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.flow.store.RunLock;
import dev.millrace.runs.train.MlpTraining;
import dev.millrace.runs.train.RecordedTraining;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.runs.work.StoppedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ResumeTests {
  private static final int STEPS = 120;

  @TempDir
  Path folder = Path.of("");

  private static RunConfig config(Map<String, Object> more) {
    Map<String, Object> options = new LinkedHashMap<>(
        Map.of("steps", STEPS, "batch", 40, "hidden", 12, "layers", 2, "checkpoint-every", 25, "seed", 3, "threads",
            2));
    options.putAll(more);
    return ConfigFile.over(RunConfig.defaults(), "", options);
  }

  private static void train(RunDirectory run, RunConfig config, boolean resume, BooleanSupplier stop)
      throws IOException {
    // The learning of transport comes before the first step and can be stopped too.
    MlpTraining training = MlpTraining.withoutRemarks(config,
        new Caller(new Console(true), () -> false, MemoryLimit.ofJava()));
    RecordedTraining.run(training, run, new RecordedTraining.Plan("test", Optional.empty(), resume),
        new Caller(new Console(true), stop, MemoryLimit.ofJava()));
  }

  private RunDirectory run(String name) throws IOException {
    return new RunDirectory(Files.createDirectories(folder.resolve(name)));
  }

  private static BooleanSupplier afterSteps(int steps) {
    AtomicInteger left = new AtomicInteger(steps);
    return () -> left.decrementAndGet() <= 0;
  }

  private static byte[] finalState(RunDirectory run) throws IOException {
    return Files.readAllBytes(run.checkpoints().resolve("step-%09d/state.safetensors".formatted(STEPS)));
  }

  private static void assertSameEnd(RunDirectory whole, RunDirectory resumed) throws IOException {
    assertArrayEquals(finalState(whole), finalState(resumed));
    assertArrayEquals(Files.readAllBytes(whole.modelFile()), Files.readAllBytes(resumed.modelFile()));
    assertEquals(whole.readLog().stream().map(TrainingLog.Line::weights).toList(),
        resumed.readLog().stream().map(TrainingLog.Line::weights).toList());
    assertEquals(whole.readLog().stream().map(TrainingLog.Line::step).toList(),
        resumed.readLog().stream().map(TrainingLog.Line::step).toList());
  }

  /** Stops at steps that are none of a checkpoint's, none of a pool's and none of a logged line's. */
  private void stopAndGoOn(RunConfig config) throws IOException {
    RunDirectory whole = run("whole");
    train(whole, config, false, () -> false);
    RunDirectory resumed = run("resumed");
    boolean resume = false;
    for (int steps : new int[]{7, 1, 43, 52}) {
      boolean begun = resume;
      var stopped = assertThrows(StoppedException.class, () -> train(resumed, config, begun, afterSteps(steps)));
      assertTrue(stopped.toString().contains("stopped after step"), stopped.toString());
      assertFalse(Files.exists(resumed.modelFile()));
      resume = true;
    }
    train(resumed, config, true, () -> false);
    assertSameEnd(whole, resumed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"independent", "ot", "sinkhorn:0.1", "semidiscrete:64"})
  void aTrainingThatWasStoppedEndsWithTheSameBytes(String coupling) throws IOException {
    stopAndGoOn(config(Map.of("coupling", coupling)));
  }

  @Test
  void alsoInPoolsWithinClassesOnAnotherPathAndSchedule() throws IOException {
    stopAndGoOn(config(Map.of("coupling", "ot", "coupling-batch", 120, "class-aware", true, "path", "cosine", "time",
        "logit-normal", "sigma-min", "constant:0.05", "weight-decay", 0.01, "warmup", 30, "ema", 0.99)));
  }

  @Test
  void alsoInPoolsWithinClassesWithHalfOfTheTimesAtZero() throws IOException {
    stopAndGoOn(config(Map.of("coupling", "ot", "coupling-batch", 1200, "class-aware", true, "classes", true, "time",
        "ends:0.5")));
  }

  @Test
  void alsoOnGivenPairsAndFiles() throws IOException {
    Path pairs = folder.resolve("pairs.npy");
    float[] rows = new float[2 * 64];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) Math.sin(i);
    }
    Couplings.writePairs(pairs, new FixedPairs(rows, rows.clone(), 2));
    stopAndGoOn(config(Map.of("coupling", "pairs:" + pairs)));
  }

  @Test
  void aDamagedCheckpointIsNamedAndTheOneBeforeTaken() throws IOException {
    RunConfig config = config(Map.of());
    RunDirectory whole = run("whole");
    train(whole, config, false, () -> false);
    RunDirectory damaged = run("damaged");
    assertThrows(StoppedException.class, () -> train(damaged, config, false, afterSteps(80)));
    Path state = damaged.checkpoints().resolve("step-000000080/state.safetensors");
    byte[] bytes = Files.readAllBytes(state);
    bytes[bytes.length / 2] ^= 1;
    Files.write(state, bytes);
    Outcome resumed = Outcome.of("train", "--resume", "--out", damaged.path().toString(), "--no-plots").succeeded();
    assertTrue(resumed.err().contains("step-000000080: skipped: state.safetensors does not match its SHA-256"),
        resumed.err());
    assertTrue(resumed.err().contains("continuing from step 75"), resumed.err());
    assertSameEnd(whole, damaged);
  }

  @Test
  void aRunWithoutWholeCheckpointsIsNotSilentlyBegunAnew() throws IOException {
    RunDirectory run = run("run");
    train(run, config(Map.of()), false, () -> false);
    byte[] model = Files.readAllBytes(run.modelFile());
    try (Stream<Path> checkpoints = Files.list(run.checkpoints())) {
      for (Path checkpoint : checkpoints.toList()) {
        Files.write(checkpoint.resolve("manifest.json"), new byte[10]);
      }
    }
    Outcome refused = Outcome.of("train", "--resume", "--out", run.path().toString(), "--quiet");
    assertEquals(Millrace.WRONG_INPUT, refused.status());
    assertTrue(refused.err().contains("none of its checkpoints is intact: step-000000120 manifest.json"),
        refused.err());
    assertEquals(1, refused.err().lines().count());
    assertArrayEquals(model, Files.readAllBytes(run.modelFile()));
  }

  @Test
  void otherDataAndAnotherProcessAreRefused() throws IOException {
    Path data = folder.resolve("d.csv");
    Files.writeString(data, "1,2\n3,5\n4,4\n", StandardCharsets.UTF_8);
    RunConfig config = config(Map.of("data", data.toString()));
    RunDirectory run = run("run");
    assertThrows(StoppedException.class, () -> train(run, config, false, afterSteps(30)));
    String[] resume = {"train", "--resume", "--out", run.path().toString(), "--quiet", "--no-plots"};
    try (RunLock _ = run.lock()) {
      Outcome locked = Outcome.of(resume);
      assertEquals(Millrace.WRONG_INPUT, locked.status());
      assertTrue(locked.err().contains("is writing to this run"), locked.err());
    }
    Files.writeString(data, "1,2\n3,5\n4,5\n", StandardCharsets.UTF_8);
    Outcome other = Outcome.of(resume);
    assertEquals(Millrace.WRONG_INPUT, other.status());
    assertTrue(other.err().contains("checkpoint of step 30: was trained on other data"), other.err());
  }

  @Test
  void aTornLogIsMendedAndLaterLinesAreWrittenAgain() throws IOException {
    RunConfig config = config(Map.of());
    RunDirectory whole = run("whole");
    train(whole, config, false, () -> false);
    RunDirectory torn = run("torn");
    assertThrows(StoppedException.class, () -> train(torn, config, false, afterSteps(110)));
    Files.writeString(torn.log(), Files.readString(torn.log()) + "{\"step\":115,\"loss\":1}\n{\"step\":12\u00e9",
        StandardCharsets.UTF_8);
    assertEquals(List.of(50, 100, 115), torn.readLog().stream().map(TrainingLog.Line::step).toList());
    train(torn, config, true, () -> false);
    assertSameEnd(whole, torn);
  }

  @Test
  void aFailingCheckpointIsReportedAndTrainingGoesOn() throws IOException {
    RunDirectory run = run("run");
    // A file where the folder should be fails as a full disk does, also for root.
    Files.writeString(run.checkpoints(), "in the way");
    RunConfig config = config(Map.of());
    train(run, config, false, () -> false);
    assertTrue(Files.exists(run.modelFile()));
    assertEquals("in the way", Files.readString(run.checkpoints()));
  }
}
