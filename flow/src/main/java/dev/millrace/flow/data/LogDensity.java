package dev.millrace.flow.data;

/** A distribution whose density has a closed form. */
public interface LogDensity {
  /**
   * The logarithm of the density at a point.
   *
   * @param rows row-major [count, dim]
   * @param offset index of the point's first number
   * @return log p, in nats
   * @throws IndexOutOfBoundsException if fewer than dim numbers follow from {@code offset} on
   */
  double logDensity(float[] rows, int offset);
}
