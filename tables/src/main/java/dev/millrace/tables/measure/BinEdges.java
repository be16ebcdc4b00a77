package dev.millrace.tables.measure;

import java.util.Arrays;

import dev.millrace.tables.data.Numbers;

/** Ten bins of equal width, as NumPy's histogram_bin_edges and digitize make them. */
final class BinEdges {
  static final int BINS = 10;

  private BinEdges() {
  }

  /** The edges, [11]; empty if there is no value. */
  static double[] of(Numbers numbers) {
    double min = Arrays.stream(numbers.values()).filter(value -> !Double.isNaN(value)).min().orElse(Double.NaN);
    double max = Arrays.stream(numbers.values()).filter(value -> !Double.isNaN(value)).max().orElse(Double.NaN);
    if (Double.isNaN(min)) {
      return new double[0];
    }
    double low = min == max ? min - 0.5 : min;
    double width = (min == max ? 1 : max - min) / BINS;
    double[] edges = new double[BINS + 1];
    Arrays.setAll(edges, k -> k == BINS && min < max ? max : low + k * width);
    return edges;
  }

  /** The number of edges at or below each value. A missing one is above all, in SDMetrics together with the greatest value. */
  static Trend.Coded coded(Numbers numbers, double[] edges, Trend.Numeric numeric) {
    int missing = numeric == Trend.Numeric.SDMETRICS ? edges.length : BINS + 2;
    int[] codes = new int[numbers.size()];
    for (int r = 0; r < codes.length; r++) {
      double value = numbers.values()[r];
      int code = 0;
      while (code < edges.length && !(value < edges[code])) {
        code++;
      }
      codes[r] = numbers.isMissing(r) ? missing : code;
    }
    return new Trend.Coded(codes, BINS + 3);
  }
}
