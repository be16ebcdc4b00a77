package dev.millrace.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.likelihood.Divergence;
import dev.millrace.flow.likelihood.Likelihood;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.plot.Animation;
import dev.millrace.plot.DensityGrid;
import dev.millrace.plot.FieldSlice;
import dev.millrace.plot.Limits;
import dev.millrace.plot.Panel;
import dev.millrace.plot.Pictures;
import dev.millrace.plot.Png;

/** A run's pictures. Data of more than two columns is shown by its first two, data of one column over time. */
final class RunPictures {
  private static final List<String> KINDS = List.of("steps", "trajectories", "field", "loss", "animation", "density",
      "all");
  private static final int POINTS = 2000;
  private static final int TRAJECTORIES = 200;
  private static final int FRAME_STEPS = 50;
  private static final int ARROWS = 16;
  /** Cells of the density along its longer side. */
  private static final int CELLS = 220;
  private static final int HISTOGRAM_POINTS = 100_000;
  /** Logged losses on each side that a point of the smoothed curve is the mean of. */
  private static final int SMOOTHING = 5;

  private final Flow flow;
  private final RunDirectory run;
  private final FlowModel model;
  private final String data;
  private final int dim;
  private final float[] x0;
  private final float[] real;
  private final List<Path> drawn = new ArrayList<>();

  private RunPictures(Flow flow) {
    this.flow = flow;
    this.run = flow.run();
    this.model = flow.model();
    this.data = flow.name();
    this.dim = flow.dim();
    this.x0 = flow.pictureNoise(POINTS);
    this.real = flow.pictureTruth(POINTS);
  }

  /** Draws and returns the files. "all" is all but the density, which takes some seconds. */
  static List<Path> draw(RunDirectory run, String kind) throws IOException {
    if (!KINDS.contains(kind)) {
      throw new InvalidInputException("--kind " + kind + ": expected one of " + String.join(", ", KINDS));
    }
    if (kind.equals("loss")) {
      return List.of(drawLoss(run));
    }
    RunPictures pictures = new RunPictures(Flow.of(run));
    Files.createDirectories(run.plots());
    if (kind.equals("density")) {
      pictures.density();
    } else {
      pictures.draw(kind);
    }
    return pictures.drawn;
  }

  /** The loss curve, which takes no data. */
  private static Path drawLoss(RunDirectory run) throws IOException {
    BufferedImage loss = loss(run, ConfigFile.read(run.configFile()).data()).orElseThrow(
        () -> new InvalidInputException(run.log() + ": no training to draw a loss curve of"));
    Path file = Files.createDirectories(run.plots()).resolve("loss.png");
    AtomicFile.write(file, out -> Png.write(loss, out));
    return file;
  }

  /** The model's density, from its divergence, beside a histogram of true points. */
  private void density() throws IOException {
    if (dim != 2) {
      throw new InvalidInputException("--kind density: needs 2 columns, this run has " + dim);
    }
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
    save("density", Pictures.density(data + ": density", List.of(
        new DensityGrid("model", columns, logDensity, new float[0]),
        DensityGrid.histogram(String.format(Locale.ROOT, "%,d true points", HISTOGRAM_POINTS), points, limits,
            columns / 4,
            rows / 4)),
        limits));
  }

  /** The first two columns of rows. */
  static float[] plane(float[] rows, int columns) {
    if (columns == 2) {
      return rows;
    }
    float[] xy = new float[rows.length / columns * 2];
    for (int i = 0; i < xy.length / 2; i++) {
      xy[2 * i] = rows[i * columns];
      xy[2 * i + 1] = rows[i * columns + 1];
    }
    return xy;
  }

