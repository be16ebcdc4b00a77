package dev.millrace.runs.draw;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.plot.Picture;
import dev.millrace.plot.Pictures;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.open.ReflowArguments;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.work.Caller;
import tools.jackson.databind.JsonNode;

/**
 * The pictures of a run of points. For data of more than two columns they show the first two; data of one column are
 * shown against time.
 */
public final class RunPictures implements Gallery {
  /** The kinds, in the order in which they are drawn. */
  static final List<String> KINDS = List.of("loss", "trajectories", "steps", "field", "animation", "classes", "quality",
      "step-counts", "trajectories-by-round", "density");
  /** The pictures that a training draws at its end: those that need no figures and take a few seconds at most. */
  private static final List<String> OF_TRAINING = KINDS.subList(0, 6);
  /** The pictures that use the data only for the limits of the axes. */
  private static final List<String> NEED_NO_DATA = List.of("trajectories", "field");

  private final PointRun flow;
  private final Caller caller;
  private final RunDirectory run;
  private final int dim;
  private final PointPictures pictures;

  private RunPictures(PointRun flow, Caller caller) {
    this.flow = flow;
    this.caller = caller;
    this.run = flow.run();
    this.dim = flow.dim();
    this.pictures = new PointPictures(flow);
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
    return new RunPictures(PointRun.of(run, caller), caller).draw(OF_TRAINING, run.plots(), true);
  }

  /**
   * Draws pictures and returns the files.
   *
   * @param run the run
   * @param kind one of {@link #names}, or "all" for those that can be drawn of this run
   * @param caller hears of the work and may cancel it
   * @return the files
   * @throws IOException if reading or writing fails
   */
  public static List<Path> draw(RunDirectory run, String kind, Caller caller) throws IOException {
    Gallery.requireName(kind, KINDS);
    if (kind.equals("loss")) {
      return drawLoss(run);
    }
    PointRun flow = NEED_NO_DATA.contains(kind) ? withOrWithoutData(run, caller) : PointRun.of(run, caller);
    return new RunPictures(flow, caller).draw(kind, run.plots());
  }

  /**
   * If the data are missing or not known, samples of the flow determine the limits of a picture of its trajectories.
   */
  private static PointRun withOrWithoutData(RunDirectory run, Caller caller) throws IOException {
    try {
      return PointRun.of(run, caller);
    } catch (InvalidInputException e) {
      PointRun flow = PointRun.ofOwnSamples(run, PointPictures.sampler(PointPictures.PATH_STEPS),
          PointPictures.POINTS);
      caller.warn("note: the picture shows only the flow: " + e.getMessage());
      return flow;
    }
  }

  /** Draws the loss curve, which needs no data. */
  private static List<Path> drawLoss(RunDirectory run) throws IOException {
    Picture loss = LossPicture.of(run, DataNames.shortName(ConfigFile.read(run.configFile()).data())).orElseThrow(
        () -> new InvalidInputException(run.log() + ": no training log to draw a loss curve from"));
    PictureFiles files = new PictureFiles(run.plots());
    files.write("loss", loss);
    return files.written();
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
    Gallery.put(files, "quality", pictures.quality());
    Gallery.put(files, "step-counts", pictures.stepCounts());
  }

  @Override
  public List<String> names() {
    return KINDS;
  }

  @Override
  public String obstacle(String kind) {
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

  @Override
  public boolean draw(String kind, PictureFiles files) throws IOException {
    if (kind.equals("animation")) {
      if (dim >= 2) {
        files.write("animation.gif", pictures.animation());
      }
      return dim >= 2;
    }
    return Gallery.put(files, kind, switch (kind) {
      case "loss" -> LossPicture.of(run, flow.title());
      case "trajectories" -> Optional.of(pictures.trajectories());
      case "steps" -> dim < 2 ? Optional.empty() : Optional.of(pictures.steps());
      case "field" -> dim != 2 || !knowsAny() ? Optional.empty() : Optional.of(pictures.field());
      case "quality" -> withFigures().quality();
      case "step-counts" -> withFigures().stepCounts();
      case "trajectories-by-round" -> byRound();
      case "density" -> dim != 2 || !knowsAny() ? Optional.empty() : Optional.of(pictures.density());
      case "classes" -> canShowClasses() ? Optional.of(pictures.classes()) : Optional.empty();
      default -> throw new IllegalArgumentException(kind);
    });
  }

  /** Whether the velocity for any class is meaningful: there are no classes, or some were hidden from the network. */
  private boolean knowsAny() {
    return flow.classes().count() == 0 || flow.classes().knowsAny();
  }

  private boolean canShowClasses() {
    int classes = flow.classes().count();
    return dim >= 2 && classes > 0 && classes <= Pictures.MOST_CLASSES;
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
}
