package dev.millrace.tables.measure;

import java.util.Arrays;

import dev.millrace.flow.random.ContentHash;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;

/**
 * How many synthetic rows equal a training row in all columns, beside how many held-out rows do: where rows repeat by
 * nature, some copies are to be expected. Rows are compared by hashes of 64 bits.
 *
 * @param synthetic the share of synthetic rows that are copies
 * @param natural the share of held-out rows that equal a training row
 */
public record Copies(double synthetic, double natural) {
  /**
   * {@return how many rows are copies}
   *
   * @param train the training rows
   * @param holdout rows that were not learnt from
   * @param synthetic with the same columns
   */
  public static Copies measure(Table train, Table holdout, Table synthetic) {
    long[] rows = hashes(train);
    Arrays.sort(rows);
    return new Copies(share(rows, synthetic), share(rows, holdout));
  }

  private static double share(long[] sorted, Table table) {
    return Arrays.stream(hashes(table)).filter(hash -> Arrays.binarySearch(sorted, hash) >= 0).count()
        / (double) table.rows();
  }

  private static long[] hashes(Table table) {
    long[] hashes = new long[table.rows()];
    for (Column column : table.columns()) {
      switch (column) {
        case Numbers numbers -> {
          for (int r = 0; r < hashes.length; r++) {
            // 0.0 and −0.0 are equal.
            hashes[r] = ContentHash.of(hashes[r] ^ Double.doubleToLongBits(numbers.values()[r] + 0.0));
          }
        }
        case Words words -> {
          long[] ofLevels = words.levels().stream().mapToLong(word -> ContentHash.of(word, 0)).toArray();
          for (int r = 0; r < hashes.length; r++) {
            int code = words.codes()[r];
            hashes[r] = ContentHash.of(hashes[r] ^ (code == Words.MISSING ? 1 : ofLevels[code]));
          }
        }
      }
    }
    return hashes;
  }
}
