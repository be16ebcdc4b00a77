package dev.millrace.spark;

import dev.millrace.spark.rows.SampleOptions;
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
}
