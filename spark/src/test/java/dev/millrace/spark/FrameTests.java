package dev.millrace.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Device;
import dev.millrace.spark.rows.SampleOptions;
import dev.millrace.spark.train.TrainOptions;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("spark")
class FrameTests {
  @TempDir
  private static Path folder;
  private static SparkSession spark;
  private static Path points;
  private static Path table;

  @BeforeAll
  static void trains() throws IOException {
    spark = Sessions.local();
    points = TinyRuns.points(folder);
    table = TinyRuns.table(folder);
  }

  @Test
  void scoresAreTheDensitiesOfTheFlow() throws IOException {
    Dataset<Row> rows = FlowSpark.sample(spark, points.toString(), 300, SampleOptions.defaults().withSteps(10))
        .selectExpr("x1", "'kept' AS word", "x0");
    List<Row> scored = FlowSpark.logDensities(rows, points.toString()).collectAsList();
    double[] at = new double[600];
    for (int i = 0; i < 300; i++) {
      at[2 * i] = scored.get(i).getFloat(2);
      at[2 * i + 1] = scored.get(i).getFloat(0);
      assertEquals("kept", scored.get(i).getString(1));
    }
    TrainedRun run = TinyRuns.RUNS.open(points);
    try (LoadedRun loaded = run.load(Device.AUTO)) {
      assertArrayEquals(loaded.logDensities(at, null).values(),
          scored.stream().mapToDouble(row -> row.<Double>getAs("log_density")).toArray(), 1e-3);
    }
  }

  /** Rows have no numbers on a cluster. */
  @Test
  void aRowThatHasNoDensityIsNamedByItsValues() {
    Dataset<Row> rows = spark.range(0, 1100, 1, 1)
        .selectExpr("id", "IF(id = 1050, 1e30, id / 1000D) AS x1", "IF(id = 1050, 2.5D, 0D) AS x0");
    String why = failure(() -> FlowSpark.logDensities(rows, points.toString()).collectAsList());
    assertTrue(why.contains("InvalidInputException: the log density of the row with x0 = 2.5, x1 = 1.0E30 cannot be "
        + "computed; expected numbers nearer to the data"), why);
    assertFalse(why.contains("row 27"), why);
    Dataset<Row> gap = rows.selectExpr("id", "IF(id = 1070, NULL, x1) AS x1", "id + 0.5 AS x0").filter("id > 1050");
    String missing = failure(() -> FlowSpark.logDensities(gap, points.toString()).collectAsList());
    assertTrue(
        missing.contains("InvalidInputException: column x1: null in the row with x0 = 1070.5, x1 = null; expected a "
            + "finite number"),
        missing);
  }

  private static String failure(org.junit.jupiter.api.function.Executable call) {
    return String.valueOf(assertThrows(SparkException.class, call).getMessage());
  }

  @Test
  void holesAreFilledAndAllElseStays() throws IOException {
    Dataset<Row> penguins = spark.read().option("header", true).option("inferSchema", true).option("nullValue", "NA")
        .csv("../docs/data/penguins.csv").limit(120)
        .withColumn("day", org.apache.spark.sql.functions.lit("a, \"day\""));
    Dataset<Row> holes = penguins.selectExpr("day",
        "CASE WHEN bill_length_mm > 40 THEN NULL ELSE species END AS species",
        "CASE WHEN body_mass_g > 3900 THEN NULL ELSE body_mass_g END AS body_mass_g", "bill_depth_mm", "island");
    List<Row> before = holes.collectAsList();
    List<Row> after = FlowSpark.impute(holes, table.toString(), false, 1).collectAsList();
    assertEquals(before.size(), after.size());
    long filled = 0;
    for (int i = 0; i < before.size(); i++) {
      for (int k = 0; k < 5; k++) {
        if (before.get(i).isNullAt(k)) {
          filled++;
          assertTrue(!after.get(i).isNullAt(k));
        } else {
          assertEquals(before.get(i).get(k), after.get(i).get(k));
        }
      }
      int mass = after.get(i).getInt(2);
      assertTrue(mass > 2000 && mass < 7000);
      assertTrue(List.of("Adelie", "Gentoo", "Chinstrap").contains(after.get(i).getString(1)));
    }
    assertTrue(filled > 50);
  }

  @Test
  void datesAndTimesAreFilledToo() throws IOException {
    String run = TinyRuns.times(folder).toString();
    Dataset<Row> rows = FlowSpark.sample(spark, run, 200, SampleOptions.defaults().withSteps(3));
    assertEquals("struct<day:date,at:timestamp_ntz,amount:bigint>", rows.schema().simpleString());
    for (boolean java8 : new boolean[]{false, true}) {
      for (String type : List.of("TIMESTAMP_NTZ", "TIMESTAMP")) {
        spark.conf().set("spark.sql.datetime.java8API.enabled", java8);
        Dataset<Row> holes = rows.selectExpr("IF(amount > 500, NULL, day) AS day",
            "CAST(IF(amount > 300, NULL, at) AS " + type + ") AS at", "amount");
        List<Row> before = holes.collectAsList();
        Dataset<Row> filled = FlowSpark.impute(holes, run, true, 1);
        assertEquals(holes.schema(), filled.schema());
        List<Row> after = filled.collectAsList();
        int missing = 0;
        for (int i = 0; i < before.size(); i++) {
          for (int k = 0; k < 3; k++) {
            missing += before.get(i).isNullAt(k) ? 1 : 0;
            assertTrue(before.get(i).isNullAt(k) || before.get(i).get(k).equals(after.get(i).get(k)));
            assertTrue(k == 2 || after.get(i).get(k).toString().matches("202[345]-.*"), after.get(i).toString());
          }
        }
        assertTrue(missing > 50 && missing < 350, missing + " holes");
      }
    }
    spark.conf().unset("spark.sql.datetime.java8API.enabled");
  }

