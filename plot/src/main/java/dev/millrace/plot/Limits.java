package dev.millrace.plot;

import java.util.Arrays;

/**
 * The rectangle of the plane that a picture shows, and what its axes are called.
 *
 * @param xMin left edge
 * @param xMax right edge, above xMin
 * @param yMin lower edge
 * @param yMax upper edge, above yMin
 * @param across name of the horizontal axis; may be empty
 * @param up name of the vertical axis; may be empty
 */
public record Limits(double xMin, double xMax, double yMin, double yMax, String across, String up) {
  private static final double UNLIKE = 20;
  private static final double FARTHEST = 10;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if an edge is not finite, or the two edges of an axis are not in order, or are
   *           closer together than a picture can resolve (a billionth of their magnitude)
   */
  public Limits {
    checkPair("x", xMin, xMax);
    checkPair("y", yMin, yMax);
  }

  /**
   * Limits of axes without names.
   *
   * @param xMin the left edge
   * @param xMax the right edge
   * @param yMin the lower edge
   * @param yMax the upper edge
   */
  public Limits(double xMin, double xMax, double yMin, double yMax) {
    this(xMin, xMax, yMin, yMax, "", "");
  }

  /**
   * {@return the same limits, with names for the axes} Either name may be empty.
   *
   * @param acrossName the name of the horizontal axis
   * @param upName the name of the vertical axis
   */
  public Limits named(String acrossName, String upName) {
    return new Limits(xMin, xMax, yMin, yMax, acrossName, upName);
  }

  /**
   * {@return whether the ranges of x and y differ so much, 20 : 1 or more, that they cannot be in the same unit, such
   * as age and income} Each axis of a picture then has its own scale.
   */
  public boolean unitsDiffer() {
    double ratio = (xMax - xMin) / (yMax - yMin);
    return Math.max(ratio, 1 / ratio) >= UNLIKE;
  }

  private static void checkPair(String axis, double min, double max) {
    double smallest = Math.max(Float.MIN_NORMAL, 1e-9 * Math.max(Math.abs(min), Math.abs(max)));
    double length = max - min;
    if (!(length >= smallest && length < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          axis + " limits must be finite and in order, and not too close together: [" + min + ", " + max + "]");
    }
  }

  /**
   * {@return the limits that show nearly all of some point sets: from the 0.1% to the 99.9% quantile of all their
   * points together, for each axis separately, so that a few outliers cannot shrink the rest} If all points coincide,
   * the limits are a small interval around them. Points that are not finite are ignored.
   *
   * @param margin how much to add on each side, as a fraction of the distance between the quantiles; ≥ 0
   * @param pointSets each [count, 2]
   * @throws IllegalArgumentException if the margin is negative or not finite, a length is odd, or no point is finite
   */
  public static Limits around(double margin, float[]... pointSets) {
    if (!(margin >= 0 && margin < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("margin must be finite and ≥ 0, not " + margin);
    }
    int total = 0;
    for (float[] points : pointSets) {
      Check.points("points", points);
      total += points.length / 2;
    }
    double[] xs = new double[total];
    double[] ys = new double[total];
    int finite = 0;
    for (float[] points : pointSets) {
      for (int i = 0; i < points.length; i += 2) {
        if (Float.isFinite(points[i]) && Float.isFinite(points[i + 1])) {
          xs[finite] = points[i];
          ys[finite++] = points[i + 1];
        }
      }
    }
    if (finite == 0) {
      throw new IllegalArgumentException("0 of " + total + " points are finite, so there are no limits around them");
    }
    double[] x = interval(Arrays.copyOf(xs, finite), 0.001, 0.999, margin);
    double[] y = interval(Arrays.copyOf(ys, finite), 0.001, 0.999, margin);
    return new Limits(x[0], x[1], y[0], y[1]);
  }

  /**
   * {@return the limits that show the whole trajectories of some particles, and nearly all of some points as {@link
   * #around} does} A position outside the latter limits by more than ten times their length is ignored, so that a
   * particle that diverged cannot shrink the rest.
   *
   * @param margin how much to add on each side, as a fraction of the distance shown; ≥ 0
   * @param path [times, count, 2]
   * @param points [pointCount, 2]
   * @throws IllegalArgumentException if the margin is negative or not finite, a length is odd, or no point is finite
   */
  public static Limits aroundPath(double margin, float[][] path, float[] points) {
    Limits usual = around(0, path[0], path[path.length - 1], points);
    double[] x = {usual.xMin, usual.xMax};
    double[] y = {usual.yMin, usual.yMax};
    for (float[] state : path) {
      Check.points("path", state);
      for (int i = 0; i < state.length; i += 2) {
        extend(x, state[i], usual.xMin, usual.xMax);
        extend(y, state[i + 1], usual.yMin, usual.yMax);
      }
    }
    double moreX = margin * (x[1] - x[0]);
    double moreY = margin * (y[1] - y[0]);
    return new Limits(x[0] - moreX, x[1] + moreX, y[0] - moreY, y[1] + moreY);
  }

  private static void extend(double[] interval, double value, double min, double max) {
    double far = FARTHEST * (max - min);
    if (value >= min - far && value <= max + far) {
      interval[0] = Math.min(interval[0], value);
      interval[1] = Math.max(interval[1], value);
    }
  }

  /** The interval between two quantiles of finite values (which it sorts), widened. Its length is never 0. */
  static double[] interval(double[] values, double lower, double upper, double margin) {
    Arrays.sort(values);
    double low = quantile(values, lower);
    double high = quantile(values, upper);
    double magnitude = Math.max(Math.abs(low), Math.abs(high));
    if (high - low <= 1e-6 * magnitude || high - low < Float.MIN_NORMAL) {
      double half = Math.max(0.5, 1e-3 * magnitude);
      return new double[]{low - half, high + half};
    }
    double extra = margin * (high - low);
    return new double[]{low - extra, high + extra};
  }

  /** The quantile q of sorted values, linear between order statistics. */
  static double quantile(double[] sorted, double q) {
    double position = q * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
