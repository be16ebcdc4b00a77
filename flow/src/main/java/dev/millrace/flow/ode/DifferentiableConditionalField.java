package dev.millrace.flow.ode;

/**
 * A velocity v(x, t, class) that also computes its directional derivatives.
 *
 * @param <S> the state
 */
public interface DifferentiableConditionalField<S> extends ConditionalField<S>, DifferentiableField<S> {
  /**
   * Writes v(x, t, class) and its derivative along (dx, dt).
   *
   * @param x the state, not changed
   * @param t the time, the same for all rows
   * @param labels the class of each row, 0 to {@link #classes}
   * @param dx the direction in x, of the shape of x
   * @param dt the direction in t
   * @param out receives v, of the shape of x; none of the other arguments
   * @param dout receives the derivative, of the shape of x; none of the other arguments
   */
  void jvp(S x, double t, int[] labels, S dx, double dt, S out, S dout);

  @Override
  default DifferentiableRows<S> of(StateSpace<S> space, int[] labels, double guidance) {
    return new GuidedDerivative<>(this, space, labels, guidance);
  }
}
