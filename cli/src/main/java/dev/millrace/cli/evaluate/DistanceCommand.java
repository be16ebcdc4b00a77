package dev.millrace.cli.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.options.CsvOptions;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Messages;
import dev.millrace.runs.evaluate.DistanceOptions;
import dev.millrace.runs.evaluate.Distances;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "distance", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} distance samples.npy real.npy --metric all%n%n",
    description = "Measures how far apart two files of points are, and how far apart two files of the same "
        + "distribution would be by chance.")
public final class DistanceCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "A",
      description = "a .npy, .csv or .jsonl file, one point per row, or - for standard input")
  private Path a = Path.of("");

  @Parameters(index = "1", paramLabel = "B", description = "another file with the same number of columns")
  private Path b = Path.of("");

  @Option(names = "--metric", paramLabel = "NAME", defaultValue = "w2",
      description = "w2, w1, sliced-w2, mmd, energy, sinkhorn, or all of them")
  private String metric = "w2";

  @Option(names = "--splits", paramLabel = "N", defaultValue = "3",
      description = "how often both files are mixed and split at random, to show what chance alone gives; 0 for none; "
          + "each takes as long as the figure itself")
  private int splits;

  @Option(names = "--projections", paramLabel = "N", defaultValue = "500",
      description = "number of random directions for sliced-w2")
  private int projections;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "seed of the random numbers, for splits and directions")
  private long seed;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "number of threads; 0 for all processors")
  private int threads;

  @Option(names = {"--standardised", "--standardized"},
      description = "divide each column by its standard deviation in A and B together, so that columns with different "
          + "units have the same weight")
  private boolean standardised;

  @Mixin
  private CsvOptions csv = new CsvOptions();

  @Option(names = "--json", description = "print one JSON object instead of a table")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Distances distances = Objects.requireNonNull(millrace).runs(false).distances(new DistanceOptions(a, b, metric,
        splits, projections, seed, threads, standardised, csv.csvHeader()));
    if (distances.isEmpty()) {
      return Messages.FAILED;
    }
    System.out.print(json ? distances.json() : distances.text());
    return 0;
  }
}
