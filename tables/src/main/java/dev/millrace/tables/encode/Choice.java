package dev.millrace.tables.encode;

import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/** The choice of a level from its shares. */
final class Choice {
  private Choice() {
  }

  /**
   * The index of the greatest share, or one drawn by the shares; negative shares count as 0.
   *
   * @param x shares
   * @param at the first
   * @param count how many
   * @param excluded an index that is never chosen; −1 for none
   */
  static int of(float[] x, int at, int count, int excluded, @Nullable RandomGenerator random) {
    int greatest = excluded == 0 && count > 1 ? 1 : 0;
    double sum = 0;
    for (int j = 0; j < count; j++) {
      if (j != excluded) {
        greatest = x[at + j] > x[at + greatest] ? j : greatest;
        sum += Math.max(0, x[at + j]);
      }
    }
    if (random == null || !(sum > 0)) {
      return greatest;
    }
    double left = random.nextDouble() * sum;
    for (int j = 0; j < count; j++) {
      if (j != excluded) {
        left -= Math.max(0, x[at + j]);
        if (left < 0) {
          return j;
        }
      }
    }
    return greatest;
  }
}