  private void draw(String kind) throws IOException {
    boolean all = kind.equals("all");
    if (all) {
      Optional<BufferedImage> loss = loss(run, data);
      if (loss.isPresent()) {
        save("loss", loss.get());
      }
    }
    float[][] path = path(x0, FRAME_STEPS * 2);
    if (dim == 1) {
      save("trajectories", trajectories1d(data + ": from noise to data", path));
      return;
    }
    float[][] planes = Arrays.stream(path).map(state -> plane(state, dim)).toArray(float[][]::new);
    Limits limits = flow.named(Limits.around(0.12, plane(real, dim)));
    Limits wide = flow.named(Limits.around(0.05, planes[0], plane(real, dim)));
    if (all || kind.equals("steps")) {
      save("steps", Pictures.steps(data + ": samples after 1, 5, 20 and 100 Euler steps",
          List.of(panel(1), panel(5), panel(20), panel(100)), plane(real, dim), limits));
    }
    if (all || kind.equals("trajectories")) {
      save("trajectories",
          Pictures.trajectories(data + ": from noise to data", first(planes, 2 * TRAJECTORIES), wide));
    }
    if (dim == 2 && (all || kind.equals("field"))) {
      List<FieldSlice> slices = IntStream.of(0, 25, 50, 75, 95).mapToObj(k -> slice(k / 100.0, path[k], wide)).toList();
      save("field", Pictures.field(data + ": velocity and density", slices, wide));
    }
    if (all || kind.equals("animation")) {
      float[][] frames = IntStream.rangeClosed(0, FRAME_STEPS).mapToObj(k -> Arrays.copyOf(planes[2 * k], POINTS))
          .toArray(float[][]::new);
      double[] times = IntStream.rangeClosed(0, FRAME_STEPS).mapToDouble(k -> (double) k / FRAME_STEPS).toArray();
      Path file = run.plots().resolve("animation.gif");
      AtomicFile.write(file, out -> Animation.gif(out, data, frames, times, plane(real, dim), wide));
      drawn.add(file);
    }
  }

  private static BufferedImage trajectories1d(String title, float[][] path) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float[] state : path) {
      for (float value : state) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return Pictures.trajectories1d(title, first(path, TRAJECTORIES), low, high);
  }

  private static float[][] first(float[][] path, int numbers) {
    return Arrays.stream(path).map(state -> Arrays.copyOf(state, Math.min(numbers, state.length)))
        .toArray(float[][]::new);
  }

  private static Sampler sampler(int steps) {
    return new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(steps)),
        Runtime.getRuntime().availableProcessors());
  }

  /** States in the units of the data. */
  private float[][] path(float[] start, int steps) {
    float[][] path = sampler(steps).trajectory(model.velocity(), start, dim);
    return Arrays.stream(path).map(flow.units()::invert).toArray(float[][]::new);
  }

  private Panel panel(int steps) {
    float[] points = flow.units().invert(sampler(steps).sample(model.velocity(), x0, dim).points());
    return new Panel(steps + (steps == 1 ? " step" : " steps"), plane(points, dim));
  }

  /** Velocities on a grid, in the units of the data: v = v' · std for x = mean + std · x'. */
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

  /** The loss over the training; none if there is no training to draw it of. */
  static Optional<BufferedImage> loss(RunDirectory run, String data) throws IOException {
    var log = run.readLog();
    if (log.size() < 2) {
      return Optional.empty();
    }
    double[] steps = log.stream().mapToDouble(TrainingLog.Line::step).toArray();
    double[] loss = log.stream().mapToDouble(TrainingLog.Line::loss).toArray();
    double[] smoothed = new double[loss.length];
    for (int i = 0; i < loss.length; i++) {
      // A window around each point, cut off at both ends alike, so that the curve does not lag.
      int reach = Math.min(SMOOTHING, Math.min(i, loss.length - 1 - i));
      smoothed[i] = Arrays.stream(loss, i - reach, i + reach + 1).average().orElseThrow();
    }
    return Optional.of(Pictures.loss(data + ": training loss", steps, loss, smoothed));
  }

  private void save(String name, BufferedImage image) throws IOException {
    Path file = run.plots().resolve(name + ".png");
    AtomicFile.write(file, out -> Png.write(image, out));
    drawn.add(file);
  }
}
