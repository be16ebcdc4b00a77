package dev.millrace.runs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.kind.TrainedOn;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.manage.Imported;
import dev.millrace.runs.manage.Reflowing;
import dev.millrace.runs.manage.SampleBlocks;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.runs.work.StoppedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Everything that is done with a run, called from Java, with nothing on standard output and standard error. */
class LibraryTests {
  private static final Map<String, Object> SMALL = Map.of("steps", 60, "batch", 32, "hidden", 16, "layers", 2,
      "checkpoint-every", 20, "threads", 1);

  @TempDir
  private Path folder = Path.of("");

  private final Kinds kinds = Kinds.load();
  private final List<RunEvent> events = new ArrayList<>();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  @BeforeEach
  void capture() {
    PrintStream captured = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(captured);
    System.setErr(captured);
  }

  @AfterEach
  void nothingIsPrinted() {
    System.setOut(out);
    System.setErr(err);
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  private Caller caller(BooleanSupplier cancelled) {
    return new Caller(events::add, cancelled, MemoryLimit.ofJava());
  }

  private Caller caller() {
    return caller(() -> false);
  }

  private Runs runs(BooleanSupplier cancelled) {
    return new Runs(kinds, caller(cancelled));
  }

  private Runs runs() {
    return runs(() -> false);
  }

  private static BooleanSupplier afterCalls(int calls) {
    AtomicInteger left = new AtomicInteger(calls);
    return () -> left.decrementAndGet() < 0;
  }

  private RunDirectory trained(String name) throws IOException {
    return TrainingRequest.of("moons", SMALL, folder.resolve(name)).bare().run(kinds, caller());
  }

  private <E> List<E> heard(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Test
  void aTrainingThatIsCancelledAndResumedEndsWithTheSameBytes() throws IOException {
    RunDirectory whole = trained("whole");
    assertEquals(60, heard(RunEvent.Trained.class).getFirst().steps());
    assertEquals(1, heard(RunEvent.Prepared.class).size());
    Path out = folder.resolve("parts");
    StoppedException stopped = assertThrows(StoppedException.class,
        () -> TrainingRequest.of("moons", SMALL, out).bare().run(kinds, caller(afterCalls(33))));
    assertEquals("stopped after step 34 of 60", stopped.getMessage());
    assertEquals(out, stopped.run().path());
    assertFalse(Files.exists(stopped.run().modelFile()));
    RunDirectory parts = TrainingRequest.resuming(out).bare().run(kinds, caller());
    assertArrayEquals(Files.readAllBytes(whole.modelFile()), Files.readAllBytes(parts.modelFile()));
    assertTrue(runs().verify(whole.path(), 1000, Map.of("threads", 2)).same());
  }

  @Test
  void anInterruptedThreadStopsItsTrainingWithACheckpoint() throws IOException {
    Path out = folder.resolve("run");
    Caller interrupting = new Caller(event -> {
      if (event instanceof RunEvent.Advanced) {
        Thread.currentThread().interrupt();
      }
    }, () -> false, MemoryLimit.ofJava());
    assertThrows(StoppedException.class, () -> TrainingRequest.of("moons", SMALL, out).bare().run(kinds,
        interrupting));
    assertTrue(Thread.interrupted());
    assertTrue(new RunDirectory(out).newestCheckpoint(_ -> {}).isPresent());
    RunDirectory resumed = TrainingRequest.resuming(out).bare().run(kinds, caller());
    assertArrayEquals(Files.readAllBytes(trained("whole").modelFile()), Files.readAllBytes(resumed.modelFile()));
    StoppedException stopped = assertThrows(StoppedException.class, () -> runs(afterCalls(1))
        .evaluate(out, EvaluationOptions.USUAL.withCount(50).withNfe(List.of(1)).withDraw(false)));
    assertEquals("stopped before the end of the evaluation", stopped.getMessage());
    assertFalse(Files.exists(resumed.evaluationFile()));
  }

  @Test
  void aTrainingCanBeResumedWheneverItsThreadIsInterrupted() throws IOException {
    byte[] whole = Files.readAllBytes(trained("whole").modelFile());
    // Before the call, when it is prepared, when the work begins, and when a step is logged.
    for (int moment = 0; moment < 4; moment++) {
      Path out = folder.resolve("run-" + moment);
      AtomicInteger left = new AtomicInteger(moment);
      Caller interrupting = new Caller(_ -> {
        if (left.decrementAndGet() == 0) {
          Thread.currentThread().interrupt();
        }
      }, () -> false, MemoryLimit.ofJava());
      if (moment == 0) {
        Thread.currentThread().interrupt();
      }
      assertThrows(StoppedException.class,
          () -> TrainingRequest.of("moons", SMALL, out).bare().run(kinds, interrupting), "moment " + moment);
      assertTrue(Thread.interrupted());
      RunDirectory resumed = TrainingRequest.resuming(out).bare().run(kinds, caller());
      assertArrayEquals(whole, Files.readAllBytes(resumed.modelFile()));
    }
  }

  @Test
  void rowsOfSamplesDoNotDependOnHowTheyAreSplit() throws IOException {
    TrainedRun run = kinds.open(trained("run").path());
    for (Integration how : List.of(Integration.USUAL, new Integration("heun", 7, null, null, "learnt", null),
        new Integration("euler", 7, null, null, null, 1.0))) {
      SamplingOptions options = SamplingOptions.of(1, 3).withIntegration(how);
      float[] whole = run.sample(options.withRows(0, 150), caller()).values();
      for (int offset : new int[]{1, 63, 64, 70, 149}) {
        float[] rest = run.sample(options.withRows(offset, 150 - offset), caller()).values();
        assertArrayEquals(Arrays.copyOfRange(whole, 2 * offset, 300), rest, how + " from " + offset);
      }
      List<Float> streamed = new ArrayList<>();
      SampleBlocks.of(run, options, 0, 150, 40, caller(), block -> {
        for (float value : block.values()) {
          streamed.add(value);
        }
      });
      assertEquals(whole.length, streamed.size());
      for (int i = 0; i < whole.length; i++) {
        assertEquals(whole[i], streamed.get(i));
      }
    }
    assertThrows(StoppedException.class, () -> SampleBlocks.of(run, SamplingOptions.of(1, 0), 0, 100, 10,
        caller(afterCalls(3)), _ -> {}));
    AtomicInteger asked = new AtomicInteger();
    Caller stopping = caller(() -> asked.incrementAndGet() == 3);
    // One tile of points, which takes 1000 steps.
    SamplingOptions slow = SamplingOptions.of(1, 3)
        .withIntegration(new Integration("euler", 1000, null, null, null, null));
    assertThrows(StoppedException.class, () -> run.sample(slow.withRows(0, 10), stopping));
    assertEquals(3, asked.get());
  }

  @Test
  void blocksOfSamplesHaveRows() throws IOException {
    TrainedRun run = kinds.open(trained("run").path());
    SamplingOptions options = SamplingOptions.of(1, 0);
    for (long[] wrong : new long[][]{{0, 5, 0}, {0, 5, -1}, {0, -1, 5}, {-1, 5, 5}, {Long.MAX_VALUE - 2, 5, 5}}) {
      assertThrows(InvalidInputException.class,
          () -> SampleBlocks.of(run, options, wrong[0], wrong[1], (int) wrong[2], caller(), _ -> {}));
    }
    SampleBlocks.of(run, options, 0, 0, 5, caller(), _ -> assertEquals("", "no block"));
  }

  @Test
  void learningATransportCanBeCancelled() {
    Path out = folder.resolve("run");
    assertThrows(CancellationException.class,
        () -> TrainingRequest.of("moons", Map.of("coupling", "semidiscrete:256", "threads", 1), out).bare()
            .run(kinds, caller(afterCalls(1))));
    assertFalse(Files.exists(out));
  }

  @Test
  void aRunIsStraightenedMeasuredDrawnAndReported() throws IOException {
    RunDirectory teacher = trained("teacher");
    ReflowOptions options = ReflowOptions.of(teacher.path()).with(200, Map.of("steps", 40, "batch", 32));
    Path out = folder.resolve("straight");
    ReflowOptions bare = new ReflowOptions(options.teacher(), 1, true, 200, "heun", 2, null, null, false, "u-shaped",
        options.changes(), 100, false);
    assertThrows(StoppedException.class, () -> runs(afterCalls(20)).reflow(bare, out));
    Reflowing done = runs().resumeReflow(out);
    assertEquals(List.of(teacher.path(), out), done.flows().stream().map(RunDirectory::path).toList());
    assertEquals(out.resolve("distilled"), done.jumping().orElseThrow().path());
    Reflowing jump = runs().distil(bare, folder.resolve("jump"));
    assertEquals(List.of(teacher.path()), jump.flows().stream().map(RunDirectory::path).toList());
    assertTrue(jump.jumping().isPresent());
    events.clear();
    runs().evaluate(done.last().path(), EvaluationOptions.USUAL.withCount(60).withNfe(List.of(1, 4)));
    assertTrue(heard(RunEvent.Measured.class).getFirst().text().contains("W2 between 60 samples"));
    assertTrue(done.last().readEvaluation().path("rows").size() == 2);
    assertEquals(List.of(out.resolve("plots").resolve("steps.png")), runs().draw(out, "steps"));
    Path html = folder.resolve("report.html");
    runs().report(out, html, "millrace");
    String page = Files.readString(html);
    assertTrue(page.contains("millrace reflow " + teacher.path()), page);
  }

  @Test
  void weightsAreExportedAndImported() throws IOException {
    RunDirectory run = trained("run");
    Path file = folder.resolve("weights.safetensors");
    assertTrue(runs().exportWeights(run.path(), file).count() > 300);
    Imported imported = runs().importWeights(file, new TrainedOn(null, Csv.Header.AUTO, ""),
        folder.resolve("imported"));
    assertEquals(List.of(), imported.setAside());
    SamplingOptions options = SamplingOptions.of(20, 5);
    assertArrayEquals(runs().sample(run.path(), options).values(),
        runs().sample(imported.run().path(), options).values());
  }

  @Test
  void aReflowChangesNoOptionThatItCannotRead() {
    for (String name : List.of("stepz", "hidden", "ema")) {
      var refused = assertThrows(InvalidInputException.class,
          () -> ReflowOptions.of(folder).with(100, Map.of(name, 3)));
      assertEquals("`%s`: not an option that a reflow changes; expected one of steps, batch, lr, seed, threads, "
          .formatted(name) + "checkpoint-every", refused.getMessage());
    }
  }

  @Test
  void aRunOfAKindThatIsMissingIsRefused() throws IOException {
    Files.writeString(folder.resolve("run.yaml"), "data: images:pictures" + System.lineSeparator() + "size: 8");
    Runs ofPoints = new Runs(Kinds.of(kinds.all().stream().filter(kind -> kind.name().equals("points")).toList()),
        caller());
    for (Executable call : List.<Executable>of(() -> ofPoints.open(folder), () -> ofPoints.draw(folder, "all"),
        () -> ofPoints.exportWeights(folder, folder.resolve("x.safetensors")))) {
      var refused = assertThrows(InvalidInputException.class, call);
      assertTrue(refused.getMessage().endsWith("of a kind that this program does not have; it has points"),
          refused.getMessage());
    }
  }

  @Test
  void messagesNameParameters() {
    var wrong = assertThrows(InvalidInputException.class, () -> TrainingRequest.of("moons", Map.of("batch", 0),
        folder.resolve("none")).run(kinds, caller()));
    assertFalse(String.valueOf(wrong.getMessage()).contains("--"), wrong.getMessage());
    assertFalse(Files.exists(folder.resolve("none")));
  }
}
