package dev.millrace.runs.published;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.runs.Runs;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.open.ReflowArguments;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.train.Provenance;

/**
 * Trains the flows of the table of few steps, each in a folder of its own, which has the name of its data, seed and method.
 * A run that is there is used, and one that was stopped goes on.
 */
final class FewStepsTraining {
  private static final int SEED_OF_IMAGES = 0;
  /** The usual pairs of a reflow of points, and of images; a short training gets no more than it learns from. */
  private static final int PAIRS = 100_000;
  private static final int PAIRS_OF_IMAGES = 40_000;
  private static final int STEPS_OF_REFLOW = 4;
  private static final String COST = "processor-seconds.txt";

  /**
   * A flow, and what it and the flows that it was made of cost.
   *
   * @param run its folder
   * @param cost of the training
   */
  record Trained(RunDirectory run, Cost cost) {}

  /**
   * What a training costs.
   *
   * @param steps of the optimizer
   * @param seconds how long
   * @param processor whether the seconds are those of the processor, with the making of pairs; otherwise they are those of
   *     the clock, by the log of the training
   */
  record Cost(int steps, double seconds, boolean processor) {
    static final Cost NONE = new Cost(0, 0, true);

    Cost and(Cost other) {
      return new Cost(steps + other.steps, seconds + other.seconds, processor && other.processor);
    }
  }

  /** A piece of work on a run. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private final FewStepsOptions options;
  private final Path out;
  private final Runs runs;

  FewStepsTraining(FewStepsOptions options, Path out, Runs runs) {
    this.options = options;
    this.out = out;
    this.runs = runs;
  }

  /** The name of the data for a training. */
  String nameOf(FewStepsData data) {
    return switch (data) {
      case TABLE -> FewStepsRows.rows(out.resolve(data.toString())).toString();
      case FASHION -> options.fashion();
      default -> data.toString();
    };
  }

  /** Trains a flow, and before it those that it starts from. */
  Trained trained(FewStepsData data, FewStepsMethod method, int seed) throws IOException {
    RunDirectory run = new RunDirectory(
        out.resolve(data.toString()).resolve("seed-" + seed).resolve(method.folder()));
    Optional<FewStepsMethod> teacher = method.teacher(data);
    Cost before = Cost.NONE;
    Cost own;
    if (teacher.isPresent()) {
      Trained first = trained(data, teacher.get(), seed);
      own = method.learnsAverages()
          ? once(data, run, () -> runs.train(request(data, method, seed, run).from(first.run.path()).bare()))
          : once(data, run, () -> reflow(first.run, method, data, seed, run.path()));
      before = method.learnsAverages() && !startsFrom(run) ? before : first.cost;
    } else {
      own = once(data, run, () -> runs.train(request(data, method, seed, run).bare()));
    }
    return new Trained(run, before.and(own));
  }

  /** Whether a run continues another; one that a user has trained may have begun with random weights. */
  private static boolean startsFrom(RunDirectory run) throws IOException {
    return ConfigFile.provenance(run.configFile()).containsKey(Provenance.STARTS_FROM);
  }

  private TrainingRequest request(FewStepsData data, FewStepsMethod method, int seed, RunDirectory run) {
    Map<String, Object> given = new LinkedHashMap<>(method.options());
    given.put("seed", seed);
    given.put("threads", options.threads());
    if (options.steps() != null) {
      given.put("steps", options.steps());
    }
    if (method == FewStepsMethod.GUIDED && data.isTable()) {
      given.put("labels", FewStepsRows.groups(out.resolve(data.toString())).toString());
    } else if (method == FewStepsMethod.GUIDED && !data.isImages()) {
      given.put("classes", true);
    }
    return TrainingRequest.of(nameOf(data), given, run.path());
  }

  private void reflow(RunDirectory teacher, FewStepsMethod method, FewStepsData data, int seed, Path folder)
      throws IOException {
    Map<String, Object> changes = new LinkedHashMap<>(Map.of("threads", options.threads()));
    changes.put("seed", data.isImages() ? SEED_OF_IMAGES : (long) seed);
    ReflowOptions usual = ReflowOptions.of(teacher.path());
    Integer pairs = options.steps() == null ? null : pairs(data, options.steps(), teacher);
    boolean distil = method.isDistilled();
    runs.reflow(new ReflowOptions(teacher.path(), distil ? 0 : 1, distil, pairs, usual.teacherSolver(),
        usual.teacherSteps(), usual.guidance(), usual.inverted(), usual.fromScratch(),
        method.time().orElse(null), changes, usual.count(), false), folder);
  }

  private int pairs(FewStepsData data, int steps, RunDirectory teacher) throws IOException {
    return data.isImages()
        ? (int) Math.min(PAIRS_OF_IMAGES, (long) steps * runs.open(teacher.path()).config().batch())
        : (int) Math.min(PAIRS, (long) STEPS_OF_REFLOW * steps * RunConfig.defaults().batch());
  }

  /** Trains a flow that is not there, or goes on with it, and says what it cost. */
  private Cost once(FewStepsData data, RunDirectory run, Step begin) throws IOException {
    if (!run.isTrained()) {
      boolean begun = Files.exists(run.configFile()) || ReflowArguments.of(run.path()).isPresent();
      Optional<Duration> before = ProcessHandle.current().info().totalCpuDuration();
      if (begun) {
        goOn(run);
      } else {
        begin.run();
      }
      Optional<Duration> after = ProcessHandle.current().info().totalCpuDuration();
      if (!begun && !data.isImages() && before.isPresent() && after.isPresent()) {
        String seconds = Double.toString(after.get().minus(before.get()).toMillis() * 1e-3) + "\n";
        AtomicFile.write(run.path().resolve(COST), file -> file.write(seconds.getBytes(StandardCharsets.UTF_8)));
      }
    }
    Optional<String> known = ConfigFile.data(run.configFile());
    if (known.isPresent() && !known.get().equals(nameOf(data))) {
      throw new InvalidInputException("%s: a run of %s, expected %s; choose another `out`".formatted(run.path(),
          known.get(), nameOf(data)));
    }
    TrainingLog.Line last = run.readLog().getLast();
    Path cost = run.path().resolve(COST);
    return Files.exists(cost)
        ? new Cost(last.step(), Double.parseDouble(Files.readString(cost).strip()), true)
        : new Cost(last.step(), last.seconds(), false);
  }

  /** A flow that was distilled by the reflow before it has no arguments of its own. */
  private void goOn(RunDirectory run) throws IOException {
    Path parent = run.path().resolveSibling("");
    if (ReflowArguments.of(run.path()).isPresent()) {
      runs.resumeReflow(run.path());
    } else if (ReflowArguments.of(parent).isPresent()) {
      runs.resumeReflow(parent);
    } else {
      runs.train(TrainingRequest.resuming(run.path()).bare());
    }
  }
}
