package dev.millrace.cli.reflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.CommandName;
import dev.millrace.cli.terminal.Console;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.StopSignal;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.manage.Reflowing;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.runs.work.StoppedException;
import org.jspecify.annotations.Nullable;
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
@SuppressWarnings("UnusedVariable") // some options are read through picocli's model
public final class ReflowCommand implements Callable<Integer> {
  private static final Set<String> WITH_RESUME = Set.of("--out", "--resume", "--quiet", "--debug");

  @Spec
  private @Nullable CommandSpec spec;

  @ParentCommand
  private @Nullable Host millrace;

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
    Kinds kinds = Kinds.load();
    Host command = Objects.requireNonNull(millrace);
    if (resume) {
      requireResumable(parsed);
    } else if (run == null) {
      throw new InvalidInputException("reflow: needs RUN, the folder of the flow to straighten");
    }
    List<String> figures = new ArrayList<>();
    Console console = new Console(quiet);
    Caller caller = command.caller(event -> {
      if (event instanceof RunEvent.Measured measured) {
        figures.add(measured.text());
      } else {
        console.accept(event);
      }
    });
    try (StopSignal.Guard _ = command.stop().guard()) {
      Reflowing done = resume
          ? Reflowing.resume(kinds, out, caller)
          : Reflowing.begin(kinds, options(Objects.requireNonNull(run)), out, words(parsed), caller);
      figures.forEach(text -> print(text, done.last(), kinds));
    } catch (StoppedException e) {
      throw new StoppedException("%s; continue with: %s".formatted(e.getMessage(),
          CommandName.with("reflow", "--resume", "--out", out)), e.run());
    }
    return 0;
  }

  private void requireResumable(ParseResult parsed) {
    for (OptionSpec option : parsed.matchedOptions()) {
      if (!WITH_RESUME.contains(option.longestName())) {
        throw new InvalidInputException(
            "--resume with %s: a reflow continues with the options that it began with".formatted(option.longestName()));
      }
    }
  }

  /** The words after the verb. The parent has the whole command line. */
  private static List<String> words(ParseResult parsed) {
    List<String> all = parsed.originalArgs();
    return all.subList(all.indexOf("reflow") + 1, all.size());
  }

  private ReflowOptions options(Path teacher) {
    Map<String, Object> changes = new LinkedHashMap<>();
    for (OptionSpec option : Objects.requireNonNull(spec).options()) {
      String label = option.longestName().substring(2);
      if (option.getValue() != null && ReflowOptions.CHANGES.contains(label)) {
        changes.put(label, option.getValue());
      }
    }
    return new ReflowOptions(teacher, rounds, distill, pairs, teacherSolver, teacherSteps, guidance, inverted,
        fromScratch, time, changes, count, !noReport);
  }

  private void print(String figures, RunDirectory last, Kinds kinds) {
    if (!quiet) {
      String samples = isOfPoints(kinds, last) ? "samples.png" : "grid.png";
      System.out.printf("%n%s%nrun         %s%npictures    %s%nnext        %s%n            %s%n", figures, last.path(),
          last.plots(), CommandName.with("sample", last.path(), "--steps", "1", "--out", samples),
          CommandName.with("report", last.path()));
    }
  }

  private static boolean isOfPoints(Kinds kinds, RunDirectory run) {
    try {
      return kinds.of(run).name().equals("points");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
