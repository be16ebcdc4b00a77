package dev.millrace.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.spark.rows.SampleOptions;
import dev.millrace.spark.train.TrainOptions;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Executors that are Java virtual machines of their own, some of which are killed. */
@Tag("spark")
class ClusterTests {
  @TempDir
  private static Path folder;
  private static SparkSession spark;
  private static String points;

  @BeforeAll
  static void starts() throws IOException {
    spark = Sessions.cluster();
    points = TinyRuns.points(folder).toString();
  }

  @AfterAll
  static void stops() {
    Sessions.stop();
  }

  /** The Java virtual machines that this one has started. */
  private static List<ProcessHandle> executors() {
    return ProcessHandle.current().descendants()
        .filter(process -> process.info().command().orElse("").endsWith("java")).toList();
  }

  /** Kills an executor with a signal that it cannot handle. */
  private static void kill(ProcessHandle executor) {
    assertTrue(executor.destroyForcibly());
  }

  private static float[] numbers(Dataset<Row> rows) {
    List<Row> all = rows.collectAsList();
    float[] numbers = new float[2 * all.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = all.get(i / 2).getFloat(i % 2);
    }
    return numbers;
  }

  private static float[] expected(int count, int steps) throws IOException {
    return TinyRuns.RUNS.sample(Path.of(points), SamplingOptions.of(count, 0)
        .withIntegration(new Integration(null, steps, null, null, null, null))).values();
  }

  /** The model changes after the table was made, and an executor is killed while tasks run. */
  @Test
  void rowsAreThoseOfTheCommandAlthoughAnExecutorIsKilled() throws Exception {
    float[] expected = expected(60_000, 8);
    Path copy = folder.resolve("copy");
    Files.createDirectory(copy);
    for (String name : List.of("run.yaml", "model.safetensors")) {
      Files.copy(Path.of(points, name), copy.resolve(name));
    }
    Path begun = Files.createDirectory(folder.resolve("begun"));
    Dataset<Row> rows = FlowSpark.sample(spark, copy.toString(), 60_000,
        SampleOptions.defaults().withSteps(8).withPartitions(6));
    Files.delete(copy.resolve("model.safetensors"));
    String marks = begun.toString();
    // Each row of a partition is slow, so that there is something to kill.
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
    String victim = first(begun, drawn);
    kill(ProcessHandle.of(Long.parseLong(victim)).orElseThrow());
    assertArrayEquals(expected, drawn.get(180, TimeUnit.SECONDS));
    try (Stream<Path> processes = Files.list(begun)) {
      assertTrue(processes.count() >= 2);
    }
  }

  /** The name of the first file in a folder, as soon as there is one. */
  private static String first(Path inside, CompletableFuture<?> work) throws IOException, InterruptedException {
    while (true) {
      try (Stream<Path> files = Files.list(inside)) {
        var first = files.findFirst();
        if (first.isPresent()) {
          return first.get().getFileName().toString();
        }
      }
      if (work.isDone()) {
        throw new CompletionException("the work ended too early", null);
      }
      Thread.sleep(20);
    }
  }

  @Test
  void aTrainingWhoseExecutorIsKilledGoesOnFromItsCheckpoint() throws Exception {
    Dataset<Row> rows = TrainTests.bananas(spark, 2000);
    Map<String, Object> options = new HashMap<>(TrainTests.SMALL);
    options.putAll(Map.of("steps", 2000, "checkpoint-every", 200));
    TrainOptions two = TrainOptions.of(2).with(options);
    Path killed = folder.resolve("killed");
    CompletableFuture<RunDirectory> training = CompletableFuture.supplyAsync(() -> {
      try {
        return FlowSpark.train(rows, killed, two);
      } catch (IOException e) {
        throw new CompletionException(e);
      }
    });
    while (Files.notExists(killed.resolve("checkpoints")) && !training.isDone()) {
      Thread.sleep(5);
    }
    first(killed.resolve("checkpoints"), training);
    kill(executors().getFirst());
    assertTrue(Files.notExists(killed.resolve("model.safetensors")), "the training had ended before the kill");
    RunDirectory run = training.get(180, TimeUnit.SECONDS);
    RunDirectory whole = FlowSpark.train(rows, folder.resolve("whole"), two);
    assertArrayEquals(Files.readAllBytes(whole.modelFile()), Files.readAllBytes(run.modelFile()));
    assertEquals(2000, run.readLog().getLast().step());
  }
}
