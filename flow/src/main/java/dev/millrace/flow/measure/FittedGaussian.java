package dev.millrace.flow.measure;

import java.util.Arrays;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.parallel.Workers;

/**
 * The Gaussian with the mean and the covariance of some points.
 *
 * @param count of the points, at least 2
 * @param mean [dim]
 * @param covariance [dim, dim], with count − 1 in the denominator
 */
// Reduced to a distance, never compared: the arrays' identity as equality does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record FittedGaussian(int count, double[] mean, double[] covariance) {
  private static final int TASK_ROWS = 8;

  /**
   * Fits the points, in double precision.
   *
   * @param points [count, dim], count ≥ 2
   * @param threads how many work, at least 1; the result does not depend on it
   * @throws IllegalArgumentException if there are too few points, the last is incomplete, or one is not finite
   */
  public static FittedGaussian of(float[] points, int dim, int threads) {
    int count = Points.count(points, dim, 2);
    double[] mean = new double[dim];
    for (int i = 0; i < points.length; i++) {
      mean[i % dim] += points[i];
    }
    for (int d = 0; d < dim; d++) {
      mean[d] /= count;
      if (!Double.isFinite(mean[d])) {
        throw new IllegalArgumentException("column " + d + " holds a number that is not finite");
      }
    }
    double[][] rows = new double[dim][];
    try (Workers workers = new Workers(threads)) {
      workers.forEach(Math.ceilDiv(dim, TASK_ROWS), task -> {
        int from = task * TASK_ROWS;
        int to = Math.min(dim, from + TASK_ROWS);
        for (int i = from; i < to; i++) {
          rows[i] = new double[dim];
        }
        double[] centred = new double[dim];
        for (int p = 0; p < count; p++) {
          for (int d = from; d < dim; d++) {
            centred[d] = points[p * dim + d] - mean[d];
          }
          for (int i = from; i < to; i++) {
            addScaled(rows[i], centred[i], centred);
          }
        }
      });
    }
    double[] covariance = new double[Sizes.product(dim, dim)];
    for (int i = 0; i < dim; i++) {
      for (int j = i; j < dim; j++) {
        covariance[i * dim + j] = rows[i][j] / (count - 1);
        covariance[j * dim + i] = covariance[i * dim + j];
      }
    }
    return new FittedGaussian(count, mean, covariance);
  }

  private static void addScaled(double[] sum, double factor, double[] row) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = Math.fma(factor, row[j], sum[j]);
    }
  }

  /** The width of a point. */
  public int dim() {
    return mean.length;
  }

  /** The sum of the variances. */
  double trace() {
    double trace = 0;
    for (int d = 0; d < mean.length; d++) {
      trace += covariance[d * mean.length + d];
    }
    return trace;
  }

  /**
   * A factor L of the covariance = Lᵀ·L, of as many rows as the covariance has rank: Cholesky's with the greatest variance that
   * is left taken first (Higham 1990, "Analysis of the Cholesky decomposition of a semi-definite matrix"), until rounding is
   * all that is left.
   */
  double[][] factor() {
    int dim = mean.length;
    double[] left = new double[dim];
    Arrays.setAll(left, d -> covariance[d * dim + d]);
    double tolerance = dim * Math.ulp(1.0) * Arrays.stream(left).max().orElseThrow();
    double[][] rows = new double[dim][];
    for (int rank = 0; rank < dim; rank++) {
      int pivot = 0;
      for (int d = 1; d < dim; d++) {
        pivot = left[d] > left[pivot] ? d : pivot;
      }
      if (!(left[pivot] > tolerance)) {
        return Arrays.copyOf(rows, rank);
      }
      double[] row = Arrays.copyOfRange(covariance, pivot * dim, (pivot + 1) * dim);
      for (int r = 0; r < rank; r++) {
        addScaled(row, -rows[r][pivot], rows[r]);
      }
      double root = Math.sqrt(left[pivot]);
      for (int d = 0; d < dim; d++) {
        row[d] /= root;
        left[d] -= row[d] * row[d];
      }
      left[pivot] = Double.NEGATIVE_INFINITY;
      rows[rank] = row;
    }
    return rows;
  }
}
