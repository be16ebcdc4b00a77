package dev.millrace.runs.draw;

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
import dev.millrace.plot.Picture;
import dev.millrace.plot.Pictures;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.open.ReflowArguments;
import dev.millrace.runs.open.Units;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.work.Caller;
import tools.jackson.databind.JsonNode;

/**
 * The pictures of a run. For data of more than two columns they show the first two; data of one column are shown
 * against time.
 */
public final class RunPictures {
  /** The kinds, in the order in which they are drawn. */
  static final List<String> KINDS = List.of("loss", "trajectories", "steps", "field", "animation", "classes", "quality",
      "step-counts", "trajectories-by-round", "density");
  /** The pictures that a training draws at its end: those that need no figures and take a few seconds at most. */
  private static final List<String> OF_TRAINING = KINDS.subList(0, 6);
  /** The pictures that use the data only for the limits of the axes. */
  private static final List<String> NEED_NO_DATA = List.of("trajectories", "field");
  private static final int POINTS = 2000;
  private static final int TRAJECTORIES = 200;
  private static final int FRAME_STEPS = 50;
  private static final int ARROWS = 16;
  /** Number of cells of the density along its longer side. */
  private static final int CELLS = 220;
  private static final int HISTOGRAM_POINTS = 100_000;
  /**
   * A point of the smoothed curve is the median of this many logged losses on each side, so that single spikes have no
   * effect.
   */
  private static final int SMOOTHING = 5;

  private final PointRun flow;
  private final Caller caller;
  private final RunDirectory run;
  private final FlowModel model;
  private final String data;
  private final int dim;
  private final float[] x0;
  private final float[] real;
  /** The states in the units of the data at t = 0, 0.01, … 1. */
  private final float[][] path;
  private final PictureFiles files;

  private RunPictures(PointRun flow, Caller caller) throws IOException {
    this.files = new PictureFiles(flow.run().plots());
    this.flow = flow;
    this.caller = caller;
    this.run = flow.run();
    this.model = flow.model();
    this.data = flow.planeTitle();
    this.dim = flow.dim();
    this.x0 = flow.pictureNoise(POINTS);
    this.real = flow.pictureTruth(POINTS);
    this.path = path(x0, FRAME_STEPS * 2);
  }

  /**
   * Draws the pictures for the end of a training, and returns the files.
   *
   * @param run the run
   * @param caller hears of the work and may cancel it
   * @return the files
   * @throws IOException if reading or writing fails
   */
  public static List<Path> drawAfterTraining(RunDirectory run, Caller caller) throws IOException {
    return drawPossible(run, OF_TRAINING, caller);
  }

  /**
   * Draws pictures and returns the files.
   *
   * @param run the run
   * @param kind one of {@link #KINDS}, or "all" for those that can be drawn of this run
   * @param caller hears of the work and may cancel it
   * @return the files
   * @throws IOException if reading or writing fails
   */
  public static List<Path> draw(RunDirectory run, String kind, Caller caller) throws IOException {
    if (kind.equals("all")) {
      return drawPossible(run, KINDS, caller);
    }
    if (!KINDS.contains(kind)) {
      throw new InvalidInputException("`kind` %s: expected one of %s, all".formatted(kind, String.join(", ", KINDS)));
    }
    if (kind.equals("loss")) {
      return drawLoss(run);
    }
    RunPictures pictures = new RunPictures(
        NEED_NO_DATA.contains(kind) ? withOrWithoutData(run, caller) : PointRun.of(run, caller), caller);
    if (!pictures.draw(kind)) {
      throw new InvalidInputException("`kind` " + kind + ": " + pictures.obstacle(kind));
    }
    return pictures.files.written();
  }

  /**
   * If the data are missing or not known, samples of the flow determine the limits of a picture of its trajectories.
   */
  private static PointRun withOrWithoutData(RunDirectory run, Caller caller) throws IOException {
    try {
      return PointRun.of(run, caller);
    } catch (InvalidInputException e) {
      PointRun flow = PointRun.ofOwnSamples(run, sampler(FRAME_STEPS * 2), POINTS);
      caller.warn("note: the picture shows only the flow: " + e.getMessage());
      return flow;
    }
  }

