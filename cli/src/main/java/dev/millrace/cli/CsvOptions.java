package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.text.Shown;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The option of verbs that read .csv files, whose first row may hold names. It also says how the first row was read.
 */
final class CsvOptions {
  private static final int SHOWN = 6;

  @Option(names = "--header", paramLabel = "WORD",
      description = "whether the first row of a .csv file holds the columns' names: yes, no, or auto, which takes it "
          + "for names if it holds no number")
  @Nullable
  String header;

  /** The value of the option. */
  Csv.Header csvHeader() {
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

  /** Says on standard error how the first row of a .csv file was read. */
  static void say(String file, Table rows) {
    if (mayHaveHeader(file)) {
      Millrace.tell(described(file, rows));
    }
  }

  /** Whether a file is a .csv file, or a pipe, which may carry one. */
  static boolean mayHaveHeader(String file) {
    return !file.endsWith(".npy") && !file.endsWith(".jsonl");
  }

  /** Such as "d.csv: 1,000 rows of 2 columns, named by the first row: x, y". */
  private static String described(String file, Table rows) {
    return String.format(Locale.ROOT, "%s: %,d %s of %,d %s, ", file, rows.rows(), rows.rows() == 1 ? "row" : "rows",
        rows.columns(), rows.columns() == 1 ? "column" : "columns") + header(rows);
  }

  /** How the first row was read. */
  static String header(Table rows) {
    if (rows.names().isEmpty()) {
      return "without names: the first row, " + firstRow(rows) + ", is data";
    }
    StringJoiner names = new StringJoiner(", ");
    rows.names().stream().limit(SHOWN).forEach(name -> names.add(name.isBlank() ? "(no name)" : Shown.cut(name)));
    String more = rows.columns() > SHOWN ? ", …" : "";
    int nameless = IntStream.range(0, rows.columns()).filter(c -> rows.names().get(c).isBlank()).findFirst().orElse(-1);
    return "named by the first row: " + names + more
        + (nameless < 0 ? "" : "; column %d has no name: if it numbers the rows, leave it out".formatted(nameless + 1));
  }

  private static String firstRow(Table rows) {
    StringJoiner numbers = new StringJoiner(", ");
    for (int column = 0; column < Math.min(SHOWN, rows.columns()); column++) {
      double value = rows.values()[column];
      String text = rows.wide()[column] ? Double.toString(value) : Float.toString((float) value);
      numbers.add(text.replaceFirst("\\.0$", ""));
    }
    return numbers + (rows.columns() > SHOWN ? ", …" : "");
  }
}
