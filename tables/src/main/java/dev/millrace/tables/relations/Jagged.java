package dev.millrace.tables.relations;

/**
 * Whether some values of a column are much more frequent than their neighbours, as prices that end in 99, or weights just
 * above a whole carat: a formula with a learnt difference would blur them.
 */
final class Jagged {
  /** With fewer rows to a value, counts say little. */
  private static final int LEAST_REPEATS = 8;
  private static final double MOST = 0.3;

  private Jagged() {
  }

  /**
   * Whether counts differ from the mean of their neighbours' by more than this part, beyond chance.
   *
   * @param sorted the values, ascending
   * @param unit the distance of neighbours
   */
  static boolean is(double[] sorted, double unit) {
    return of(sorted, unit) > MOST;
  }

  static double of(double[] sorted, double unit) {
    long first = Math.round(sorted[0] / unit);
    long places = Math.round(sorted[sorted.length - 1] / unit) - first + 1;
    if (places > (1 << 20)) {
      return 0;
    }
    int[] counts = new int[(int) places];
    int distinct = 0;
    for (double value : sorted) {
      distinct += counts[(int) (Math.round(value / unit) - first)]++ == 0 ? 1 : 0;
    }
    if (sorted.length < (long) LEAST_REPEATS * distinct) {
      return 0;
    }
    double differences = 0;
    double squares = 0;
    for (int i = 1; i < counts.length - 1; i++) {
      double neighbours = 0.5 * (counts[i - 1] + counts[i + 1]);
      // The variance of the difference of Poisson counts.
      differences += (counts[i] - neighbours) * (counts[i] - neighbours) - counts[i] - 0.5 * neighbours;
      squares += (double) counts[i] * counts[i];
    }
    return Math.sqrt(Math.max(0, differences) / Math.max(1, squares));
  }
}
