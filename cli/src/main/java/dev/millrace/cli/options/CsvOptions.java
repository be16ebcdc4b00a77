package dev.millrace.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

import dev.millrace.cli.terminal.Messages;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.text.RowsRead;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The option of verbs that read .csv files, whose first row may hold names. It also says how the first row was read.
 */
public final class CsvOptions {

  @Option(names = "--header", paramLabel = "WORD",
      description = "whether the first row of a .csv file holds the columns' names: yes, no, or auto, which takes it "
          + "for names if it holds no number")
  @Nullable
  String header;

  /** The value of the option. */
  public Csv.Header csvHeader() {
    String word = header == null ? "auto" : header;
    for (Csv.Header each : Csv.Header.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    throw new InvalidInputException("--header " + Shown.cut(word) + ": expected auto, yes or no");
  }

  /** Reads a file and says how its first row was read. */
  Table read(Path file) throws IOException {
    Table rows = DataSource.read(file, csvHeader());
    say(file.toString(), rows);
    return rows;
  }

  /** As {@link #read(Path)}, for a known number of columns. */
  Table read(Path file, int dim) throws IOException {
    Table rows = DataSource.read(file, csvHeader(), dim);
    say(file.toString(), rows);
    return rows;
  }

  private static void say(String file, Table rows) {
    if (RowsRead.mayHaveHeader(file)) {
      Messages.tell(RowsRead.described(file, rows));
    }
  }
}
