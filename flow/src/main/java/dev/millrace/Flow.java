package dev.millrace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.LogDensity;
import dev.millrace.flow.data.Sources;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.likelihood.Divergence;
import dev.millrace.flow.likelihood.Likelihood;
import dev.millrace.flow.net.MlpFlowMap;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.DifferentiableRows;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.Reflow;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.OneStep;
import dev.millrace.flow.run.PathEntries;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.flow.text.Shown;
import dev.millrace.flow.train.FlowMatching;
import org.jspecify.annotations.Nullable;

/**
 * A trained flow of points: it makes new rows that follow the distribution of the rows that it has learnt.
 *
 * {@snippet :
 * Flow flow = Flow.train(rows);
 * float[][] samples = flow.sample(1000, 1).toArrays();
 * double[] logDensities = flow.logDensity(rows);
 * Flow straight = flow.reflow();
 * straight.save(Path.of("straight.safetensors"));
 * }
 *
 * <p>A flow never changes, and holds nothing but arrays: it needs no closing, and any number of threads, virtual ones
 * too, may use it at once. No call starts a thread, except training, whose threads end with it. A call is cancelled by
 * interrupting its thread; it then throws {@link CancellationException} and leaves the thread interrupted.
 *
 * <p>Results depend on the arguments, the options and the seed, never on the number of threads.
 */
public final class Flow {
  /** The name of a source that only the program knows that trained the flow. */
  private static final String OWN_SOURCE = "own";
  /** Up to this many rows a call stays on its thread, unless the options say otherwise. */
  private static final int FEW_ROWS = 256;
  private static final double TOLERANCE = 1e-5;

  private final FlowModel model;
  private final @Nullable Distribution source;

  private Flow(FlowModel model, @Nullable Distribution source) {
    this.model = model;
    this.source = source;
  }

  /**
   * Trains a flow with {@link FlowOptions#defaults()}: 5,000 steps, which take some ten seconds for a few columns.
   *
   * @param rows the data, at least one row, each of the same number of columns, 1 or more, every number finite; not
   *     changed
   * @return the trained flow
   * @throws IllegalArgumentException if there is no row, rows have different lengths, or a number is not finite; the
   *     message names row and column, counted from 0
   * @throws dev.millrace.flow.train.DivergedException if the loss does not stay finite
   */
  public static Flow train(float[][] rows) {
    return train(rows, FlowOptions.defaults());
  }

  /**
   * As {@link #train(float[][])}, with options.
   *
   * @param rows the rows, all of the same length
   * @param options how to train
   * @return the trained flow
   */
  public static Flow train(float[][] rows, FlowOptions options) {
    return train(rows, options, Monitor.NONE);
  }

  /**
   * As {@link #train(float[][])}, with options and a monitor.
   *
   * @param rows the rows, all of the same length
   * @param options how to train
   * @param monitor hears events and may cancel
   * @return the trained flow
   * @throws CancellationException if the monitor cancels, or the thread is interrupted
   */
  public static Flow train(float[][] rows, FlowOptions options, Monitor monitor) {
    return train(Encoded.table(rows), options, monitor);
  }

  /**
   * As {@link #train(float[][])}, with options.
   *
   * @param rows the data, row-major [count, dim]; not changed
   * @param dim number of columns, at least 1
   * @param options how to train
   * @return the trained flow
   */
  public static Flow train(float[] rows, int dim, FlowOptions options) {
    return train(Table.of(rows, dim, List.of()), options, Monitor.NONE);
  }

  /**
   * As {@link #train(Table, FlowOptions, Monitor)}, without a monitor.
   *
   * @param rows the rows
   * @param options how to train
   * @return the trained flow
   */
  public static Flow train(Table rows, FlowOptions options) {
    return train(rows, options, Monitor.NONE);
  }

  /**
   * As {@link #train(float[][])}, for numbers in double precision and columns with names, such as {@link
   * dev.millrace.flow.io.Csv#read} reads them.
   *
   * @param rows the rows
   * @param options how to train
   * @param monitor hears events and may cancel
   * @return the trained flow
   * @throws CancellationException if the monitor cancels, or the thread is interrupted
   */
  public static Flow train(Table rows, FlowOptions options, Monitor monitor) {
    Objects.requireNonNull(options, "options");
    return train(Encoded.of(rows, new int[0], options.standardise()), 0, options, monitor);
  }

