package dev.millrace.flow.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.JsonLines;
import dev.millrace.flow.io.PipedInput;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.text.Shown;

/**
 * The rows of a file, for a flow that has been trained already. Where the file and the flow have names of columns, columns
 * are matched by name, whatever their order; otherwise by their order.
 *
 * @param rows the columns of the flow, in its order
 * @param reordered whether the file has them in another order
 * @param leftOut the name of the column of labels that the file has too, and that the flow does not learn; empty if there
 *     is none
 */
public record MatchedRows(Table rows, boolean reordered, String leftOut) {

  /**
   * Reads a file.
   *
   * @param file .csv, .jsonl or .npy, or a pipe
   * @param header whether the first row of a .csv file holds names
   * @param flow whose columns are wanted
   * @param labels the name of a column of labels, which is left out if the file has it; empty for none
   * @return its rows
   * @throws InvalidInputException as {@link DataSource#read(Path, Csv.Header)}, and if the file has other columns than the
   *     flow
   * @throws IOException if reading fails
   */
  public static MatchedRows read(Path file, Csv.Header header, FlowModel flow, String labels) throws IOException {
    int[] at = {-1};
    String label = flow.columns().contains(labels) ? "" : labels;
    Table found = read(file, header, names -> at[0] = label.isEmpty() ? -1 : names.indexOf(label));
    int left = at[0] >= 0 ? at[0] : found.names().indexOf(label);
    if (label.isEmpty() || left < 0) {
      return of(file.toString(), found, flow, "");
    }
    return of(file.toString(),
        found.columns(IntStream.range(0, found.columns()).filter(column -> column != left).toArray()), flow, label);
  }

  private static Table read(Path file, Csv.Header header, ToIntFunction<List<String>> labels)
      throws IOException {
    if (PipedInput.is(file)) {
      return PipedInput.rows(file, header, labels);
    }
    String name = file.toString();
    return name.endsWith(".csv")
        ? Csv.readLabelled(file, header, labels).numbers()
        : name.endsWith(".jsonl") ? JsonLines.readLabelled(file, labels).numbers() : DataSource.read(file, header);
  }

  /** Rows that have been read without a column of labels. */
  static MatchedRows of(String file, Table found, FlowModel flow, String leftOut) {
    int dim = flow.velocity().shape().dim();
    if (found.columns() != dim) {
      throw new InvalidInputException("%s: has %d %s, the flow has %d%s".formatted(file, found.columns(),
          found.columns() == 1 ? "column" : "columns", dim,
          flow.columns().isEmpty() ? "" : ": " + Shown.names(flow.columns())));
    }
    try {
      Table rows = found.inOrderOf(flow.columns());
      return new MatchedRows(rows, !rows.names().equals(found.names()), leftOut);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(file + ": " + e.getMessage(), e);
    }
  }
}
