package dev.millrace.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.flow.train.DivergedException;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.train.Provenance;
import dev.millrace.spark.rows.SampleOptions;
import dev.millrace.spark.train.TrainOptions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("spark")
class TrainTests {
  static final Map<String, Object> SMALL = Map.of("steps", 200, "hidden", 16, "layers", 2, "batch", 64, "warmup", 10);
  private static final int ROWS = 3000;
  private static final AtomicInteger CALLS = new AtomicInteger();
  @TempDir
  private static Path folder;
  private static SparkSession spark;
  private static Dataset<Row> rows;

  @BeforeAll
  static void starts() {
    spark = Sessions.local();
    rows = bananas(spark, ROWS);
  }

  /** A name for the rows makes no difference. */
  @Test
  void oneMachineNeitherRepeatsNorResumesTheStepsOfACluster() throws IOException {
    Path shared = folder.resolve("shared");
    Path file = Files.writeString(folder.resolve("file.csv"), "1.5,2\n2.5,1\n3,4\n");
    TrainOptions few = TrainOptions.of(2).with(SMALL).with(Map.of("steps", 20));
    for (TrainOptions options : List.of(few, few.with(Map.of("data", file.toString())))) {
      Path run = shared.resolve(Integer.toString(options.options().size()));
      FlowSpark.train(rows, run, options);
      String why = run
          + ": was trained on a cluster (ranks: 2), each rank with some of the rows; only there can its steps be"
          + " repeated or the training resumed";
      assertEquals(why, message(() -> TinyRuns.RUNS.verify(run, 20, Map.of())));
      assertEquals(why, message(() -> TinyRuns.RUNS.train(TrainingRequest.resuming(run))));
      String from = message(() -> TinyRuns.RUNS.train(TrainingRequest.of(file.toString(), Map.of(),
          folder.resolve("from")).from(run).bare()));
      assertTrue(from.contains(options == few
          ? "was trained with unknown"
          : "was trained on a cluster, whose rows cannot be compared with those of " + file), from);
    }
  }

  @Test
  void aClusterDoesNotResumeTheStepsOfOneMachine() throws IOException {
    Path alone = TinyRuns.points(folder);
    assertEquals(
        alone + ": was trained on one machine, which had all rows; only `train` with `resume` goes on from its steps",
        message(() -> FlowSpark.train(rows, alone, TrainOptions.of(1).with(SMALL).resuming())));
  }

  /** Rows (100 + 3a, a² + b) with a, b normal. */
  static Dataset<Row> bananas(SparkSession spark, int count) {
    SplittableRandom random = new SplittableRandom(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = random.nextGaussian();
      rows.add(RowFactory.create(100 + 3 * a, (float) (a * a + random.nextGaussian())));
    }
    return spark.createDataFrame(rows, new StructType().add("wide", DataTypes.DoubleType)
        .add("bent", DataTypes.FloatType)).repartition(3);
  }

  private static byte[] model(RunDirectory run) throws IOException {
    return Files.readAllBytes(run.modelFile());
  }

  @Test
  void statisticsAreThoseOfOnePassOverAllRows() throws IOException {
    FlowModel model = FlowSpark.train(rows, folder.resolve("statistics"),
        TrainOptions.of(1).with(Map.of("steps", 1, "hidden", 4, "layers", 1))).model();
    double[] all = rows.collectAsList().stream()
        .flatMap(row -> List.of(row.getDouble(0), (double) row.getFloat(1)).stream())
        .mapToDouble(Double::doubleValue).toArray();
    Standardizer exact = Standardizer.of(new Table(all, 2, List.of("wide", "bent"), new boolean[]{true, true}));
    assertArrayEquals(exact.mean(), model.standardizer().mean(), 1e-12);
    assertArrayEquals(exact.std(), model.standardizer().std(), 1e-12);
    assertEquals(List.of("wide", "bent"), model.columns());
  }

