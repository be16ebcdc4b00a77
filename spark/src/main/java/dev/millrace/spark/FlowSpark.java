package dev.millrace.spark;

import java.io.IOException;
import java.nio.file.Path;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.spark.frame.Imputation;
import dev.millrace.spark.frame.LogDensities;
import dev.millrace.spark.frame.Pairs;
import dev.millrace.spark.rows.SampleOptions;
import dev.millrace.spark.train.ClusterTraining;
import dev.millrace.spark.train.TrainOptions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a Spark cluster does with a run. */
public final class FlowSpark {
  private FlowSpark() {
  }

  /**
   * Makes samples. They are drawn when they are used, on the executors, and again each time they are used; row i is a
   * function of the run, the options and offset + i, whatever the partitions are. The rows are those of {@code millrace
   * sample}.
   *
   * @param spark the session
   * @param run the folder of the run, on any file system that Spark knows
   * @param count number of rows
   * @param options how they are drawn
   * @return the samples, with the columns of the run
   * @throws dev.millrace.flow.InvalidInputException naming the option that has no meaning for the run
   */
  public static Dataset<Row> sample(SparkSession spark, String run, long count, SampleOptions options) {
    return spark.read().format("millrace").options(options.toMap()).option("count", count).load(run);
  }

  /**
   * Scores points: adds the column {@code log_density}, the natural logarithm of the density of each row under a flow, in the
   * units of the data. The last digits of a value, well within the tolerance of 10⁻⁵, depend on the rows around it.
   *
   * @param points have the columns of the run, and perhaps others
   * @param run the folder of the run
   * @return the rows with one more column
   * @throws dev.millrace.flow.InvalidInputException if the run is not of points, or a column is missing
   * @throws IOException if reading fails
   */
  public static Dataset<Row> logDensities(Dataset<Row> points, String run) throws IOException {
    return LogDensities.of(points, run, null);
  }

  /**
   * Fills holes: the missing values of the columns that a run of a table knows. Dates and times are filled in columns of
   * {@code DATE}, {@code TIMESTAMP_NTZ} and {@code TIMESTAMP}, whose times the run has in UTC.
   *
   * @param rows have some of the columns of the run, and perhaps others
   * @param run the folder of the run
   * @param draw whether holes are filled with draws, which depend on the partitions, not with what is most likely
   * @param seed the seed
   * @return the same rows without these holes
   * @throws dev.millrace.flow.InvalidInputException if the run is not of a table, or the rows have none of its columns
   * @throws IOException if reading fails
   */
  public static Dataset<Row> impute(Dataset<Row> rows, String run, boolean draw, long seed) throws IOException {
    return Imputation.of(rows, run, draw, seed);
  }

  /**
   * Makes the pairs from which reflow learns: noise, and the sample that a flow makes of it, as the network sees them. Like
   * samples they are made when they are used, on the executors; write them as Parquet to train on them.
   *
   * @param spark the session
   * @param run the folder of a run of points or images
   * @param count number of pairs
   * @param options how the flow goes: steps, solver, seed, offset, partitions; of flows with classes also guidance
   * @return columns {@code noise} and {@code sample}, arrays of floats; and {@code class}, if the flow has classes
   * @throws dev.millrace.flow.InvalidInputException if the run has no such pairs, or an option no meaning
   * @throws IOException if reading fails
   */
  public static Dataset<Row> pairs(SparkSession spark, String run, long count, SampleOptions options)
      throws IOException {
    return Pairs.of(spark, run, count, options);
  }

  /**
   * Straightens a flow of points or images: trains on its pairs, from its weights on, as {@link #train} does.
   *
   * @param pairs as {@link #pairs} makes them
   * @param run the folder of the run that made them
   * @param folder the folder of the new run, on a file system that the driver and all executors share
   * @param options how to train; what is not given is as in {@code millrace reflow}: points take four times the steps of the
   *     run and draw half of the rows at t = 0, images take as many steps as the run and draw times near both ends more often
   * @return the new run
   * @throws dev.millrace.flow.InvalidInputException if pairs or options are wrong, or fewer tasks than ranks can run at a
   *     time
   * @throws IOException if reading or writing fails
   */
  public static RunDirectory reflow(Dataset<Row> pairs, String run, Path folder, TrainOptions options)
      throws IOException {
    return ClusterTraining.reflow(pairs, run, folder, options);
  }

  /**
   * Trains a flow. A column of arrays are images, beside which there may be one of classes; numbers alone are points; if there are words beside them, or truth values, dates or times, the rows are
   * those of a table, unless the words are classes of points, whose column the option {@code labels} names; the option {@code
   * kind} decides otherwise. Each rank is a task of one barrier stage and keeps the rows of its partition; gradients are
   * averaged every step, and rank 0 writes the run with its checkpoints. A stage that fails goes on from the newest one. The
   * same rows in the same partitions, options and number of ranks give the same bytes.
   *
   * <p>Schema and encoding of a table are made of a sample of 100,000 rows (of more than 40 columns, of 4 million values, but at
   * least 10,000 rows), which is a function of the rows and of the option {@code seed}. If it has all rows, they are those of
   * {@code millrace train}. Else, with 100,000 rows, all quantiles of a column are within 0.85 % of the rows, except with
   * probability 10⁻⁶ (Massart 1990).
   *
   * @param rows columns of numbers, words, truth values, dates and times; points have finite numbers in every row; images are
   *     arrays of floats of −1 to 1 or of bytes of 0 to 255, in C order, whose shape is in the metadata {@code shape} of the
   *     column, [channels, height, width], or are squares of one or three channels
   * @param folder the folder of the new run, on a file system that the driver and all executors share
   * @param options how to train
   * @return the run
   * @throws dev.millrace.flow.InvalidInputException if rows or options are wrong, or fewer tasks than ranks can run at a
   *     time
   * @throws IOException if writing fails
   */
  public static RunDirectory train(Dataset<Row> rows, Path folder, TrainOptions options) throws IOException {
    return ClusterTraining.train(rows, folder, options);
  }
}
