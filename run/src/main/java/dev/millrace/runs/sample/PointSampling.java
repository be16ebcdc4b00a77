package dev.millrace.runs.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.TimeGrids;
import dev.millrace.flow.path.Schedules;
import dev.millrace.flow.path.SigmaForms;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.MatchedRows;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.sample.EulerMaruyama;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.text.RowsRead;
import dev.millrace.runs.work.Caller;

/** Sampling of a flow of points, or turning its data into noise. */
public final class PointSampling {
  /** The usual number of points. */
  public static final int USUAL_COUNT = 1000;
  /** Steps of a flow map. */
  private static final int USUAL_MAPS = 1;
  /** The rows of a tile; noise of Euler–Maruyama steps is drawn for each tile. */
  private static final int TILE = 64;
  /** Up to this many operations the plain kernels are faster, because the vector kernels have to be compiled first. */
  private static final double LITTLE_WORK = 2e10;
  /** Number of trajectories from which a grid is learnt. */
  private static final int LEARNT_FROM = 256;
  /** Copies of the points: at the start, at the end, in the units of the data, and as they are written to the file. */
  private static final int COPIES = 4;

  private final String run;
  private final FlowModel model;
  private final SamplingOptions options;
  private final Caller caller;
  private final Runnable check;
  private final int dim;
  private final ClassChoice classes;
  private final String classColumn;
  /** Whether the flow goes by its flow map. */
  private final boolean maps;
  private final int usualSteps;

  private PointSampling(Subject of, SamplingOptions options, Caller caller) {
    this.run = of.run.path().toString();
    this.model = of.model;
    this.classes = ClassChoice.of(of.classes, options);
    this.classColumn = of.classColumn;
    this.options = options;
    this.caller = caller;
    this.check = caller.check(of.run, "the sampling");
    dim = model.velocity().shape().dim();
    maps = model.isFlowMap() && options.integration().isByMaps() && !(options.start() instanceof Start.Data);
    usualSteps = usualSteps(model, classes, maps, needsMany());
    if (maps) {
      classes.requireMaps(model);
    }
  }

  /** Whether more is asked for than where noise ends. */
  private boolean needsMany() {
    return options.trajectory() || options.start() instanceof Start.Data || options.integration().isStochastic();
  }

  /** The usual number of steps; a flow that needs one step has learnt where noise of a class ends, and no more. */
  static int usualSteps(FlowModel model, ClassChoice classes, boolean maps, boolean more) {
    return maps
        ? USUAL_MAPS
        : more || classes.isTwice() || !Collections.disjoint(classes.wanted(), classes.known().any())
            ? FlowModel.MANY_STEPS
            : model.usualSteps();
  }

  /**
   * A flow to sample.
   *
   * @param run the folder of the run
   * @param model the flow
   * @param classes its classes
   * @param classColumn the name of the column of classes in files, empty if there are no classes
   */
  public record Subject(RunDirectory run, FlowModel model, Classes classes, String classColumn) {}

  /**
   * {@return samples a flow}
   *
   * @param flow the flow and its data
   * @param options what to sample, and how
   * @param caller hears how files were read
   * @throws InvalidInputException if an option has no meaning for this flow
   * @throws dev.millrace.flow.ode.SolverException if a row becomes infinite or NaN, or an adaptive solver cannot reach
   *     the end
   * @throws IOException if reading or writing fails
   */
  public static Sampled sample(Subject flow, SamplingOptions options, Caller caller) throws IOException {
    options.device().requireForPoints(flow.run.path().toString());
    PointFiles.requirePicturable(options.file(), flow.model.velocity().shape().dim());
    return new PointSampling(flow, options, caller).sample();
  }

  private Sampled sample() throws IOException {
    long offset = options.start() instanceof Start.Drawn drawn ? drawn.offset() : 0;
    long first = offset % TILE;
    float[] start = start((int) first);
    requireMemory(start.length / dim);
    FlowModel flow = forPoints(start.length / dim);
    long began = System.nanoTime();
    int[] labels = classes.labels(offset - first, start.length / dim);
    Sampler.Trajectory way = carry(flow, field(flow, labels).checking(check), start);
    double seconds = (System.nanoTime() - began) * 1e-9;
    return new Points(DataNames.shortName(run), model, options, without(way, (int) first * dim),
        new PointFiles.Labels(Arrays.copyOfRange(labels, Math.min((int) first, labels.length), labels.length),
            classes.known()::name, classes.known()::inFiles, classColumn),
        classes, maps, seconds, dim);
  }

  private RowField<float[]> field(FlowModel flow, int[] labels) {
    return maps
        ? classes.maps(flow, options.integration().grid(usualSteps, () -> learnt(flow)), labels)
        : classes.field(flow.velocity(), labels);
  }

  /** The trajectory without the rows before the first one that was asked for. */
  private static Sampler.Trajectory without(Sampler.Trajectory way, int numbers) {
    if (numbers == 0) {
      return way;
    }
    Sampler.Samples all = way.samples();
    float[][] states = new float[way.states().length][];
    Arrays.setAll(states, k -> from(way.states()[k], numbers));
    return new Sampler.Trajectory(states, new Sampler.Samples(from(all.points(), numbers), all.nfe(), all.meanNfe(),
        all.accepted(), all.rejected()));
  }

  private static float[] from(float[] rows, int numbers) {
    return Arrays.copyOfRange(rows, numbers, rows.length);
  }

