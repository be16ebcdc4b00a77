package dev.millrace.runs.manage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.likelihood.Divergence;
import dev.millrace.flow.likelihood.Likelihood;
import dev.millrace.flow.likelihood.LogDensities;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.DifferentiableRows;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.MatchedRows;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.text.RowsRead;
import dev.millrace.runs.work.Caller;
import org.jspecify.annotations.Nullable;

/**
 * How probable points are under a flow.
 *
 * @param log the natural logarithm of the density of each point, in the units of the data
 * @param points what the points are, such as the name of their file
 */
public record Densities(LogDensities log, String points) {
  private static final int FRESH_POINTS = 2000;
  private static final int MOST_PROBES = 10_000;

  /**
   * Which densities are computed, and how.
   *
   * @param run the folder of a run of points
   * @param file the points, one per row; null for new points of the data of the run
   * @param header whether the first row of a .csv file holds names
   * @param wanted the class whose density is computed, by name or number; null for any
   * @param rtol relative error that the solver allows per step
   * @param atol absolute error that it allows per step
   * @param probes number of random directions from which the divergence is estimated; null for the exact one
   * @param seed seed of the random numbers
   * @param threads number of threads; 0 for all processors
   */
  public record Options(Path run, @Nullable Path file, Csv.Header header, @Nullable String wanted, double rtol,
      double atol,
      @Nullable Integer probes, long seed, int threads) {
    /**
     * Checks the values.
     *
     * @throws InvalidInputException if a number is out of range
     */
    public Options {
      if (threads < 0) {
        throw new InvalidInputException("`threads` %d: expected 0 or more".formatted(threads));
      }
      if (probes != null && (probes < 1 || probes > MOST_PROBES)) {
        throw new InvalidInputException("`probes` %d: expected 1 to %d".formatted(probes, MOST_PROBES));
      }
    }
  }

  /**
   * Computes densities.
   *
   * @param kinds the kinds that are known
   * @param options what to compute
   * @param caller hears how the file was read
   * @return the densities
   * @throws InvalidInputException if the run has no densities, or the points do not fit it
   * @throws IOException if reading fails
   */
  public static Densities of(Kinds kinds, Options options, Caller caller) throws IOException {
    RunDirectory folder = RunDirectory.openTrained(options.run);
    Kind kind = kinds.of(folder);
    if (!kind.name().equals("points")) {
      throw new InvalidInputException(
          "%s: a run of %s; likelihoods are offered for points only".formatted(options.run, kind.name()));
    }
    FlowModel model = folder.model();
    RunConfig config = ConfigFile.read(folder.configFile());
    Classes classes = Classes.of(folder, model, config);
    int label = label(classes, options.wanted);
    float[] points = options.file == null
        ? fresh(PointRun.of(folder, caller), label, options.seed)
        : model.standardizer().apply(read(options, options.file, model, classes.column(config), caller).values());
    remarkConstants(model, caller);
    Divergence divergence = options.probes == null
        ? new Divergence.Exact()
        : new Divergence.Hutchinson(options.probes, new Seed(options.seed));
    Likelihood likelihood = new Likelihood(new AdaptiveSolver(EmbeddedPair.DOPRI5, options.rtol, options.atol),
        divergence, Workers.orAllProcessors(options.threads));
    LogDensities found = of(likelihood, model, label, points);
    String data = kinds.config(folder).data();
    String of = classes.count() == 0 ? "" : ", class " + classes.name(label);
    return new Densities(found, options.file != null
        ? options.file + of
        : data + (DataSource.isFile(data) ? ", drawn with repetition" : "") + of);
  }

  /**
   * Computes densities of points that are encoded as for the network.
   *
   * @param likelihood how they are computed
   * @param model the flow
   * @param label the class of all points; the number of classes for any
   * @param points [count, dim], standardised
   * @return the log densities, in the units of the data
   */
  public static LogDensities of(Likelihood likelihood, FlowModel model, int label, float[] points) {
    int dim = model.velocity().shape().dim();
    int[] labels = new int[model.velocity().classes() == 0 ? 0 : points.length / dim];
    Arrays.fill(labels, label);
    DifferentiableRows<float[]> field = labels.length == 0
        ? model.velocity()
        : model.velocity().of(StateSpace.FLOATS, labels, 1);
    return likelihood.of(field, DataSource.source(model.source(), dim), points).inUnitsOf(model.standardizer());
  }

  /**
   * {@return the class whose density is computed}
   *
   * @param classes the classes of the flow
   * @param wanted a class by name or number, or any; null for any
   * @throws InvalidInputException if it is none of the flow, or several
   */
  public static int label(Classes classes, @Nullable String wanted) {
    if (wanted == null) {
      if (classes.count() > 0) {
        classes.requireAny("likelihood without `class`");
      }
      return classes.count();
    }
    List<Integer> labels = classes.parse("`class`", wanted);
    if (labels.size() > 1) {
      throw new InvalidInputException("`class` %s: expected one class, or any".formatted(wanted));
    }
    return labels.getFirst();
  }

  private static float[] fresh(PointRun flow, int label, long seed) {
    boolean one = flow.isOfClasses() && label < flow.classes().count();
    return (one ? flow.data().learnt().ofClass(label) : flow.data().learnt()).sample(
        new Seed(seed).generator(Seed.Purpose.EVALUATION_DATA_PLAIN, 0, 0), FRESH_POINTS);
  }

  private static Table read(Options options, Path file, FlowModel model, String labels, Caller caller)
      throws IOException {
    caller.memory().requireForFile(file.toString());
    MatchedRows found = MatchedRows.read(file, options.header, model, labels);
    if (RowsRead.mayHaveHeader(file.toString())) {
      caller.inform(RowsRead.described(file.toString(), found));
    }
    return found.rows();
  }

  private static void remarkConstants(FlowModel model, Caller caller) {
    long constant = Arrays.stream(model.standardizer().std()).filter(std -> std == 0).count();
    if (constant > 0) {
      caller.warn("note: %d of %d columns did not vary in the data and have no density; log p counts them as learnt"
          .formatted(constant, model.standardizer().dim()));
    }
  }

  /** {@return number of points} */
  public int count() {
    return log.values().length;
  }

  /** {@return the densities as one column} */
  public Table table() {
    float[] values = new float[log.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) log.values()[i];
    }
    return Table.of(values, 1, List.of());
  }
}
