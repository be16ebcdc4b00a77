package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageData;
import dev.millrace.flow.evaluate.FlowReport;
import dev.millrace.flow.evaluate.StepCounts;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.transport.ExactAssignment;
import dev.millrace.images.draw.ImageRunPictures;
import dev.millrace.images.evaluate.ImageEvaluation;
import dev.millrace.images.evaluate.ImageFigures;
import dev.millrace.images.open.ImageRun;
import dev.millrace.runs.draw.RunPictures;
import dev.millrace.runs.evaluate.ClassFigures;
import dev.millrace.runs.evaluate.Figures;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.open.Units;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.Solvers;
import dev.millrace.runs.work.Caller;
import dev.millrace.torch.Torch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "evaluate", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} evaluate runs/moons-1 --nfe 1,2,5,10,50,100%n%n",
    description = "Measures how good a flow is: how near its samples are to real data for each number of steps, how "
        + "many steps are enough, and how straight its trajectories are.",
    footer = "%nWrites evaluation.json and pictures into the folder of the run.")
final class EvaluateCommand implements Callable<Integer> {
  private static final int USUAL_REPEATS = 4;
  private static final int MOST_REPEATS = 10_000;

  /** Copies of the images: noise, samples, and training images in their place. */
  private static final int COPIES_OF_IMAGES = 3;

  @ParentCommand
  private @Nullable Millrace millrace;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of the run")
  private Path run = Path.of("");

  @Option(names = "--nfe", paramLabel = "LIST", split = ",",
      description = "how many times the network may be evaluated per sample; several are separated by commas; default "
          + "1,2,5,10,50,100, for images 1,2,4,10,100")
  private List<Integer> nfe = new ArrayList<>();

  @Option(names = "--count", paramLabel = "N",
      description = "number of samples, which are compared with the same number of real points; default 5000, or half "
          + "of the rows of a file; for images 2000")
  private @Nullable Integer count;

  @Option(names = "--repeats", paramLabel = "N",
      description = "points: how often the comparison is repeated; the spread is printed as ±; default 4")
  private @Nullable Integer repeats;

  @Option(names = {"--standardised", "--standardized"},
      description = "points: give figures in standard deviations of each column, so that columns with different "
          + "units have the same weight")
  private boolean standardised;

