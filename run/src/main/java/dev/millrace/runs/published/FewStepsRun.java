package dev.millrace.runs.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.evaluate.MapQuality;
import dev.millrace.flow.evaluate.StepCounts;
import dev.millrace.flow.evaluate.Subject;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.Build;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.transport.ExactAssignment;
import dev.millrace.plot.Picture;
import dev.millrace.runs.Runs;
import dev.millrace.runs.draw.PictureFiles;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.published.FewStepsTraining.Trained;
import dev.millrace.runs.published.MeasuredCells.Cell;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.runs.work.StoppedException;
import tools.jackson.databind.JsonNode;

/**
 * Trains flows by all methods for few steps, and measures them by their numbers of steps. A cell is a data set, a method and a
 * seed; a flow that several cells need is trained once. Cells are measured one after another, so that the processor time of a
 * training is that of the process.
 */
public final class FewStepsRun {
  /** The names of the pictures in the folder of the cells, without their endings. */
  private static final String PICTURE = "few-steps";
  private static final String PICTURE_OF_IMAGES = "few-steps-images";
  /** Draws of samples and true points that a figure of points is the mean of. */
  private static final int DRAWS = 2;
  /** The classifier of a run of images that was measured. */
  private static final String CLASSIFIER = "classifier.safetensors";
  private static final String IDX = "idx:";
  /** The figures of the velocity of a flow that has learnt average velocities. */
  private static final String VELOCITY_ROWS = "velocityRows";

  private final FewStepsOptions options;
  private final Path out;
  private final Runs runs;

  /**
   * Prepares the run.
   *
   * @param options what is trained
   * @param out the folder of the cells and of the runs
   * @param runs the calls by which they are trained and measured; its caller hears the progress and may cancel the work
   */
  public FewStepsRun(FewStepsOptions options, Path out, Runs runs) {
    this.options = options;
    this.out = out;
    this.runs = runs;
  }

  /**
   * Trains and measures what is missing in the folder, and draws the pictures.
   *
   * @return the figures of all cells
   * @throws dev.millrace.flow.InvalidInputException if data are not there, or a run in the folder is not of such a cell
   * @throws IOException if reading or writing fails
   */
  public FewStepsTable run() throws IOException {
    if (options.data().contains(FewStepsData.FASHION)) {
      requireFashion();
    }
    List<FewStepsCell> planned = new ArrayList<>();
    List<Cell> cells = new ArrayList<>();
    if (options.data().contains(FewStepsData.TABLE)) {
      FewStepsRows.write(out.resolve(FewStepsData.TABLE.toString()));
    }
    for (FewStepsData data : options.data()) {
      for (int seed = 0; seed < options.seedsOf(data); seed++) {
        for (FewStepsMethod method : options.methods()) {
          if (method.isFor(data)) {
            int number = seed;
            planned.add(new FewStepsCell(data, method, seed, new TreeMap<>(), Double.NaN, FewStepsTraining.Cost.NONE,
                Optional.empty()));
            cells.add(new Cell("%s/seed-%d/%s".formatted(data, seed, method), described(data, method),
                check -> measured(data, method, number, check).figures()));
          }
        }
      }
    }
    Iterator<JsonNode> figures = MeasuredCells.run(out, cells, 1, runs.caller()).iterator();
    FewStepsTable table = new FewStepsTable(options, planned.stream()
        .map(cell -> FewStepsCell.of(cell.data(), cell.method(), cell.seed(), figures.next())).toList());
    draw(table.picture(false), PICTURE);
    draw(table.picture(true), PICTURE_OF_IMAGES);
    return table;
  }

  private void requireFashion() {
    String name = options.fashion();
    if (!name.startsWith(IDX) || !Files.isDirectory(Path.of(name.substring(IDX.length())))) {
      throw new InvalidInputException(
          ("`fashion` %s: expected idx: and a folder with the files of Fashion-MNIST, such as that "
              + "of Debian's package dataset-fashion-mnist, %s").formatted(name, FewStepsOptions.DEBIANS_FASHION));
    }
  }

  private void draw(Optional<Picture> picture, String name) throws IOException {
    if (picture.isPresent()) {
      new PictureFiles(out).write(name, picture.get());
    }
  }

