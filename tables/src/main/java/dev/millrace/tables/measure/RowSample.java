package dev.millrace.tables.measure;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Table;

/** Rows chosen at random where all would take too long. */
final class RowSample {
  private RowSample() {
  }

  /** Some rows without repetition, in their order; all of them if there are no more. */
  static Table of(Table table, int most, SplittableRandom random) {
    return table.rows() <= most
        ? table
        : table.rows(Arrays.stream(first(table.rows(), most, random)).sorted().toArray());
  }

  /** Different numbers below n in random order, by the first steps of a shuffle. */
  static int[] first(int n, int count, SplittableRandom random) {
    int[] all = IntStream.range(0, n).toArray();
    for (int i = 0; i < count; i++) {
      int other = random.nextInt(i, n);
      int row = all[other];
      all[other] = all[i];
      all[i] = row;
    }
    return Arrays.copyOf(all, count);
  }
}
