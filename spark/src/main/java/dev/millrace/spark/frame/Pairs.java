package dev.millrace.spark.frame;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.Teacher;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.Solvers;
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

/** The pairs of a flow of points, from which reflow learns (Liu et al. 2022, algorithm 1). */
public final class Pairs {
  private static final String NOISE = "noise";
  private static final String SAMPLE = "sample";
  private static final StructType SCHEMA = new StructType()
      .add(NOISE, DataTypes.createArrayType(DataTypes.FloatType, false), false)
      .add(SAMPLE, DataTypes.createArrayType(DataTypes.FloatType, false), false);
  /** Pairs that are made at once: those of several blocks of noise. */
  private static final int CHUNK = 4096;
  private static final int USUAL_STEPS = 50;

  private Pairs() {
  }

  /**
   * Makes pairs when they are used. Pair i is a function of the run, the options, the seed and offset + i.
   *
   * @param spark the session
   * @param path the folder of the run
   * @param count number of pairs
   * @param options steps, 50 if they are not given, solver, seed, offset and partitions
   * @return columns {@code noise} and {@code sample}, arrays of floats as the network sees them
   * @throws InvalidInputException if the run is not of points without classes, or an option has no meaning
   * @throws IOException if reading fails
   */
  public static Dataset<Row> of(SparkSession spark, String path, long count, SampleOptions options) throws IOException {
    if (count < 1) {
      throw new InvalidInputException("`count` %d: expected 1 or more".formatted(count));
    }
    if (options.classes() != null || options.guidance() != null || options.where() != null) {
      throw new InvalidInputException("`%s`: has no meaning for pairs".formatted(
          options.where() != null ? "where" : options.classes() != null ? "class" : "guidance"));
    }
    RunFiles files = RunFiles.read(spark, path);
    int steps = options.steps() == null ? USUAL_STEPS : options.steps();
    Integration.requireSteps("`steps`", steps);
    String solver = options.solver();
    if (solver != null) {
      Solvers.fixed("`solver`", solver);
    }
    try (OpenRuns.Use use = OpenRuns.of(files)) {
      requireTeacher(use.model(), path);
    }
    long first = options.offset();
    long seed = options.seed();
    FlatMapFunction<Long, Row> made = chunk -> {
      long from = Math.max(first, chunk * CHUNK);
      int rows = (int) (Math.min(first + count, (chunk + 1) * CHUNK) - from);
      Tableau tableau = solver == null ? Tableau.EULER : Solvers.fixed("`solver`", solver);
      return made(files, new FixedStepSolver(tableau, TimeGrid.uniform(steps)), new Seed(seed), from, rows);
    };
    int partitions = options.partitions() == null
        ? spark.sparkContext().defaultParallelism()
        : options.partitions();
    return spark.range(first / CHUNK, Math.ceilDiv(first + count, CHUNK), 1, partitions).as(Encoders.LONG())
        .flatMap(made, Encoders.row(SCHEMA));
  }

  private static Iterator<Row> made(RunFiles files, FixedStepSolver solver, Seed seed, long from, int rows) {
    try (OpenRuns.Use use = OpenRuns.of(files)) {
      FlowModel model = use.model();
      int dim = model.velocity().shape().dim();
      Distribution source = DataSource.source(model.source(), dim);
      float[] x0 = Sampler.startPoints(source, from, rows, seed);
      float[] x1 = Teacher.of(model.velocity(), 1, new Sampler(solver, 1), dim).ends(x0, new int[0], _ -> {});
      List<Row> pairs = new ArrayList<>(rows);
      for (int row = 0; row < rows; row++) {
        pairs.add(RowFactory.create(Arrays.copyOfRange(x0, row * dim, (row + 1) * dim),
            Arrays.copyOfRange(x1, row * dim, (row + 1) * dim)));
      }
      return pairs.iterator();
    }
  }

  /**
   * {@return the number of columns of a flow that makes pairs}
   *
   * @param model the flow
   * @param path the folder of its run
   * @throws InvalidInputException if it has classes
   */
  public static int requireTeacher(FlowModel model, String path) {
    if (model.velocity().classes() > 0) {
      throw new InvalidInputException(path + ": has classes, which pairs on Spark do not have yet");
    }
    return model.velocity().shape().dim();
  }

  /**
   * {@return pairs with a column for each number, first those of the noise}
   *
   * @param pairs columns {@code noise} and {@code sample}
   * @param dim the numbers of each
   * @throws InvalidInputException if there are no such columns
   */
  public static Dataset<Row> flat(Dataset<Row> pairs, int dim) {
    if (!List.of(pairs.columns()).containsAll(List.of(NOISE, SAMPLE))) {
      throw new InvalidInputException("the pairs have the columns %s, expected noise and sample".formatted(
          String.join(", ", pairs.columns())));
    }
    List<Column> columns = new ArrayList<>();
    for (String name : List.of(NOISE, SAMPLE)) {
      for (int k = 0; k < dim; k++) {
        columns.add(pairs.col(name).getItem(k).as(name + k));
      }
    }
    return pairs.select(columns.toArray(Column[]::new));
  }
}
