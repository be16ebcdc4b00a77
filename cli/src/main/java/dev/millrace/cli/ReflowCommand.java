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
import java.util.Set;
import java.util.concurrent.Callable;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.path.TimeDistributions;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.store.RunLock;
import dev.millrace.images.open.ImageRun;
import dev.millrace.images.rounds.ImageRounds;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.open.ReflowArguments;
import dev.millrace.runs.rounds.PointRounds;
import dev.millrace.runs.rounds.ReflowRounds;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.Solvers;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.runs.work.StoppedException;
import dev.millrace.torch.ImageConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

@Command(name = "reflow", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} reflow runs/moons-1 --out runs/moons-straight%n%n",
    description = "Straightens a flow, so that few steps or one are enough: it trains a new flow on pairs of noise and "
        + "sample that the old one makes.",
    footer = "%nThe flow of the last round is in --out, a run like any other; those of earlier rounds are in its "
        + "folders round-1, round-2 …")
final class ReflowCommand implements Callable<Integer> {
  /** Training at t = 0 only: the new flow learns to go from noise to data in one step. */
  private static final String DISTILLING = "at:0";
  private static final Set<String> WITH_RESUME = Set.of("--out", "--resume", "--quiet", "--debug");
  private static final int STEPS_FACTOR = 4;
  private static final int MOST_ROUNDS = 1000;
  /** Copies of the pairs: as made, as written, as read, and as trained on. */
  private static final int COPIES_OF_PAIRS = 4;

  @Spec
  private @Nullable CommandSpec spec;

  @ParentCommand
  private @Nullable Millrace millrace;