  /**
   * As {@link #train(Table, int[], FlowOptions, Monitor)}, for floats and without a monitor.
   *
   * @param rows the rows, all of the same length
   * @param labels the class of each row, 0 to the number of classes − 1; at least two different ones; not changed
   * @param options how to train
   * @return the trained flow
   */
  public static Flow train(float[][] rows, int[] labels, FlowOptions options) {
    return train(rows, labels, options, Monitor.NONE);
  }

  /**
   * As {@link #train(Table, int[], FlowOptions, Monitor)}, for floats.
   *
   * @param rows the rows, all of the same length
   * @param labels the class of each row, 0 to the number of classes − 1; at least two different ones; not changed
   * @param options how to train
   * @param monitor hears events and may cancel
   * @return the trained flow
   * @throws CancellationException if the monitor cancels, or the thread is interrupted
   */
  public static Flow train(float[][] rows, int[] labels, FlowOptions options, Monitor monitor) {
    return train(Encoded.table(rows), labels, options, monitor);
  }

  /**
   * As {@link #train(Table, FlowOptions, Monitor)}, for rows of several classes, so that rows of one class can be
   * sampled. A tenth of the labels is hidden from the network in training, so that it also learns what rows of any
   * class are like; see {@link dev.millrace.flow.train.TrainingOptions#labelDropout}.
   *
   * @param rows the rows
   * @param labels the class of each row, 0 to the number of classes − 1; at least two different ones; not changed
   * @param options how to train
   * @param monitor hears events and may cancel
   * @return the trained flow
   * @throws IllegalArgumentException if there is not one label for each row, one is negative, all are 0, or no row has a
   *     label between 0 and the greatest
   * @throws CancellationException if the monitor cancels, or the thread is interrupted
   */
  public static Flow train(Table rows, int[] labels, FlowOptions options, Monitor monitor) {
    Objects.requireNonNull(labels, "labels");
    if (labels.length != rows.rows()) {
      throw new IllegalArgumentException("%d labels ≠ %d rows".formatted(labels.length, rows.rows()));
    }
    Objects.requireNonNull(options, "options");
    Encoded data = Encoded.of(rows, labels, options.standardise());
    return train(data, requireClasses(data.learnt()), options, monitor);
  }

  private static int requireClasses(Distribution data) {
    int classes = data.classes();
    if (classes < 2) {
      throw new IllegalArgumentException(Encoded.described(data) + ": no classes, expected at least 2");
    }
    if (data instanceof Empirical rows) {
      requireEach(rows.labels(), classes);
    }
    return classes;
  }

  /** A class without rows would be sampled as if there were some. */
  private static void requireEach(int[] labels, int classes) {
    BitSet seen = new BitSet();
    for (int label : labels) {
      // A greater label than there are rows leaves a smaller one out.
      seen.set(Math.min(label, labels.length));
    }
    int missing = seen.nextClearBit(0);
    if (missing < classes) {
      throw new IllegalArgumentException(
          "no row has the label %d, expected some of each from 0 to %d".formatted(missing, classes - 1));
    }
  }

  /**
   * As {@link #train(Distribution, FlowOptions, Monitor)}, without a monitor.
   *
   * @param data the data, x1
   * @param options how to train
   * @return the trained flow
   */
  public static Flow train(Distribution data, FlowOptions options) {
    return train(data, options, Monitor.NONE);
  }

  /**
   * As {@link #train(float[][])}, for data of which any number of rows can be drawn, so that no row is seen twice. They
   * are learnt as they are, never standardised.
   *
   * @param data the data, x1
   * @param options how to train
   * @param monitor hears events and may cancel
   * @return the trained flow
   * @throws CancellationException if the monitor cancels, or the thread is interrupted
   */
  public static Flow train(Distribution data, FlowOptions options, Monitor monitor) {
    Objects.requireNonNull(options, "options");
    return train(Encoded.of(data), options.classes() ? requireClasses(data) : 0, options, monitor);
  }

  private static Flow train(Encoded data, int classes, FlowOptions given, Monitor monitor) {
    Objects.requireNonNull(monitor, "monitor");
    FlowOptions options = given.forClasses(classes);
    options.requireGuidedClasses(classes);
    int dim = data.learnt().dim();
    Distribution source = options.sourceOf(dim);
    if (source.dim() != dim) {
      throw new IllegalArgumentException("source of dim %d ≠ %d columns of the rows".formatted(source.dim(), dim));
    }
    VelocityMlp start = VelocityMlp.random(options.shape(dim, classes), options.training().seed());
    FlowMatching flow = new FlowMatching(options.pairing().of(source, data.learnt(), options.training()),
        options.coupling(), options.path(), options.sigma(), options.time());
    VelocityMlp velocity = Fit.of(options.learnt(flow), start, options.training(), monitor);
    Map<String, String> provenance = Provenance.of(options.training().seed().value());
    provenance.putAll(data.provenance());
    PathEntries path = PathEntries.of(options.path(), options.sigma());
    return new Flow(new FlowModel(velocity, Sources.nameOf(source).orElse(OWN_SOURCE), path.path(), path.sigmaMin(),
        data.standardizer(), data.columns(), List.of(), provenance, given.usualSteps()), source);
  }

