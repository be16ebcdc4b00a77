package dev.millrace.flow.measure;

import java.util.Arrays;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.parallel.Workers;

/**
 * The Gaussian with the mean and the covariance of some points.
 *
 * @param count the number of points, at least 2
 * @param mean [dim]
 * @param covariance [dim, dim], with count − 1 in the denominator
 */
// Instances are never compared, so it does no harm that arrays are equal only to themselves.
@SuppressWarnings("ArrayRecordComponent")
public record FittedGaussian(int count, double[] mean, double[] covariance) {
  private static final int TASK_ROWS = 8;

  /**
   * Fits a Gaussian to points, in double precision.
   *
   * @param points [count, dim], count ≥ 2
   * @param dim the number of columns
   * @param threads number of threads, at least 1; the result does not depend on it
   * @return the Gaussian
   * @throws IllegalArgumentException if there are fewer than two points, the last one is incomplete, or one is not
   *     finite
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

  /** {@return the dimension of a point} */
  public int dim() {
    return mean.length;
  }

  /** The trace of the covariance. */
  double trace() {
    double trace = 0;
    for (int d = 0; d < mean.length; d++) {
      trace += covariance[d * mean.length + d];
    }
    return trace;
  }

  /**
   * A factor L with covariance = Lᵀ·L, which has as many rows as the rank of the covariance. It is a Cholesky
   * decomposition with pivoting, which takes the greatest remaining variance first (Higham 1990, "Analysis of the
   * Cholesky decomposition of a semi-definite matrix") and stops when the remainder is only rounding error.
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
