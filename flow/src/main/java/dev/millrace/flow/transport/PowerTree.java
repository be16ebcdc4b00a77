package dev.millrace.flow.transport;

import java.util.Arrays;

import dev.millrace.flow.Sizes;

/**
 * Power-diagram queries by a k-d tree, for few dimensions.
 *
 * <p>A node bounds its points' heights from below by a plane, fitted to them by least squares, and their positions by a
 * box. At the solution of a transport problem half the height is a convex function of y whose gradient is the x that y
 * belongs to (Brenier); where it is smooth, the error of the plane is of second order, so that few nodes other than
 * that of the answer are visited, however far x is from its y. (The error of the usual bound, the distance to the box
 * minus the greatest g, is of first order: with it, hundreds of nodes are visited.)
 */
final class PowerTree implements PowerCells {
  private static final int LEAF = 8;
  /** Regularisation that keeps the fit of a plane to points on a line solvable. */
  private static final double RIDGE = 1e-6;
  /** Bounds are lowered by this fraction of their terms, which is far above any rounding error. */
  private static final double SLACK = 1e-12;

  private final int count;
  private final int dim;
  /** The index of the point at each position in the tree; points are ordered so that each node is a range. */
  private final int[] order;
  private final double[] points;
  private final double[] heights;
  private final int[] starts;
  private final int[] ends;
  /**
   * For each node: the least offset of the plane, then for each dimension the centre, slope and half width of the box.
   */
  private final double[] bounds;
  private final int stride;