  /**
   * Reads a flow that {@link #save} or the command line wrote.
   *
   * @param file a {@code model.safetensors}
   * @return the flow
   * @throws InvalidInputException if it is missing, damaged, or not a flow of points
   * @throws IOException if reading fails
   */
  public static Flow load(Path file) throws IOException {
    return of(FlowModel.read(file));
  }

  /**
   * Reads a flow from a stream to its end.
   *
   * @param in the bytes of a {@code model.safetensors}; not closed
   * @return the flow
   * @throws InvalidInputException if they are damaged, or not a flow of points
   * @throws IOException if reading fails
   */
  public static Flow load(InputStream in) throws IOException {
    return load(in.readAllBytes());
  }

  /**
   * Reads a flow from bytes, as {@link #toBytes} returns them.
   *
   * @param bytes the bytes of a {@code model.safetensors}; not changed
   * @return the flow
   * @throws InvalidInputException if they are damaged, or not a flow of points
   */
  public static Flow load(byte[] bytes) {
    return of(FlowModel.read("the bytes of the model", bytes));
  }

  /**
   * {@return a flow from its parts, such as a network that {@link dev.millrace.flow.train.Trainer} trained}
   *
   * @param model the parts of the flow
   * @throws InvalidInputException if the network takes further inputs beside x, t and a class
   */
  public static Flow of(FlowModel model) {
    model.requireNoFurtherInputs("the flow");
    int dim = model.velocity().shape().dim();
    return new Flow(model, Sources.named(model.source(), dim).filter(source -> source.dim() == dim).orElse(null));
  }

  /**
   * {@return the same flow with a given source, for a flow that was trained with a distribution of the caller's own and
   * read from a file, which holds no more than the fact}
   *
   * @param value the source with which the flow was trained
   * @throws IllegalArgumentException if it is of another width
   */
  public Flow withSource(Distribution value) {
    if (value.dim() != dim()) {
      throw new IllegalArgumentException("source of dim %d ≠ %d columns of the flow".formatted(value.dim(), dim()));
    }
    return new Flow(model, value);
  }

  /**
   * Writes the flow to a file, atomically: weights, encoding, names of the columns, source, path and provenance. The
   * command line samples it as {@code model.safetensors} of a run, and PyTorch loads its weights.
   *
   * @param file the file
   * @throws IOException if writing fails; the file is then as before
   */
  public void save(Path file) throws IOException {
    model.write(file);
  }

