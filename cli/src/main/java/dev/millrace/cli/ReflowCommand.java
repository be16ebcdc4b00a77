package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.path.TimeDistributions;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.Reflow;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.Couplings;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.flow.train.TrainingState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "reflow", mixinStandardHelpOptions = true, sortOptions = false, headerHeading = "Example: millrace reflow runs/moons-1 --out runs/moons-straight%n%n", description = "Straightens a trained flow: trains anew on the pairs of noise and data that it makes.", footer = "%nThe last round is --out itself, a run like any other; earlier ones are in its folders round-1, round-2 …")
final class ReflowCommand implements Callable<Integer> {
  private static final int STEPS_FACTOR = 4;

  @Parameters(index = "0", paramLabel = "RUN", description = "the run folder of the flow to straighten")
  private Path run = Path.of("");

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "run folder of the straight flow")
  private Path out = Path.of("");

  @Option(names = "--rounds", paramLabel = "K", defaultValue = "1", description = "how often; default ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--pairs", paramLabel = "N", defaultValue = "100000", description = "pairs a round; default ${DEFAULT-VALUE}")
  private int pairs;

  @Option(names = "--teacher-solver", paramLabel = "NAME", defaultValue = "heun", description = "what makes the pairs, such as euler, heun or rk4; default ${DEFAULT-VALUE}")
  private String teacherSolver = "heun";

  @Option(names = "--teacher-steps", paramLabel = "N", defaultValue = "50", description = "its steps; default ${DEFAULT-VALUE}")
  private int teacherSteps;

  @Option(names = "--inverted", paramLabel = "SHARE", defaultValue = "0", description = "share of the pairs that start from real data, carried back to noise; 0 to 1; default ${DEFAULT-VALUE}")
  private double inverted;

  @Option(names = "--from-scratch", description = "start from random weights, not from the teacher's")
  private boolean fromScratch;

  @Option(names = "--time", paramLabel = "NAME", defaultValue = "u-shaped", description = "training times; default ${DEFAULT-VALUE}")
  private String time = "u-shaped";

  @Option(names = "--steps", paramLabel = "N", description = "optimizer steps a round; default four times those of RUN, or as many if RUN is a reflow itself")
  private @Nullable Integer steps;

  @Option(names = "--batch", paramLabel = "N", description = "pairs a step; default that of RUN")
  private @Nullable Integer batch;

  @Option(names = "--lr", paramLabel = "X", description = "peak learning rate; default that of RUN")
  private @Nullable Double lr;

  @Option(names = "--distill", description = "in the end also train a flow that only jumps, in one step, into --out/distilled")
  private boolean distill;

  @Option(names = "--seed", paramLabel = "N", description = "default that of RUN")
  private @Nullable Long seed;

  @Option(names = "--threads", paramLabel = "N", description = "0 for all processors; default that of RUN")
  private @Nullable Integer threads;

  @Option(names = "--checkpoint-every", paramLabel = "N", description = "steps between checkpoints, 0 for none; default that of RUN")
  private @Nullable Integer checkpointEvery;

  @Option(names = "--count", paramLabel = "N", description = "samples, and true points, of a draw of the report; default 5000, or half of the rows of a file")
  private @Nullable Integer count;

  @Option(names = "--no-report", description = "train only")
  private boolean noReport;

  @Option(names = "--quiet", description = "no progress, no table")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    RunDirectory teacherRun = RunDirectory.openTrained(run);
    RunConfig base = ConfigFile.over(longer(ConfigFile.read(teacherRun.configFile())), "", given());
    check(base);
    Flow.of(teacherRun).count(count);
    List<RunDirectory> flows = new ArrayList<>(List.of(teacherRun));
    RunDirectory last = RunDirectory.create(out);
    for (int round = 1; round <= rounds; round++) {
      RunDirectory pupil = round == rounds ? last : RunDirectory.create(out.resolve("round-" + round));
      String name = "round " + round + " of " + rounds;
      makePairs(flows.getLast().model(), base, round, pupil.pairsFile(), name);
      train(flows.getLast().model(), with(base, pupil.pairsFile(), time), pupil, name);
      flows.add(pupil);
    }
    if (distill) {
      RunDirectory jump = RunDirectory.create(out.resolve("distilled"));
      makePairs(last.model(), base, rounds + 1, jump.pairsFile(), "distill");
      train(last.model(), with(base, jump.pairsFile(), "at:0"), jump, "distill");
    }
    if (!noReport) {
      report(flows, base);
    }
    return 0;
  }

  private void report(List<RunDirectory> runs, RunConfig base) throws IOException {
    List<Flow> flows = new ArrayList<>();
    for (RunDirectory each : runs) {
      flows.add(Flow.of(each).named(flows.isEmpty() ? "before" : "round " + flows.size()));
    }
    int points = flows.getFirst().count(count);
    RoundReport report = RoundReport.measure(flows, points, new Seed(base.seed()), base.resolvedThreads(), quiet);
    report.write();
    RunPictures.draw(runs.getLast(), "all");
    if (!quiet) {
      System.out.printf(
          "%n%s%nrun         %s%npictures    %s%nnext        millrace sample %s --steps 1 --count 1000 --out samples.png%n",
          report.text(), out, runs.getLast().plots(), out);
    }
  }

  /**
   * The pupil's loss is nearly 0 and its gradient nearly without noise, so that more steps are worth their time. A teacher that
   * was a pupil has had them.
   */
  private static RunConfig longer(RunConfig config) {
    if (config.coupling().startsWith("pairs:")) {
      return config;
    }
    int steps = (int) Math.min(Integer.MAX_VALUE, (long) STEPS_FACTOR * config.steps());
    return ConfigFile.over(config, "", Map.of("steps", steps));
  }

  private Map<String, Object> given() {
    Map<String, Object> options = new LinkedHashMap<>();
    putIfGiven(options, "steps", steps);
    putIfGiven(options, "batch", batch);
    putIfGiven(options, "lr", lr);
    putIfGiven(options, "seed", seed);
    putIfGiven(options, "threads", threads);
    putIfGiven(options, "checkpoint-every", checkpointEvery);
    // The pairs are given one by one, and lines between them are straight.
    options.put("coupling", "independent");
    options.put("coupling-batch", 0);
    options.put("class-aware", false);
    options.put("path", "linear");
    options.put("sigma-min", "none");
    return options;
  }

  private static void putIfGiven(Map<String, Object> options, String name, @Nullable Object value) {
    if (value != null) {
      options.put(name, value);
    }
  }

  /** Refuses what would only fail after the first pairs are made. */
  private void check(RunConfig base) {
    base.check();
    TimeDistributions.parse(time);
    Solvers.fixed("--teacher-solver", teacherSolver);
    if (rounds < 1 || teacherSteps < 1) {
      throw new InvalidInputException(
          "--rounds %d, --teacher-steps %d: expected 1 or more".formatted(rounds, teacherSteps));
    }
    if (pairs < base.batch()) {
      throw new InvalidInputException("--pairs %d: expected at least --batch %d".formatted(pairs, base.batch()));
    }
    if (!(inverted >= 0 && inverted <= 1)) {
      throw new InvalidInputException("--inverted " + inverted + ": expected a share from 0 to 1");
    }
  }

  private static RunConfig with(RunConfig base, Path pairsFile, String time) {
    return ConfigFile.over(base, "", Map.of("coupling", "pairs:" + pairsFile, "time", time));
  }

  private void makePairs(FlowModel teacher, RunConfig base, int round, Path file, String name) throws IOException {
    int dim = teacher.velocity().shape().dim();
    Sampler sampler = new Sampler(new FixedStepSolver(Solvers.fixed("--teacher-solver", teacherSolver),
        TimeGrid.uniform(teacherSteps)), base.resolvedThreads());
    Reflow reflow = new Reflow(teacher.velocity(), sampler, new Seed(base.seed()), round);
    int fromData = (int) Math.round(inverted * pairs);
    try (Progress progress = Progress.show(name + ", pairs", pairs, quiet)) {
      IntConsumer first = done -> progress.at(done, "");
      IntConsumer second = done -> progress.at(pairs - fromData + done, "from data");
      FixedPairs made = fromData == pairs
          ? reflow.inverted(DataSource.of(base.data()).learnt(), pairs, second)
          : reflow.pairs(DataSource.source(teacher.source(), dim), pairs - fromData, first);
      if (fromData > 0 && fromData < pairs) {
        made = made.and(reflow.inverted(DataSource.of(base.data()).learnt(), fromData, second));
      }
      Couplings.writePairs(file, made);
    }
  }

  private void train(FlowModel teacher, RunConfig config, RunDirectory pupil, String name) throws IOException {
    TrainingRun training = TrainingRun.of(config, quiet);
    VelocityMlp velocity = teacher.velocity();
    training.into(pupil, name, fromScratch ? null : TrainingState.startingFrom(velocity), quiet);
  }
}
