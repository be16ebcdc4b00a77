package dev.millrace.flow.transport;

/**
 * An order of points in which neighbours in space are near each other: the points are divided recursively in halves
 * along the widest coordinate. Every aligned run of {@value Scans#BLOCK} points has its own box. In one dimension this
 * sorts the points.
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
    Bisection.split(order, from, to, middle, points, dim);
    split(from, middle);
    split(middle, to);
  }
}
