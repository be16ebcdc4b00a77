package dev.millrace.cli.evaluate;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.options.CsvOptions;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Output;
import dev.millrace.cli.terminal.OutputFile;
import dev.millrace.runs.manage.Densities;
import dev.millrace.runs.sample.PointFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "likelihood", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} likelihood runs/moons-1 points.csv%n%n",
    description = "Says how probable points are under a flow: the natural logarithm of their density, in the units of "
        + "the data. Only if the source is gaussian.")
public final class LikelihoodCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of the run")
  private Path run = Path.of("");

  @Parameters(index = "1", arity = "0..1", paramLabel = "FILE",
      description = "a .csv, .npy or .jsonl file of points, or - for standard input; "
          + "default 2000 new points of the distribution of the run, or rows of its file, drawn with repetition")
  private @Nullable Path file;

  @Option(names = "--out", paramLabel = "FILE",
      description = "write the log density of each row to a .csv, .npy or .jsonl file, or - for CSV on "
          + "standard output")
  private @Nullable Path out;

  @Mixin
  private CsvOptions csv = new CsvOptions();

  @Option(names = "--class", paramLabel = "C",
      description = "of a run with classes: the density of one class, by name or number, or any; default any")
  private @Nullable String wanted;

  @Option(names = "--rtol", paramLabel = "X", defaultValue = "1e-5",
      description = "relative error that the solver, dopri5, allows per step")
  private double rtol;

  @Option(names = "--atol", paramLabel = "X", defaultValue = "1e-5",
      description = "absolute error that it allows per step")
  private double atol;

  @Option(names = "--probes", paramLabel = "N",
      description = "estimate the divergence from N random directions, which is faster for many columns; default exact")
  private @Nullable Integer probes;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "seed of the random numbers")
  private long seed;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "number of threads; 0 for all processors")
  private int threads;

  @Override
  public Integer call() throws IOException {
    if (out != null) {
      Output.requireKnownEnding(out);
      PointFiles.requirePicturable(out.toString(), 1);
    }
    Densities found = Objects.requireNonNull(millrace).runs(false).densities(
        new Densities.Options(run, file, csv.csvHeader(), wanted, rtol, atol, probes,
            seed, threads));
    PrintStream report = Output.report(out);
    report.printf(Locale.ROOT, "points              %,d of %s%nlog p, mean         %.4f nats%n", found.count(),
        found.points(), found.log().mean());
    report.printf(Locale.ROOT, "bits per dimension  %.4f%nNFE                 %d%n", found.log().bitsPerDimension(),
        found.log().nfe());
    if (out != null) {
      Output.put(out, PointFiles.of(Output.ending(out), out.toString(), found.table(), "log p"));
      OutputFile.made(out, String.format(Locale.ROOT, "log p of %,d points", found.count()));
    }
    return 0;
  }
}
