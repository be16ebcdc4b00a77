package dev.millrace.flow.ode;

import java.util.List;

/**
 * The operations on states that a solver needs.
 *
 * @param <S> the state
 */
public interface StateSpace<S> {
  /**
   * States that are arrays of floats. Sums are computed in {@code float}, term by term, as in single-precision array
   * libraries.
   */
  StateSpace<float[]> FLOATS = new FloatSpace();

  /** States that are arrays of doubles, for reference solutions. */
  StateSpace<double[]> DOUBLES = new DoubleSpace();

  /**
   * {@return a new state of the shape of {@code like}, all zeros}
   *
   * @param like a state of the same size
   */
  S allocate(S like);

  /**
   * out = base + Σ factors[i]·terms[i].
   *
   * @param out receives the sum; may be {@code base}, but none of {@code terms}
   * @param base the state to add to
   * @param factors one per term; a term whose factor is 0 is not read
   * @param terms the states that are added
   */
  void combine(S out, S base, double[] factors, List<S> terms);

  /**
   * {@return whether all numbers of a state are finite}
   *
   * @param x a state
   */
  boolean isFinite(S x);

  /**
   * The size of an error relative to the tolerance: the root mean square of error / (atol + rtol·max(|x|, |next|)),
   * over all numbers of the state (Hairer, Nørsett and Wanner I, equations II.4.10 and 4.11).
   *
   * @param error an estimate of the error
   * @param x a state, such as that before a step
   * @param next another state, such as that after the step
   * @param rtol relative tolerance, ≥ 0
   * @param atol absolute tolerance, ≥ 0
   * @return at most 1 if the error is within the tolerance; not finite if a number of {@code error} or {@code next} is
   *     not finite
   */
  double errorNorm(S error, S x, S next, double rtol, double atol);
}
