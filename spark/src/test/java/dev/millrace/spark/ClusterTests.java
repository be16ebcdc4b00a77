package dev.millrace.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.spark.rows.SampleOptions;
import dev.millrace.spark.train.TrainOptions;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Executors that are Java virtual machines of their own, some of which are killed. */
@Tag("spark")
class ClusterTests {
  static final int ROWS = 2000;
  private static final int STEPS = 1500;
  static final TrainOptions TWO = TrainOptions.of(2).with(TrainTests.SMALL)
      .with(Map.of("steps", STEPS, "checkpoint-every", 200));
  private static final int DRAWN = 6000;
  private static final SampleOptions HOW = SampleOptions.defaults().withSteps(2).withPartitions(6);
  @TempDir
  private static Path folder;
  private static SparkSession spark;
  private static String points;
  private static float[] expected;
  private static Path whole;
  private static byte[] oneProcess;

  @BeforeAll
  static void starts() throws IOException {
    // Both ranks of the first session are threads of this process.
    oneProcess = Files.readAllBytes(table(Sessions.local(), "one-process").modelFile());
    spark = Sessions.cluster();
    points = TinyRuns.points(folder).toString();
    expected = TinyRuns.RUNS.sample(Path.of(points), SamplingOptions.of(DRAWN, 0)
        .withIntegration(new Integration(null, 2, null, null, null, null))).values();
  }

  @AfterAll
  static void stops() {
    Sessions.stop();
  }

  /** The model of a training that nothing disturbs. */
  private static synchronized byte[] whole() throws IOException {
    if (whole == null) {
      whole = FlowSpark.train(TrainTests.bananas(spark, ROWS), folder.resolve("whole"), TWO).modelFile();
    }
    return Files.readAllBytes(whole);
  }

  /** Learns words, numbers and holes. */
  private static RunDirectory table(SparkSession spark, String name) throws IOException {
    Dataset<Row> rows = spark.read().option("header", true).option("inferSchema", true).option("nullValue", "NA")
        .csv(Path.of("../docs/data/penguins.csv").toRealPath().toString())
        .select("species", "island", "bill_length_mm", "sex").repartition(3);
    return FlowSpark.train(rows, folder.resolve(name), TrainOptions.of(2)
        .with(Map.of("steps", 60, "hidden", 32, "layers", 2, "batch", 64, "label", "species")));
  }

