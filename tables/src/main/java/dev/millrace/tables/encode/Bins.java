package dev.millrace.tables.encode;

import java.util.Arrays;

/**
 * The distribution of a column's numbers: consecutive ranges of values, each with the number of rows in it. A column of
 * few different values has one range for each; in a long column near values share a range, in which they lie evenly.
 * Ranges are finer towards both ends, where few rows span much.
 *
 * @param low the smallest value of each range, ascending
 * @param high the greatest value of each range
 * @param counts the rows of each range, at least 1
 */
record Bins(double[] low, double[] high, int[] counts) {
  /** Up to so many different values each have a range of their own; above, ranges have about equal counts. */
  static final int MOST = 4096;
  private static final int FINER_TOWARDS_ENDS = 32;

  /**
   * Counts values.
   *
   * @param sorted ascending; no NaN
   */
  static Bins of(double[] sorted) {
    int n = sorted.length;
    int distinct = 0;
    for (int i = 0; i < n; i++) {
      distinct += i == 0 || sorted[i] != sorted[i - 1] ? 1 : 0;
    }
    int share = distinct <= MOST ? 1 : Math.ceilDiv(n, MOST);
    double[] low = new double[Math.min(distinct, 4 * MOST)];
    double[] high = new double[low.length];
    int[] counts = new int[low.length];
    int bins = 0;
    for (int i = 0; i < n;) {
      int end = i + 1;
      while (end < n && sorted[end] == sorted[i]) {
        end++;
      }
      int fromEnd = Math.min(i, n - end) / FINER_TOWARDS_ENDS;
      int most = Math.max(1, Math.min(share, fromEnd));
      if (bins == 0 || end - i >= share || counts[bins - 1] + end - i > most) {
        if (bins == low.length) {
          low = Arrays.copyOf(low, 2 * bins);
          high = Arrays.copyOf(high, 2 * bins);
          counts = Arrays.copyOf(counts, 2 * bins);
        }
        low[bins] = sorted[i];
        bins++;
      }
      high[bins - 1] = sorted[i];
      counts[bins - 1] += end - i;
      i = end;
    }
    return new Bins(Arrays.copyOf(low, bins), Arrays.copyOf(high, bins), Arrays.copyOf(counts, bins));
  }

  int size() {
    return low.length;
  }

  /** The number of all rows. */
  long total() {
    return Arrays.stream(counts).asLongStream().sum();
  }

  /** The range of a value; of a value in a gap or outside, the nearest. */
  int find(double value) {
    int at = Arrays.binarySearch(low, value);
    if (at >= 0) {
      return at;
    }
    int after = -at - 1;
    if (after == 0) {
      return 0;
    }
    int before = after - 1;
    return after == low.length || value <= high[before] || value - high[before] <= low[after] - value ? before : after;
  }

  /** Arrays are compared by their contents. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Bins(double[] l, double[] h, int[] c) && Arrays.equals(low, l) && Arrays.equals(high, h)
        && Arrays.equals(counts, c);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(low);
  }

  @Override
  public String toString() {
    return size() + " ranges from " + (size() == 0 ? "" : low[0] + " to " + high[size() - 1]);
  }
}
