package dev.millrace.flow.transport;

import java.util.Arrays;

/**
 * Splits points along the coordinate in which they extend farthest, as in the construction of k-d trees (Bentley 1975).
 */
public final class Bisection {
  private Bisection() {
  }

  /**
   * Divides points into compact groups whose sizes differ by at most one.
   *
   * @param points row-major [count, dim]
   * @param dim the number of columns
   * @param groups number of groups, 1 to count
   * @return the group of each point [count], from 0
   */
  public static int[] groups(float[] points, int dim, int groups) {
    int[] order = new int[points.length / dim];
    if (groups < 1 || groups > order.length) {
      throw new IllegalArgumentException("groups = " + groups + ", expected 1 to " + order.length);
    }
    Arrays.setAll(order, i -> i);
    int[] group = new int[order.length];
    divide(order, 0, order.length, 0, groups, doubles(points), dim, group);
    return group;
  }

  private static void divide(int[] order, int from, int to, int first, int groups, double[] points, int dim,
      int[] group) {
    if (groups == 1) {
      for (int i = from; i < to; i++) {
        group[order[i]] = first;
      }
      return;
    }
    int left = groups / 2;
    int middle = from + (int) ((long) (to - from) * left / groups);
    split(order, from, to, middle, points, dim);
    divide(order, from, middle, first, left, points, dim, group);
    divide(order, middle, to, first + left, groups - left, points, dim, group);
  }

  /**
   * Reorders a range of indices so that the positions before {@code middle} hold the points with the least values of
   * the coordinate that has the widest extent.
   */
  static void split(int[] order, int from, int to, int middle, double[] points, int dim) {
    int widest = 0;
    double width = -1;
    for (int k = 0; k < dim; k++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        double value = points[order[i] * dim + k];
        low = value < low ? value : low;
        high = value > high ? value : high;
      }
      if (high - low > width) {
        width = high - low;
        widest = k;
      }
    }
    select(order, from, to, middle, points, dim, widest);
  }

  /** Copies the numbers to double precision. */
  static double[] doubles(float[] values) {
    double[] same = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      same[i] = values[i];
    }
    return same;
  }

  /** Hoare's selection: afterwards, what is before {@code middle} is not greater than what is at or after it. */
  private static void select(int[] order, int from, int to, int middle, double[] points, int dim, int k) {
    int low = from;
    int high = to - 1;
    while (low < high) {
      double pivot = points[order[(low + high) >>> 1] * dim + k];
      int i = low;
      int j = high;
      while (i <= j) {
        while (points[order[i] * dim + k] < pivot) {
          i++;
        }
        while (points[order[j] * dim + k] > pivot) {
          j--;
        }
        if (i <= j) {
          int swapped = order[i];
          order[i++] = order[j];
          order[j--] = swapped;
        }
      }
      if (middle <= j) {
        high = j;
      } else if (middle >= i) {
        low = i;
      } else {
        return;
      }
    }
  }
}
