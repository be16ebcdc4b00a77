package dev.millrace.flow.ode;

/**
 * A velocity field that also knows how it changes along a direction.
 *
 * @param <S> the state
 */
public interface DifferentiableField<S> extends VelocityField<S> {
  /**
   * Writes v(x, t) and its derivative along (dx, dt), the Jacobian-vector product ∂v/∂x·dx + ∂v/∂t·dt.
   *
   * @param x where: the state, left as it is
   * @param t when, 0 (source) to 1 (data)
   * @param dx the direction in x, of its shape
   * @param dt the direction in t
   * @param out receives v, of the shape of x, never an argument
   * @param dout receives the product, of the shape of x, never an argument
   */
  void jvp(S x, double t, S dx, double dt, S out, S dout);
}
