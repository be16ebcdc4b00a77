package dev.millrace.cli.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.options.CsvOptions;
import dev.millrace.cli.options.TableReadOptions;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Output;
import dev.millrace.cli.terminal.OutputFile;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.text.TextTable;
import dev.millrace.tables.kind.TrainedTable;
import dev.millrace.tables.kind.impute.FilledTable;
import dev.millrace.tables.kind.impute.ImputeOptions;
import dev.millrace.tables.model.Filling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "impute", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} impute runs/people-1 new.csv --out filled.csv%n%n",
    description = "Fills the holes of a table by a run that has learnt its columns, and says how sure it is.",
    footer = "%nColumns that the run does not know, identifiers and free text stay as they are.")
public final class ImputeCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of a run of a table")
  private Path run = Path.of("");

  @Parameters(index = "1", paramLabel = "FILE",
      description = "a table with some of the columns of the run, in any order: a .csv, .parquet or .duckdb file, or a "
          + "jdbc:URL")
  private String file = "";

  @Option(names = "--out", paramLabel = "FILE", required = true,
      description = "a .csv, .parquet or .jsonl file, or - for CSV on standard output")
  private Path out = Path.of("");

  @Option(names = "--draw",
      description = "fill holes with draws, which keep the spread of a column, not with what is most likely")
  private boolean draw;

  @Option(names = "--certainty",
      description = "add a column NAME_certainty for each that has holes: the standard deviation of a number, the "
          + "probability of a word; empty where a value was there")
  private boolean certainty;

  @Option(names = "--steps", paramLabel = "K",
      description = "steps of draws, and of the draws that say how sure numbers are; default by the size of the table")
  private @Nullable Integer steps;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "seed of the random numbers")
  private long seed;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "number of threads; 0 for all processors")
  private int threads;

  @Mixin
  private TableReadOptions reading = new TableReadOptions();

  @Mixin
  private CsvOptions csv = new CsvOptions();

  @Option(names = "--quiet", description = "print no progress and no line about the result")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    Output.requireKnownEnding(out);
    Host host = Objects.requireNonNull(millrace);
    ImputeOptions options = new ImputeOptions(reading.source(host, csv), draw ? Filling.DRAW : Filling.EXPECTED, steps,
        certainty, new Seed(seed), threads);
    TrainedRun trained = host.kinds().open(RunDirectory.openTrained(run).path());
    if (!(trained instanceof TrainedTable table)) {
      throw new InvalidInputException("%s: a run of %s, expected one of tables".formatted(run, trained.kind().name()));
    }
    FilledTable filled = FilledTable.of(table.run(), file, options, host.caller(quiet));
    Output.put(out, filled.file(Output.ending(out), out.toString()));
    if (!quiet) {
      if (!filled.holes().isEmpty()) {
        TextTable text = new TextTable("lrl");
        text.row("column", "holes", "how sure");
        filled.holes().forEach(holes -> text.row(holes.column(), "%,d".formatted(holes.count()), holes.text()));
        Output.report(out).print(text.text());
      }
      OutputFile.made(out, filled.summary());
    }
    return 0;
  }
}