  @Parameters(index = "0", arity = "0..1", paramLabel = "RUN", description = "the folder of the run to straighten")
  private @Nullable Path run;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "the folder of the new run")
  private Path out = Path.of("");

  @Option(names = "--rounds", paramLabel = "K", defaultValue = "1",
      description = "number of rounds of straightening; 0 with --distill only distils the flow")
  private int rounds;

  @Option(names = "--pairs", paramLabel = "N",
      description = "pairs of noise and sample per round; default 100000, for images 40000")
  private @Nullable Integer pairs;

  @Option(names = "--teacher-solver", paramLabel = "NAME", defaultValue = "heun",
      description = "the method with which the old flow makes the pairs: euler, midpoint, heun, ralston or rk4")
  private String teacherSolver = "heun";

  @Option(names = "--teacher-steps", paramLabel = "N",
      description = "number of steps of this method; default 50, for images 6")
  private @Nullable Integer teacherSteps;

  @Option(names = "--guidance", paramLabel = "W",
      description = "guidance of an old flow with classes, which becomes part of what the new one learns; default 1")
  private @Nullable Double guidance;

  @Option(names = "--inverted", paramLabel = "SHARE",
      description = "points: share of the pairs, from 0 to 1, that start from real data, turned back into noise; default "
          + "0")
  private @Nullable Double inverted;

  @Option(names = "--from-scratch", description = "start from random weights instead of those of the old flow")
  private boolean fromScratch;

  @Option(names = "--time", paramLabel = "NAME", defaultValue = "u-shaped",
      description = "which times t between noise (0) and data (1) are trained most, as for train")
  private String time = "u-shaped";

  @Option(names = "--steps", paramLabel = "N",
      description = "training steps per round; default four times those of RUN; the same number if RUN is itself "
          + "straightened, and for images")
  private @Nullable Integer steps;

  @Option(names = "--batch", paramLabel = "N", description = "pairs per step; default that of RUN")
  private @Nullable Integer batch;

  @Option(names = "--lr", paramLabel = "X", description = "highest learning rate; default that of RUN")
  private @Nullable Double lr;

  @Option(names = "--distill",
      description = "at the end also train a flow for one step only, in the folder distilled in --out")
  private boolean distill;

  @Option(names = "--seed", paramLabel = "N", description = "seed of the random numbers; default that of RUN")
  private @Nullable Long seed;

  @Option(names = "--threads", paramLabel = "N",
      description = "number of threads; 0 for all processors; default that of RUN")
  private @Nullable Integer threads;

  @Option(names = "--checkpoint-every", paramLabel = "N",
      description = "steps between checkpoints, 0 for none; default that of RUN")
  private @Nullable Integer checkpointEvery;

  @Option(names = "--resume", description = "continue the reflow in --out, with the options that it began with")
  private boolean resume;

  @Option(names = "--count", paramLabel = "N",
      description = "samples that the report at the end compares with as many real points; default 5000, or half of the "
          + "rows of a file")
  private @Nullable Integer count;

  @Option(names = "--no-report", description = "do not measure and draw at the end")
  private boolean noReport;

  @Option(names = "--quiet", description = "print no progress and no table")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    ParseResult parsed = Objects.requireNonNull(spec).commandLine().getParseResult();
    StopSignal stop = Objects.requireNonNull(millrace).stop();
    ReflowCommand begun = this;
    if (resume) {
      begun = new ReflowCommand();
      new CommandLine(begun).parseArgs(storedArguments(parsed));
      begun.out = out;
      begun.quiet = quiet;
      begun.resume = true;
      begun.millrace = millrace;
    }
    try (StopSignal.Guard _ = stop.guard()) {
      begun.straighten(parsed);
    } catch (StoppedException e) {
      throw new StoppedException("%s; continue with: %s".formatted(e.getMessage(),
          CommandName.with("reflow", "--resume", "--out", out)));
    }
    return 0;
  }

  /** @throws InvalidInputException if there is no reflow to resume, or other options are given than its folder */
  private String[] storedArguments(ParseResult parsed) throws IOException {
    for (OptionSpec option : parsed.matchedOptions()) {
      if (!WITH_RESUME.contains(option.longestName())) {
        throw new InvalidInputException(
            "--resume with %s: a reflow continues with the options that it began with".formatted(option.longestName()));
      }
    }
    return ReflowArguments.require(out);
  }

  private void straighten(ParseResult parsed) throws IOException {
    if (run == null) {
      throw new InvalidInputException("reflow: needs RUN, the folder of the flow to straighten");
    }
    RunDirectory teacher = RunDirectory.openTrained(run);
    if (rounds > MOST_ROUNDS) {
      throw new InvalidInputException("--rounds %d: expected at most %d".formatted(rounds, MOST_ROUNDS));
    }
    if (rounds < (distill ? 0 : 1)) {
      throw new InvalidInputException("--rounds " + rounds + ": expected 1 or more, or 0 with --distill");
    }
    ReflowRounds work = ImageRun.isOne(teacher)
        ? imageRounds(teacher)
        : pointRounds(teacher);
    RunDirectory last = resume ? new RunDirectory(out) : RunDirectory.create(out);
    // In addition to the lock of each training: this one covers all rounds and the making of pairs.
    try (RunLock _ = RunLock.of(out, ".reflow.lock")) {
      if (!resume) {
        List<String> all = parsed.originalArgs();
        // The parent has the whole command line if reflow is a verb of it.
        ReflowArguments.write(out, all.subList(all.indexOf("reflow") + 1, all.size()));
      }
      List<RunDirectory> flows = new ArrayList<>(List.of(teacher));
      for (int round = 1; round <= rounds; round++) {
        RunDirectory pupil = round == rounds ? last : folder("round-" + round);
        work.round(flows.getLast(), time, round, pupil, "round " + round + " of " + rounds);
        flows.add(pupil);
      }
      Optional<RunDirectory> jumping = Optional.empty();
      if (distill) {
        jumping = Optional.of(rounds == 0 ? last : folder("distilled"));
        work.round(flows.getLast(), DISTILLING, rounds + 1, jumping.get(), "distill");
      }
      if (!noReport) {
        report(work.report(flows, jumping), flows.size() > 1 ? flows.getLast() : jumping.orElseThrow(), work);
      }
    }
  }

  private ReflowRounds imageRounds(RunDirectory run) throws IOException {
    ImageConfig teacher = ImageRun.config(run);
    if (inverted != null) {
      throw new InvalidInputException("--inverted " + inverted + ": images are made from noise only");
    }
    ImageConfig base = ConfigFile.over(teacher, "", given(ConfigFile.names(teacher)));
    base.check();
    checkTeacher();
    var plan = new ImageRounds.Plan(orElse(pairs, 40_000), tableau(), orElse(teacherSteps, 6),
        guidance == null ? 1 : guidance, fromScratch);
    requirePairs(plan.pairs(), base.batch());
    MemoryLimit memory = Objects.requireNonNull(millrace).memory();
    memory.requireNumbers(plan.pairs() + " pairs", plan.pairs(), ImageRun.of(run).net().dim(), COPIES_OF_PAIRS);
    return new ImageRounds(base, plan, Objects.requireNonNull(millrace).caller(quiet));
  }

  private ReflowRounds pointRounds(RunDirectory teacher) throws IOException {
    RunConfig trained = ConfigFile.read(teacher.configFile());
    FlowModel model = teacher.model();
    double guided = Classes.of(teacher, model, trained).guidance(guidance);
    RunConfig base = ConfigFile.over(longer(trained), "", given(ConfigFile.names(trained)));
    base.check();
    checkTeacher();
    var plan = new PointRounds.Plan(orElse(pairs, 100_000), tableau(), orElse(teacherSteps, 50),
        guided, inverted == null ? 0 : inverted, fromScratch, count);
    requirePairs(plan.pairs(), base.batch());
    if (!(plan.inverted() >= 0 && plan.inverted() <= 1)) {
      throw new InvalidInputException("--inverted " + inverted + ": expected a share from 0 to 1");
    }
    int dim = model.velocity().shape().dim();
    Caller caller = Objects.requireNonNull(millrace).caller(quiet);
    MemoryLimit memory = caller.memory();
    memory.require(base, dim);
    memory.requireNumbers(plan.pairs() + " pairs", plan.pairs(), dim, 2L * COPIES_OF_PAIRS);
    PointRun flow = PointRun.of(teacher, caller);
    if (!noReport) {
      flow.warnOfFew(flow.count(count), caller);
    }
    return new PointRounds(base, plan, caller);
  }

  private static int orElse(@Nullable Integer given, int usual) {
    return given == null ? usual : given;
  }

  private Tableau tableau() {
    return Solvers.fixed("--teacher-solver", teacherSolver);
  }

  /** Checks what would otherwise fail only after the first pairs are made. */
  private void checkTeacher() {
    TimeDistributions.parse(time);
    tableau();
    if (teacherSteps != null) {
      Integration.requireSteps("--teacher-steps", teacherSteps);
    }
  }

  private static void requirePairs(int pairs, int batch) {
    if (pairs < batch) {
      throw new InvalidInputException("--pairs %d: expected at least --batch %d".formatted(pairs, batch));
    }
  }

  private RunDirectory folder(String name) throws IOException {
    return new RunDirectory(Files.createDirectories(out.resolve(name)));
  }

  private void report(String figures, RunDirectory last, ReflowRounds work) {
    if (!quiet) {
      System.out.printf(
          "%n%s%nrun         %s%npictures    %s%nnext        %s%n            %s%n", figures, last.path(), last.plots(),
          CommandName.with("sample", last.path(), "--steps", "1", "--out",
              work instanceof ImageRounds ? "grid.png" : "samples.png"),
          CommandName.with("report", last.path()));
    }
  }

  /**
   * The loss of the new flow is nearly 0 and its gradient has little noise, so that more steps are useful. If the
   * teacher is itself from a reflow, it has already been trained with more steps.
   */
  private static RunConfig longer(RunConfig config) {
    if (config.coupling().startsWith("pairs:")) {
      return config;
    }
    int steps = (int) Math.min(Integer.MAX_VALUE, (long) STEPS_FACTOR * config.steps());
    return ConfigFile.over(config, "", Map.of("steps", steps));
  }

  /**
   * The options of a new flow that differ from its teacher's. The pairs are fixed, and the paths between them are
   * straight.
   */
  private Map<String, Object> given(Set<String> known) {
    Map<String, Object> options = new LinkedHashMap<>();
    putIfGiven(options, "steps", steps);
    putIfGiven(options, "batch", batch);
    putIfGiven(options, "lr", lr);
    putIfGiven(options, "seed", seed);
    putIfGiven(options, "threads", threads);
    putIfGiven(options, "checkpoint-every", checkpointEvery);
    options.put("coupling", "independent");
    options.put("coupling-batch", 0);
    options.put("class-aware", false);
    options.put("path", "linear");
    options.put("sigma-min", "none");
    options.put("flip", false);
    options.put("label-dropout", 0.0);
    options.put("loss", "huber");
    options.keySet().retainAll(known);
    return options;
  }

  private static void putIfGiven(Map<String, Object> options, String name, @Nullable Object value) {
    if (value != null) {
      options.put(name, value);
    }
  }
}
