package dev.millrace.tables.schema;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table.
 *
 * @param name as it stands in the file; it may be empty, and two columns may have the same
 * @param type what its values are
 * @param form how numbers, dates and times are written; null for words
 * @param missing number of rows without a value
 * @param distinct number of different values; an estimate in large tables
 * @param levels the words of a category, in their order, or the words for false and true; empty for others. If there are
 *          rare words, the last level is {@link #OTHER}, which stands for all of them
 * @param ordered whether the levels of a category are ordered from low to high
 * @param min the smallest number; NaN for words
 * @param max the greatest number; NaN for words
 * @param pattern of an identifier: {@code uuid}; or {@code sequence from C-0042}, whose last digits count upwards, at
 *          least as wide as they are; or a text in which # stands for a digit, @ for a capital letter, % for a small
 *          letter, and a backslash makes the next character plain, such as {@code C-#####}. The value of a constant
 *          column. Empty for others
 * @param why why the column has this type
 * @param marks the texts that stand for a missing value, beside the empty one
 * @param rare the words that are grouped into the level {@link #OTHER}, with their numbers of rows, the most frequent
 *          first; a sample draws them back by these numbers
 * @param treatment how the column is learnt, in words
 * @param stored the type of the column in the file or database, such as DOUBLE; VARCHAR in CSV files
 */
public record ColumnSchema(String name, ColumnType type, @Nullable ValueForm form, long missing, long distinct,
    List<String> levels, boolean ordered, double min, double max, String pattern, String why, List<String> marks,
    Map<String, Long> rare, String treatment, String stored) {
  /** The level that stands for all rare words. */
  public static final String OTHER = "(other)";
  /** The beginning of the pattern of identifiers that count upwards. */
  public static final String SEQUENCE = "sequence from ";
  /** The type of columns of CSV files. */
  public static final String TEXT = "VARCHAR";

  /** Copies the lists. */
  public ColumnSchema {
    levels = List.copyOf(levels);
    marks = List.copyOf(marks);
    rare = Collections.unmodifiableMap(new LinkedHashMap<>(rare));
  }

  /**
   * A column of a CSV file without marks of missing values or rare words.
   *
   * @param name as it stands in the file
   * @param type what its values are
   * @param form how numbers, dates and times are written; null for words
   * @param missing number of rows without a value
   * @param distinct number of different values
   * @param levels the words of a category or a truth value, in their order
   * @param ordered whether the levels are ordered
   * @param min the smallest number
   * @param max the greatest number
   * @param pattern an identifier's pattern, or the value of a constant column
   * @param why why the column has this type
   */
  public ColumnSchema(String name, ColumnType type, @Nullable ValueForm form, long missing, long distinct,
      List<String> levels, boolean ordered, double min, double max, String pattern, String why) {
    this(name, type, form, missing, distinct, levels, ordered, min, max, pattern, why, List.of(), Map.of(), "", TEXT);
  }

  /**
   * {@return a column of this name and form whose values are all missing}
   *
   * @param rows the number of its rows
   */
  public Column allMissing(int rows) {
    if (form != null) {
      double[] values = new double[rows];
      Arrays.fill(values, Double.NaN);
      return new Numbers(name, values, form);
    }
    int[] codes = new int[rows];
    Arrays.fill(codes, Words.MISSING);
    return new Words(name, codes, levels);
  }
}