  private Sampler.Trajectory carry(FlowModel flow, RowField<float[]> velocity, float[] start) {
    Integration how = options.integration();
    if (options.start() instanceof Start.Data) {
      return new Sampler.Trajectory(new float[0][], sampler(flow).invert(velocity, start, dim));
    }
    if (how.sde() != null) {
      EulerMaruyama stochastic = stochastic(flow, how.sde());
      return options.trajectory()
          ? stochastic.follow(velocity, start, dim)
          : new Sampler.Trajectory(new float[0][], stochastic.sample(velocity, start, dim));
    }
    return options.trajectory()
        ? sampler(flow).follow(velocity, start, dim, how.steps(usualSteps))
        : new Sampler.Trajectory(new float[0][], sampler(flow).sample(velocity, start, dim));
  }

  private FlowModel forPoints(int points) {
    double work = 2.0 * points * options.integration().evaluations(usualSteps)
        * model.velocity().shape().parameters();
    return work < LITTLE_WORK ? model.withVelocity(model.velocity().plain()) : model;
  }

  /**
   * The start points, encoded as for the network.
   *
   * @param before number of rows before the first one that is asked for, so that tiles are those of all rows
   */
  private float[] start(int before) throws IOException {
    // Tests instead of a switch: the first switch over types takes Java as long as a thousand samples.
    if (options.start() instanceof Start.Data(Path file)) {
      return model.standardizer().apply(read(file).values());
    }
    if (options.start() instanceof Start.Noise noise) {
      Table rows = read(noise.file());
      if (noise.count() != null && noise.count() != rows.rows()) {
        throw new InvalidInputException(
            "`count` %d, but %s has %d rows".formatted(noise.count(), noise.file(), rows.rows()));
      }
      return rows.floats();
    }
    Start.Drawn drawn = (Start.Drawn) options.start();
    int count = drawn.count() == null ? USUAL_COUNT : drawn.count();
    requireMemory(count);
    return Sampler.startPoints(DataSource.source(model.source(), dim), drawn.offset() - before, count + before,
        options.seed());
  }

  private Table read(Path file) throws IOException {
    caller.memory().requireForFile(file.toString());
    MatchedRows found = MatchedRows.read(file, options.header(), model, classColumn);
    if (RowsRead.mayHaveHeader(file.toString())) {
      caller.inform(RowsRead.described(file.toString(), found));
    }
    return found.rows();
  }

  private void requireMemory(int points) {
    caller.memory().requireNumbers("sampling %d points".formatted(points), points, dim,
        options.trajectory() ? COPIES + 2L * options.integration().steps(usualSteps) : COPIES);
  }

  private Sampler sampler(FlowModel flow) {
    return new Sampler(options.integration().solver(usualSteps, () -> learnt(flow)), options.device().processors());
  }

  private EulerMaruyama stochastic(FlowModel flow, double noise) {
    if (!flow.source().equals("gaussian")) {
      throw new InvalidInputException(
          "`sde` %s: the score is known for a gaussian source, this run's is %s".formatted(noise, flow.source()));
    }
    long firstTile = options.start() instanceof Start.Drawn drawn ? drawn.offset() / TILE : 0;
    return new EulerMaruyama(Schedules.parse(flow.path()), SigmaForms.parse(flow.sigmaMin()),
        options.integration().grid(usualSteps, () -> learnt(flow)), noise, options.seed(),
        options.device().processors(), firstTile);
  }

  private TimeGrid learnt(FlowModel flow) {
    return TimeGrids.learnt(
        classes.field(flow.velocity(), classes.labels(0, LEARNT_FROM)).checking(check).rows(0, LEARNT_FROM),
        StateSpace.FLOATS, Sampler.startPoints(
            DataSource.source(flow.source(), dim), LEARNT_FROM, options.seed(), Seed.Purpose.GRID, 0),
        options.integration().steps(usualSteps));
  }

  private record Points(String run, FlowModel model, SamplingOptions options, Sampler.Trajectory way,
      PointFiles.Labels labelled, ClassChoice classes, boolean maps, double seconds, int dim) implements Sampled {
    private boolean isNoise() {
      return options.start() instanceof Start.Data;
    }

    private Table rows() {
      return isNoise()
          ? Table.of(way.samples().points(), dim, List.of())
          : model.standardizer().decode(way.samples().points(), model.columns());
    }

    @Override
    public int count() {
      return way.samples().points().length / dim;
    }

    @Override
    public float[] values() {
      return rows().floats();
    }

    @Override
    public Sampler.Samples cost() {
      return way.samples();
    }

    @Override
    public String summary() {
      return String.format(Locale.ROOT, "%,d points%s%s, %s%s", count(), isNoise() ? " of noise" : "", classes.shown(),
          done(), classes.isTwice() && !maps ? ", twice for guidance" : "");
    }

    private String done() {
      return maps
          ? Integration.maps(way.samples().accepted())
          : options.integration().done(way.samples(), "point");
    }

    @Override
    public int[] labels() {
      return labelled.labels().clone();
    }

    @Override
    public AtomicFile.Body file(String ending, String name) {
      String title = (isNoise() ? "noise of " : "samples of ") + run;
      return classes.isSeveral()
          ? PointFiles.ofClasses(ending, name, rows(), labelled, title)
          : PointFiles.of(ending, name, rows(), title + classes.shown().replaceFirst(" of", ","));
    }

    @Override
    public AtomicFile.Body trajectory(String name) {
      if (way.states().length == 0) {
        throw new IllegalStateException("the states on the way were not kept");
      }
      return PointFiles.ofStates(name, way.states(), model.standardizer(), dim);
    }
  }
}
