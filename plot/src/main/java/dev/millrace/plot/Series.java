package dev.millrace.plot;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * One named curve against a number. The points may be given in any order; they are stored and drawn in ascending order
 * of x.
 *
 * @param name in the legend; an empty name is not shown
 * @param x [count], finite, count ≥ 1
 * @param y [count]; a value that is not finite leaves a gap
 * @param error [count], an error bar of y ± error is drawn at every point whose error is finite and above 0; or empty
 *           for no bars
 */
// Used once and never compared, so the arrays' identity as equality does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record Series(String name, double[] x, double[] y, double[] error) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there are no points, an x is not finite, or lengths differ
   */
  public Series {
    Check.atLeast("points of the series '" + name + "'", x.length, 1);
    Check.sameLength("x of the series '" + name + "'", x.length, "y", y.length);
    if (error.length > 0) {
      Check.sameLength("x of the series '" + name + "'", x.length, "error", error.length);
    }
    for (double value : x) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("x of the series '" + name + "' must be finite, not " + value);
      }
    }
    double[] key = x;
    int[] order = IntStream.range(0, x.length).boxed().sorted(Comparator.comparingDouble(i -> key[i]))
        .mapToInt(i -> i).toArray();
    x = permuted(x, order);
    y = permuted(y, order);
    error = error.length == 0 ? error : permuted(error, order);
  }

  /**
   * A curve without error bars.
   *
   * @param name the name in the key
   * @param x the horizontal values
   * @param y the vertical values
   */
  public Series(String name, double[] x, double[] y) {
    this(name, x, y, new double[0]);
  }

  private static double[] permuted(double[] values, int[] order) {
    return IntStream.of(order).mapToDouble(i -> values[i]).toArray();
  }

  /** The error of a point, 0 if there is none. */
  double errorAt(int i) {
    return error.length > 0 && Double.isFinite(error[i]) ? Math.max(0, error[i]) : 0;
  }
}