  @Test
  void theSameNumberOfRanksGivesTheSameBytes() throws IOException {
    TrainOptions two = TrainOptions.of(2).with(SMALL);
    RunDirectory first = FlowSpark.train(rows, folder.resolve("first"), two);
    assertArrayEquals(model(first), model(FlowSpark.train(rows, folder.resolve("again"), two)));
    List<TrainingLog.Line> log = first.readLog();
    assertTrue(log.getLast().loss() < 0.8 * log.getFirst().loss(), log.getFirst() + " " + log.getLast());
    assertEquals("pure Java, 2 ranks of Spark with batches of 32",
        ConfigFile.provenance(first.configFile()).get("engine"));
    float[] samples = TinyRuns.RUNS.sample(first.path(), SamplingOptions.of(2000, 1)).values();
    double mean = 0;
    for (int i = 0; i < samples.length; i += 2) {
      mean += samples[i] / 2000;
    }
    assertEquals(100, mean, 0.6);
  }

  @Test
  void exactTransportPairsTheRowsOfARank() throws IOException {
    TrainOptions two = TrainOptions.of(2).with(SMALL)
        .with(Map.of("coupling", "ot", "coupling-batch", 128, "steps", 30));
    assertTrue(FlowSpark.train(rows, folder.resolve("ot"), two).isTrained());
  }

  @Test
  void averageVelocitiesAreLearntToo() throws IOException {
    RunDirectory run = FlowSpark.train(rows, folder.resolve("maps"),
        TrainOptions.of(2).with(SMALL).with(Map.of("objective", "mean-flow", "steps", 30)));
    assertTrue(run.model().isFlowMap());
  }

  @Test
  void localStepsEndWithTheSameWeights() throws IOException {
    TrainOptions local = TrainOptions.of(2).with(SMALL).withPeriod(8);
    RunDirectory run = FlowSpark.train(rows, folder.resolve("local"), local);
    assertArrayEquals(model(run), model(FlowSpark.train(rows, folder.resolve("local-again"), local)));
    List<TrainingLog.Line> log = run.readLog();
    assertTrue(log.getLast().loss() < 0.9 * log.getFirst().loss());
  }

  /** A training whose checkpoints are those of fewer steps goes on, and ends as if it had not been stopped. */
  @Test
  void aTrainingGoesOnFromItsNewestCheckpoint() throws IOException {
    Map<String, Object> options = new HashMap<>(SMALL);
    options.putAll(Map.of("checkpoint-every", 50, "decay", "constant"));
    TrainOptions whole = TrainOptions.of(2).with(options);
    RunDirectory expected = FlowSpark.train(rows, folder.resolve("whole"), whole);
    Path stopped = folder.resolve("stopped");
    FlowSpark.train(rows, stopped, whole.with(Map.of("steps", 100)));
    RunDirectory resumed = FlowSpark.train(rows, stopped, whole.resuming());
    assertArrayEquals(expected.model().velocity().toFlat(), resumed.model().velocity().toFlat());
  }

  @Test
  void aTrainingThatGoesOnWithOtherRanksSaysFromWhere() throws IOException {
    Path run = folder.resolve("other-ranks");
    FlowSpark.train(rows, run, TrainOptions.of(2).with(SMALL));
    RunDirectory resumed = FlowSpark.train(rows, run, TrainOptions.of(1).with(SMALL).resuming());
    Map<String, String> provenance = ConfigFile.provenance(resumed.configFile());
    assertEquals("1", provenance.get(Provenance.RANKS));
    assertEquals("200", provenance.get(Provenance.CHANGED_AT));
  }

