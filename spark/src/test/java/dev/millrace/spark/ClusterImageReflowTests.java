package dev.millrace.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.train.Provenance;
import dev.millrace.runs.train.Training;
import dev.millrace.spark.rows.SampleOptions;
import dev.millrace.spark.train.TrainOptions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Flows of images that learn pairs which were made on the executors, on two ranks. */
@Tag("spark")
class ClusterImageReflowTests {
  private static final TrainOptions TWO = TrainOptions.of(2)
      .with(Map.of("steps", 6, "batch", 8, "checkpoint-every", 3, "decay", "constant"));
  @TempDir
  private static Path folder;
  private static SparkSession spark;
  private static Path run;
  private static Dataset<Row> pairs;

  @BeforeAll
  static void makesPairs() throws IOException {
    spark = Sessions.local();
    run = FlowSpark.train(ImageTrainTests.images(spark), folder.resolve("run"), ImageTrainTests.TWO).path();
    pairs = parquet(run, "pairs");
  }

  private static Dataset<Row> parquet(Path of, String name) throws IOException {
    String file = folder.resolve(name).toString();
    FlowSpark.pairs(spark, of.toString(), 60, SampleOptions.defaults().withSteps(2).withPartitions(3)).write()
        .parquet(file);
    return spark.read().parquet(file);
  }

  private static float[] drawn(Path of) throws IOException {
    return TinyRuns.RUNS.sample(of, SamplingOptions.of(8, 3).withClasses("up")
        .withIntegration(new Integration(null, 2, null, null, null, null))).values();
  }

  /** Without steps that matter the new flow is the old one, so that its samples are those of the pairs. */
  @Test
  void theNewFlowBeginsWithTheWeightsOfTheOld() throws IOException {
    RunDirectory same = FlowSpark.reflow(pairs, run.toString(), folder.resolve("same"),
        TWO.with(Map.of("steps", 1, "lr", 1e-12, "checkpoint-every", 0, "ema", 0)));
    assertArrayEquals(drawn(run), drawn(same.path()), 1e-4f);
  }

  /** Pairs whose samples are the noise, made brighter by a half. */
  @Test
  void theNewFlowGoesWhereThePairsDo() throws IOException {
    Dataset<Row> brighter = pairs.selectExpr("noise", "transform(noise, v -> v + CAST(0.5 AS FLOAT)) AS sample",
        "class");
    RunDirectory learnt = FlowSpark.reflow(brighter, run.toString(), folder.resolve("brighter"),
        TWO.with(Map.of("steps", 20, "time", "at:0", "warmup", 0, "ema", 0, "checkpoint-every", 0)));
    double shift = FlowSpark.pairs(spark, learnt.path().toString(), 60, SampleOptions.defaults().withSteps(1))
        .selectExpr(
            "avg(aggregate(zip_with(noise, sample, (a, b) -> b - a), CAST(0 AS DOUBLE), (s, v) -> s + v)) AS shift")
        .first().getDouble(0) / 64;
    assertEquals(0.5, shift, 0.2);
  }

  @Test
  void theSameRanksGiveTheSameBytesAlsoIfTheTrainingIsResumed() throws IOException {
    RunDirectory whole = FlowSpark.reflow(pairs, run.toString(), folder.resolve("whole"), TWO);
    Path stopped = folder.resolve("stopped");
    FlowSpark.reflow(pairs, run.toString(), stopped, TWO.with(Map.of("steps", 3)));
    RunDirectory resumed = FlowSpark.reflow(pairs, run.toString(), stopped, TWO.resuming());
    assertArrayEquals(Files.readAllBytes(whole.modelFile()), Files.readAllBytes(resumed.modelFile()));
    assertTrue(ConfigFile.provenance(whole.configFile()).get("engine").contains("2 ranks of Spark"));
    assertEquals(8 * 64, drawn(whole.path()).length);
    assertTrue(
        message(() -> TinyRuns.RUNS.verify(whole.path(), 6, Map.of())).contains("was trained on a cluster (ranks: 2)"));
    assertTrue(message(() -> FlowSpark.reflow(pairs.limit(40), run.toString(), stopped, TWO.resuming()))
        .contains("was trained on other data"));
  }

  /** The pairs lie elsewhere, and each rank chooses how many images go through the network at once. */
  @Test
  void optionsAreThoseOfTheCommand() throws IOException {
    Path digits = TinyRuns.images(folder);
    Map<String, Object> few = Map.of("steps", 2, "checkpoint-every", 1);
    String teacher = digits.toUri().toString(); // As one of another file system
    RunDirectory cluster = FlowSpark.reflow(parquet(digits, "pairs-of-digits"), teacher,
        folder.resolve("cluster"), TrainOptions.of(2).with(few));
    ReflowOptions usual = new ReflowOptions(digits, 1, false, 16, "euler", 1, null, null, false, null, few, null,
        false);
    RunDirectory command = TinyRuns.RUNS.reflow(usual, folder.resolve("command")).last();
    assertEquals(options(command), options(cluster));
    Map<String, String> expected = ConfigFile.provenance(command.configFile());
    Map<String, String> found = ConfigFile.provenance(cluster.configFile());
    assertEquals("2", found.remove(Provenance.RANKS));
    assertEquals(expected.keySet(), found.keySet());
    assertEquals(expected.get(Training.DATA_HASH), found.get(Training.DATA_HASH));
    assertEquals(teacher, found.get(Provenance.STARTS_FROM));
    assertTrue(Files.isDirectory(cluster.checkpoints()));
  }

  private static Map<String, Object> options(RunDirectory of) throws IOException {
    Map<String, Object> options = new TreeMap<>(ConfigFile.values(TinyRuns.RUNS.open(of.path()).config()));
    options.keySet().removeAll(Set.of("coupling", "micro"));
    return options;
  }

  @Test
  void whatIsWrongIsNamed() {
    assertEquals("`net` base: the new flow begins with the weights of its teacher; expected small",
        refused(pairs, Map.of("net", "base")));
    assertEquals("`flip` with `coupling` pairs:cluster: the pairs of a trained flow are fixed",
        refused(pairs, Map.of("flip", true)));
    assertEquals("a pair has an array of 60; expected an array of 64 numbers, those of the flow",
        refused(pairs.selectExpr("noise", "slice(sample, 1, 60) AS sample", "class"), Map.of()));
    assertEquals("a pair has the class 2; expected a whole number from 0 to 1",
        refused(pairs.selectExpr("noise", "sample", "2 AS class"), Map.of()));
    assertEquals("a pair has the number NaN; expected finite ones",
        refused(pairs.selectExpr("noise", "transform(sample, v -> CAST('NaN' AS FLOAT)) AS sample", "class"),
            Map.of()));
    assertEquals("a pair has no array; expected an array of 64 numbers, those of the flow",
        refused(pairs.selectExpr("1 AS noise", "sample", "class"), Map.of()));
    assertTrue(Files.notExists(folder.resolve("wrong").resolve("run.yaml")));
  }

  private static String refused(Dataset<Row> rows, Map<String, Object> options) {
    return message(() -> FlowSpark.reflow(rows, run.toString(), folder.resolve("wrong"), TWO.with(options)));
  }

  private static String message(org.junit.jupiter.api.function.Executable call) {
    return String.valueOf(assertThrows(InvalidInputException.class, call).getMessage());
  }
}