  @Option(names = "--solver", paramLabel = "NAME", defaultValue = "euler",
      description = "the method of the steps: euler, midpoint, heun, ralston or rk4")
  private String solver = "euler";

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "seed of the random numbers")
  private long seed;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "number of threads; 0 for all processors")
  private int threads;

  @Mixin
  private ImageEvaluationOptions images = new ImageEvaluationOptions();

  @Option(names = "--json", paramLabel = "FILE", description = "also write the figures to this file")
  private @Nullable Path json;

  @Option(names = "--no-plots", description = "draw no pictures")
  private boolean noPlots;

  @Override
  public Integer call() throws IOException {
    OutputFile.require("--json", json);
    Tableau method = Solvers.fixed("--solver", solver);
    if (threads < 0) {
      throw new InvalidInputException("--threads " + threads + ": expected 0 or more");
    }
    RunDirectory folder = RunDirectory.openTrained(run);
    try (StopSignal.Guard _ = Objects.requireNonNull(millrace).stop()
        .guardSaying("stopped before the end of the evaluation")) {
      if (ImageRun.isOne(folder)) {
        evaluateImages(ImageRun.of(folder), method);
      } else {
        images.refuse();
        evaluatePoints(PointRun.of(folder, caller()), method);
      }
    }
    System.err.println();
    Millrace.tell("The figures are in " + folder.evaluationFile()
        + (noPlots ? "" : ", the pictures in " + folder.plots()));
    if (json != null) {
      byte[] figures = Files.readAllBytes(folder.evaluationFile());
      AtomicFile.write(json, out -> out.write(figures));
      OutputFile.made(json, "the figures");
    }
    return 0;
  }

  private Caller caller() {
    return Objects.requireNonNull(millrace).caller(false);
  }

  private void evaluatePoints(PointRun flow, Tableau method) throws IOException {
    int stages = method.stages().size();
    if (nfe.isEmpty()) {
      nfe = List.of(1, 2, 5, 10, 50, 100).stream().filter(n -> n >= stages).toList();
    }
    int draws = repeats == null ? USUAL_REPEATS : repeats;
    if (draws < 1 || draws > MOST_REPEATS) {
      throw new InvalidInputException("--repeats %d: expected 1 to %d draws".formatted(draws, MOST_REPEATS));
    }
    for (int n : nfe) {
      if (n / stages > Integration.MOST_STEPS) {
        throw new InvalidInputException(
            "--nfe %d: expected %d to %d".formatted(n, stages, (long) stages * Integration.MOST_STEPS));
      }
    }
    if (!flow.model().source().equals("gaussian") && !flow.model().standardizer().isIdentity()) {
      Millrace
          .complain("note: the source %s is taken in standard deviations of %s about its mean, as the flow learnt it"
              .formatted(flow.model().source(), flow.name()));
    }
    Optional<String> unlike = standardised
        ? Optional.empty()
        : Units.note(flow.model().standardizer(), flow.data().names(), "figures");
    unlike.ifPresent(Millrace::complain);
    StepCounts.Plan plan = new StepCounts.Plan(method, nfe, flow.count(count), draws);
    flow.warnOfFew(plan.count(), caller());
    int workers = Workers.orAllProcessors(threads);
    // There are samples for each number of steps, and as many points for each of the two floors.
    int sets = nfe.size() + 2;
    Objects.requireNonNull(millrace).memory().requireForDistances(
        "evaluating by --count %d and %d numbers of steps".formatted(plan.count(), nfe.size()), plan.count(),
        flow.dim(), 2L * (sets + 2),
        ExactAssignment.needsCosts(plan.count(), flow.dim()) ? Math.min(workers, sets) : 0);
    FlowReport report;
    try (Progress progress = Progress.show("measuring", draws, false)) {
      report = FlowReport.measure(standardised ? flow.standardisedSubject() : flow.subject(), plan, new Seed(seed),
          workers, done -> progress.at(done, ""));
    }
    if (Double.isNaN(report.stepCounts().best().w2().mean())) {
      throw new IllegalStateException(report.failures().getLast());
    }
    Figures figures = new Figures(standardised ? flow.name() + ", standardised" : flow.name(), report,
        ClassFigures.measure(flow, standardised ? flow.standardisedSubject() : flow.subject(), plan, new Seed(seed),
            workers, caller()));
    Map<String, Object> content = figures.toJson();
    if (standardised) {
      content.put("units", "standard deviations of each column");
    }
    unlike.ifPresent(note -> {
      List<String> notes = new ArrayList<>(List.of(note.replaceFirst("^note: ", "")));
      notes.addAll(report.failures());
      content.put("notes", notes);
    });
    if (!flow.data().names().isEmpty()) {
      content.put("columns", flow.data().names());
    }
    flow.run().writeEvaluation(content);
    System.out.print(figures.text());
    if (!noPlots) {
      try (Progress _ = Progress.drawing(false)) {
        RunPictures.drawFigures(flow);
      }
    }
  }

  private void evaluateImages(ImageRun flow, Tableau method) throws IOException {
    if (repeats != null) {
      throw new InvalidInputException(
          "--repeats " + repeats + ": only for runs of points; give images a larger --count");
    }
    ImageEvaluation.Plan plan = images.plan(method, nfe, count, seed, threads);
    Objects.requireNonNull(millrace).memory().require("evaluating by --count " + plan.count(),
        COPIES_OF_IMAGES * (long) Float.BYTES * plan.count() * flow.net().dim());
    try (Torch torch = Torch.open(images.torch(threads))) {
      ImageData data = flow.config().readData();
      ImageFigures figures = ImageEvaluation.measure(flow, data, torch, plan, caller());
      if (figures.isUnknown()) {
        throw new IllegalStateException(figures.notes().getFirst());
      }
      flow.run().writeEvaluation(figures.toJson());
      System.out.print(figures.text());
      if (!noPlots) {
        try (Progress _ = Progress.drawing(false)) {
          ImageRunPictures.draw(flow, () -> data, torch, "all");
        }
      }
    }
  }
}
