package dev.millrace.runs.text;

import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.IntStream;

import dev.millrace.flow.io.Table;
import dev.millrace.flow.run.MatchedRows;
import dev.millrace.flow.text.Shown;

/** Says how a file of rows was read, and whether its first row was taken for names. */
public final class RowsRead {
  private static final int SHOWN = 6;

  private RowsRead() {
  }

  /**
   * {@return whether a file is a .csv file, or a pipe, which may carry one}
   *
   * @param file the name of the file
   */
  public static boolean mayHaveHeader(String file) {
    return !file.endsWith(".npy") && !file.endsWith(".jsonl");
  }

  /**
   * {@return such as "d.csv: 1,000 rows of 2 columns, named by the first row: x, y"}
   *
   * @param file the name of the file
   * @param rows the rows
   */
  public static String described(String file, Table rows) {
    return String.format(Locale.ROOT, "%s: %,d %s of %,d %s, ", file, rows.rows(), rows.rows() == 1 ? "row" : "rows",
        rows.columns(), rows.columns() == 1 ? "column" : "columns") + header(rows);
  }

  /**
   * {@return as {@link #described(String, Table)}, for rows that were matched with the columns of a flow}
   *
   * @param file the name of the file
   * @param found the rows
   */
  public static String described(String file, MatchedRows found) {
    return described(file, found.rows())
        + (found.reordered() ? " (put in the order of the flow)" : "")
        + (found.leftOut().isEmpty() ? "" : "; column %s is left out".formatted(Shown.quoted(found.leftOut())));
  }

  /**
   * {@return how the first row was read}
   *
   * @param rows the rows
   */
  public static String header(Table rows) {
    if (rows.names().isEmpty()) {
      return "without names: the first row, " + firstRow(rows) + ", is data";
    }
    StringJoiner names = new StringJoiner(", ");
    rows.names().stream().limit(SHOWN).forEach(name -> names.add(name.isBlank() ? "(no name)" : Shown.name(name)));
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
