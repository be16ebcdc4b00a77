package dev.millrace.tables.measure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The shares of the combinations of two columns' levels.
 *
 * @param shares of the combinations that occur; the level of the first column is in the upper half of the key
 */
record Contingency(Map<Long, Double> shares) {
  /** Combinations that are counted in an array. */
  private static final long MOST_CELLS = 1 << 20;

  static Contingency of(Trend.Coded a, Trend.Coded b) {
    int rows = a.codes().length;
    int width = b.count();
    Map<Long, Double> shares = new HashMap<>();
    if ((long) a.count() * width <= MOST_CELLS) {
      int[] counts = new int[a.count() * width];
      for (int r = 0; r < rows; r++) {
        counts[a.codes()[r] * width + b.codes()[r]]++;
      }
      for (int cell = 0; cell < counts.length; cell++) {
        if (counts[cell] > 0) {
          shares.put(key(cell / width, cell % width), counts[cell] / (double) rows);
        }
      }
      return new Contingency(shares);
    }
    long[] keys = new long[rows];
    Arrays.setAll(keys, r -> key(a.codes()[r], b.codes()[r]));
    for (long key : keys) {
      shares.merge(key, 1.0 / rows, Double::sum);
    }
    return new Contingency(shares);
  }

  private static long key(int a, int b) {
    return (long) a << Integer.SIZE | b;
  }

  double halfOfDifferences(Contingency other) {
    double sum = 0;
    for (Map.Entry<Long, Double> entry : shares.entrySet()) {
      sum += Math.abs(entry.getValue() - other.shares.getOrDefault(entry.getKey(), 0.0));
    }
    for (Map.Entry<Long, Double> entry : other.shares.entrySet()) {
      sum += shares.containsKey(entry.getKey()) ? 0 : entry.getValue();
    }
    return sum / 2;
  }

  /** How strongly the columns depend on each other, 0 to 1; NaN if one is constant (Cramér 1946). */
  double cramersV() {
    Map<Integer, Double> ofA = new HashMap<>();
    Map<Integer, Double> ofB = new HashMap<>();
    shares.forEach((key, share) -> {
      ofA.merge((int) (key >> Integer.SIZE), share, Double::sum);
      ofB.merge(key.intValue(), share, Double::sum);
    });
    double sum = 0;
    for (Map.Entry<Long, Double> entry : shares.entrySet()) {
      double expected = ofA.getOrDefault((int) (entry.getKey() >> Integer.SIZE), 0.0)
          * ofB.getOrDefault(entry.getKey().intValue(), 0.0);
      sum += entry.getValue() * entry.getValue() / expected;
    }
    int least = Math.min(ofA.size(), ofB.size());
    return least > 1 ? Math.sqrt(Math.clamp((sum - 1) / (least - 1), 0, 1)) : Double.NaN;
  }
}