  PowerTree(float[] points, int dim) {
    this.count = points.length / dim;
    this.dim = dim;
    this.stride = Sizes.product(3, dim) + 1;
    order = new int[count];
    Arrays.setAll(order, i -> i);
    int nodes = 1;
    for (int size = count; size > LEAF; size = (size + 1) / 2) {
      nodes = 2 * nodes + 1;
    }
    starts = new int[nodes];
    ends = new int[nodes];
    bounds = new double[Sizes.product(nodes, stride)];
    heights = new double[count];
    this.points = new double[Sizes.product(count, dim)];
    split(0, 0, count, Bisection.doubles(points));
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < dim; k++) {
        this.points[i * dim + k] = points[order[i] * dim + k];
      }
    }
  }

  private void split(int node, int from, int to, double[] y) {
    starts[node] = from;
    ends[node] = to;
    for (int k = 0; k < dim; k++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        low = Math.min(low, y[order[i] * dim + k]);
        high = Math.max(high, y[order[i] * dim + k]);
      }
      bounds[node * stride + 1 + 3 * k] = (low + high) / 2;
      bounds[node * stride + 3 + 3 * k] = (high - low) / 2;
    }
    if (2 * node + 2 < starts.length) {
      int middle = (from + to + 1) >>> 1;
      Bisection.split(order, from, to, middle, y, dim);
      split(2 * node + 1, from, middle, y);
      split(2 * node + 2, middle, to, y);
    }
  }

  @Override
  public void heights(double[] newHeights) {
    for (int i = 0; i < count; i++) {
      heights[i] = newHeights[order[i]];
    }
    double[] system = new double[Sizes.product(dim, dim + 1L)];
    double[] mean = new double[dim];
    for (int node = 0; node < starts.length; node++) {
      fitPlane(node, system, mean);
    }
  }

  /** Least squares for the slope; the offset is then the least one, which makes the plane a bound. */
  private void fitPlane(int node, double[] system, double[] mean) {
    int from = starts[node];
    int to = ends[node];
    Arrays.fill(mean, 0);
    double meanHeight = 0;
    for (int i = from; i < to; i++) {
      meanHeight += heights[i] / (to - from);
      for (int k = 0; k < dim; k++) {
        mean[k] += points[i * dim + k] / (to - from);
      }
    }
    Arrays.fill(system, 0);
    for (int i = from; i < to; i++) {
      for (int k = 0; k < dim; k++) {
        double e = points[i * dim + k] - mean[k];
        for (int l = 0; l <= k; l++) {
          system[k * (dim + 1) + l] += e * (points[i * dim + l] - mean[l]);
        }
        system[k * (dim + 1) + dim] += e * (heights[i] - meanHeight);
      }
    }
    solve(system);
    int at = node * stride + 1;
    for (int k = 0; k < dim; k++) {
      bounds[at + 3 * k + 1] = system[k * (dim + 1) + dim];
    }
    double least = Double.POSITIVE_INFINITY;
    for (int i = from; i < to; i++) {
      double offset = heights[i];
      for (int k = 0; k < dim; k++) {
        offset -= bounds[at + 3 * k + 1] * (points[i * dim + k] - bounds[at + 3 * k]);
      }
      least = Math.min(least, offset);
    }
    bounds[node * stride] = least;
  }

  /**
   * Solves a symmetric system, given by its lower half and right-hand side, in place; the solution is in the last
   * column.
   */
  private void solve(double[] a) {
    int row = dim + 1;
    double trace = Double.MIN_NORMAL;
    for (int k = 0; k < dim; k++) {
      trace += a[k * row + k];
    }
    for (int k = 0; k < dim; k++) {
      a[k * row + k] += RIDGE * trace;
      for (int l = 0; l < k; l++) {
        a[l * row + k] = a[k * row + l];
      }
    }
    for (int k = 0; k < dim; k++) {
      for (int i = 0; i < dim; i++) {
        double factor = i == k ? 0 : a[i * row + k] / a[k * row + k];
        for (int l = k; l <= dim && factor != 0; l++) {
          a[i * row + l] -= factor * a[k * row + l];
        }
      }
    }
    for (int k = 0; k < dim; k++) {
      a[k * row + dim] /= a[k * row + k];
    }
  }

  @Override
  public void find(float[] x, int from, int to, int[] found) {
    Search search = new Search();
    for (int i = from; i < to; i++) {
      search.run(x, i * dim, false);
      found[i] = search.best;
    }
  }

  @Override
  public void findTwo(float[] x, int from, int to, int[] found, int[] second, float[] margin) {
    Search search = new Search();
    for (int i = from; i < to; i++) {
      search.run(x, i * dim, true);
      found[i] = search.best;
      second[i] = search.second;
      margin[i] = (float) (search.secondLeast - search.least);
    }
  }

  private final class Search {
    /** A depth-first search with the nearer child first leaves at most one sibling per level. */
    private final int[] nodes = new int[64];
    private final double[] lowest = new double[64];
    private final double[] twice = new double[dim];
    private int best;
    private int second;
    private double least;
    private double secondLeast;

    void run(float[] x, int at, boolean two) {
      for (int k = 0; k < dim; k++) {
        twice[k] = 2.0 * x[at + k];
      }
      best = Integer.MAX_VALUE;
      second = Integer.MAX_VALUE;
      least = Double.POSITIVE_INFINITY;
      secondLeast = Double.POSITIVE_INFINITY;
      int waiting = 1;
      nodes[0] = 0;
      lowest[0] = Double.NEGATIVE_INFINITY;
      while (waiting > 0) {
        int node = nodes[--waiting];
        if (lowest[waiting] > (two ? secondLeast : least)) {
          continue;
        }
        double nearest = lowest[waiting];
        while (2 * node + 2 < starts.length && nearest <= (two ? secondLeast : least)) {
          int left = 2 * node + 1;
          double ofLeft = bound(left);
          double ofRight = bound(left + 1);
          boolean leftFirst = ofLeft <= ofRight;
          nodes[waiting] = leftFirst ? left + 1 : left;
          lowest[waiting++] = leftFirst ? ofRight : ofLeft;
          node = leftFirst ? left : left + 1;
          nearest = leftFirst ? ofLeft : ofRight;
        }
        if (nearest <= (two ? secondLeast : least)) {
          scan(starts[node], ends[node]);
        }
      }
    }

    private double bound(int node) {
      int at = node * stride;
      double sum = bounds[at++];
      double size = Math.abs(sum);
      for (int k = 0; k < dim; k++, at += 3) {
        double step = twice[k] * bounds[at];
        double fall = Math.abs(bounds[at + 1] - twice[k]) * bounds[at + 2];
        sum -= step + fall;
        size += Math.abs(step) + fall;
      }
      return sum - SLACK * size;
    }

    private void scan(int from, int to) {
      for (int i = from, at = from * dim; i < to; i++) {
        double height = heights[i];
        for (int k = 0; k < dim; k++) {
          height -= twice[k] * points[at++];
        }
        if (height <= secondLeast) {
          take(order[i], height);
        }
      }
    }

    private void take(int point, double height) {
      if (height < least || (height == least && point < best)) {
        second = best;
        secondLeast = least;
        best = point;
        least = height;
      } else if (height < secondLeast || (height == secondLeast && point < second)) {
        second = point;
        secondLeast = height;
      }
    }
  }
}
