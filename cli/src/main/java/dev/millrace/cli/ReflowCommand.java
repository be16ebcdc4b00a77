package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.FixedPairs;
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
import dev.millrace.flow.store.RunLock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

@Command(name = "reflow", mixinStandardHelpOptions = true, sortOptions = false, headerHeading = "Example: millrace reflow runs/moons-1 --out runs/moons-straight%n%n", description = "Straightens a trained flow: trains anew on the pairs of noise and data that it makes.", footer = "%nThe last round is --out itself, a run like any other; earlier ones are in its folders round-1, round-2 …")
final class ReflowCommand implements Callable<Integer> {
  private static final int STEPS_FACTOR = 4;
  /** As made, as written, as read, and as trained on. */
  private static final int COPIES_OF_PAIRS = 4;

  @Spec
  private @Nullable CommandSpec spec;

  @ParentCommand
  private @Nullable Millrace millrace;

  @Parameters(index = "0", arity = "0..1", paramLabel = "RUN", description = "the run folder of the flow to straighten")
  private @Nullable Path run;

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

  @Option(names = "--resume", description = "go on with the reflow of --out, with the options that it began with")
  private boolean resume;

  @Option(names = "--count", paramLabel = "N", description = "samples, and true points, of a draw of the report; default 5000, or half of the rows of a file")
  private @Nullable Integer count;

  @Option(names = "--no-report", description = "train only")
  private boolean noReport;

  @Option(names = "--quiet", description = "no progress, no table")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    ParseResult parsed = Objects.requireNonNull(spec).commandLine().getParseResult();
    StopSignal stop = Objects.requireNonNull(millrace).stop();
    ReflowCommand begun = this;
    if (resume) {
      begun = new ReflowCommand();
      new CommandLine(begun).parseArgs(ReflowArguments.read(out, parsed));
      begun.out = out;
      begun.quiet = quiet;
      begun.resume = true;
      begun.millrace = millrace;
    }
    try (StopSignal.Guard _ = stop.guard()) {
      begun.straighten(parsed, stop);
    }
    return 0;
  }

  private void straighten(ParseResult parsed, StopSignal stop) throws IOException {
    if (run == null) {
      throw new InvalidInputException("reflow: needs RUN, the folder of the flow to straighten");
    }
    RunDirectory teacher = RunDirectory.openTrained(run);
    RunConfig base = ConfigFile.over(longer(ConfigFile.read(teacher.configFile())), "", given());
    check(base);
    int dim = teacher.model().velocity().shape().dim();
    MemoryLimit memory = Objects.requireNonNull(millrace).memory();
    memory.require(ConfigFile.over(base, "", Map.of("coupling", "independent")), dim);
    memory.require(pairs + " pairs", 2L * COPIES_OF_PAIRS * Float.BYTES * pairs * dim);
    Flow.of(teacher).count(count);
    RunDirectory last = resume ? new RunDirectory(out) : RunDirectory.create(out);
    // Beside the lock of a training: here several, and the making of pairs, belong together.
    try (RunLock _ = RunLock.of(out, ".reflow.lock")) {
      if (!resume) {
        ReflowArguments.write(out, parsed);
      }
      List<RunDirectory> flows = new ArrayList<>(List.of(teacher));
      for (int round = 1; round <= rounds; round++) {
        RunDirectory pupil = round == rounds ? last : folder("round-" + round);
        round(flows.getLast(), base, time, round, pupil, "round " + round + " of " + rounds, stop);
        flows.add(pupil);
      }
      if (distill) {
        round(last, base, "at:0", rounds + 1, folder("distilled"), "distill", stop);
      }
      if (!noReport) {
        report(flows, base);
      }
    }
  }

  private RunDirectory folder(String name) throws IOException {
    return new RunDirectory(Files.createDirectories(out.resolve(name)));
  }

  /** Does what is left to do of a round: its pairs are there whole or not at all, its training has checkpoints. */
  private void round(RunDirectory teacher, RunConfig base, String times, int round, RunDirectory pupil, String name,
      StopSignal stop) throws IOException {
    boolean begun = Files.exists(pupil.configFile());
    if (begun && pupil.isTrained()) {
      return;
    }
    if (!Files.exists(pupil.pairsFile())) {
      makePairs(teacher.model(), base, round, pupil.pairsFile(), name, stop);
    }
    TrainingRun training = TrainingRun.of(
        ConfigFile.over(base, "", Map.of("coupling", "pairs:" + pupil.pairsFile(), "time", times)), quiet);
    var work = new RecordedTraining.Work(name, fromScratch ? Optional.empty() : Optional.of(teacher), begun,
        resumeCommand(), quiet);
    RecordedTraining.run(training, pupil, work, stop);
  }

  private String resumeCommand() {
    return "millrace reflow --resume --out " + out;
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

  private void makePairs(FlowModel teacher, RunConfig base, int round, Path file, String name, StopSignal stop)
      throws IOException {
    int dim = teacher.velocity().shape().dim();
    Sampler sampler = new Sampler(new FixedStepSolver(Solvers.fixed("--teacher-solver", teacherSolver),
        TimeGrid.uniform(teacherSteps)), base.resolvedThreads());
    Reflow reflow = new Reflow(teacher.velocity(), sampler, new Seed(base.seed()), round);
    int fromData = (int) Math.round(inverted * pairs);
    try (Progress progress = Progress.show(name + ", pairs", 0, pairs, quiet)) {
      IntConsumer first = done -> {
        progress.at(done, "");
        if (stop.getAsBoolean()) {
          throw new StoppedException(
              "stopped after %d of %d pairs; go on with: %s".formatted(done, pairs, resumeCommand()));
        }
      };
      IntConsumer second = done -> first.accept(pairs - fromData + done);
      FixedPairs made = fromData == pairs
          ? reflow.inverted(DataSource.of(base.data()).learnt(), pairs, second)
          : reflow.pairs(DataSource.source(teacher.source(), dim), pairs - fromData, first);
      if (fromData > 0 && fromData < pairs) {
        made = made.and(reflow.inverted(DataSource.of(base.data()).learnt(), fromData, second));
      }
      Couplings.writePairs(file, made);
    }
  }
}
