package dev.millrace.flow.measure;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The squared Fréchet distance between Gaussians fitted to two sets (Dowson and Landau 1982), as is usual since Heusel
 * et al. (2017): |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2·(Σ₁Σ₂)^½). With the features of Inception-v3 it is called FID; with other
 * features it is not comparable to FID.
 *
 * <p>With Σ₁ = L₁ᵀL₁ and Σ₂ = L₂ᵀL₂, tr (Σ₁Σ₂)^½ is the sum of the singular values of L₁L₂ᵀ. No square root of an
 * eigenvalue near 0 is taken, so no digits are lost for covariances of any rank, such as those of sets with fewer
 * points than dimensions. The ranks show such sets: their distance is that of Gaussians on hyperplanes, and is far
 * above that of larger samples.
 *
 * @param value means + spreads
 * @param means |μ₁ − μ₂|²
 * @param spreads tr(Σ₁ + Σ₂ − 2·(Σ₁Σ₂)^½), at least 0
 * @param rankA rank of the first covariance
 * @param rankB rank of the second covariance
 * @param dim the dimension of the points, which is the greatest possible rank
 */
public record FrechetDistance(double value, double means, double spreads, int rankA, int rankB, int dim) {
  /**
   * The cosine below which rows count as orthogonal; the relative error of a singular value is of the order of its
   * square.
   */
  private static final double ORTHOGONAL = 1e-10;
  private static final int MOST_SWEEPS = 60;

  /**
   * {@return the distance between two sets}
   *
   * @param a [n, dim], n ≥ 2
   * @param b [m, dim], m ≥ 2
   * @param dim the number of columns
   * @param threads number of threads, at least 1; the result does not depend on it
   * @throws IllegalArgumentException if a set has fewer than two points, the last one is incomplete, or one is not
   *     finite
   */
  public static FrechetDistance between(float[] a, float[] b, int dim, int threads) {
    return between(FittedGaussian.of(a, dim, threads), FittedGaussian.of(b, dim, threads));
  }

  /**
   * {@return the distance between two Gaussians}
   *
   * @param a one Gaussian
   * @param b the other Gaussian
   * @throws IllegalArgumentException if their dimensions differ
   */
  public static FrechetDistance between(FittedGaussian a, FittedGaussian b) {
    if (a.dim() != b.dim()) {
      throw new IllegalArgumentException("points of %d and of %d dimensions".formatted(a.dim(), b.dim()));
    }
    double means = 0;
    for (int d = 0; d < a.dim(); d++) {
      double difference = a.mean()[d] - b.mean()[d];
      means += difference * difference;
    }
    double[][] left = a.factor();
    double[][] right = b.factor();
    double spreads = Math.max(0, a.trace() + b.trace() - 2 * singularValues(productOf(left, right)));
    return new FrechetDistance(means + spreads, means, spreads, left.length, right.length, a.dim());
  }

  /** L₁L₂ᵀ, or its transpose, whichever has fewer rows. */
  private static double[][] productOf(double[][] left, double[][] right) {
    if (left.length > right.length) {
      return productOf(right, left);
    }
    double[][] product = new double[left.length][right.length];
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < right.length; j++) {
        product[i][j] = dot(left[i], right[j]);
      }
    }
    return product;
  }

  /**
   * The sum of the singular values, by one-sided Jacobi rotations (Hestenes 1958): pairs of rows are rotated until all
   * are orthogonal; their lengths are then the singular values.
   */
  private static double singularValues(double[][] rows) {
    Arrays.sort(rows, Comparator.comparingDouble((double[] row) -> dot(row, row)).reversed());
    boolean turned = true;
    for (int sweep = 0; turned; sweep++) {
      if (sweep == MOST_SWEEPS) {
        throw new ArithmeticException("singular values not found in " + MOST_SWEEPS + " sweeps");
      }
      turned = false;
      double[] squares = Arrays.stream(rows).mapToDouble(row -> dot(row, row)).toArray();
      // Rows that contain only rounding error need not be orthogonal to the others.
      double least = Math.ulp(1.0) * Math.ulp(1.0) * Arrays.stream(squares).max().orElse(0);
      for (int p = 0; p < rows.length; p++) {
        for (int q = p + 1; q < rows.length; q++) {
          double product = dot(rows[p], rows[q]);
          if (squares[p] <= least || squares[q] <= least
              || Math.abs(product) <= ORTHOGONAL * Math.sqrt(squares[p]) * Math.sqrt(squares[q])) {
            continue;
          }
          double zeta = (squares[q] - squares[p]) / (2 * product);
          double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
          double cosine = 1 / Math.sqrt(1 + tangent * tangent);
          turn(rows[p], rows[q], cosine, cosine * tangent);
          squares[p] = Math.max(0, squares[p] - tangent * product);
          squares[q] = Math.max(0, squares[q] + tangent * product);
          turned = true;
        }
      }
    }
    return Arrays.stream(rows).mapToDouble(row -> Math.sqrt(dot(row, row))).sum();
  }

  private static void turn(double[] x, double[] y, double cosine, double sine) {
    for (int i = 0; i < x.length; i++) {
      double before = x[i];
      x[i] = cosine * before - sine * y[i];
      y[i] = sine * before + cosine * y[i];
    }
  }

  /** Four partial sums are computed at once, because a single sum would wait for each addition. */
  private static double dot(double[] x, double[] y) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < x.length; i += 4) {
      s0 = Math.fma(x[i], y[i], s0);
      s1 = Math.fma(x[i + 1], y[i + 1], s1);
      s2 = Math.fma(x[i + 2], y[i + 2], s2);
      s3 = Math.fma(x[i + 3], y[i + 3], s3);
    }
    for (; i < x.length; i++) {
      s0 = Math.fma(x[i], y[i], s0);
    }
    return s0 + s1 + (s2 + s3);
  }
}
