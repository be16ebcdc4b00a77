package dev.millrace.spark.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.train.DivergedException;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.shared.RankRows;
import dev.millrace.runs.shared.SharedColumn;
import dev.millrace.runs.shared.SharedPairs;
import dev.millrace.runs.shared.SharedTraining;
import dev.millrace.runs.shared.Survey;
import dev.millrace.runs.train.Provenance;
import dev.millrace.runs.work.Caller;
import dev.millrace.spark.frame.Pairs;
import dev.millrace.spark.open.RunFiles;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag$;

/** Trains a flow on the rows of a cluster. */
public final class ClusterTraining {
  /** How long Spark waits for executors before it gives work to those that are there. */
  private static final String WAITING = "spark.scheduler.maxRegisteredResourcesWaitingTime";
  private static final long MOST_SECONDS = 50;

  private static final String POINTS = "points";
  private static final String TABLES = "tables";
  private static final String IMAGES = "images";

  private ClusterTraining() {
  }

  /**
   * Trains. What is learnt of all rows together is found in one pass; then each rank keeps the rows of its partition.
   *
   * @param rows what is learnt
   * @param folder the folder of the run, on a file system that the driver and all executors share
   * @param options how to train
   * @return the run
   * @throws InvalidInputException if rows or options are wrong, or fewer tasks than ranks can run at a time
   * @throws IOException if writing fails
   */
  public static RunDirectory train(Dataset<Row> rows, Path folder, TrainOptions options) throws IOException {
    ClusterRows all = ClusterRows.of(rows);
    Kind kind = kind(Kinds.load(), all.columns(), options);
    TrainingConfig config = options.config(kind.defaults());
    options.check(config);
    return train(all, folder, options, kind.shared(config, all.columns(), Caller.silent()), null);
  }

  /** Words make a table, unless they are classes. */
  static Kind kind(Kinds kinds, List<SharedColumn> columns, TrainOptions options) {
    if (!options.kind().isEmpty()) {
      return kinds.named(options.kind());
    }
    if (columns.stream().anyMatch(SharedColumn::isArray)) {
      return known(kinds, IMAGES, "arrays are learnt as images by millrace-images, which is not on the class path");
    }
    Optional<SharedColumn> words = columns.stream().filter(column -> !column.isNumeric()).findFirst();
    if (words.isEmpty() || options.options().containsKey("labels")) {
      return kinds.named(POINTS);
    }
    return known(kinds, TABLES,
        "column %s: is %s; expected numbers only, or millrace-tables on the class path, which learns tables".formatted(
            words.get().name(), words.get().type()));
  }

  private static Kind known(Kinds kinds, String name, String otherwise) {
    if (kinds.all().stream().noneMatch(kind -> kind.name().equals(name))) {
      throw new InvalidInputException(otherwise);
    }
    return kinds.named(name);
  }

  /**
   * Straightens a flow: trains on its pairs, from its weights on.
   *
   * @param pairs as {@link Pairs} makes them
   * @param teacher the folder of the run that made them
   * @param folder the folder of the new run, on a file system that the driver and all executors share
   * @param options how to train; what is not given is as in a reflow on one machine
   * @return the run
   * @throws InvalidInputException if pairs or options are wrong, or fewer tasks than ranks can run at a time
   * @throws IOException if reading or writing fails
   */
  public static RunDirectory reflow(Dataset<Row> pairs, String teacher, Path folder, TrainOptions options)
      throws IOException {
    RunFiles files = RunFiles.read(pairs.sparkSession(), teacher);
    Map<String, Object> changes = new HashMap<>(options.options());
    changes.remove("kind"); // That of the run
    SharedPairs training = files.inFolder(local -> {
      RunDirectory run = new RunDirectory(local);
      return Kinds.load().of(run).sharedPairs(run, changes);
    });
    options.check(training.flow().config());
    ClusterRows all = ClusterRows.of(Pairs.toTrainOn(pairs, training.flow().classes() > 0));
    return train(all, folder, options, training, teacher);
  }

  private static <S extends Survey<S>> RunDirectory train(ClusterRows rows, Path folder, TrainOptions options,
      SharedTraining<S> training, @Nullable String teacher) throws IOException {
    requireSlots(rows.rows().sparkSession().sparkContext(), options.ranks());
    RunDirectory run = options.resume() ? resumed(folder) : RunDirectory.create(folder.toAbsolutePath());
    Path marker = Files.createFile(run.path().resolve(".driver-" + UUID.randomUUID()));
    try {
      S survey = rows.survey(training);
      if (survey.rows() < options.ranks()) {
        throw new InvalidInputException("`ranks` %d: there are %d rows".formatted(options.ranks(), survey.rows()));
      }
      RankRows kind = training.rows(survey, options.ranks());
      options.check(kind.config());
      RankTask task = new RankTask(run.path().toAbsolutePath(), String.valueOf(marker.getFileName()), options,
          rows.columns().size(), kind, teacher);
      // A shuffle follows, because Spark repeats a failed barrier stage only if it is not the last one.
      Object ends = rows.divided(options.ranks()).rdd().barrier()
          .mapPartitions(task, false, ClassTag$.MODULE$.<String>apply(String.class)).repartition(1, null).collect();
      requireTrained(Outcome.decoded(Arrays.copyOf((Object[]) ends, ((Object[]) ends).length, String[].class)));
    } catch (Exception e) {
      throw ofRank(e);
    } finally {
      Files.delete(marker);
    }
    return run;
  }

  private static RunDirectory resumed(Path folder) throws IOException {
    RunDirectory run = RunDirectory.open(folder);
    if (!ConfigFile.provenance(run.configFile()).containsKey(Provenance.RANKS)) {
      throw new InvalidInputException(
          "%s: was trained on one machine, which had all rows; only `train` with `resume` goes on from its steps"
              .formatted(folder));
    }
    return run;
  }

  private static void requireTrained(List<Outcome> ends) {
    for (Outcome end : ends) {
      if (end.error() != null) {
        throw end.error();
      }
    }
    if (ends.stream().map(Outcome::text).distinct().count() > 1) {
      throw new IllegalStateException("the ranks ended with different weights: "
          + ends.stream().map(Outcome::text).toList());
    }
  }

  /** What is wrong with the rows, without the words of Spark around it. */
  private static RuntimeException ofRank(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidInputException || cause instanceof DivergedException) {
        return (RuntimeException) cause;
      }
    }
    return e instanceof RuntimeException as ? as : new IllegalStateException(e.getMessage(), e);
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
