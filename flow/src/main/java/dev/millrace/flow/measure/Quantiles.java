package dev.millrace.flow.measure;

import java.util.Arrays;

/** Quantiles of values, interpolated linearly between the two nearest in order (Hyndman and Fan 1996, definition 7). */
public final class Quantiles {
  private Quantiles() {
  }

  /**
   * The quantiles at some levels.
   *
   * @param values [count], at least one value, in any order; not changed
   * @param levels each 0 (least) to 1 (greatest)
   * @return one quantile per level, [levels]
   * @throws IllegalArgumentException if there is no value or a level is out of range
   */
  public static double[] of(double[] values, double... levels) {
    if (values.length == 0) {
      throw new IllegalArgumentException("quantiles of no values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Arrays.stream(levels).map(level -> at(sorted, level)).toArray();
  }

  private static double at(double[] sorted, double level) {
    if (!(level >= 0 && level <= 1)) {
      throw new IllegalArgumentException("level = " + level + ", expected 0 to 1");
    }
    double place = level * (sorted.length - 1);
    int below = (int) place;
    double above = sorted[Math.min(below + 1, sorted.length - 1)];
    return sorted[below] + (place - below) * (above - sorted[below]);
  }
}