  private Map<String, Object> described(FewStepsData data, FewStepsMethod method) {
    Map<String, Object> described = new LinkedHashMap<>(Map.of("version", Build.version(), "at", options.atOf(method),
        "steps", options.steps() == null ? "usual" : options.steps()));
    if (!data.isImages()) {
      described.put("count", options.pointsOf(data));
      described.put("draws", DRAWS);
    } else if (options.count() != null) {
      described.put("count", options.count());
    }
    return described;
  }

  private FewStepsCell measured(FewStepsData data, FewStepsMethod method, int seed, Runnable check)
      throws IOException {
    Runs inside = new Runs(runs.kinds(), data.isImages() ? withoutFigures() : runs.caller().hearingWarnings());
    try {
      Trained trained = new FewStepsTraining(options, out, inside).trained(data, method, seed);
      return data.isImages()
          ? ofImages(data, method, seed, trained, inside)
          : ofPoints(data, method, seed, trained, inside.caller(), check);
    } catch (StoppedException e) {
      // Says how the table goes on, and not the run.
      check.run();
      throw e;
    }
  }

  /** The caller, who sees how far long trainings are, and reads figures in the table. */
  private Caller withoutFigures() {
    Caller caller = runs.caller();
    return new Caller(event -> {
      if (!(event instanceof RunEvent.Measured)) {
        caller.publish(event);
      }
    }, caller.cancelled(), caller.memory());
  }

  private FewStepsCell ofPoints(FewStepsData data, FewStepsMethod method, int seed, Trained trained, Caller caller,
      Runnable check) throws IOException {
    PointRun flow = PointRun.of(trained.run(), caller);
    int threads = options.allThreads();
    StepCounts.Plan plan = new StepCounts.Plan(Tableau.EULER, options.atOf(method),
        flow.count(options.pointsOf(data)), DRAWS);
    int sets = plan.nfes().size() + 2;
    caller.memory().requireForDistances("comparing `count` %d samples".formatted(plan.count()), plan.count(),
        flow.dim(),
        2L * (sets + 2), ExactAssignment.needsCosts(plan.count(), flow.dim()) ? Math.min(threads, sets) : 0);
    Subject subject = data.isTable() ? flow.standardisedSubject() : flow.subject();
    IntConsumer progress = _ -> check.run();
    StepCounts counts = flow.map().isPresent()
        ? MapQuality.measure(subject, flow.map().get(), plan, new Seed(seed), threads, progress).stepCounts()
        : StepCounts.measure(subject, plan, new Seed(seed), threads, progress);
    SortedMap<Integer, Double> at = new TreeMap<>();
    counts.rows().forEach(row -> at.put(row.steps(), row.w2().mean()));
    return new FewStepsCell(data, method, seed, at,
        (flow.isOfClasses() ? counts.floor() : counts.plainFloor()).mean(), trained.cost(), Optional.empty());
  }

  private FewStepsCell ofImages(FewStepsData data, FewStepsMethod method, int seed, Trained trained, Runs inside)
      throws IOException {
    // One classifier judges all methods, and is trained once.
    Path classifier = out.resolve(data.toString()).resolve("seed-" + seed).resolve(FewStepsMethod.PLAIN.folder())
        .resolve(CLASSIFIER);
    RunDirectory run = inside.evaluate(trained.run().path(), new EvaluationOptions(Tableau.EULER, options.atOf(method),
        options.count(), null, false, seed, options.threads(), null, method.isDistilled() ? 1 : null,
        Files.exists(classifier) ? classifier : null, null, null, false));
    JsonNode figures = run.readEvaluation();
    SortedMap<Integer, Double> at = new TreeMap<>();
    for (String rows : List.of("rows", VELOCITY_ROWS)) {
      figures.path(rows).forEach(row -> at.putIfAbsent(row.path("steps").asInt(), row.path("fd").asDouble()));
    }
    JsonNode guided = figures.path("guided");
    return new FewStepsCell(data, method, seed, at, figures.path("floor").path("fd").asDouble(), trained.cost(),
        guided.isObject()
            ? Optional.of(new FewStepsCell.Asked(guided.path("guidance").asDouble(), guided.path("accuracy").asDouble(),
                guided.path("steps").asInt()))
            : Optional.empty());
  }
}
