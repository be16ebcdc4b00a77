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

  /** A state of the shape of {@code like}, all zeros. */
  S allocate(S like);

  /**
   * out = base + Σ factors[i]·terms[i].
   *
   * @param out receives the sum; may be {@code base}, none of {@code terms}
   * @param factors one a term; a term whose factor is 0 is not read
   */
  void combine(S out, S base, double[] factors, List<S> terms);

  /** Whether all numbers of a state are finite. */
  boolean isFinite(S x);

  /**
   * How large an error is against what is tolerated: the root of the mean of squares of error / (atol + rtol·max(|x|, |next|)),
   * over all numbers of the state (Hairer, Nørsett and Wanner I, equations II.4.10 and 4.11).
   *
   * @param x one state, such as that before a step
   * @param next another, such as that after it
   * @param rtol relative tolerance, ≥ 0
   * @param atol absolute tolerance, ≥ 0
   * @return at most 1 if the error is tolerated; not finite if a number of {@code error} or {@code next} is not
   */
  double errorNorm(S error, S x, S next, double rtol, double atol);
}
