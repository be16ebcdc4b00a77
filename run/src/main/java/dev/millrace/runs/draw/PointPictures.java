package dev.millrace.runs.draw;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.likelihood.Divergence;
import dev.millrace.flow.likelihood.Likelihood;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.plot.Animation;
import dev.millrace.plot.DensityGrid;
import dev.millrace.plot.FieldSlice;
import dev.millrace.plot.Limits;
import dev.millrace.plot.Panel;
import dev.millrace.plot.Picture;
import dev.millrace.plot.Pictures;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.open.Units;

/** Makes the pictures of a flow of points from its samples, its velocity and its data. All start from the same noise. */
final class PointPictures {
  /** The steps of {@link #path}. */
  static final int PATH_STEPS = 100;
  static final int POINTS = 2000;
  private static final int TRAJECTORIES = 200;
  private static final int FRAME_STEPS = 50;
  private static final int ARROWS = 16;
  /** Number of cells of the density along its longer side. */
  private static final int CELLS = 220;
  private static final int HISTOGRAM_POINTS = 100_000;

  private final PointRun flow;
  private final FlowModel model;
  private final String data;
  private final int dim;
  private final float[] x0;
  private final float[] real;
  /** The states in the units of the data at t = 0, 0.01, … 1. */
  private final float[][] path;

  PointPictures(PointRun flow) {
    this.flow = flow;
    this.model = flow.model();
    this.data = flow.planeTitle();
    this.dim = flow.dim();
    this.x0 = flow.pictureNoise(POINTS);
    this.real = flow.pictureTruth(POINTS);
    this.path = path(x0, PATH_STEPS);
  }

  /** Samples, each class in a colour of its own. */
  Picture classes() {
    int classes = flow.classes().count();
    float[] ends = Units.plane(path[path.length - 1], dim);
    List<Panel> clouds = IntStream.range(0, classes).mapToObj(label -> {
      int[] rows = IntStream.range(0, POINTS).filter(row -> row % classes == label).toArray();
      float[] xy = new float[2 * rows.length];
      for (int i = 0; i < rows.length; i++) {
        xy[2 * i] = ends[2 * rows[i]];
        xy[2 * i + 1] = ends[2 * rows[i] + 1];
      }
      return new Panel(flow.classes().name(label), xy);
    }).toList();
    return Pictures.classes(data + ": samples by class, 100 Euler steps", clouds,
        flow.named(Limits.around(0.12, Units.plane(real, dim))));
  }

  /** What a title says of a picture of the velocity for any class. */
  private String ofAny() {
    return flow.classes().count() == 0 ? "" : ", any class";
  }

  /** Draws the model's density, computed from its divergence, beside a histogram of true points. */
  Picture density() {
    Limits limits = flow.named(Limits.around(0.12, real));
    double width = limits.xMax() - limits.xMin();
    double height = limits.yMax() - limits.yMin();
    double shape = limits.unitsDiffer() ? 1 : width / height;
    int columns = (int) Math.ceil(CELLS * Math.min(1, shape));
    int rows = (int) Math.ceil(CELLS * Math.min(1, 1 / shape));
    float[] middles = new float[2 * columns * rows];
    for (int cell = 0; cell < columns * rows; cell++) {
      middles[2 * cell] = (float) (limits.xMin() + (cell % columns + 0.5) / columns * width);
      middles[2 * cell + 1] = (float) (limits.yMin() + (Math.floorDiv(cell, columns) + 0.5) / rows * height);
    }
    Likelihood likelihood = new Likelihood(new AdaptiveSolver(EmbeddedPair.DOPRI5, 1e-3, 1e-3), new Divergence.Exact(),
        Runtime.getRuntime().availableProcessors());
    double[] logDensity = likelihood.of(model.velocity(), flow.source(), flow.units().apply(middles))
        .inUnitsOf(flow.units()).values();
    float[] points = flow.units().invert(flow.data().learnt().sample(
        new Seed(flow.config().seed()).generator(Seed.Purpose.PICTURE, 2, 0), HISTOGRAM_POINTS));
    String truth = String.format(Locale.ROOT, "%,d true points", HISTOGRAM_POINTS);
    return Pictures.density(data + ": density" + ofAny(), List.of(
        new DensityGrid("model", columns, logDensity, new float[0]),
        DensityGrid.histogram(truth, points, limits, columns / 4, rows / 4)), limits);
  }

