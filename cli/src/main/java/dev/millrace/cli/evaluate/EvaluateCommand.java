package dev.millrace.cli.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Messages;
import dev.millrace.cli.terminal.OutputFile;
import dev.millrace.cli.terminal.StopSignal;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.sample.Solvers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "evaluate", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} evaluate runs/moons-1 --nfe 1,2,5,10,50,100%n%n",
    description = "Measures how good a flow is: how near its samples are to real data for each number of steps, how "
        + "many steps are enough, and how straight its trajectories are; of tables also whether rows give away those that "
        + "were learnt.",
    footer = "%nWrites evaluation.json and pictures into the folder of the run. Exit status 3 if figures are worse than "
        + "--fail-on allows.")
public final class EvaluateCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of the run")
  private Path run = Path.of("");

  @Option(names = "--nfe", paramLabel = "LIST", split = ",",
      description = "how many times the network may be evaluated per sample; several are separated by commas; default "
          + "1,2,5,10,50,100, for images 1,2,4,10,100, for tables 1,2,4,8,25,50")
  private List<Integer> nfe = List.of();

  @Option(names = "--count", paramLabel = "N",
      description = "number of samples, which are compared with the same number of real points; default 5000, or half "
          + "of the rows of a file; for images 2000; for tables as many as were learnt")
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

  @Mixin
  private TrustOptions trust = new TrustOptions();

  @Option(names = "--json", paramLabel = "FILE", description = "also write the figures to this file")
  private @Nullable Path json;

  @Option(names = "--no-plots", description = "draw no pictures")
  private boolean noPlots;

  @Override
  public Integer call() throws IOException {
    OutputFile.require("--json", json);
    EvaluationOptions options = images.options(new EvaluationOptions(Solvers.fixed("--solver", solver), nfe, count,
        repeats, standardised, seed, threads, null, null, null, null, null, !noPlots));
    Host command = Objects.requireNonNull(millrace);
    boolean demands = trust.isGiven();
    RunDirectory folder = RunDirectory.openTrained(run);
    int status = 0;
    try (StopSignal.Guard _ = command.stop().guardSaying("stopped before the end of the evaluation")) {
      if (demands) {
        status = trust.check(command.kinds().of(folder), folder, options, command.caller(false));
      } else {
        command.runs(false).evaluate(run, options);
      }
    }
    System.err.println();
    Messages.tell("The figures are in " + folder.evaluationFile()
        + (noPlots ? "" : ", the pictures in " + folder.plots()));
    if (json != null) {
      byte[] figures = Files.readAllBytes(folder.evaluationFile());
      AtomicFile.write(json, out -> out.write(figures));
      OutputFile.made(json, "the figures");
    }
    return status;
  }
}