  /** Draws the loss curve, which needs no data. */
  private static List<Path> drawLoss(RunDirectory run) throws IOException {
    Picture loss = loss(run, DataNames.shortName(ConfigFile.read(run.configFile()).data())).orElseThrow(
        () -> new InvalidInputException(run.log() + ": no training log to draw a loss curve from"));
    PictureFiles files = new PictureFiles(run.plots());
    files.write("loss", loss);
    return files.written();
  }

  private static List<Path> drawPossible(RunDirectory run, List<String> kinds, Caller caller) throws IOException {
    RunPictures pictures = new RunPictures(PointRun.of(run, caller), caller);
    for (String kind : kinds) {
      pictures.draw(kind);
    }
    return pictures.files.written();
  }

  /**
   * Draws the pictures of figures that were just measured for a single flow.
   *
   * @param flow the run
   * @throws IOException if reading or writing fails
   */
  public static void drawFigures(PointRun flow) throws IOException {
    RoundPictures pictures = new RoundPictures(List.of(flow), flow.run().readEvaluation());
    PictureFiles files = new PictureFiles(flow.run().plots());
    write(files, "quality", pictures.quality());
    write(files, "step-counts", pictures.stepCounts());
  }

  /**
   * Writes a picture, if there is one.
   *
   * @param files where to write
   * @param name the name of the file, without an ending
   * @param picture the picture
   * @throws IOException if writing fails
   */
  public static void write(PictureFiles files, String name, Optional<Picture> picture) throws IOException {
    if (picture.isPresent()) {
      files.write(name, picture.get());
    }
  }

  /** The reason why a kind could not be drawn. */
  private String obstacle(String kind) {
    return switch (kind) {
      case "quality", "step-counts" -> dim < 2 && kind.equals("step-counts")
          ? "needs 2 columns, this run has 1"
          : "%s has no figures; 'millrace evaluate %s' measures them".formatted(run.evaluationFile(), run.path());
      case "trajectories-by-round" -> dim < 2
          ? "needs 2 columns, this run has 1"
          : run.path() + " is not from a reflow, or the flow that the reflow started from is missing";
      case "field", "density" -> dim == 2
          ? run.path() + " was trained with `label-dropout` 0, so that it knows nothing of points of any class"
          : "needs 2 columns, this run has " + dim;
      case "classes" -> flow.classes().count() == 0
          ? run.path() + " was trained without classes"
          : dim < 2
              ? "needs 2 columns, this run has 1"
              : "%s has %d classes, a picture shows up to %d".formatted(run.path(), flow.classes().count(),
                  Pictures.MOST_CLASSES);
      default -> "needs at least 2 columns, this run has " + dim;
    };
  }

  /** Draws one kind, if it can be drawn. */
  private boolean draw(String kind) throws IOException {
    Optional<Picture> picture = switch (kind) {
      case "loss" -> loss(run, flow.title());
      case "trajectories" -> Optional.of(trajectories());
      case "steps" -> dim < 2 ? Optional.empty() : Optional.of(steps());
      case "field" -> dim != 2 || !knowsAny() ? Optional.empty() : Optional.of(field());
      case "quality" -> withFigures().quality();
      case "step-counts" -> withFigures().stepCounts();
      case "trajectories-by-round" -> byRound();
      case "density" -> dim != 2 || !knowsAny() ? Optional.empty() : Optional.of(density());
      case "classes" -> canShowClasses() ? Optional.of(classes()) : Optional.empty();
      case "animation" -> Optional.empty();
      default -> throw new IllegalArgumentException(kind);
    };
    if (picture.isPresent()) {
      files.write(kind, picture.get());
      return true;
    }
    if (kind.equals("animation") && dim >= 2) {
      animation();
      return true;
    }
    return false;
  }

  /** Whether the velocity for any class is meaningful: there are no classes, or some were hidden from the network. */
  private boolean knowsAny() {
    return flow.classes().count() == 0 || flow.classes().knowsAny();
  }

