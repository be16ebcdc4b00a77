package dev.millrace.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.spark.rows.SampleOptions;
import dev.millrace.spark.train.TrainOptions;
import dev.millrace.tables.model.TableModel;
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

@Tag("spark")
class TableTrainTests {
  private static final Map<String, Object> SMALL = Map.of("steps", 100, "hidden", 32, "layers", 2, "batch", 64,
      "holdout", 0, "label", "species");
  private static final String ODD = "bill.length `mm`";
  @TempDir
  private static Path folder;
  private static SparkSession spark;
  private static Dataset<Row> rows;
  private static Path file;

  @BeforeAll
  static void starts() throws IOException {
    spark = Sessions.local();
    Dataset<Row> penguins = spark.read().option("header", true).option("inferSchema", true)
        .csv("../docs/data/penguins.csv");
    rows = penguins.selectExpr("species", "island", "bill_length_mm AS `bill.length ``mm```", "bill_depth_mm",
        "flipper_length_mm", "CAST(body_mass_g AS DECIMAL(7,1)) AS mass", "sex", "sex = 'male' AS male",
        "'one' AS one", "CASE WHEN island = 'Dream' THEN 'dreamt' END AS dream",
        "date_add(DATE '2020-01-01', CAST(body_mass_g AS INT) % 700) AS day",
        "CAST(make_timestamp_ntz(2020, 1, 1, 0, 0, 0) AS TIMESTAMP_NTZ) + make_dt_interval(0, 0, CAST(body_mass_g AS INT))"
            + " AS time")
        .repartition(3);
    rows.coalesce(1).write().parquet(folder.resolve("parquet").toString());
    try (var files = Files.list(folder.resolve("parquet"))) {
      file = files.filter(each -> each.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  private static TrainOptions of(int ranks, Object... more) {
    Map<String, Object> options = new HashMap<>(SMALL);
    for (int k = 0; k < more.length; k += 2) {
      options.put((String) more[k], more[k + 1]);
    }
    return TrainOptions.of(ranks).with(options);
  }

  private static TableModel model(RunDirectory run) throws IOException {
    return TableModel.read(run.modelFile());
  }

  private static double[] losses(RunDirectory run) throws IOException {
    return run.readLog().stream().mapToDouble(TrainingLog.Line::loss).toArray();
  }

  /** The command learns the same rows from a file, in another order. */
  @Test
  void oneRankLearnsAsTheCommandDoes() throws IOException {
    Path usual = folder.resolve("usual");
    TinyRuns.RUNS.train(TrainingRequest.of(file.toString(), SMALL, usual).bare());
    RunDirectory run = FlowSpark.train(rows, folder.resolve("one"), of(1));
    TableModel expected = model(RunDirectory.open(usual));
    TableModel found = model(run);
    assertEquals(expected.encoding().toJson(), found.encoding().toJson());
    assertEquals(expected.labelCounts(), found.labelCounts());
    assertEquals(expected.relations().list().size(), found.relations().list().size());
    assertEquals("344", found.provenance().get("rows"));
    assertArrayEquals(losses(RunDirectory.open(usual)), losses(run), 0.25);
    assertTrue(losses(run)[1] < losses(run)[0]);
    assertEquals(Files.readString(usual.resolve("schema.yaml")).lines().skip(1).toList(),
        Files.readString(run.path().resolve("schema.yaml")).lines().skip(1).toList());
  }

  /** Statistics do not depend on the partitions; which rows a rank learns does. */
  @Test
  void theSameNumberOfRanksGivesTheSameBytesAndARunLikeAnyOther() throws IOException {
    TrainOptions two = of(2, "holdout", 0.3, "data", file.toString());
    RunDirectory run = FlowSpark.train(rows, folder.resolve("first"), two);
    assertArrayEquals(Files.readAllBytes(run.modelFile()),
        Files.readAllBytes(FlowSpark.train(rows, folder.resolve("again"), two).modelFile()));
    assertEquals(model(run).encoding().toJson(),
        model(FlowSpark.train(rows.repartition(5), folder.resolve("other"), two.with(Map.of("steps", 1)))).encoding()
            .toJson());
    assertEquals("pure Java, 2 ranks of Spark with batches of 32",
        ConfigFile.provenance(run.configFile()).get("engine"));
    assertEquals(50, TinyRuns.text(TinyRuns.RUNS.sample(run.path(), SamplingOptions.of(50, 1)), ".csv").lines()
        .skip(1).count());
    Dataset<Row> drawn = FlowSpark.sample(spark, run.path().toString(), 200, SampleOptions.defaults());
    assertEquals(200, drawn.where("species IN ('Adelie', 'Chinstrap', 'Gentoo') AND one = 'one'").count());
    Dataset<Row> holes = rows.where("sex IS NULL");
    assertTrue(holes.count() > 0);
    assertEquals(0, FlowSpark.impute(holes, run.path().toString(), false, 1).where("sex IS NULL").count());
    TinyRuns.RUNS.evaluate(run.path(), EvaluationOptions.USUAL.withNfe(List.of(2)).withCount(60).withDraw(false));
    assertTrue(Files.exists(run.path().resolve("evaluation.json")));
    assertTrue(
        message(() -> TinyRuns.RUNS.verify(run.path(), 100, Map.of())).contains("was trained on a cluster (ranks: 2)"));
  }

  @Test
  void valuesOfFewRowsAreGroupedAsTheCommandDoes() throws IOException {
    TrainOptions two = of(2, "protect-below", 60, "steps", 5);
    Path usual = folder.resolve("protected-usual");
    TinyRuns.RUNS.train(TrainingRequest.of(file.toString(), two.options(), usual).bare());
    RunDirectory run = FlowSpark.train(rows, folder.resolve("protected"), two);
    assertEquals(model(RunDirectory.open(usual)).encoding().toJson(), model(run).encoding().toJson());
    assertEquals(Files.readString(usual.resolve("schema.yaml")).lines().skip(1).toList(),
        Files.readString(run.path().resolve("schema.yaml")).lines().skip(1).toList());
    assertTrue(Files.readString(run.path().resolve("schema.yaml")).contains("at least 60 rows have each value"));
    assertEquals(0, FlowSpark.sample(spark, run.path().toString(), 300, SampleOptions.defaults())
        .filter("mass < 3000 OR mass > 6000").count());
  }

  @Test
  void aTrainingGoesOnFromItsNewestCheckpoint() throws IOException {
    TrainOptions whole = of(2, "checkpoint-every", 50, "decay", "constant");
    RunDirectory expected = FlowSpark.train(rows, folder.resolve("whole"), whole);
    Path stopped = folder.resolve("stopped");
    FlowSpark.train(rows, stopped, whole.with(Map.of("steps", 50)));
    RunDirectory resumed = FlowSpark.train(rows, stopped, whole.resuming());
    assertArrayEquals(model(expected).network().toFlat(), model(resumed).network().toFlat());
  }

  @Test
  void aSchemaDecidesWhatColumnsAre() throws IOException {
    Path schema = folder.resolve("schema.yaml");
    Files.writeString(schema,
        "columns:\n- name: mass\n  type: category\n- name: \"%s\"\n  type: text\n".formatted(ODD));
    RunDirectory run = FlowSpark.train(rows, folder.resolve("schemed"),
        of(2, "steps", 5, "schema", schema.toString(), "max-levels", 10));
    assertEquals(-1, model(run).encoding().index(ODD));
    assertEquals(10, model(run).encoding().columns().get(model(run).encoding().index("mass")).levels() - 1);
    Files.writeString(schema, "columns:\n- name: sex\n  levels: [male]\n");
    assertTrue(message(() -> FlowSpark.train(rows, folder.resolve("levels"), of(1, "schema", schema.toString())))
        .contains("column 'sex': 'levels' lacks 'female', which 165 rows have"));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertEquals(
        "column list: is array<int>; expected numbers, words, truth values, dates, times, or arrays of floats or "
            + "bytes, such as by select",
        message(() -> FlowSpark.train(rows.selectExpr("sex", "array(1) AS list"), folder.resolve("list"), of(1))));
    assertEquals("`label`: there is no column 'specie'; did you mean 'species'?",
        message(() -> FlowSpark.train(rows, folder.resolve("label"), of(1, "label", "specie"))));
    assertTrue(message(() -> FlowSpark.train(rows, folder.resolve("option"), of(1, "labels", "species")))
        .contains("unknown option 'label'"));
    assertEquals("`batch` 64: expected a multiple of the 3 ranks, which share its rows",
        message(() -> FlowSpark.train(rows, folder.resolve("batch"), of(3))));
    assertEquals("`dp-epsilon` 5.0: is offered on one machine only; leave it out",
        message(() -> FlowSpark.train(rows, folder.resolve("private"), of(1, "dp-epsilon", 5.0))));
    assertTrue(message(() -> FlowSpark.train(rows, folder.resolve("kind"), of(1, "kind", "table")))
        .startsWith("`kind` table: expected one of "));
    assertTrue(message(() -> FlowSpark.train(rows.limit(5), folder.resolve("few"), of(1))).endsWith(
        "has 5 rows; expected at least 10, some hundreds are better"));
  }

  private static String message(org.junit.jupiter.api.function.Executable call) {
    return String.valueOf(assertThrows(InvalidInputException.class, call).getMessage());
  }
}