  Picture steps() {
    return Pictures.steps(data + ": samples after 1, 5, 20 and 100 Euler steps",
        List.of(panel(1), panel(5), panel(20), panel(100)), Units.plane(real, dim),
        flow.named(Limits.around(0.12, Units.plane(real, dim))));
  }

  Picture trajectories() {
    String title = data + ": from noise to data";
    return dim == 1
        ? trajectories1d(title, flow.axis(0), path)
        : Pictures.trajectories(title, first(planes(), 2 * TRAJECTORIES), wide());
  }

  Picture field() {
    List<FieldSlice> slices = IntStream.of(0, 25, 50, 75, 95).mapToObj(k -> slice(k / 100.0, path[k], wide())).toList();
    return Pictures.field(data + ": velocity and density", slices, wide());
  }

  /** The samples on their way from noise to data. */
  AtomicFile.Body animation() {
    float[][] planes = planes();
    float[][] frames = IntStream.rangeClosed(0, FRAME_STEPS).mapToObj(k -> planes[PATH_STEPS / FRAME_STEPS * k])
        .toArray(float[][]::new);
    double[] times = IntStream.rangeClosed(0, FRAME_STEPS).mapToDouble(k -> (double) k / FRAME_STEPS).toArray();
    return out -> Animation.gif(out, data, frames, times, Units.plane(real, dim), wide());
  }

  private float[][] planes() {
    return Arrays.stream(path).map(state -> Units.plane(state, dim)).toArray(float[][]::new);
  }

  /** Limits that show the noise, the data and the trajectories between them. */
  private Limits wide() {
    return flow.named(Limits.aroundPath(0.04, first(planes(), 2 * TRAJECTORIES), Units.plane(real, dim)));
  }

  private static Picture trajectories1d(String title, String name, float[][] path) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float[] state : path) {
      for (float value : state) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (high - low <= 1e-6 * Math.abs(low)) {
      // The column does not vary.
      float margin = Math.max(0.5f, 1e-3f * Math.abs(low));
      low -= margin;
      high += margin;
    }
    return Pictures.trajectories1d(title, name.isBlank() ? "x" : name, first(path, TRAJECTORIES), low, high);
  }

  private static float[][] first(float[][] path, int numbers) {
    return Arrays.stream(path).map(state -> Arrays.copyOf(state, Math.min(numbers, state.length)))
        .toArray(float[][]::new);
  }

  static Sampler sampler(int steps) {
    return sampler(Tableau.EULER, steps);
  }

  static Sampler sampler(Tableau method, int steps) {
    return new Sampler(new FixedStepSolver(method, TimeGrid.uniform(steps)),
        Runtime.getRuntime().availableProcessors());
  }

  /** States in the units of the data. */
  private float[][] path(float[] start, int steps) {
    float[][] path = sampler(steps).trajectory(flow.inTurn(start.length / dim), start, dim);
    return Arrays.stream(path).map(flow.units()::invert).toArray(float[][]::new);
  }

  private Panel panel(int steps) {
    float[] points = flow.units().invert(sampler(steps).sample(flow.inTurn(x0.length / dim), x0, dim).points());
    return new Panel(steps + (steps == 1 ? " step" : " steps"), Units.plane(points, dim));
  }

  /** The velocities on a grid, in the units of the data: v = v' · std for x = mean + std · x'. */
  private FieldSlice slice(double t, float[] particles, Limits limits) {
    float[] at = new float[2 * ARROWS * ARROWS];
    for (int i = 0; i < ARROWS * ARROWS; i++) {
      at[2 * i] = (float) (limits.xMin() + (i % ARROWS + 0.5) / ARROWS * (limits.xMax() - limits.xMin()));
      at[2 * i
          + 1] = (float) (limits.yMin() + (Math.floorDiv(i, ARROWS) + 0.5) / ARROWS * (limits.yMax() - limits.yMin()));
    }
    float[] velocity = new float[at.length];
    model.velocity().velocity(flow.units().apply(at), t, velocity);
    double[] std = flow.units().std();
    for (int i = 0; i < velocity.length; i++) {
      velocity[i] = (float) (velocity[i] * std[i % 2]);
    }
    return new FieldSlice(t, particles, at, velocity);
  }
}