  /** Most rows at (−5, 0) are left, most at (5, 0) are right; one row alone is of a third class, which one rank has. */
  private static Dataset<Row> sides() {
    SplittableRandom random = new SplittableRandom(6);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      double side = i % 2 == 0 ? -5 : 5;
      rows.add(RowFactory.create(side + random.nextGaussian(), i == 7 ? "rare" : side < 0 ? "left" : "right",
          random.nextGaussian()));
    }
    return spark.createDataFrame(rows, new StructType().add("x", DataTypes.DoubleType)
        .add("the `side`.", DataTypes.StringType).add("y", DataTypes.DoubleType));
  }

  private static double meanOfFirst(Path run, String of) throws IOException {
    float[] points = TinyRuns.RUNS.sample(run, SamplingOptions.of(500, 1).withClasses(of)).values();
    double mean = 0;
    for (int i = 0; i < points.length; i += 2) {
      mean += points[i] / 500;
    }
    return mean;
  }

  @Test
  void aColumnHoldsClassesWhichPairsHaveToo() throws IOException {
    Path classed = folder.resolve("classed");
    TrainOptions two = TrainOptions.of(2).with(SMALL).with(Map.of("labels", "the `side`.", "steps", 300));
    RunDirectory run = FlowSpark.train(sides(), classed, two);
    assertEquals(List.of("left", "rare", "right"), run.model().classNames());
    assertEquals(List.of("x", "y"), run.model().columns());
    assertArrayEquals(model(run), model(FlowSpark.train(sides(), folder.resolve("classed-again"), two)));
    assertEquals(-5, meanOfFirst(classed, "left"), 1);
    assertEquals(5, meanOfFirst(classed, "right"), 1);
    Dataset<Row> pairs = FlowSpark.pairs(spark, classed.toString(), 3000,
        SampleOptions.defaults().withSteps(20).withPartitions(3));
    assertEquals(1000, pairs.where("class = 1").count());
    FlowSpark.reflow(pairs, classed.toString(), folder.resolve("straighter"),
        TrainOptions.of(2).with(Map.of("steps", 100)));
    assertEquals("`lr` -1.0: expected above 0 and at most 100000", message(() -> FlowSpark.reflow(pairs,
        classed.toString(), folder.resolve("wrong"), TrainOptions.of(2).with(Map.of("lr", -1.0)))));
    assertEquals("the pairs have the columns noise, sample, expected noise, sample, class", message(() -> FlowSpark
        .reflow(pairs.drop("class"), classed.toString(), folder.resolve("wrong"), TrainOptions.of(2))));
    assertEquals(-5, meanOfFirst(folder.resolve("straighter"), "left"), 1);
    assertEquals(5, meanOfFirst(folder.resolve("straighter"), "right"), 1);
  }

  /** Whole numbers are classes as they are, and one rank alone learns as the command does with the same rows. */
  @Test
  void classesThatAreNumbersHaveNoNames() throws IOException {
    RunDirectory run = FlowSpark.train(rows.selectExpr("wide", "bent", "CAST(bent > 1 AS INT) AS bend"),
        folder.resolve("numbers"), TrainOptions.of(1).with(SMALL).with(Map.of("labels", "bend", "steps", 20)));
    assertEquals(2, run.model().velocity().classes());
    assertEquals(List.of(), run.model().classNames());
    assertEquals("column one: every row has the label 1, expected at least 2 different ones",
        message(() -> FlowSpark.train(rows.selectExpr("wide", "1 AS one"), folder.resolve("one"),
            TrainOptions.of(1).with(Map.of("labels", "one")))));
    assertEquals("column wide: more than 1000 different labels", message(() -> FlowSpark.train(rows,
        folder.resolve("many"), TrainOptions.of(1).with(Map.of("labels", "wide")))).split(",")[0]);
    assertEquals("column bend: a label is missing; expected one in each row",
        message(() -> FlowSpark.train(rows.selectExpr("wide", "CAST(NULL AS STRING) AS bend"), folder.resolve("none"),
            TrainOptions.of(1).with(Map.of("labels", "bend")))));
  }

  /** The other ranks see a broken connection only. */
  @Test
  void theCauseOfAFailureIsThatOfTheFirstRank() throws IOException {
    Path begun = folder.resolve("begun");
    TrainOptions two = TrainOptions.of(2).with(SMALL).with(Map.of("steps", 20, "checkpoint-every", 10));
    FlowSpark.train(rows, begun, two);
    String wider = message(() -> FlowSpark.train(rows, begun, two.with(Map.of("hidden", 20, "steps", 30)).resuming()));
    assertTrue(wider.contains("its checkpoint of step 20 is of a network with `hidden` 16"), wider);
    assertThrows(DivergedException.class,
        () -> FlowSpark.train(rows, folder.resolve("diverged"),
            two.with(Map.of("lr", 1e5, "clip", 0, "warmup", 0, "steps", 200))));
    Files.delete(begun.resolve("model.safetensors"));
    Files.createDirectories(begun.resolve("model.safetensors").resolve("no-file"));
    String why = String.valueOf(assertThrows(RuntimeException.class,
        () -> FlowSpark.train(rows, begun, two.with(Map.of("steps", 30)).resuming())).getMessage());
    assertTrue(why.contains("rank 0: ") && why.contains("model.safetensors") && !why.contains("another rank"), why);
  }

  /** Rows that change between the survey and the training end it at once, before any rank has a connection. */
  @Test
  void aRankThatCannotReadItsRowsEndsTheOthers() {
    UDF1<Double, Double> late = value -> CALLS.incrementAndGet() <= 100 ? value : Double.NaN;
    spark.udf().register("late", late, DataTypes.DoubleType);
    Dataset<Row> few = rows.limit(100).cache();
    assertEquals(100, few.count());
    assertEquals("column wide: NaN, expected finite numbers only, up to 1.0E140",
        message(() -> FlowSpark.train(few.selectExpr("late(wide) AS wide"), folder.resolve("late"),
            TrainOptions.of(2).with(SMALL))));
    assertEquals(200, CALLS.get());
  }

  @Test
  void whatIsWrongIsNamed() {
    assertEquals("`ranks` 0: expected 1 to 65536", message(() -> TrainOptions.of(0)));
    assertTrue(refused(TrainOptions.of(3)).contains("`batch` 256: expected a multiple of the 3 ranks"));
    assertTrue(refused(TrainOptions.of(2).with(Map.of("stpes", 3))).contains("did you mean 'steps'"));
    assertTrue(refused(TrainOptions.of(2).with(Map.of("coupling", "semidiscrete"))).startsWith("`coupling`"));
    assertTrue(refused(TrainOptions.of(2).with(Map.of("coupling", "pairs:p.npy"))).startsWith("`coupling`"));
    assertTrue(refused(TrainOptions.of(2).with(Map.of("source", "noise.npy"))).startsWith("`source`"));
    assertTrue(refused(TrainOptions.of(2).withPeriod(7)).contains("`checkpoint-every` 1000"));
    assertTrue(refused(TrainOptions.of(2).with(Map.of("kind", "images")))
        .startsWith("the rows to train on: have no column of arrays"));
    assertTrue(refused(TrainOptions.of(2).with(Map.of("classes", true))).startsWith("`classes`: expected `labels`"));
    assertEquals("`labels` bend: there is no column of that name; did you mean 'bent'?",
        refused(TrainOptions.of(2).with(Map.of("labels", "bend"))));
    assertEquals("column a: is VARCHAR; expected numbers only, such as by select",
        message(() -> FlowSpark.train(spark.sql("SELECT 'x' AS a"), folder.resolve("words"),
            TrainOptions.of(1).with(SMALL).with(Map.of("kind", "points")))));
    assertEquals(
        "column a: is array<int>; expected numbers, words, truth values, dates, times, or arrays of floats or bytes, such "
            + "as by select",
        message(() -> train(spark.sql("SELECT array(1) AS a"), "lists")));
    assertEquals("column a: a value is missing; expected numbers only",
        message(() -> train(spark.sql("SELECT CAST(NULL AS DOUBLE) AS a"), "holes")));
    assertEquals("the rows to train on: there are none", message(() -> train(rows.limit(0), "none")));
  }

  @Test
  void tooFewSlotsAreAnErrorWithinAMinute() {
    long start = System.nanoTime();
    assertEquals("`ranks` 4: only 2 tasks can run at a time; expected so many ranks at most, or more executors",
        message(() -> FlowSpark.train(rows, folder.resolve("slots"), TrainOptions.of(4))));
    assertTrue(System.nanoTime() - start < 30e9);
    assertTrue(Files.notExists(folder.resolve("slots")));
  }

  private static String refused(TrainOptions options) {
    return message(() -> FlowSpark.train(rows, folder.resolve("refused"), options));
  }

  private static void train(Dataset<Row> rows, String name) throws IOException {
    FlowSpark.train(rows, folder.resolve(name), TrainOptions.of(1).with(SMALL));
  }

  private static String message(org.junit.jupiter.api.function.Executable call) {
    return String.valueOf(assertThrows(InvalidInputException.class, call).getMessage());
  }
}
