package dev.millrace.flow.run;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;

/**
 * The rows of a file, with the class of each if they have classes. Labels are whole numbers. If they are not 0 to
 * classes − 1, the classes are numbered in the order of their labels, and the labels become their names.
 *
 * @param rows the numbers, without a column of labels
 * @param classes the class of each row, 0 to the number of classes − 1; [rows], or empty if there are no labels
 * @param names the label of each class, or empty if the labels are the numbers of the classes
 * @param hash SHA-256 of the labels, or empty if there are none
 */
@SuppressWarnings("ArrayRecordComponent") // read once and handed on, never compared
public record LabelledRows(Table rows, int[] classes, List<String> names, String hash) {
  /** Labels from here on would be rounded by floats, and are hardly labels. */
  private static final int TOO_LARGE = 1_000_000;
  private static final int MOST_CLASSES = 1000;

  /** Copies the names. */
  public LabelledRows {
    names = List.copyOf(names);
  }

  /** Rows without labels. */
  static LabelledRows without(Table rows) {
    return new LabelledRows(rows, new int[0], List.of(), "");
  }

  /**
   * Reads rows and their labels.
   *
   * @param data the file of the rows
   * @param header whether the first row of a .csv file holds names
   * @param labels a file with one label for each row, or the name of the column of {@code data} that holds the labels;
   *     empty for none
   * @return the rows with their labels
   * @throws InvalidInputException if a file is not valid, or the labels are not one whole number for each row
   * @throws IOException if reading fails
   */
  public static LabelledRows read(String data, Csv.Header header, String labels) throws IOException {
    Table rows = DataSource.readLearnt(data, header);
    if (labels.isEmpty()) {
      return without(rows);
    }
    if (DataSource.isFile(labels)) {
      return labelled(rows, labels, ofFile(data, rows, labels, header));
    }
    int column = column(data, rows, labels);
    double[] found = new double[rows.rows()];
    Arrays.setAll(found, row -> rows.values()[row * rows.columns() + column]);
    return labelled(without(rows, column), "%s: column '%s'".formatted(data, Shown.cut(labels)), found);
  }

  private static double[] ofFile(String data, Table rows, String labels, Csv.Header header) throws IOException {
    Table found = DataSource.readLearnt(labels, header);
    if (found.columns() != 1) {
      throw new InvalidInputException("%s: %d columns, expected one label for each row of %s".formatted(labels,
          found.columns(), data));
    }
    if (found.rows() != rows.rows()) {
      throw new InvalidInputException(String.format(Locale.ROOT, "%s: %,d labels, but %s has %,d rows", labels,
          found.rows(), data, rows.rows()));
    }
    return found.values();
  }

  private static int column(String data, Table rows, String name) {
    int column = rows.names().indexOf(name);
    if (column < 0) {
      throw new InvalidInputException("`labels` %s: %s".formatted(Shown.cut(name), rows.names().isEmpty()
          ? "the columns of %s have no names; expected a .npy, .csv or .jsonl file of labels".formatted(data)
          : "%s has no column of that name%s".formatted(data, Nearest.of(name, rows.names())
              .map(near -> "; did you mean '%s'?".formatted(Shown.cut(near)))
              .orElse("; expected one of " + Shown.line(String.join(", ", rows.names()))))));
    }
    if (rows.columns() == 1) {
      throw new InvalidInputException(
          "`labels` %s: it is the only column of %s, so that nothing is left to learn".formatted(Shown.cut(name),
              data));
    }
    return column;
  }

  private static Table without(Table rows, int column) {
    int columns = rows.columns() - 1;
    int[] kept = IntStream.range(0, rows.columns()).filter(c -> c != column).toArray();
    double[] values = new double[rows.rows() * columns];
    boolean[] wide = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      wide[c] = rows.wide()[kept[c]];
      for (int row = 0; row < rows.rows(); row++) {
        values[row * columns + c] = rows.values()[row * rows.columns() + kept[c]];
      }
    }
    return new Table(values, columns, Arrays.stream(kept).mapToObj(rows.names()::get).toList(), wide);
  }

  private static LabelledRows labelled(Table rows, String place, double[] found) {
    for (int row = 0; row < found.length; row++) {
      if (!(found[row] >= 0 && found[row] < TOO_LARGE && found[row] == Math.rint(found[row]))) {
        throw new InvalidInputException(
            "%s: row %d (counted from 1): %s, expected a whole number from 0 to %d".formatted(
                place, row + 1, plain(found[row]), TOO_LARGE - 1));
      }
    }
    int[] labels = Arrays.stream(found).mapToInt(label -> (int) label).toArray();
    int[] distinct = Arrays.stream(labels).distinct().sorted().toArray();
    if (distinct.length > MOST_CLASSES) {
      throw new InvalidInputException(String.format(Locale.ROOT, "%s: %,d different labels, expected at most %,d",
          place, distinct.length, MOST_CLASSES));
    }
    if (distinct.length == 1) {
      throw new InvalidInputException(
          "%s: every row has the label %d, expected at least 2 different ones".formatted(place, distinct[0]));
    }
    boolean numbered = distinct[distinct.length - 1] == distinct.length - 1;
    float[] floats = new float[labels.length];
    for (int row = 0; row < labels.length; row++) {
      floats[row] = labels[row];
    }
    return new LabelledRows(rows, Arrays.stream(labels).map(label -> Arrays.binarySearch(distinct, label)).toArray(),
        numbered ? List.of() : Arrays.stream(distinct).mapToObj(Integer::toString).toList(),
        "sha256:" + Sha256.of(floats, ByteOrder.BIG_ENDIAN));
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
  }
}
