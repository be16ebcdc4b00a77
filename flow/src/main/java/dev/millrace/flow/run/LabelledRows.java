package dev.millrace.flow.run;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.LabelledTable;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;

/**
 * The rows of a file, with the class of each if they have classes. Labels are whole numbers or words. If they are not
 * the numbers 0 to classes − 1, the classes are numbered in the order of their labels, and the labels become their
 * names.
 *
 * @param rows the numbers, without a column of labels
 * @param classes the class of each row, 0 to the number of classes − 1; [rows], or empty if there are no labels
 * @param names the label of each class, or empty if the labels are the numbers of the classes
 * @param hash SHA-256 of the labels, or empty if there are none
 */
@SuppressWarnings("ArrayRecordComponent") // read once and handed on, never compared
public record LabelledRows(Table rows, int[] classes, List<String> names, String hash) {
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
   * @throws InvalidInputException if a file is not valid, or the labels are not one whole number, or one word, for each row
   * @throws IOException if reading fails
   */
  public static LabelledRows read(String data, Csv.Header header, String labels) throws IOException {
    if (labels.isEmpty()) {
      return without(DataSource.readLearnt(data, header));
    }
    if (DataSource.isFile(labels)) {
      return ofFile(data, header, labels);
    }
    if (data.endsWith(".npy")) {
      column(data, DataSource.readLearnt(data, header).names(), labels);
    }
    LabelledTable found = DataSource.readLabelled(data, header, names -> column(data, names, labels));
    return Labels.ofWords(without(found.numbers(), found.column()),
        new Labels.Place(data, "column '%s'".formatted(Shown.cut(labels)), found.lines()), found.labels());
  }

  /**
   * The classes of labels.
   *
   * @param classes the class of each label
   * @param names the name of each class, or empty if the labels are the numbers of the classes
   */
  public record Classed(List<Integer> classes, List<String> names) {
    /** Copies the lists. */
    public Classed {
      classes = List.copyOf(classes);
      names = List.copyOf(names);
    }
  }

  /**
   * {@return the classes that rows with these labels have, as {@link #read} numbers them}
   *
   * @param place the start of messages, such as the name of the column
   * @param labels all labels that occur, in any order; at least one
   * @throws InvalidInputException if they are not whole numbers, or words, at least 2
   */
  public static Classed classed(String place, List<String> labels) {
    LabelledRows rows = Labels.ofWords(new Table(new double[labels.size()], 1, List.of(), new boolean[1]),
        new Labels.Place(place, "", List.of(), false), labels);
    return new Classed(Arrays.stream(rows.classes).boxed().toList(), rows.names);
  }

  private static LabelledRows ofFile(String data, Csv.Header header, String labels) throws IOException {
    Table rows = DataSource.readLearnt(data, header);
    if (labels.endsWith(".npy")) {
      Table found = DataSource.readLearnt(labels, header);
      requireOneEach(data, rows, labels, found.columns(), found.rows());
      return Labels.ofNumbers(rows, new Labels.Place(labels, "", List.of()), found.values());
    }
    LabelledTable found = DataSource.readLabelled(labels, header, _ -> 0);
    List<String> names = found.numbers().names();
    if (header == Csv.Header.AUTO && names.size() == 1 && found.labels().size() == rows.rows() - 1
        && found.labels().contains(names.getFirst())) {
      // The first word looked like the name of the column.
      found = DataSource.readLabelled(labels, Csv.Header.NO, _ -> 0);
    }
    requireOneEach(data, rows, labels, found.numbers().columns(), found.labels().size());
    return Labels.ofWords(rows, new Labels.Place(labels, "", found.lines()), found.labels());
  }

  private static void requireOneEach(String data, Table rows, String labels, int columns, int count) {
    if (columns != 1) {
      throw new InvalidInputException(
          "%s: %d columns, expected one label for each row of %s".formatted(labels, columns, data));
    }
    if (count != rows.rows()) {
      throw new InvalidInputException(
          String.format(Locale.ROOT, "%s: %,d labels, but %s has %,d rows", labels, count, data, rows.rows()));
    }
  }

  private static int column(String data, List<String> names, String name) {
    int column = names.indexOf(name);
    if (column < 0) {
      throw new InvalidInputException("`labels` %s: %s".formatted(Shown.cut(name), names.isEmpty()
          ? "the columns of %s have no names; expected a .npy, .csv or .jsonl file of labels".formatted(data)
          : "%s has no column of that name%s".formatted(data, Nearest.of(name, names)
              .map(near -> "; did you mean '%s'?".formatted(Shown.cut(near)))
              .orElse("; expected one of " + Shown.names(names)))));
    }
    if (names.size() == 1) {
      throw new InvalidInputException(
          "`labels` %s: it is the only column of %s, so that nothing is left to learn".formatted(Shown.cut(name),
              data));
    }
    return column;
  }

  private static Table without(Table rows, int column) {
    return rows.columns(IntStream.range(0, rows.columns()).filter(c -> c != column).toArray());
  }
}
