package dev.millrace.cli.reproduce;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.runs.published.Sf2mRun;
import dev.millrace.runs.published.Sf2mTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "sf2m", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} reproduce sf2m --out runs/sf2m --report results-2d.md%n%n",
    description = "Trains table 2 of Tong and others (2023, arXiv 2307.03672) again, points in the plane. "
        + "If it was stopped, the same command continues it.")
public final class ReproduceSf2mCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable ReproduceCommand reproduce;

  private static final int MOST_SEEDS = 1000;

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "runs/sf2m",
      description = "the folder for a run per cell and seed")
  private Path out = Path.of("");

  @Option(names = "--seeds", paramLabel = "N", defaultValue = "5",
      description = "how many seeds, 0 to N − 1")
  private int seeds;

  @Option(names = "--steps", paramLabel = "N", defaultValue = "20000",
      description = "training steps of each run")
  private int steps;

  @Option(names = "--count", paramLabel = "N", defaultValue = "10000",
      description = "points that samples are compared with")
  private int count;

  @Option(names = "--problems", paramLabel = "LIST", split = ",",
      description = "only these columns of the table, separated by commas")
  private List<String> problems = new ArrayList<>();

  @Option(names = "--rows", paramLabel = "LIST", split = ",", description = "only these rows, separated by commas")
  private List<String> rows = new ArrayList<>();

  @Mixin
  private ReproduceOptions options = new ReproduceOptions();

  @Override
  public Integer call() throws IOException {
    options.requireReport();
    if (seeds > MOST_SEEDS || steps < 1) {
      throw new InvalidInputException(
          "--seeds %d, --steps %d: expected 1 to %d seeds and 1 or more steps".formatted(seeds, steps, MOST_SEEDS));
    }
    if (seeds < 1 || count < 1 || count > Wasserstein.MOST_POINTS) {
      throw new InvalidInputException(
          "--seeds %d, --count %d: expected at least 1 seed and 1 to %d test points".formatted(seeds, count,
              Wasserstein.MOST_POINTS));
    }
    List<Sf2mTable.Problem> columns = ReproduceOptions.chosen("--problems", problems, Sf2mTable.Problem.values());
    List<Sf2mTable.Row> lines = ReproduceOptions.chosen("--rows", rows, Sf2mTable.Row.values());
    var measured = new Sf2mRun(out, steps, count, seeds,
        Objects.requireNonNull(reproduce).host().caller(options.isQuiet())).run(columns, lines, options.atOnce());
    String markdown = Sf2mTable.markdown(measured, columns, lines);
    options.publish(out, markdown, Sf2mTable.document(markdown, seeds, steps, count));
    return 0;
  }
}
