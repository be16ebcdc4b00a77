package dev.millrace.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.train.Training;
import dev.millrace.spark.rows.SampleOptions;
import dev.millrace.spark.train.TrainOptions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
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

/** Image networks of LibTorch on two ranks. */
@Tag("spark")
class ImageTrainTests {
  private static final int SIDE = 8;
  static final TrainOptions TWO = TrainOptions.of(2)
      .with(Map.of("steps", 6, "batch", 8, "checkpoint-every", 3, "warmup", 2, "decay", "constant"));
  @TempDir
  private static Path folder;
  private static SparkSession spark;
  private static Dataset<Row> images;

  @BeforeAll
  static void starts() {
    spark = Sessions.local();
    images = images(spark);
  }

  /** Bright above and dark below, or the other way round. */
  static Dataset<Row> images(SparkSession spark) {
    SplittableRandom random = new SplittableRandom(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      float[] image = new float[SIDE * SIDE];
      for (int k = 0; k < image.length; k++) {
        image[k] = ((k < image.length / 2) == (i % 2 == 0) ? 0.8f : -0.8f) + random.nextFloat(-0.2f, 0.2f);
      }
      rows.add(RowFactory.create(image, i % 2 == 0 ? "up" : "down"));
    }
    return spark.createDataFrame(rows, new StructType()
        .add("picture", DataTypes.createArrayType(DataTypes.FloatType, false)).add("way", DataTypes.StringType))
        .repartition(3);
  }

  private static byte[] model(RunDirectory run) throws IOException {
    return Files.readAllBytes(run.modelFile());
  }

  @Test
  void theSameNumberOfRanksGivesTheSameBytesAlsoIfTheTrainingIsResumed() throws IOException {
    RunDirectory whole = FlowSpark.train(images, folder.resolve("whole"), TWO);
    Path stopped = folder.resolve("stopped");
    FlowSpark.train(images, stopped, TWO.with(Map.of("steps", 3)));
    assertArrayEquals(model(whole), model(FlowSpark.train(images, stopped, TWO.resuming())));
    assertTrue(String.valueOf(ConfigFile.provenance(whole.configFile()).get("engine"))
        .contains("2 ranks of Spark with batches of 4"));
    String run = whole.path().toString();
    List<Row> drawn = FlowSpark.sample(spark, run, 4, SampleOptions.defaults().withSteps(2).withClasses("down", 1.5))
        .collectAsList();
    float[] command = TinyRuns.RUNS.sample(whole.path(), SamplingOptions.of(4, 0).withClasses("down").withGuidance(1.5)
        .withIntegration(new Integration(null, 2, null, null, null, null))).values();
    assertEquals(4 * SIDE * SIDE, command.length);
    assertEquals(command[70], (float) drawn.get(1).<Float>getList(0).get(70 - SIDE * SIDE));
  }

  @Test
  void bytesAreTheSameImagesAndLocalStepsAreAveraged() throws IOException {
    Dataset<Row> bytes = images.selectExpr(
        "transform(picture, v -> CAST((CAST(round((v + 1) * 127.5) AS INT) + 128) % 256 - 128 AS TINYINT)) "
            + "AS picture",
        "way");
    Map<String, Object> few = Map.of("steps", 4, "unconditional", true, "checkpoint-every", 2);
    RunDirectory local = FlowSpark.train(bytes, folder.resolve("local"), TWO.with(few).withPeriod(2));
    assertArrayEquals(model(local),
        model(FlowSpark.train(bytes, folder.resolve("again"), TWO.with(few).withPeriod(2))));
    RunDirectory floats = FlowSpark.train(images, folder.resolve("floats"), TWO.with(few).with(Map.of("steps", 1)));
    assertEquals(ConfigFile.provenance(floats.configFile()).get(Training.DATA_HASH),
        ConfigFile.provenance(local.configFile()).get(Training.DATA_HASH));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertEquals("column picture: the number 1.5, expected −1 to 1, or bytes of 0 to 255",
        message(images.selectExpr("transform(picture, v -> CAST(1.5 AS FLOAT)) AS picture"), Map.of()));
    assertEquals("column picture: images of 60 and of 64 numbers; expected images of one size",
        message(images.selectExpr("IF(way = 'up', picture, slice(picture, 1, 60)) AS picture"), Map.of()));
    assertTrue(message(images.selectExpr("slice(picture, 1, 60) AS picture"), Map.of())
        .contains("expected the metadata `shape` of the column"));
    assertTrue(message(images.selectExpr("picture", "way", "1 AS more"), Map.of())
        .startsWith("columns way and more: expected one column of classes at most"));
    assertEquals("`class-aware`: the rows have no column of classes",
        message(images.select("picture"), Map.of("class-aware", true)));
  }

  private static String message(Dataset<Row> rows, Map<String, Object> options) {
    Map<String, Object> all = new HashMap<>(options);
    return String.valueOf(assertThrows(InvalidInputException.class,
        () -> FlowSpark.train(rows, folder.resolve("wrong"), TWO.with(all))).getMessage());
  }
}
