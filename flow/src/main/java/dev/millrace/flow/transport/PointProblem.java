package dev.millrace.flow.transport;

import java.util.stream.IntStream;

import dev.millrace.flow.Sizes;

/**
 * Two sets of equally many points to pair, and shifts that move them near the origin, so that differences lose no
 * digits to rounding.
 *
 * <p>Squared distances allow each set its own shift: ‖(x − a) − (y − b)‖² differs from ‖x − y‖² by a term in x and a
 * term in y, which can be absorbed into the potentials, so the optimal pairing is the same. Plain distances need one
 * shift for both.
 *
 * @param sources x
 * @param targets y, the same number of points
 * @param sourceShift a, [dim]
 * @param targetShift b, [dim]
 * @param squared whether the cost of a pair is its squared distance; otherwise it is its distance
 */
record PointProblem(Rows sources, Rows targets, double[] sourceShift, double[] targetShift, boolean squared) {
  static PointProblem of(float[] x0, float[] x1, int dim, boolean squared) {
    checkShapes(x0.length, x1.length, dim);
    return of(new Rows.OfFloats(x0, dim), new Rows.OfFloats(x1, dim), squared);
  }

  static PointProblem of(double[] x0, double[] x1, int dim, boolean squared) {
    checkShapes(x0.length, x1.length, dim);
    return of(new Rows.OfDoubles(x0, dim), new Rows.OfDoubles(x1, dim), squared);
  }

  private static PointProblem of(Rows sources, Rows targets, boolean squared) {
    double[] ofSources = centre(sources, "source");
    double[] ofTargets = centre(targets, "target");
    return new PointProblem(sources, targets, ofSources, squared ? ofTargets : ofSources, squared);
  }

  private static void checkShapes(int length0, int length1, int dim) {
    if (dim < 1) {
      throw new IllegalArgumentException("dim = " + dim + ", expected at least 1");
    }
    if (length0 % dim != 0 || length1 % dim != 0) {
      throw new IllegalArgumentException(
          "%d numbers do not make rows of %d".formatted(length0 % dim != 0 ? length0 : length1, dim));
    }
    if (length0 != length1) {
      throw new IllegalArgumentException(
          "counts %d ≠ %d, expected as many points in both sets".formatted(length0 / dim, length1 / dim));
    }
  }

  /** The mean, rounded to float, so that subtracting it from floats is exact wherever that matters. */
  private static double[] centre(Rows rows, String name) {
    int dim = rows.dim();
    double[] none = new double[dim];
    double[] row = new double[dim];
    double[] mean = new double[dim];
    for (int i = 0; i < rows.count(); i++) {
      rows.read(i, 0, dim, none, row, 0);
      for (int d = 0; d < dim; d++) {
        mean[d] += row[d];
      }
    }
    for (int d = 0; d < dim; d++) {
      if (!Double.isFinite(mean[d])) {
        throw notFinite(rows, name);
      }
      mean[d] = rows.count() == 0 ? 0 : (float) (mean[d] / rows.count());
    }
    return mean;
  }

  private static IllegalArgumentException notFinite(Rows rows, String name) {
    int dim = rows.dim();
    double[] row = new double[dim];
    for (int i = 0; i < rows.count(); i++) {
      rows.read(i, 0, dim, new double[dim], row, 0);
      for (int d = 0; d < dim; d++) {
        if (!Double.isFinite(row[d])) {
          return new IllegalArgumentException(
              "%s row %d, column %d is %s, expected a finite number".formatted(name, i, d, row[d]));
        }
      }
    }
    return new IllegalArgumentException(name + " points are too large: their sum overflows");
  }

  int count() {
    return sources.count();
  }

  int dim() {
    return sources.dim();
  }

  /** The shifted points. */
  Points points() {
    return new Points(shifted(sources, sourceShift), shifted(targets, targetShift), dim(), squared);
  }

  /** Some of the shifted points. */
  Points points(int[] ofSources, int[] ofTargets) {
    return new Points(shifted(sources, ofSources, sourceShift), shifted(targets, ofTargets, targetShift), dim(),
        squared);
  }

  private static double[] shifted(Rows rows, double[] shift) {
    return shifted(rows, IntStream.range(0, rows.count()).toArray(), shift);
  }

  private static double[] shifted(Rows rows, int[] which, double[] shift) {
    int dim = rows.dim();
    double[] shifted = new double[Sizes.product(which.length, dim)];
    for (int i = 0; i < which.length; i++) {
      rows.read(which[i], 0, dim, shift, shifted, i * dim);
    }
    return shifted;
  }

  /** The sum of the costs of pairs, from the points as they were given. */
  double cost(int[] targetOf) {
    int dim = dim();
    double[] none = new double[dim];
    double[] x = new double[dim];
    double[] y = new double[dim];
    double total = 0;
    for (int i = 0; i < targetOf.length; i++) {
      sources.read(i, 0, dim, none, x, 0);
      targets.read(targetOf[i], 0, dim, none, y, 0);
      double sum = squaredDistance(x, y);
      total += squared ? sum : Math.sqrt(sum);
    }
    return total;
  }

  /** Four partial sums are computed at once, because a single sum would wait for each addition. */
  private static double squaredDistance(double[] x, double[] y) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int d = 0;
    for (; d + 4 <= x.length; d += 4) {
      s0 += (x[d] - y[d]) * (x[d] - y[d]);
      s1 += (x[d + 1] - y[d + 1]) * (x[d + 1] - y[d + 1]);
      s2 += (x[d + 2] - y[d + 2]) * (x[d + 2] - y[d + 2]);
      s3 += (x[d + 3] - y[d + 3]) * (x[d + 3] - y[d + 3]);
    }
    for (; d < x.length; d++) {
      s0 += (x[d] - y[d]) * (x[d] - y[d]);
    }
    return s0 + s1 + (s2 + s3);
  }
}
