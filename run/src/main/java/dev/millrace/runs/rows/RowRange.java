package dev.millrace.runs.rows;

/**
 * Some rows of a sequence.
 *
 * @param source the sequence
 * @param from number of the first row, at least 0
 * @param count number of rows, at least 1
 */
public record RowRange(RowSource source, long from, int count) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the one that is out of range
   */
  public RowRange {
    if (from < 0 || from > Long.MAX_VALUE / 2 || count < 1) {
      throw new IllegalArgumentException("from = %d, count = %d, expected at least 0 and 1".formatted(from, count));
    }
  }
}
