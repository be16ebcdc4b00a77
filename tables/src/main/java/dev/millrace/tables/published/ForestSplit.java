package dev.millrace.tables.published;

import java.util.Set;

import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.measure.Gower;

/**
 * One of the published splits of a set.
 *
 * @param train the rows that are learnt
 * @param test the other rows
 * @param gower the distance between rows
 */
record ForestSplit(Table train, Table test, Gower gower) {
  /** The set whose label counts as a number, 0 to 10: its authors declared it so. */
  private static final String ORDERED = "vowel";

  static ForestSplit of(String set, Table train, Table test) {
    return new ForestSplit(train, test,
        Gower.of(train, set.equals(ORDERED) ? Set.of(train.width() - 1) : Set.of()));
  }

  /** The column that classes the rows, which is the last one; −1 where it is a number. */
  int label() {
    return train.columns().getLast() instanceof Words ? train.width() - 1 : -1;
  }
}
