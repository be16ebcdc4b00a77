package dev.millrace.flow.transport;

import java.util.Arrays;

import dev.millrace.flow.Sizes;

/**
 * The matrix of all costs of a problem, with rows padded by infinite costs.
 *
 * @param cost [rows, stride]
 * @param stride length of a row
 */
record CostMatrix(double[] cost, int stride) {
  /** Coordinates per block of a product: those of 32 columns, which are multiplied at a time, fill 32 KiB. */
  private static final int DEPTH = 128;

  /** A square matrix, padded. */
  static double[] padded(double[] cost, int n) {
    int stride = DenseSolver.stride(n);
    double[] padded = new double[Sizes.product(n, stride)];
    for (int i = 0; i < n; i++) {
      System.arraycopy(cost, i * n, padded, i * stride, n);
    }
    pad(padded, n, n, stride);
    return padded;
  }

  /**
   * Costs computed from differences of coordinates, which is accurate, and fast in few dimensions. The numbers of
   * sources and targets may differ.
   */
  static CostMatrix ofDifferences(Points points) {
    int n = points.count();
    int dim = points.dim();
    int rows = points.x().length / dim;
    int stride = DenseSolver.stride(n);
    double[] cost = new double[Sizes.product(rows, stride)];
    double[] y = new double[n];
    for (int d = 0; d < dim; d++) {
      for (int j = 0; j < n; j++) {
        y[j] = points.y()[j * dim + d];
      }
      for (int i = 0; i < rows; i++) {
        double x = points.x()[i * dim + d];
        int at = i * stride;
        for (int j = 0; j < n; j++) {
          double difference = x - y[j];
          cost[at + j] += difference * difference;
        }
      }
    }
    if (!points.squared()) {
      for (int at = 0; at < cost.length; at++) {
        cost[at] = Math.sqrt(cost[at]);
      }
    }
    pad(cost, rows, n, stride);
    return new CostMatrix(cost, stride);
  }

  /**
   * Squared distances minus ‖x‖² + ‖y‖², which does not change the optimal pairing: −2 times a matrix product. One
   * block of coordinates at a time is converted to double precision, so that it remains in the cache.
   */
  static CostMatrix ofProducts(PointProblem problem, Scans scans) {
    int n = problem.count();
    int dim = problem.dim();
    int stride = (n + Scans.PANEL - 1) / Scans.PANEL * Scans.PANEL;
    double[] cost = new double[Sizes.product(n, stride)];
    double[] x = new double[Sizes.product(n, DEPTH)];
    double[] y = new double[Sizes.product(stride, DEPTH)];
    double[] row = new double[DEPTH];
    for (int from = 0; from < dim; from += DEPTH) {
      int depth = Math.min(DEPTH, dim - from);
      for (int i = 0; i < n; i++) {
        problem.sources().read(i, from, depth, problem.sourceShift(), x, i * depth);
      }
      for (int j = 0; j < n; j++) {
        problem.targets().read(j, from, depth, problem.targetShift(), row, 0);
        int at = j / Scans.PANEL * depth * Scans.PANEL + j % Scans.PANEL;
        for (int k = 0; k < depth; k++) {
          y[at + k * Scans.PANEL] = -2 * row[k];
        }
      }
      scans.addProducts(x, n, depth, y, stride, cost);
    }
    pad(cost, n, n, stride);
    return new CostMatrix(cost, stride);
  }

  private static void pad(double[] cost, int rows, int n, int stride) {
    for (int i = 0; i < rows; i++) {
      Arrays.fill(cost, i * stride + n, (i + 1) * stride, Double.POSITIVE_INFINITY);
    }
  }
}
