package dev.millrace.flow.transport;

/**
 * An order of points in which neighbours in space are near each other: halves along the widest coordinate, again and again.
 * Every aligned run of {@value Scans#BLOCK} points fills a box of its own. On a line this sorts.
 */
final class SpatialOrder {
  private final double[] points;
  private final int dim;
  private final int[] order;

  /** The order, as indices into the points. */
  static int[] of(double[] points, int dim) {
    int[] order = new int[points.length / dim];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    new SpatialOrder(points, dim, order).split(0, order.length);
    return order;
  }

  private SpatialOrder(double[] points, int dim, int[] order) {
    this.points = points;
    this.dim = dim;
    this.order = order;
  }

  private void split(int from, int to) {
    int count = to - from;
    if (count <= 1) {
      return;
    }
    int grain = count > Scans.BLOCK ? Scans.BLOCK : 1;
    int middle = from + (count + grain - 1) / grain / 2 * grain;
    select(from, to - 1, middle, widest(from, to));
    split(from, middle);
    split(middle, to);
  }

  private int widest(int from, int to) {
    int widest = 0;
    double width = -1;
    for (int d = 0; d < dim; d++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        double value = points[order[i] * dim + d];
        low = value < low ? value : low;
        high = value > high ? value : high;
      }
      if (high - low > width) {
        width = high - low;
        widest = d;
      }
    }
    return widest;
  }

  /** Hoare's selection: what lies before {@code middle} is no greater than what lies from there on. */
  private void select(int first, int last, int middle, int d) {
    int low = first;
    int high = last;
    while (low < high) {
      double pivot = points[order[(low + high) >>> 1] * dim + d];
      int i = low;
      int j = high;
      while (i <= j) {
        while (points[order[i] * dim + d] < pivot) {
          i++;
        }
        while (points[order[j] * dim + d] > pivot) {
          j--;
        }
        if (i <= j) {
          int swap = order[i];
          order[i++] = order[j];
          order[j--] = swap;
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
