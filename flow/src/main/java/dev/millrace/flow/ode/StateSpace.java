package dev.millrace.flow.ode;

import java.util.List;

/**
 * What a solver must be able to do with a state.
 *
 * @param <S> the state
 */
public interface StateSpace<S> {
  /** Rows of floats; sums are formed in {@code float}, term by term, as in single-precision array libraries. */
  StateSpace<float[]> FLOATS = new FloatSpace();

  /** Doubles: for reference solutions. */
  StateSpace<double[]> DOUBLES = new DoubleSpace();

  /** A state of the shape of {@code like}, its content undefined. */
  S allocate(S like);

  /**
   * out = base + Σ factors[i]·terms[i].
   *
   * @param out receives the sum; may be {@code base}, none of {@code terms}
   * @param factors one a term; a term whose factor is 0 is not read
   */
  void combine(S out, S base, double[] factors, List<S> terms);
}
