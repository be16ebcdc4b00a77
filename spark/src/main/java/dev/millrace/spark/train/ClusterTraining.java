package dev.millrace.spark.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.OneStep;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.train.DivergedException;
import dev.millrace.spark.frame.Pairs;
import dev.millrace.spark.open.OpenRuns;
import dev.millrace.spark.open.RunFiles;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import scala.reflect.ClassTag$;

/** Trains a flow of points on the rows of a cluster. */
public final class ClusterTraining {
  /** How long Spark waits for executors before it gives work to those that are there. */
  private static final String WAITING = "spark.scheduler.maxRegisteredResourcesWaitingTime";
  private static final long MOST_SECONDS = 50;

  private static final String PAIRS = "pairs:";
  private static final int STEPS_FACTOR = 4;

  private ClusterTraining() {
  }

  /**
   * Trains. The statistics of the columns are those of one pass over all rows; then each rank keeps the rows of its
   * partition, and no row passes through the driver.
   *
   * @param rows columns of finite numbers
   * @param folder the folder of the run, on a file system that the driver and all executors share
   * @param options how to train
   * @return the run
   * @throws InvalidInputException if rows or options are wrong, or fewer tasks than ranks can run at a time
   * @throws IOException if writing fails
   */
  public static RunDirectory train(Dataset<Row> rows, Path folder, TrainOptions options) throws IOException {
    if (options.config().coupling().startsWith(PAIRS)) {
      throw new InvalidInputException(
          "`coupling` %s: pairs are trained on by reflow".formatted(options.config().coupling()));
    }
    requireNumbers(rows);
    List<String> names = List.of(rows.columns());
    return train(rows, folder, options, statistics -> RankRows.Data.of(names, statistics));
  }

  /**
   * Straightens a flow: trains on its pairs, from its weights on.
   *
   * @param pairs as {@link Pairs} makes them
   * @param teacher the folder of the run that made them
   * @param folder the folder of the new run, on a file system that the driver and all executors share
   * @param options how to train; what is not given is as it was for the teacher, with four times the steps and half of the
   *     rows at t = 0
   * @return the run
   * @throws InvalidInputException if pairs or options are wrong, or fewer tasks than ranks can run at a time
   * @throws IOException if reading or writing fails
   */
  public static RunDirectory reflow(Dataset<Row> pairs, String teacher, Path folder, TrainOptions options)
      throws IOException {
    RunFiles files = RunFiles.read(pairs.sparkSession(), teacher);
    Map<String, Object> usual = new HashMap<>();
    int dim;
    try (OpenRuns.Use use = OpenRuns.of(files)) {
      dim = Pairs.requireTeacher(use.model(), teacher);
      RunConfig config = (RunConfig) use.config();
      ConfigFile.names(config).forEach(name -> usual.put(name, ConfigFile.value(config, name)));
      usual.put("time", OneStep.TIME.spec());
      if (!config.coupling().startsWith(PAIRS)) {
        usual.put("steps", (int) Math.min(Integer.MAX_VALUE, (long) STEPS_FACTOR * config.steps()));
      }
    }
    usual.put("coupling-batch", 0);
    Dataset<Row> flat = Pairs.flat(pairs, dim);
    List<String> names = List.of(flat.columns());
    return train(flat, folder, options.over(usual).with(Map.of("coupling", PAIRS + "spark.npy")),
        statistics -> new RankRows.OfFlow(names, files, statistics.hash()));
  }

  private static RunDirectory train(Dataset<Row> rows, Path folder, TrainOptions options,
      Function<Statistics, RankRows> kind) throws IOException {
    requireSlots(rows.sparkSession().sparkContext(), options.ranks());
    RunDirectory run = options.resume() ? RunDirectory.open(folder) : RunDirectory.create(folder.toAbsolutePath());
    Path marker = Files.createFile(run.path().resolve(".driver-" + UUID.randomUUID()));
    try {
      Statistics statistics = Statistics.of(rows);
      if (statistics.count() < options.ranks()) {
        throw new InvalidInputException("`ranks` %d: there are %d rows".formatted(options.ranks(), statistics.count()));
      }
      RankTask task = new RankTask(run.path().toAbsolutePath(), String.valueOf(marker.getFileName()), options,
          kind.apply(statistics));
      // A shuffle follows, because Spark repeats a failed barrier stage only if it is not the last one.
      Object weights = shared(rows, options.ranks()).rdd().barrier()
          .mapPartitions(task, false, ClassTag$.MODULE$.<String>apply(String.class)).repartition(1, null).collect();
      if (Arrays.stream((Object[]) weights).distinct().count() > 1) {
        throw new IllegalStateException(
            "the ranks ended with different weights: " + Arrays.toString((Object[]) weights));
      }
    } catch (Exception e) {
      throw ofRank(e);
    } finally {
      Files.delete(marker);
    }
    return run;
  }

  /** What a rank says of wrong input, or of a training that diverged, without the words of Spark around it. */
  private static RuntimeException ofRank(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidInputException || cause instanceof DivergedException) {
        return (RuntimeException) cause;
      }
    }
    return e instanceof RuntimeException as ? as : new IllegalStateException(e.getMessage(), e);
  }

  /** A partition for each rank. Rows come from other machines in any order, so that they are sorted. */
  private static Dataset<Row> shared(Dataset<Row> rows, int ranks) {
    Column[] columns = Arrays.stream(rows.columns()).map(name -> rows.col("`" + name.replace("`", "``") + "`"))
        .toArray(Column[]::new);
    return rows.repartition(ranks).sortWithinPartitions(columns);
  }

  private static void requireNumbers(Dataset<Row> rows) {
    List<StructField> fields = List.of(rows.schema().fields());
    if (fields.isEmpty()) {
      throw new InvalidInputException("the rows to train on: have no columns");
    }
    for (StructField field : fields) {
      if (!(field.dataType() instanceof NumericType)) {
        throw new InvalidInputException("column %s: is %s; expected numbers only, such as by select".formatted(
            field.name(), field.dataType().simpleString()));
      }
    }
  }

  /** Spark itself would look for slots for ten minutes before it gives up. */
  private static void requireSlots(SparkContext spark, int ranks) {
    long end = System.nanoTime()
        + 1_000_000_000L * Math.min(MOST_SECONDS, spark.conf().getTimeAsSeconds(WAITING, "30s"));
    while (slots(spark) < ranks) {
      if (System.nanoTime() > end) {
        throw new InvalidInputException(
            "`ranks` %d: only %d tasks can run at a time; expected so many ranks at most, or more executors"
                .formatted(ranks, slots(spark)));
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for executors", e);
      }
    }
  }

  private static int slots(SparkContext spark) {
    return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
  }
}
