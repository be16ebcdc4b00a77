package dev.millrace.spark.frame;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.rows.FlowPairs;
import dev.millrace.spark.open.OpenRuns;
import dev.millrace.spark.open.RunFiles;
import dev.millrace.spark.rows.SampleOptions;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The pairs of a flow of points or images, from which reflow learns (Liu et al. 2022, algorithm 1). */
public final class Pairs {
  private static final String NOISE = "noise";
  private static final String SAMPLE = "sample";
  private static final String CLASS = "class";
  private static final StructType SCHEMA = new StructType()
      .add(NOISE, DataTypes.createArrayType(DataTypes.FloatType, false), false)
      .add(SAMPLE, DataTypes.createArrayType(DataTypes.FloatType, false), false);
  private static final StructType CLASSED = SCHEMA.add(CLASS, DataTypes.IntegerType, false);
  /** Numbers of the pairs that are made at once, and the least and greatest number of pairs: whole blocks of noise. */
  private static final int MOST_NUMBERS = 1 << 20;
  private static final int LEAST = 32;
  private static final int MOST = 4096;

  private Pairs() {
  }

  /**
   * Makes pairs when they are used. Pair i is a function of the run, the options, the seed and offset + i.
   *
   * @param spark the session
   * @param path the folder of the run
   * @param count number of pairs
   * @param options steps, 50 for points and 6 for images if they are not given, solver, seed, offset and partitions; of flows
   *     with classes also guidance, which becomes part of what is learnt
   * @return columns {@code noise} and {@code sample}, arrays of floats as the network sees them, and of flows with classes the
   *     number of the {@code class}, which come in turn
   * @throws InvalidInputException if the run is of a table, or an option has no meaning
   * @throws IOException if reading fails
   */
  public static Dataset<Row> of(SparkSession spark, String path, long count, SampleOptions options) throws IOException {
    if (count < 1) {
      throw new InvalidInputException("`count` %d: expected 1 or more".formatted(count));
    }
    RunFiles files = RunFiles.read(spark, path);
    long first = options.offset();
    FlowPairs sample;
    try (OpenRuns.Use use = OpenRuns.of(files)) {
      // Says what is wrong before any pair is made.
      sample = use.run().pairs(options.settings(), new Seed(options.seed()), first, 1);
    }
    long chunk = Math.clamp((long) MOST_NUMBERS / sample.dim() / LEAST * LEAST, LEAST, MOST);
    FlatMapFunction<Long, Row> made = number -> {
      long from = Math.max(first, number * chunk);
      return made(files, options, from, (int) (Math.min(first + count, (number + 1) * chunk) - from));
    };
    int partitions = options.partitions() == null
        ? spark.sparkContext().defaultParallelism()
        : options.partitions();
    return spark.range(first / chunk, Math.ceilDiv(first + count, chunk), 1, partitions).as(Encoders.LONG())
        .flatMap(made, Encoders.row(sample.labels().length > 0 ? CLASSED : SCHEMA));
  }

  private static Iterator<Row> made(RunFiles files, SampleOptions options, long from, int count) {
    FlowPairs made;
    try (OpenRuns.Use use = OpenRuns.of(files)) {
      made = use.run().pairs(options.settings(), new Seed(options.seed()), from, count);
    }
    int dim = made.dim();
    return IntStream.range(0, count).mapToObj(row -> {
      float[] noise = Arrays.copyOfRange(made.noise(), row * dim, (row + 1) * dim);
      float[] samples = Arrays.copyOfRange(made.samples(), row * dim, (row + 1) * dim);
      return made.labels().length == 0
          ? RowFactory.create(noise, samples)
          : RowFactory.create(noise, samples, made.labels()[row]);
    }).iterator();
  }

  /**
   * {@return pairs to train on, without other columns}
   *
   * @param pairs columns {@code noise} and {@code sample}, and {@code class}
   * @param classes whether the flow has classes
   * @throws InvalidInputException if there are no such columns
   */
  public static Dataset<Row> toTrainOn(Dataset<Row> pairs, boolean classes) {
    List<String> expected = classes ? List.of(NOISE, SAMPLE, CLASS) : List.of(NOISE, SAMPLE);
    if (!List.of(pairs.columns()).containsAll(expected)) {
      throw new InvalidInputException("the pairs have the columns %s, expected %s".formatted(
          String.join(", ", pairs.columns()), String.join(", ", expected)));
    }
    return pairs.select(expected.stream().map(pairs::col).toArray(Column[]::new));
  }
}
