package dev.millrace.cli.reproduce;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.tables.published.ForestOptions;
import dev.millrace.tables.published.ForestRun;
import dev.millrace.tables.published.ForestTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "forest", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} reproduce forest --data tables --out runs/forest%n%n",
    description = "Trains on the nine tables of ForestDiffusion (Jolicoeur-Martineau and others, 2024). It measures "
        + "distance, coverage, what models learn, and copying. If it was stopped, the same command continues it.")
public final class ReproduceForestCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable ReproduceCommand reproduce;

  @Option(names = "--data", paramLabel = "DIR", required = true,
      description = "the folder with the tables, such as iris.csv, and splits.json; docs/tables.md says where they "
          + "come from")
  private Path data = Path.of("");

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "runs/forest",
      description = "the folder for a file per cell and seed")
  private Path out = Path.of("");

  @Option(names = "--seeds", paramLabel = "N", defaultValue = "3", description = "how many seeds, 0 to N − 1")
  private int seeds;

  @Option(names = "--sets", paramLabel = "LIST", split = ",", description = "only these tables, separated by commas")
  private List<String> sets = new ArrayList<>();

  @Option(names = "--at", paramLabel = "LIST", split = ",", defaultValue = "1,4,8,25",
      description = "the numbers of steps by which rows are drawn")
  private List<Integer> at = new ArrayList<>();

  @Option(names = "--steps", paramLabel = "N", description = "training steps of each run; default as train does")
  private @Nullable Integer steps;

  @Mixin
  private ReproduceOptions options = new ReproduceOptions();

  @Override
  public Integer call() throws IOException {
    options.requireReport();
    ForestOptions asked = new ForestOptions(data, sets.isEmpty() ? ForestOptions.SETS : sets, seeds, at, steps);
    ForestTable table = new ForestRun(asked, out,
        Objects.requireNonNull(reproduce).host().caller(options.isQuiet())).run(options.atOnce());
    options.publish(out, table.markdown(), table.document());
    return 0;
  }
}
