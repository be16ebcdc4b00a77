package dev.millrace.runs.rows;

import java.util.List;

/**
 * A column of rows.
 *
 * @param name its name; empty if it has none
 * @param type what its values are: number, date, timestamp, word, or array
 * @param shape the shape of an array, such as [channels, height, width]; empty for others
 */
public record RowColumn(String name, String type, List<Integer> shape) {
  /** The type of a column whose values are arrays of numbers. */
  public static final String ARRAY = "array";
  /** The type of numbers. */
  public static final String NUMBER = "number";
  /** The type of words. */
  public static final String WORD = "word";

  /** Copies the list. */
  public RowColumn {
    shape = List.copyOf(shape);
  }

  /**
   * A column of plain values.
   *
   * @param name its name
   * @param type what its values are
   */
  public RowColumn(String name, String type) {
    this(name, type, List.of());
  }
}