  private boolean canShowClasses() {
    int classes = flow.classes().count();
    return dim >= 2 && classes > 0 && classes <= Pictures.MOST_CLASSES;
  }

  /** Samples, each class in a colour of its own. */
  private Picture classes() {
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

  /** The figures of all rounds if the evaluation has them, otherwise those of this flow only. */
  private RoundPictures withFigures() throws IOException {
    JsonNode evaluation = run.readEvaluation();
    JsonNode rounds = evaluation.path("rounds");
    List<PointRun> flows = rounds.path(0).has("rows") ? ofReflow() : List.of();
    return new RoundPictures(flows.size() > 1 && flows.size() == rounds.size() ? flows : List.of(flow), evaluation);
  }

  private Optional<Picture> byRound() throws IOException {
    List<PointRun> flows = ofReflow();
    return flows.size() < 2 ? Optional.empty() : new RoundPictures(flows, run.readEvaluation()).trajectories();
  }

  /**
   * The flows of the reflow whose last round this run is, from the first teacher on; empty if it is not, or if one is
   * missing.
   */
  private List<PointRun> ofReflow() throws IOException {
    List<RunDirectory> folders = ReflowArguments.flowsOf(run);
    List<PointRun> rounds = new ArrayList<>();
    for (RunDirectory folder : folders) {
      if (!Files.isRegularFile(folder.modelFile()) || !Files.isRegularFile(folder.configFile())) {
        return List.of();
      }
      rounds.add(PointRun.of(folder, caller).named(rounds.isEmpty() ? "before" : "round " + rounds.size()));
    }
    return rounds;
  }

  /** Draws the model's density, computed from its divergence, beside a histogram of true points. */
  private Picture density() {
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

  private Picture steps() {
    return Pictures.steps(data + ": samples after 1, 5, 20 and 100 Euler steps",
        List.of(panel(1), panel(5), panel(20), panel(100)), Units.plane(real, dim),
        flow.named(Limits.around(0.12, Units.plane(real, dim))));
  }

  private Picture trajectories() {
    String title = data + ": from noise to data";
    return dim == 1
        ? trajectories1d(title, flow.axis(0), path)
        : Pictures.trajectories(title, first(planes(), 2 * TRAJECTORIES), wide());
  }

  private Picture field() {
    List<FieldSlice> slices = IntStream.of(0, 25, 50, 75, 95).mapToObj(k -> slice(k / 100.0, path[k], wide())).toList();
    return Pictures.field(data + ": velocity and density", slices, wide());
  }

  private void animation() throws IOException {
    float[][] planes = planes();
    float[][] frames = IntStream.rangeClosed(0, FRAME_STEPS).mapToObj(k -> planes[2 * k]).toArray(float[][]::new);
    double[] times = IntStream.rangeClosed(0, FRAME_STEPS).mapToDouble(k -> (double) k / FRAME_STEPS).toArray();
    files.write("animation.gif", out -> Animation.gif(out, data, frames, times, Units.plane(real, dim), wide()));
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

  private static Sampler sampler(int steps) {
    return new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(steps)),
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

  /**
   * {@return the picture of the loss over the training; empty if the run has no training log}
   *
   * @param run the run
   * @param data the name of the data, or a file
   * @throws IOException if reading or writing fails
   */
  public static Optional<Picture> loss(RunDirectory run, String data) throws IOException {
    var log = run.readLog();
    if (log.size() < 2) {
      return Optional.empty();
    }
    double[] steps = log.stream().mapToDouble(TrainingLog.Line::step).toArray();
    double[] loss = log.stream().mapToDouble(TrainingLog.Line::loss).toArray();
    double[] smoothed = new double[loss.length];
    for (int i = 0; i < loss.length; i++) {
      // A window around each point, shortened equally on both sides at the ends, so that the curve does not lag.
      int reach = Math.min(SMOOTHING, Math.min(i, loss.length - 1 - i));
      smoothed[i] = Arrays.stream(loss, i - reach, i + reach + 1).sorted().skip(reach).findFirst().orElseThrow();
    }
    return Optional.of(Pictures.loss(data + ": training loss", steps, loss, smoothed));
  }
}
