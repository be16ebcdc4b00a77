package dev.millrace.flow.run;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.text.Shown;

/** Turns the labels of rows into classes. */
final class Labels {
  /** Labels from here on would be rounded by floats, and are hardly labels. */
  private static final int TOO_LARGE = 1_000_000;
  private static final int MOST_CLASSES = 1000;
  private static final int LONGEST_WORD = 100;
  /** What commands call rows of any class. */
  private static final String ANY = "any";

  private Labels() {
  }

  /**
   * Where labels are from.
   *
   * @param file the file
   * @param column the column of the file, in words; empty if it has no other
   * @param lines the line of each row; or empty if the file has no lines
   * @param isOfRows whether there is a label for each row, not only for each class
   */
  record Place(String file, String column, List<Long> lines, boolean isOfRows) {
    Place(String file, String column, List<Long> lines) {
      this(file, column, lines, true);
    }

    String of(int row) {
      if (!isOfRows) {
        return this + ": ";
      }
      String named = column.isEmpty() ? "" : column + ": ";
      return lines.isEmpty()
          ? "%s: %srow %d (counted from 1): ".formatted(file, named, row + 1)
          : "%s:%d: %s".formatted(file, lines.get(row), named);
    }

    @Override
    public String toString() {
      return column.isEmpty() ? file : file + ": " + column;
    }
  }

  /** Rows whose labels were read from text: numbers if all of them are numbers, otherwise words. */
  static LabelledRows ofWords(Table rows, Place place, List<String> labels) {
    long numbers = labels.stream().filter(Csv::isNumber).count();
    if (numbers == labels.size()) {
      return ofNumbers(rows, place, labels.stream().mapToDouble(Double::parseDouble).toArray());
    }
    for (int row = 0; row < labels.size(); row++) {
      requireWord(place, row, labels.get(row), numbers > 0);
    }
    List<String> names = labels.stream().distinct().sorted().toList();
    requireSeveral(place.toString(), names.size(), names.getFirst());
    int[] classes = labels.stream().mapToInt(label -> Collections.binarySearch(names, label)).toArray();
    return new LabelledRows(rows, classes, names,
        "sha256:" + Sha256.of(String.join("\n", names) + "\n" + Arrays.toString(classes)));
  }

  private static void requireWord(Place place, int row, String label, boolean besideNumbers) {
    String expected = label.isEmpty()
        ? "has no label"
        : besideNumbers && !Csv.isNumber(label)
            ? Shown.quoted(label) + ", expected a whole number, as other labels are"
            : label.equals(ANY)
                ? "the label 'any' stands for rows of any class; expected another word"
                : !Shown.line(label).equals(label) || label.length() > LONGEST_WORD
                    ? "%s, expected a word of up to %d characters".formatted(Shown.quoted(label), LONGEST_WORD)
                    : "";
    if (!expected.isEmpty()) {
      throw new InvalidInputException(place.of(row) + expected);
    }
  }

  /** Rows whose labels are numbers. */
  static LabelledRows ofNumbers(Table rows, Place place, double[] found) {
    for (int row = 0; row < found.length; row++) {
      if (!(found[row] >= 0 && found[row] < TOO_LARGE && found[row] == Math.rint(found[row]))) {
        throw new InvalidInputException(
            "%s%s, expected a whole number from 0 to %d".formatted(place.of(row), plain(found[row]), TOO_LARGE - 1));
      }
    }
    int[] labels = Arrays.stream(found).mapToInt(label -> (int) label).toArray();
    int[] distinct = Arrays.stream(labels).distinct().sorted().toArray();
    requireSeveral(place.toString(), distinct.length, Integer.toString(distinct[0]));
    boolean numbered = distinct[distinct.length - 1] == distinct.length - 1;
    float[] floats = new float[labels.length];
    for (int row = 0; row < labels.length; row++) {
      floats[row] = labels[row];
    }
    return new LabelledRows(rows, Arrays.stream(labels).map(label -> Arrays.binarySearch(distinct, label)).toArray(),
        numbered ? List.of() : Arrays.stream(distinct).mapToObj(Integer::toString).toList(),
        "sha256:" + Sha256.of(floats, ByteOrder.BIG_ENDIAN));
  }

  private static void requireSeveral(String place, int distinct, String first) {
    if (distinct > MOST_CLASSES) {
      throw new InvalidInputException(String.format(Locale.ROOT, "%s: %,d different labels, expected at most %,d",
          place, distinct, MOST_CLASSES));
    }
    if (distinct == 1) {
      throw new InvalidInputException(
          "%s: every row has the label %s, expected at least 2 different ones".formatted(place, Shown.cut(first)));
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
  }
}
