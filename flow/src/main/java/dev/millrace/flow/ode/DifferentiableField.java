package dev.millrace.flow.ode;

/**
 * A velocity field that also computes its directional derivatives.
 *
 * @param <S> the state
 */
public interface DifferentiableField<S> extends VelocityField<S>, DifferentiableRows<S> {
  /**
   * Writes v(x, t) and its derivative along (dx, dt), the Jacobian-vector product ∂v/∂x·dx + ∂v/∂t·dt.
   *
   * @param x the state, not changed
   * @param t the time, 0 (source) to 1 (data)
   * @param dx the direction in x, of the shape of x
   * @param dt the direction in t
   * @param out receives v, of the shape of x; none of the other arguments
   * @param dout receives the product, of the shape of x; none of the other arguments
   */
  void jvp(S x, double t, S dx, double dt, S out, S dout);

  @Override
  default DifferentiableField<S> rows(int from, int count) {
    return this;
  }
}
