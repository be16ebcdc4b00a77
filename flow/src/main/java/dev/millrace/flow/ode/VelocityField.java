package dev.millrace.flow.ode;

/**
 * A velocity field v(x, t), as solvers and measures take it.
 *
 * @param <S> the state: for the pure-Java engine {@code float[]} with rows of points, row-major [count, dim]
 */
@FunctionalInterface
// A lambda for a RowField would be asked for fields, not for velocities; their parameters differ, so that none fits both.
@SuppressWarnings("FunctionalInterfaceMethodChanged")
public interface VelocityField<S> extends RowField<S> {
  /**
   * Writes v(x, t).
   *
   * @param x the state, not changed
   * @param t the time, 0 (source) to 1 (data)
   * @param out receives the velocity, of the shape of x; never x itself
   */
  void velocity(S x, double t, S out);

  @Override
  default VelocityField<S> rows(int from, int count) {
    return this;
  }
}
