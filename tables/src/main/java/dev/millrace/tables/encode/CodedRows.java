package dev.millrace.tables.encode;

/**
 * Rows of a table as codes, two bytes for each value: what a training keeps in memory.
 *
 * @param codes the codes, [rows, columns]; {@link ColumnCode#UNKNOWN} for values that the encoding does not know
 * @param columns the number of columns
 */
public record CodedRows(char[] codes, int columns) {
  /** {@return the number of rows} */
  public int rows() {
    return codes.length / columns;
  }

  /**
   * {@return a code}
   *
   * @param row from 0
   * @param column from 0
   */
  public char code(int row, int column) {
    return codes[row * columns + column];
  }
}
