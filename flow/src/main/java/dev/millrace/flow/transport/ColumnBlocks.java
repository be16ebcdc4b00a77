package dev.millrace.flow.transport;

import java.util.Arrays;

import dev.millrace.flow.Sizes;

/**
 * Finds the cheap columns of a row without examining all of them. Columns are grouped in blocks of {@value Scans#BLOCK}
 * neighbours. The reduced cost of every column in a block is at least the distance to the block's bounding box minus
 * the greatest price in the block.
 */
final class ColumnBlocks {
  private static final int B = Scans.BLOCK;
  /**
   * Lowers the bound a little, because the cost of a column on the boundary of its box is summed in a different order.
   */
  private static final double BELOW_ROUNDING = 1 - 1e-12;

  /**
   * The prices, which may fall at any time, but not rise. Those after the last column are −∞, so that no column is
   * found there.
   */
  final double[] v;
  /** Results of {@link #collect}: columns, their costs, and their costs minus their prices. */
  final int[] found;
  final double[] foundCost;
  final double[] foundReduced;

  private final int n;
  private final int dim;
  private final boolean squared;
  private final int blocks;
  private final double[] x;
  private final double[] y;
  private final double[] low;
  private final double[] high;
  private final double[] greatest;
  private final double[] bound;
  private final double[] point;
  private final double[] costs = new double[B];
  private final Scans scans;

  /**
   * Makes the blocks.
   *
   * @param points the points, with y in an order in which every run of {@value Scans#BLOCK} has a small bounding box;
   *     there may be fewer x than y
   * @param prices [count of y]
   */
  ColumnBlocks(Points points, double[] prices, Scans scans) {
    this.scans = scans;
    n = prices.length;
    dim = points.dim();
    squared = points.squared();
    blocks = (n + B - 1) / B;
    x = points.x();
    y = new double[Sizes.product(blocks, dim, B)];
    low = new double[Sizes.product(dim, blocks)];
    high = new double[Sizes.product(dim, blocks)];
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
    for (int j = 0; j < n; j++) {
      int b = j / B;
      for (int d = 0; d < dim; d++) {
        double value = points.y()[j * dim + d];
        y[(b * dim + d) * B + j % B] = value;
        low[d * blocks + b] = Math.min(low[d * blocks + b], value);
        high[d * blocks + b] = Math.max(high[d * blocks + b], value);
      }
    }
    v = Arrays.copyOf(prices, blocks * B);
    Arrays.fill(v, n, v.length, Double.NEGATIVE_INFINITY);
    greatest = new double[blocks];
    bound = new double[blocks];
    point = new double[dim];
    found = new int[n];
    foundCost = new double[n];
    foundReduced = new double[n];
    updateBounds();
  }

  /** The number of columns. */
  int count() {
    return n;
  }

  /** The number of rows. */
  int rows() {
    return x.length / dim;
  }

  double cost(int i, int j) {
    int at = j / B * dim * B + j % B;
    double sum = 0;
    for (int d = 0; d < dim; d++) {
      double difference = x[i * dim + d] - y[at + d * B];
      sum = Math.fma(difference, difference, sum);
    }
    return squared ? sum : Math.sqrt(sum);
  }

  /**
   * Updates the greatest price of each block. Results do not depend on it, but more blocks can be skipped afterwards.
   */
  void updateBounds() {
    for (int b = 0; b < blocks; b++) {
      double price = Double.NEGATIVE_INFINITY;
      for (int j = b * B; j < b * B + B; j++) {
        price = v[j] > price ? v[j] : price;
      }
      greatest[b] = price;
    }
  }

  /**
   * Finds all columns j with c_ij − v_j ≤ limit, in ascending order.
   *
   * @return the number of columns found
   */
  int collect(int i, double limit) {
    System.arraycopy(x, i * dim, point, 0, dim);
    boundBlocks();
    int count = 0;
    for (int b = 0; b < blocks; b++) {
      if (bound[b] <= limit) {
        scans.squares(point, dim, y, b * dim * B, costs);
        if (!squared) {
          for (int q = 0; q < B; q++) {
            costs[q] = Math.sqrt(costs[q]);
          }
        }
        for (long bits = scans.within(costs, v, b * B, limit); bits != 0; bits &= bits - 1) {
          int q = Long.numberOfTrailingZeros(bits);
          int j = b * B + q;
          found[count] = j;
          foundCost[count] = costs[q];
          foundReduced[count++] = costs[q] - v[j];
        }
      }
    }
    return count;
  }

  private void boundBlocks() {
    Arrays.fill(bound, 0);
    for (int d = 0; d < dim; d++) {
      double p = point[d];
      int at = d * blocks;
      for (int b = 0; b < blocks; b++) {
        double outside = Math.max(Math.max(low[at + b] - p, p - high[at + b]), 0.0);
        bound[b] += outside * outside;
      }
    }
    if (!squared) {
      for (int b = 0; b < blocks; b++) {
        bound[b] = Math.sqrt(bound[b]);
      }
    }
    for (int b = 0; b < blocks; b++) {
      bound[b] = bound[b] * BELOW_ROUNDING - greatest[b];
    }
  }
}