  /** {@return the bytes that {@link #save} writes} */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      model.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Makes new rows, by 100 Euler steps; by one if the flow was trained for one step ({@link FlowOptions#forOneStep}) or
   * has learnt average velocities, whose flow map goes there.
   *
   * @param count number of rows, 0 or more
   * @param seed seed of the noise
   * @return the rows in the units of the data, with the names of its columns
   */
  public Table sample(int count, long seed) {
    // The velocity for any class is the mean of those of the classes, which no single step can follow.
    return sample(count, seed, usual(1, classes() == 0));
  }

  /** The usual steps: one of the flow map, if it has learnt this guidance, or as many as the flow was trained for. */
  private SamplingOptions usual(double guidance, boolean isOneMap) {
    return model.isFlowMap() && (guidance == 1 || model.isGuidedMap())
        ? SamplingOptions.ofMaps(1)
        : SamplingOptions.ofSteps(isOneMap && guidance == 1 ? model.usualSteps() : FlowModel.MANY_STEPS);
  }

  /**
   * Makes new rows. With a fixed grid, row i of the result is a function of the flow, the solver, the seed and offset +
   * i alone; with an adaptive solver its last digits, within the tolerance, depend on its neighbours too.
   *
   * @param count number of rows, 0 or more
   * @param seed seed of the noise
   * @param options solver, first row, threads
   * @return the rows in the units of the data, with the names of its columns
   * @throws IllegalStateException if the flow was read from a file and its source is not known; see {@link #withSource}
   * @throws dev.millrace.flow.ode.SolverException if a row does not stay finite, or an adaptive solver cannot reach the
   *     end
   * @throws CancellationException if the thread is interrupted
   */
  public Table sample(int count, long seed, SamplingOptions options) {
    float[] noise = noise(count, seed, options);
    float[] ends = sampler(options, count).sample(field(options, count), noise, dim()).points();
    return model.standardizer().decode(ends, model.columns());
  }

  /**
   * Makes new rows of one class, by 100 Euler steps; by one if the flow was trained for one step and the guidance is 1, or
   * if it has learnt average velocities, and guided ones if guidance is asked for.
   *
   * @param count number of rows, 0 or more
   * @param seed seed of the noise
   * @param label the class, 0 to {@link #classes} − 1
   * @param guidance how typical of the class; 1 for its plain distribution
   * @return the rows in the units of the data, with the names of its columns
   * @throws IllegalArgumentException if the flow has no such class
   */
  public Table sample(int count, long seed, int label, double guidance) {
    requireClass(label);
    return sample(count, seed, usual(guidance, true).withClass(label, guidance));
  }

  /**
   * Makes rows from noise of the caller's own, such as {@link #noiseOf} returns.
   *
   * @param noise [count][dim], in the space of the network: draws of {@link #source}; not changed
   * @param options solver, class, threads; the number of the first row counts for classes in turn only
   * @return the rows in the units of the data, with the names of its columns
   * @throws IllegalArgumentException if a row has another number of columns or a number that is not finite
   * @throws dev.millrace.flow.ode.SolverException if a row does not stay finite, or an adaptive solver cannot reach the
   *     end
   * @throws CancellationException if the thread is interrupted
   */
  public Table sampleFrom(float[][] noise, SamplingOptions options) {
    Table rows = noise.length == 0
        ? new Table(new double[0], dim(), List.of(), new boolean[dim()])
        : Encoded.table(noise);
    float[] start = Encoded.learnt(requireWidth(rows), Standardizer.identity(dim()));
    float[] ends = sampler(options, noise.length).sample(field(options, noise.length), start, dim()).points();
    return model.standardizer().decode(ends, model.columns());
  }

  /**
   * The noise from which rows would be sampled: the flow followed back from t = 1 to 0.
   *
   * @param rows rows in the units of the data; columns are matched by name where both sides have names
   * @param options solver, class, threads; the number of the first row counts for classes in turn only
   * @return [count][dim], in the space of the network; {@link #sampleFrom} leads back to the rows, up to the errors of
   *     the solver
   * @throws IllegalArgumentException as {@link #logDensity(Table)}
   * @throws dev.millrace.flow.ode.SolverException if a row does not stay finite, or an adaptive solver cannot reach the
   *     start
   * @throws CancellationException if the thread is interrupted
   */
  public float[][] noiseOf(Table rows, SamplingOptions options) {
    int count = rows.rows();
    float[] noise = sampler(options, count).invert(field(options, count), points(rows), dim()).points();
    return Table.of(noise, dim(), List.of()).toArrays();
  }

  /**
   * As {@link #noiseOf(Table, SamplingOptions)}, for floats.
   *
   * @param rows at least 0 rows of as many columns as the flow has, in the units of the data; not changed
   * @param options solver, class, threads
   * @return [count][dim], in the space of the network
   */
  public float[][] noiseOf(float[][] rows, SamplingOptions options) {
    return rows.length == 0 ? new float[0][] : noiseOf(Encoded.table(rows), options);
  }

  /**
   * The ways of rows from noise to data.
   *
   * @param count number of rows, 0 or more
   * @param seed seed of the noise
   * @param options solver, first row, threads
   * @return [steps + 1][count·dim] in the units of the data: the state at each time of the grid, or at 101 uniform times
   *     of an adaptive solver; the first is the noise, the last what {@link #sample} returns
   * @throws CancellationException if the thread is interrupted
   */
  public float[][] trajectories(int count, long seed, SamplingOptions options) {
    float[] noise = noise(count, seed, options);
    float[][] states = sampler(options, count).trajectory(field(options, count), noise, dim());
    for (int k = 0; k < states.length; k++) {
      states[k] = model.standardizer().invert(states[k]);
    }
    return states;
  }

  private float[] noise(int count, long seed, SamplingOptions options) {
    if (count < 0) {
      throw new IllegalArgumentException("count = " + count + ", expected at least 0");
    }
    return Sampler.startPoints(source(), options.offset(), count, new Seed(seed));
  }

  private static Sampler sampler(SamplingOptions options, int count) {
    return new Sampler(options.solver(), threads(options.threads(), count));
  }

  private static int threads(int wanted, int rows) {
    return wanted == 0 && rows <= FEW_ROWS ? 1 : Workers.orAllProcessors(wanted);
  }

  private RowField<float[]> field(SamplingOptions options, int count) {
    if (options.label() == SamplingOptions.ANY) {
      return followed(options);
    }
    int[] labels = new int[count];
    if (options.label() == SamplingOptions.IN_TURN) {
      if (classes() == 0) {
        throw new IllegalArgumentException("classes in turn, but the flow was trained without classes");
      }
      Arrays.setAll(labels, row -> (int) ((options.offset() % classes() + row) % classes()));
    } else {
      requireClass(options.label());
      Arrays.fill(labels, options.label());
    }
    return followed(options).of(StateSpace.FLOATS, labels, options.maps() ? 1 : options.guidance());
  }

  /** The velocity, or the flow map along the steps of the options. */
  private ConditionalField<float[]> followed(SamplingOptions options) {
    if (!options.maps()) {
      return Interruptible.here(model.velocity());
    }
    if (!model.isFlowMap()) {
      throw new IllegalArgumentException("steps of the flow map, but the flow was trained without average velocities");
    }
    return Interruptible.here(new MlpFlowMap(model.velocity(), options.guidance()))
        .along(((FixedStepSolver) options.solver()).grid());
  }

  private void requireClass(int label) {
    if (label < 0 || label >= classes()) {
      throw new IllegalArgumentException("class = %d, %s".formatted(label,
          classes() == 0 ? "but the flow was trained without classes" : "expected 0 to " + (classes() - 1)));
    }
  }

  /**
   * How probable rows are under the flow.
   *
   * @param rows at least 0 rows of as many columns as the flow has; not changed
   * @return the natural logarithm of the density at each row, in the units of the data; a column that did not vary in
   *     the data counts with a scale of 1. Its error is about 10⁻⁵ of the flow's own density
   * @throws IllegalArgumentException if a row has another number of columns or a number that is not finite; the message
   *     names row and column, counted from 0
   * @throws IllegalStateException if the density of the source has no closed form
   * @throws dev.millrace.flow.ode.SolverException if a row is so far from the data that the flow cannot be followed back
   *     from it; the message names the row, counted from 1. Without it the others have densities
   */
  public double[] logDensity(float[][] rows) {
    return rows.length == 0 ? new double[0] : logDensity(Encoded.table(rows));
  }

  /**
   * As {@link #logDensity(float[][])}, for rows in double precision. If the rows and the flow have names of columns,
   * columns are matched by name, whatever their order.
   *
   * @param rows points, in the units of the data
   * @return log p of each row
   * @throws IllegalArgumentException as {@link #logDensity(float[][])}, and if the columns have other names than those
   *     of the flow
   */
  public double[] logDensity(Table rows) {
    return logDensity(rows, Interruptible.here(model.velocity()));
  }

  /**
   * As {@link #logDensity(float[][])}, among rows of one class.
   *
   * @param rows points, in the units of the data
   * @param label the class, 0 to {@link #classes} − 1
   * @return log p of each row
   */
  public double[] logDensity(float[][] rows, int label) {
    requireClass(label);
    if (rows.length == 0) {
      return new double[0];
    }
    int[] labels = new int[rows.length];
    Arrays.fill(labels, label);
    return logDensity(Encoded.table(rows), Interruptible.here(model.velocity()).of(StateSpace.FLOATS, labels, 1));
  }

  /** Rows in the space of the network, their columns in the order of the flow's. */
  private float[] points(Table rows) {
    return Encoded.learnt(requireWidth(rows.inOrderOf(model.columns())), model.standardizer());
  }

  private Table requireWidth(Table rows) {
    if (rows.columns() != dim()) {
      throw new IllegalArgumentException(
          "rows of %d columns ≠ %d columns of the flow".formatted(rows.columns(), dim()));
    }
    return rows;
  }

  private double[] logDensity(Table rows, DifferentiableRows<float[]> velocity) {
    float[] points = points(rows);
    Distribution start = source();
    if (!(start instanceof LogDensity)) {
      throw new IllegalStateException("source " + Encoded.described(start) + ": its density has no closed form");
    }
    var solver = new AdaptiveSolver(EmbeddedPair.DOPRI5, TOLERANCE, TOLERANCE);
    return new Likelihood(solver, new Divergence.Exact(), threads(0, rows.rows()))
        .of(velocity, start, points).inUnitsOf(model.standardizer()).values();
  }

  /**
   * As {@link #reflow(ReflowOptions)}, with {@link ReflowOptions#defaults()}, which takes a minute or more.
   *
   * @return the straighter flow
   */
  public Flow reflow() {
    return reflow(ReflowOptions.defaults());
  }

  /**
   * As {@link #reflow(ReflowOptions, Monitor)}, without a monitor.
   *
   * @param options how to reflow
   * @return the straighter flow
   */
  public Flow reflow(ReflowOptions options) {
    return reflow(options, Monitor.NONE);
  }

  /**
   * Trains a new flow on pairs (x0, sample of x0) that the velocity of this one makes. Its paths are straighter, so that it needs fewer
   * steps, and its samples follow the same distribution (Liu et al. 2022). If the flow has classes, there are as many
   * pairs of each, and the new flow has them too.
   *
   * @param options pairs, solver, training
   * @param monitor watches, and may cancel
   * @return the new flow; this one is unchanged
   * @throws CancellationException if the monitor cancels, or the thread is interrupted
   */
  public Flow reflow(ReflowOptions options, Monitor monitor) {
    int round = round() + 1;
    var training = options.training();
    Sampler sampler = new Sampler(options.solver(), training.threads());
    long start = System.nanoTime();
    FixedPairs pairs = new Reflow(Interruptible.here(model.velocity()), sampler, training.seed(), round)
        .pairs(source(), options.pairs(), done -> {
          monitor.on(new FlowEvent(FlowEvent.Stage.PAIRS, done, options.pairs(), Double.NaN,
              (System.nanoTime() - start) * 1e-9));
          if (monitor.isCancelled()) {
            throw new CancellationException("cancelled after %d of %d pairs".formatted(done, options.pairs()));
          }
        });
    VelocityMlp teacher = model.velocity().diagonal();
    VelocityMlp first = options.fromScratch() ? VelocityMlp.random(teacher.shape(), training.seed()) : teacher;
    FlowMatching objective = FlowMatching.of(pairs).withTime(options.time());
    VelocityMlp velocity = Fit.of(objective, first, training, monitor);
    Map<String, String> provenance = new HashMap<>(model.provenance());
    provenance.putAll(Provenance.of(training.seed().value()));
    provenance.put(Provenance.ROUNDS, Integer.toString(round));
    return new Flow(new FlowModel(velocity, model.source(), objective.schedule().spec(), objective.sigma().spec(),
        model.standardizer(),
        model.columns(), model.classNames(), provenance,
        OneStep.isLearntAtOnce(options.time()) ? 1 : FlowModel.MANY_STEPS), source);
  }

  private int round() {
    String text = model.provenance().getOrDefault(Provenance.ROUNDS, "0");
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
  }

  /** {@return the number of columns} */
  public int dim() {
    return model.velocity().shape().dim();
  }

  /** {@return the number of classes; 0 if the flow was trained without} */
  public int classes() {
    return model.velocity().shape().classes();
  }

  /** {@return the names of the columns, or empty if they have none} */
  public List<String> columns() {
    return model.columns();
  }

  /** {@return where the flow comes from, by name: version, seed, hash of the data, Java} */
  public Map<String, String> provenance() {
    return model.provenance();
  }

  /**
   * {@return the distribution of the noise, in the space of the network}
   *
   * @throws IllegalStateException if the flow was read from a file and its source is not known; see {@link #withSource}
   */
  public Distribution source() {
    if (source == null) {
      throw new IllegalStateException(
          "the source '%s' is known only to the program that trained the flow; give it with withSource"
              .formatted(model.source()));
    }
    return source;
  }

  /**
   * {@return the velocity v(x, t) with fixed weights, in the space of the network: with standardised data, of points in
   * standard deviations about the mean}
   */
  public VelocityMlp velocity() {
    return model.velocity();
  }

  /** {@return the flow's parts, as its file holds them} */
  public FlowModel model() {
    return model;
  }

  /** Such as "Flow[2 columns: x, y; 3 classes]". */
  @Override
  public String toString() {
    return "Flow[%d %s%s%s]".formatted(dim(), dim() == 1 ? "column" : "columns",
        columns().isEmpty() ? "" : ": " + Shown.names(columns()), classes() == 0 ? "" : "; " + classes() + " classes");
  }
}
