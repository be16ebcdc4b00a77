package dev.millrace.tables.kind.train;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

import dev.millrace.flow.random.ContentHash;
import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;

/**
 * Chooses the rows that are not learnt by their values alone, so that machines that have different rows, and whoever reads some
 * of them later, choose the same. Rows that are equal are all learnt, or none is.
 *
 * @param share the share of the rows that are not learnt, 0 to 1, about
 * @param seed chooses them
 */
public record ContentSplit(double share, long seed) {
  /**
   * {@return the rows that are learnt, or those that are not}
   *
   * @param table the learnt columns of some rows
   * @param learnt which
   */
  public int[] rows(Table table, boolean learnt) {
    if (share == 0) {
      return learnt ? IntStream.range(0, table.rows()).toArray() : new int[0];
    }
    long key = new Seed(seed).generator(Seed.Purpose.SPLIT, 0, 0).nextLong();
    long[] hashes = new long[table.rows()];
    Arrays.fill(hashes, key);
    for (Column column : table.columns()) {
      IntToLongFunction bits = bits(column);
      for (int row = 0; row < hashes.length; row++) {
        hashes[row] = ContentHash.of(hashes[row] ^ bits.applyAsLong(row));
      }
    }
    return IntStream.range(0, hashes.length).filter(row -> ContentHash.unit(hashes[row]) < share != learnt).toArray();
  }

  private static IntToLongFunction bits(Column column) {
    return switch (column) {
      case Numbers numbers -> row -> Double.doubleToLongBits(numbers.values()[row] + 0.0);
      case Words words -> {
        long[] levels = words.levels().stream().mapToLong(level -> ContentHash.of(level, 0)).toArray();
        yield row -> words.isMissing(row) ? 0 : levels[words.codes()[row]];
      }
    };
  }
}
