package dev.millrace.spark.frame;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.Teacher;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.runs.open.Classes;
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
  private static final String CLASS = "class";
  private static final StructType SCHEMA = new StructType()
      .add(NOISE, DataTypes.createArrayType(DataTypes.FloatType, false), false)
      .add(SAMPLE, DataTypes.createArrayType(DataTypes.FloatType, false), false);
  private static final StructType CLASSED = SCHEMA.add(CLASS, DataTypes.IntegerType, false);
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
   * @param options steps, 50 if they are not given, solver, seed, offset and partitions; of flows with classes also guidance,
   *     which becomes part of what is learnt
   * @return columns {@code noise} and {@code sample}, arrays of floats as the network sees them, and of flows with classes the
   *     number of the {@code class}, which come in turn
   * @throws InvalidInputException if the run is not of points, or an option has no meaning
   * @throws IOException if reading fails
   */
  public static Dataset<Row> of(SparkSession spark, String path, long count, SampleOptions options) throws IOException {
    if (count < 1) {
      throw new InvalidInputException("`count` %d: expected 1 or more".formatted(count));
    }
    if (options.classes() != null || options.where() != null) {
      throw new InvalidInputException("`%s`: has no meaning for pairs".formatted(
          options.where() != null ? "where" : "class"));
    }
    RunFiles files = RunFiles.read(spark, path);
    int steps = options.steps() == null ? USUAL_STEPS : options.steps();
    Integration.requireSteps("`steps`", steps);
    String solver = options.solver();
    if (solver != null) {
      Solvers.fixed("`solver`", solver);
    }
    boolean classes;
    double guidance;
    try (OpenRuns.Use use = OpenRuns.of(files)) {
      classes = use.model().velocity().classes() > 0;
      guidance = Classes.of(new RunDirectory(Path.of(path)), use.model(), (RunConfig) use.config())
          .guidance(options.guidance());
    }
    long first = options.offset();
    long seed = options.seed();
    FlatMapFunction<Long, Row> made = chunk -> {
      long from = Math.max(first, chunk * CHUNK);
      int rows = (int) (Math.min(first + count, (chunk + 1) * CHUNK) - from);
      Tableau tableau = solver == null ? Tableau.EULER : Solvers.fixed("`solver`", solver);
      return made(files, new FixedStepSolver(tableau, TimeGrid.uniform(steps)), guidance, new Seed(seed), from, rows);
    };
    int partitions = options.partitions() == null
        ? spark.sparkContext().defaultParallelism()
        : options.partitions();
    return spark.range(first / CHUNK, Math.ceilDiv(first + count, CHUNK), 1, partitions).as(Encoders.LONG())
        .flatMap(made, Encoders.row(classes ? CLASSED : SCHEMA));
  }

  private static Iterator<Row> made(RunFiles files, FixedStepSolver solver, double guidance, Seed seed, long from,
      int rows) {
    try (OpenRuns.Use use = OpenRuns.of(files)) {
      FlowModel model = use.model();
      int dim = model.velocity().shape().dim();
      Distribution source = DataSource.source(model.source(), dim);
      float[] x0 = Sampler.startPoints(source, from, rows, seed);
      int classes = model.velocity().classes();
      int[] labels = ConditionalField.inTurn(classes, (int) (from % Math.max(1, classes)), rows);
      float[] x1 = Teacher.of(model.velocity(), guidance, new Sampler(solver, 1), dim).ends(x0, labels, _ -> {});
      List<Row> pairs = new ArrayList<>(rows);
      for (int row = 0; row < rows; row++) {
        float[] noise = Arrays.copyOfRange(x0, row * dim, (row + 1) * dim);
        float[] sample = Arrays.copyOfRange(x1, row * dim, (row + 1) * dim);
        pairs.add(labels.length == 0
            ? RowFactory.create(noise, sample)
            : RowFactory.create(noise, sample, labels[row]));
      }
      return pairs.iterator();
    }
  }

  /**
   * {@return pairs with a column for each number, first those of the noise, and last the class}
   *
   * @param pairs columns {@code noise} and {@code sample}, and {@code class}
   * @param dim the numbers of each
   * @param classes whether the flow has classes
   * @throws InvalidInputException if there are no such columns
   */
  public static Dataset<Row> flat(Dataset<Row> pairs, int dim, boolean classes) {
    List<String> expected = classes ? List.of(NOISE, SAMPLE, CLASS) : List.of(NOISE, SAMPLE);
    if (!List.of(pairs.columns()).containsAll(expected)) {
      throw new InvalidInputException("the pairs have the columns %s, expected %s".formatted(
          String.join(", ", pairs.columns()), String.join(", ", expected)));
    }
    List<Column> columns = new ArrayList<>();
    for (String name : List.of(NOISE, SAMPLE)) {
      for (int k = 0; k < dim; k++) {
        columns.add(pairs.col(name).getItem(k).as(name + k));
      }
    }
    if (classes) {
      columns.add(pairs.col(CLASS));
    }
    return pairs.select(columns.toArray(Column[]::new));
  }
}