  /** The Java virtual machines that this one has started. */
  private static Set<Long> executors() {
    return ProcessHandle.current().descendants()
        .filter(process -> process.info().command().orElse("").endsWith("java")).map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  /** Kills a process with a signal that it cannot handle. */
  private static void kill(long process) {
    assertTrue(ProcessHandle.of(process).orElseThrow().destroyForcibly());
  }

  private static float[] numbers(Dataset<Row> rows) {
    List<Row> all = rows.collectAsList();
    float[] numbers = new float[2 * all.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = all.get(i / 2).getFloat(i % 2);
    }
    return numbers;
  }

  /** The rows in an order that says nothing of their files. */
  private static List<List<Float>> sorted(float[] numbers) {
    List<List<Float>> rows = new ArrayList<>();
    for (int i = 0; i < numbers.length; i += 2) {
      rows.add(List.of(numbers[i], numbers[i + 1]));
    }
    rows.sort(Comparator.<List<Float>, Float>comparing(List::getFirst).thenComparing(List::getLast));
    return rows;
  }

  private static Path marks(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  /** The name of the first file in a folder, as soon as there is one. */
  private static String first(Path inside, BooleanSupplier ended) throws IOException, InterruptedException {
    while (true) {
      if (Files.exists(inside)) {
        try (Stream<Path> files = Files.list(inside)) {
          var first = files.findFirst();
          if (first.isPresent()) {
            return first.get().getFileName().toString();
          }
        }
      }
      assertFalse(ended.getAsBoolean(), "the work ended too early");
      Thread.sleep(5);
    }
  }

  /** The files of a run travel once: the model changes after the table was made, and an executor that saw it is killed. */
  @Test
  void rowsAreThoseOfTheCommandAlthoughAnExecutorIsKilled() throws Exception {
    Path copy = folder.resolve("copy");
    Files.createDirectory(copy);
    for (String name : List.of("run.yaml", "model.safetensors")) {
      Files.copy(Path.of(points, name), copy.resolve(name));
    }
    Dataset<Row> rows = FlowSpark.sample(spark, copy.toString(), DRAWN, HOW);
    Path other = TinyRuns.classes(folder);
    for (String name : List.of("run.yaml", "model.safetensors")) {
      Files.copy(other.resolve(name), copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    Path begun = marks("begun");
    String marks = begun.toString();
    // The first row of each process is slow, so that there is something to kill.
    MapFunction<Row, Row> slow = row -> {
      Path mark = Path.of(marks, Long.toString(ProcessHandle.current().pid()));
      if (Files.notExists(mark)) {
        Files.createFile(mark);
        Thread.sleep(1500);
      }
      return row;
    };
    CompletableFuture<float[]> drawn = CompletableFuture
        .supplyAsync(() -> numbers(rows.map(slow, Encoders.row(rows.schema()))));
    kill(Long.parseLong(first(begun, drawn::isDone)));
    assertArrayEquals(expected, drawn.get(180, TimeUnit.SECONDS));
    try (Stream<Path> processes = Files.list(begun)) {
      assertTrue(processes.count() >= 2);
    }
  }

  @Test
  void aPartitionThatFailsTwiceHasTheSameRows() throws IOException {
    Path failed = marks("failed");
    String marks = failed.toString();
    MapPartitionsFunction<Row, Row> failing = part -> {
      TaskContext task = TaskContext.get();
      List<Row> some = new ArrayList<>();
      part.forEachRemaining(some::add);
      if (task.partitionId() == 1 && task.attemptNumber() < 2) {
        Files.createFile(Path.of(marks, "attempt-" + task.attemptNumber()));
        throw new IllegalStateException("as the test wants it");
      }
      return some.iterator();
    };
    Dataset<Row> rows = FlowSpark.sample(spark, points, DRAWN, HOW);
    assertArrayEquals(expected, numbers(rows.mapPartitions(failing, Encoders.row(rows.schema()))));
    try (Stream<Path> attempts = Files.list(failed)) {
      assertEquals(2, attempts.count());
    }
  }

  /** The first attempt of a task waits until Spark has started a second one, whose rows are written. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aTaskThatRunsTwiceWritesEachRowOnce() throws IOException {
    Path begun = marks("attempts");
    String marks = begun.toString();
    MapPartitionsFunction<Row, Row> waiting = part -> {
      TaskContext task = TaskContext.get();
      if (task.partitionId() == 0) {
        Files.createFile(Path.of(marks, "attempt-" + task.attemptNumber()));
        while (task.attemptNumber() == 0 && !task.isInterrupted()) {
          Thread.sleep(20);
        }
      }
      return part;
    };
    Dataset<Row> rows = FlowSpark.sample(spark, points, DRAWN, HOW);
    String written = folder.resolve("written").toString();
    rows.mapPartitions(waiting, Encoders.row(rows.schema())).write().parquet(written);
    assertTrue(Files.exists(begun.resolve("attempt-1")));
    assertEquals(sorted(expected), sorted(numbers(spark.read().parquet(written))));
  }

  @Test
  void aTrainingWhoseExecutorIsKilledGoesOnFromItsCheckpoint() throws Exception {
    Dataset<Row> rows = TrainTests.bananas(spark, ROWS);
    Path killed = folder.resolve("killed");
    CompletableFuture<RunDirectory> training = CompletableFuture.supplyAsync(() -> {
      try {
        return FlowSpark.train(rows, killed, TWO);
      } catch (IOException e) {
        throw new CompletionException(e);
      }
    });
    first(killed.resolve("checkpoints"), training::isDone);
    kill(executors().iterator().next());
    assertTrue(Files.notExists(killed.resolve("model.safetensors")), "the training had ended before the kill");
    RunDirectory run = training.get(180, TimeUnit.SECONDS);
    assertArrayEquals(whole(), Files.readAllBytes(run.modelFile()));
    assertEquals(STEPS, run.readLog().getLast().step());
  }

  /** Another program trains on the same cluster. */
  @Test
  void aTrainingWhoseDriverIsKilledCanBeResumed() throws Exception {
    whole();
    Set<Long> before = executors();
    Path killed = folder.resolve("driver");
    Path log = folder.resolve("driver.log");
    Process driver = KilledDriver.start(Sessions.url(), killed, log);
    try {
      first(killed.resolve("checkpoints"), () -> !driver.isAlive());
      Set<Long> others = new HashSet<>(executors());
      others.removeAll(before);
      others.remove(driver.pid());
      assertEquals(2, others.size());
      kill(driver.pid());
      assertTrue(Files.notExists(killed.resolve("model.safetensors")), "the training had ended before the kill");
      for (long executor : others) {
        var process = ProcessHandle.of(executor);
        if (process.isPresent()) {
          process.get().onExit().get(60, TimeUnit.SECONDS);
        }
      }
      RunDirectory run = FlowSpark.train(TrainTests.bananas(spark, ROWS), killed, TWO.resuming());
      assertArrayEquals(whole(), Files.readAllBytes(run.modelFile()));
    } finally {
      driver.destroyForcibly();
    }
  }

  /** The same ranks as threads of one process learn the same, and the command draws the same rows. */
  @Test
  void aTableIsLearntAndDrawnByTwoProcesses() throws IOException {
    Path run = table(spark, "table").path();
    assertArrayEquals(oneProcess, Files.readAllBytes(run.resolve("model.safetensors")));
    List<String> drawn = FlowSpark.sample(spark, run.toString(), 300, HOW).collectAsList().stream()
        .map(SampleTests::line).toList();
    assertEquals(TinyRuns.text(TinyRuns.RUNS.sample(run, SamplingOptions.of(300, 0)
        .withIntegration(new Integration(null, 2, null, null, null, null))), ".csv").lines().skip(1).toList(), drawn);
    assertTrue(drawn.stream().anyMatch(line -> line.startsWith("Gentoo,Biscoe,")), drawn.toString());
  }

  /** Each executor has a LibTorch of its own. */
  @Test
  void imagesAreTrainedByTwoProcesses() throws IOException {
    RunDirectory run = FlowSpark.train(ImageTrainTests.images(spark), folder.resolve("images"), ImageTrainTests.TWO);
    assertEquals(6, run.readLog().getLast().step());
    assertEquals(3, FlowSpark.sample(spark, run.path().toString(), 3, HOW).filter("size(image) = 64").count());
  }
}
