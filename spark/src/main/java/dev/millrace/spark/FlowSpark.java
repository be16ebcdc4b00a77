package dev.millrace.spark;

import java.io.IOException;
import java.nio.file.Path;

import dev.millrace.flow.run.RunDirectory;
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
   * Trains a flow of points. Each rank is a task of one barrier stage and keeps the rows of its partition; gradients are
   * averaged every step, and rank 0 writes the run with its checkpoints. A stage that fails goes on from the newest one. The
   * same rows, options and number of ranks give the same bytes.
   *
   * @param rows columns of finite numbers
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
