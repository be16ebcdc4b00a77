package dev.millrace.tables.measure;

import java.util.Arrays;

/** The area under the ROC curve, by ranks (Mann and Whitney 1947). */
final class RankSum {
  private RankSum() {
  }

  /** The probability that a number of the first kind is greater than one of the second; ties count half. */
  static double auc(double[] greater, double[] less) {
    double[] sorted = less.clone();
    Arrays.sort(sorted);
    double sum = 0;
    for (double value : greater) {
      sum += (below(sorted, value) + below(sorted, Math.nextUp(value))) / 2.0;
    }
    return sum / greater.length / less.length;
  }

  /** How many are less than a value. */
  private static int below(double[] sorted, double value) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < value) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