  @Test
  void pairsAreNoiseAndItsSamplesAndMakeAStraighterFlow() throws IOException {
    Dataset<Row> pairs = FlowSpark.pairs(spark, points.toString(), 5000, SampleOptions.defaults().withSteps(20));
    Path parquet = folder.resolve("pairs");
    pairs.write().parquet(parquet.toString());
    Dataset<Row> read = spark.read().parquet(parquet.toString());
    assertEquals(5000, read.count());
    assertEquals(5000, read.join(pairs.withColumnRenamed("sample", "again"), "noise").filter("sample = again").count());
    RunDirectory straight = FlowSpark.reflow(read, points.toString(), folder.resolve("straight"),
        TrainOptions.of(2).with(Map.of("steps", 150, "batch", 128)));
    assertEquals(List.of(), straight.model().columns());
    // One step of the new flow is nearly where the teacher came with many.
    double[] error = new double[2];
    List<Row> some = read.limit(500).collectAsList();
    float[] x0 = flat(some, 0);
    float[] x1 = flat(some, 1);
    for (int model = 0; model < 2; model++) {
      float[] v = new float[x0.length];
      (model == 0 ? RunDirectory.open(points).model() : straight.model()).velocity().velocity(x0, 0, v);
      for (int i = 0; i < v.length; i++) {
        error[model] += Math.pow(x0[i] + v[i] - x1[i], 2);
      }
    }
    assertTrue(error[1] < error[0], error[0] + " " + error[1]);
  }

  /** The classes are those of the pairs, not of a column. */
  @Test
  void aFlowOfANamedDistributionWithClassesIsStraightened() throws IOException {
    String run = TinyRuns.classes(folder).toString();
    Dataset<Row> pairs = FlowSpark.pairs(spark, run, 600, SampleOptions.defaults().withSteps(5));
    RunDirectory straight = FlowSpark.reflow(pairs, run, folder.resolve("straight-classes"),
        TrainOptions.of(2).with(Map.of("steps", 5, "batch", 64)));
    assertEquals(8, straight.model().velocity().classes());
    assertEquals("8gaussians", ConfigFile.provenance(straight.configFile()).get(Training.DATA_HASH));
  }

  /** The network sees images as they are, so that the samples of pairs are those of the run. */
  @Test
  void pairsOfImagesHaveTheirSamplesAndClassesInTurn() throws IOException {
    String run = TinyRuns.images(folder).toString();
    SampleOptions how = SampleOptions.defaults().withSteps(2).withSeed(4).withPartitions(2);
    List<Row> pairs = FlowSpark.pairs(spark, run, 40, how).collectAsList();
    List<Row> samples = FlowSpark.sample(spark, run, 40, how).collectAsList();
    assertEquals(40, pairs.size());
    for (int i = 0; i < 40; i++) {
      assertEquals(samples.get(i).getList(0), pairs.get(i).getList(1));
      assertEquals(i % 10, pairs.get(i).getInt(2));
      double mean = pairs.get(i).<Float>getList(0).stream().mapToDouble(Float::doubleValue).average().orElseThrow();
      assertEquals(0, mean, 0.6);
    }
  }

  private static float[] flat(List<Row> rows, int column) {
    float[] all = new float[2 * rows.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = rows.get(i / 2).<Float>getList(column).get(i % 2);
    }
    return all;
  }

  @Test
  void whatIsWrongIsNamed() {
    Dataset<Row> rows = spark.sql("SELECT 1.5 AS x0");
    assertTrue(message(() -> FlowSpark.logDensities(rows, points.toString()))
        .contains("has the column x1, the rows have no numbers of this name; they have x0"));
    assertEquals("likelihoods are offered for points only",
        message(() -> FlowSpark.logDensities(rows, table.toString())));
    assertTrue(message(() -> FlowSpark.impute(rows, points.toString(), false, 0)).contains("is no run of a table"));
    assertTrue(message(() -> FlowSpark.impute(rows, table.toString(), false, 0)).contains("none of the columns x0"));
    assertTrue(message(() -> FlowSpark.pairs(spark, table.toString(), 5, SampleOptions.defaults()))
        .contains("pairs are made by flows of points and of images only"));
    assertEquals(table + ": a run of tables; reflow is for points and images", message(() -> FlowSpark.reflow(rows,
        table.toString(), folder.resolve("none"), TrainOptions.of(1))));
    assertEquals("`class`: has no meaning for pairs", message(() -> FlowSpark.pairs(spark, points.toString(), 5,
        SampleOptions.defaults().withClasses("1", 1))));
  }

  private static String message(org.junit.jupiter.api.function.Executable call) {
    return String.valueOf(assertThrows(InvalidInputException.class, call).getMessage());
  }
}
