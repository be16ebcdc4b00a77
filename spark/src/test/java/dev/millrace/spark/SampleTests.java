package dev.millrace.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.spark.rows.SampleOptions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("spark")
class SampleTests {
  @TempDir
  private static Path folder;
  private static SparkSession spark;
  private static String points;
  private static String table;

  @BeforeAll
  static void trains() throws IOException {
    spark = Sessions.local();
    points = TinyRuns.points(folder).toString();
    table = TinyRuns.table(folder).toString();
  }

  private static Sampled command(String run, int count, long seed, int steps) throws IOException {
    return TinyRuns.RUNS.sample(Path.of(run), SamplingOptions.of(count, seed)
        .withIntegration(new Integration(null, steps, null, null, null, null)));
  }

  private static float[] numbers(List<Row> rows) {
    float[] all = new float[rows.size() * rows.getFirst().size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = rows.get(i / rows.getFirst().size()).getFloat(i % rows.getFirst().size());
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void pointsAreThoseOfTheCommandHoweverTheyAreSplit(int partitions) throws IOException {
    Dataset<Row> rows = FlowSpark.sample(spark, points, 1000,
        SampleOptions.defaults().withSeed(3).withSteps(5).withPartitions(partitions));
    assertArrayEquals(new String[]{"x0", "x1"}, rows.columns());
    assertEquals(partitions, rows.rdd().getNumPartitions());
    assertArrayEquals(command(points, 1000, 3, 5).values(), numbers(rows.collectAsList()));
  }

  @Test
  void rowsFromANumberOnAreTheSameRows() {
    SampleOptions options = SampleOptions.defaults().withSteps(2).withPartitions(3);
    List<Row> all = FlowSpark.sample(spark, points, 700, options).collectAsList();
    assertEquals(all.subList(333, 700),
        FlowSpark.sample(spark, points, 367, options.withOffset(333)).collectAsList());
  }

  /** A trillion rows, of which a few are drawn. */
  @Test
  void rowsAreDrawnWhenTheyAreUsed() {
    Dataset<Row> rows = FlowSpark.sample(spark, points, 1_000_000_000_000L, SampleOptions.defaults().withSteps(1));
    assertEquals(3, rows.limit(3).collectAsList().size());
    assertEquals(1_000_000_000_000L, rows.queryExecution().optimizedPlan().stats().rowCount().get().longValue());
    assertTrue(rows.filter("x0 > 0").take(5).getClass().isArray());
  }

  @Test
  void tablesHaveTheirColumnsAndTheRowsOfTheCommand() throws IOException {
    Dataset<Row> rows = FlowSpark.sample(spark, table, 2500, SampleOptions.defaults().withSteps(2).withPartitions(3));
    assertEquals(
        "species string, island string, bill_length_mm double, bill_depth_mm double, flipper_length_mm bigint, "
            + "body_mass_g bigint, sex string",
        Arrays.stream(rows.schema().fields()).map(SampleTests::shown).collect(Collectors.joining(", ")));
    List<String> lines = new ArrayList<>(List.of(String.join(",", rows.columns())));
    rows.collectAsList().forEach(row -> lines.add(line(row)));
    assertEquals(TinyRuns.text(command(table, 2500, 0, 2), ".csv"), String.join("\n", lines) + "\n");
  }

  private static String shown(StructField field) {
    return field.name() + " " + field.dataType().simpleString();
  }

  /** The row as a line of a .csv file. */
  static String line(Row row) {
    List<String> values = new ArrayList<>();
    for (int k = 0; k < row.size(); k++) {
      values.add(row.isNullAt(k) ? "" : row.get(k).toString().replaceAll("\\.0$", ""));
    }
    return String.join(",", values);
  }

  /** A filter of SQL chooses among the rows; the option where says which rows are drawn. */
  @Test
  void sqlFiltersTheRowsAndWhereConditionsTheModel() {
    spark.read().format("millrace").option("count", 3000).option("steps", 2).load(table)
        .createOrReplaceTempView("penguins");
    List<Row> all = spark.sql("SELECT * FROM penguins").collectAsList();
    long gentoos = all.stream().filter(row -> row.getString(0).equals("Gentoo")).count();
    assertTrue(gentoos > 0 && gentoos < 3000);
    assertEquals(gentoos, spark.sql("SELECT count(*) FROM penguins WHERE species = 'Gentoo'").head().getLong(0));
    assertEquals(3000, spark.sql("SELECT count(*) FROM penguins").head().getLong(0));
    assertEquals(all.stream().map(row -> row.get(5)).limit(11).toList(),
        spark.sql("SELECT body_mass_g FROM penguins LIMIT 11").collectAsList().stream().map(row -> row.get(0))
            .toList());
    Dataset<Row> told = FlowSpark.sample(spark, table, 1500,
        SampleOptions.defaults().withSteps(2).withWhere("species=Gentoo"));
    assertEquals(1500, told.filter("species = 'Gentoo'").count());
  }

  @Test
  void onlyTheColumnsAndRowsThatAQueryNeedsAreRead() {
    Dataset<Row> rows = FlowSpark.sample(spark, table, 5000, SampleOptions.defaults().withSteps(2));
    String plan = rows.select("sex").limit(10).queryExecution().executedPlan().toString();
    assertTrue(plan.contains("rows 0 to 9,") && !plan.contains("island"), plan);
  }

  @Test
  void pointsOfClassesHaveAColumnThatSaysWhich() throws IOException {
    String run = TinyRuns.classes(folder).toString();
    List<Row> rows = FlowSpark.sample(spark, run, 20, SampleOptions.defaults().withSteps(2)).collectAsList();
    assertEquals(DataTypes.StringType, rows.getFirst().schema().fields()[2].dataType());
    String expected = TinyRuns.text(command(run, 20, 0, 2), ".csv");
    assertEquals(expected.lines().skip(1).toList(), rows.stream().map(SampleTests::line).toList());
    List<Row> one = FlowSpark.sample(spark, run, 20, SampleOptions.defaults().withSteps(2).withClasses("3", 2))
        .collectAsList();
    assertEquals(2, one.getFirst().size());
  }

  @Test
  void imagesAreArrays() throws IOException {
    String run = TinyRuns.images(folder).toString();
    Dataset<Row> rows = FlowSpark.sample(spark, run, 70,
        SampleOptions.defaults().withSteps(2).withPartitions(2).withClasses("3", 1).withOffset(5));
    StructField field = rows.schema().fields()[0];
    assertTrue(field.dataType() instanceof ArrayType);
    long[] shape = field.metadata().getLongArray("shape");
    float[] expected = TinyRuns.RUNS.sample(Path.of(run), SamplingOptions.of(70, 0).withRows(5, 70).withClasses("3")
        .withIntegration(new Integration(null, 2, null, null, null, null))).values();
    int dim = (int) (shape[0] * shape[1] * shape[2]);
    assertEquals(70 * dim, expected.length);
    List<Row> found = rows.collectAsList();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], (float) found.get(i / dim).<Float>getList(0).get(i % dim));
    }
  }

  @Test
  void whatIsWrongIsNamed() {
    assertTrue(message(() -> FlowSpark.sample(spark, folder.resolve("nothing").toString(), 5, SampleOptions.defaults()))
        .contains("there is no run.yaml in it; expected the folder of a trained run"));
    assertEquals(
        "option stpes: expected one of count, steps, solver, class, guidance, where, seed, offset, partitions, "
            + "path; did you mean 'steps'?",
        message(() -> spark.read().format("millrace").option("stpes", 3).load(points)));
    assertEquals("`steps` many: expected a whole number",
        message(() -> spark.read().format("millrace").option("steps", "many").load(points)));
    assertTrue(message(() -> FlowSpark.sample(spark, points, 5, SampleOptions.defaults().withWhere("a=1")))
        .contains("expected a run of tables"));
    assertTrue(message(() -> SampleOptions.defaults().withPartitions(0)).startsWith("`partitions` 0"));
  }

  private static String message(Runnable call) {
    return String.valueOf(assertThrows(InvalidInputException.class, call::run).getMessage());
  }
}
