package dev.millrace.runs.rows;

/** Consecutive rows. Their numbers are kept in plain arrays; reading one makes no object. */
public interface RowBlock {
  /** {@return the number of rows} */
  int rows();

  /**
   * {@return a number, NaN where it is missing; days of a date and seconds of a time count from 1970-01-01}
   *
   * @param row from 0
   * @param column from 0, a column of numbers
   */
  double number(int row, int column);

  /**
   * {@return a value as it is written in a file; empty where it is missing}
   *
   * @param row from 0
   * @param column from 0, not a column of arrays
   */
  String text(int row, int column);

  /**
   * {@return whether a value is missing}
   *
   * @param row from 0
   * @param column from 0
   */
  default boolean isMissing(int row, int column) {
    return false;
  }

  /**
   * Copies an array.
   *
   * @param row from 0
   * @param column from 0, a column of arrays
   * @param into receives the numbers in C order, from the first entry on
   * @throws IllegalArgumentException if the column does not hold arrays
   */
  default void array(int row, int column, float[] into) {
    throw new IllegalArgumentException("column %d holds no arrays".formatted(column));
  }
}
