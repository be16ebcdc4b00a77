package dev.millrace.flow.transport;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The distinct points of a set, its places, and how many rows lie at each. Places are numbered in the order of their first rows.
 *
 * @param of [rows]: the place of each row
 * @param first [places]: the first row at each place
 * @param mass [places]: the number of rows at each place, which sum to the number of rows
 */
record Places(int[] of, int[] first, int[] mass) {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** Finds equal rows: 0 and −0 are equal. */
  static Places of(Rows rows) {
    int n = rows.count();
    int dim = rows.dim();
    int[] of = new int[n];
    int[] first = new int[n];
    int[] mass = new int[n];
    long[] hashes = new long[n];
    int bits = Math.max(1, 33 - Integer.numberOfLeadingZeros(n));
    int[] table = new int[1 << bits];
    Arrays.fill(table, -1);
    double[] none = new double[dim];
    double[] row = new double[dim];
    double[] other = new double[dim];
    int count = 0;
    for (int i = 0; i < n; i++) {
      rows.read(i, 0, dim, none, row, 0);
      long hash = hash(row);
      int slot = (int) (hash >>> (64 - bits));
      while (table[slot] >= 0 && !(hashes[table[slot]] == hash && isAt(rows, first[table[slot]], row, none, other))) {
        slot = (slot + 1) & (table.length - 1);
      }
      if (table[slot] < 0) {
        table[slot] = count;
        hashes[count] = hash;
        first[count++] = i;
      }
      of[i] = table[slot];
      mass[of[i]]++;
    }
    return new Places(of, Arrays.copyOf(first, count), Arrays.copyOf(mass, count));
  }

  /** A place for each row. */
  static Places allDifferent(int rows) {
    int[] of = IntStream.range(0, rows).toArray();
    int[] mass = new int[rows];
    Arrays.fill(mass, 1);
    return new Places(of, of, mass);
  }

  private static long hash(double[] row) {
    long hash = MIX;
    for (double value : row) {
      // Adding 0 makes 0 of −0.
      hash = (hash ^ Double.doubleToRawLongBits(value + 0.0)) * MIX;
      hash ^= hash >>> 29;
    }
    return hash * MIX;
  }

  private static boolean isAt(Rows rows, int row, double[] point, double[] none, double[] scratch) {
    rows.read(row, 0, point.length, none, scratch, 0);
    for (int d = 0; d < point.length; d++) {
      if (scratch[d] != point[d]) {
        return false;
      }
    }
    return true;
  }

  /** The number of places. */
  int count() {
    return first.length;
  }

  /** Where the rows of each place begin in {@link #members}. */
  int[] firstMembers() {
    int[] first = new int[count()];
    for (int p = 1; p < first.length; p++) {
      first[p] = first[p - 1] + mass[p - 1];
    }
    return first;
  }

  /** The rows of each place one after another, in ascending order. */
  int[] members() {
    int[] next = firstMembers();
    int[] members = new int[of.length];
    for (int i = 0; i < of.length; i++) {
      members[next[of[i]]++] = i;
    }
    return members;
  }
}
