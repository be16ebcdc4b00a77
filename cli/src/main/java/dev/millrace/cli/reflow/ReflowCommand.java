package dev.millrace.cli.reflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.CommandName;
import dev.millrace.cli.terminal.Console;
import dev.millrace.cli.terminal.Flags;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.StopSignal;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.manage.Reflowing;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.runs.work.StoppedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin
  private RoundOptions rounds = new RoundOptions();

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
    Kinds kinds = Objects.requireNonNull(millrace).kinds();
    Host command = Objects.requireNonNull(millrace);
    if (resume) {
      requireResumable(parsed);
    } else if (run == null) {
      throw new InvalidInputException("needs RUN, the folder of the flow to straighten");
    }
    List<String> figures = new ArrayList<>();
    Console console = new Console(quiet);
    Caller caller = command.caller(event -> {
      if (event instanceof RunEvent.Measured measured) {
        figures.add(Flags.in(measured.text()));
      } else {
        console.accept(event);
      }
    });
    try (StopSignal.Guard _ = command.stop().guard()) {
      Reflowing done = resume
          ? Reflowing.resume(kinds, out, caller)
          : Reflowing.begin(kinds, rounds.options(Objects.requireNonNull(run), spec, count, !noReport), out,
              words(parsed), caller);
      figures.forEach(text -> print(text, done, kinds));
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

  private void print(String figures, Reflowing done, Kinds kinds) {
    if (!quiet) {
      RunDirectory last = done.last();
      RunDirectory oneStep = done.jumping().orElse(last);
      String samples = isOfPoints(kinds, last) ? "samples.png" : "grid.png";
      System.out.printf("%n%s%nrun         %s%n", figures, last.path());
      if (!oneStep.equals(last)) {
        System.out.printf("distilled   %s%n", oneStep.path());
      }
      System.out.printf("pictures    %s%n%s%n%s%n", last.plots(),
          CommandName.after("next        ", "sample", oneStep.path(), "--steps", "1", "--out", samples),
          CommandName.after("            ", "report", last.path()));
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
