package dev.millrace.flow.data;

/** What a distribution can do whose density has a closed form. */
public interface LogDensity {
  /**
   * The logarithm of the density at a point.
   *
   * @param rows row-major [count, dim]
   * @param offset index of the point's first number
   * @return log p, in nats
   * @throws IndexOutOfBoundsException if no whole point starts there
   */
  double logDensity(float[] rows, int offset);
}
