package dev.millrace.tables.data;

/** A column of a table: numbers (also dates and times) or words. Columns are not changed after they are made. */
public sealed interface Column permits Numbers, Words {
  /** {@return the name, as it stands in the file; it may be empty, and two columns may have the same} */
  String name();

  /** {@return the number of rows} */
  int size();

  /**
   * {@return whether a row has no value}
   *
   * @param row from 0
   */
  boolean isMissing(int row);

  /**
   * {@return the value as it is written in a file; empty if it is missing}
   *
   * @param row from 0
   */
  String text(int row);

  /**
   * {@return the column of some rows}
   *
   * @param rows their numbers, in any order and with repetition
   */
  Column rows(int[] rows);

  /** {@return the number of rows without a value} */
  default int missing() {
    int count = 0;
    for (int row = 0; row < size(); row++) {
      if (isMissing(row)) {
        count++;
      }
    }
    return count;
  }
}
