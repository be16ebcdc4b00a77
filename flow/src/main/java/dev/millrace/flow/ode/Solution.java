package dev.millrace.flow.ode;

import java.util.Locale;

/**
 * What a solver returns.
 *
 * @param end the state at {@code time}; if a fixed-step solver ended with NOT_FINITE, the state one step after it,
 *     which is not finite
 * @param time the time that was reached; the end of the solver's interval if the status is DONE
 * @param nfe number of function evaluations: how often the velocity was evaluated
 * @param accepted number of accepted steps
 * @param rejected number of rejected steps (always 0 on a fixed grid)
 * @param lastStep length of the last step that was tried
 * @param status how it ended
 * @param <S> the state
 */
public record Solution<S>(S end, double time, int nfe, int accepted, int rejected, double lastStep, Status status) {
  /** How a solution ended. */
  public enum Status {
    /** The end of the interval was reached. */
    DONE,
    /** The error exceeded the tolerance however short the step was: the field may be discontinuous. */
    STEP_UNDERFLOW,
    /**
     * The velocity, or the state, is not finite after {@code time}; with an adaptive solver, however short the step is.
     */
    NOT_FINITE,
    /** The solver tried the greatest allowed number of steps. */
    TOO_MANY_STEPS
  }

  /**
   * {@return this solution if it reached the end}
   *
   * @throws SolverException if it did not; the message says where and why
   */
  public Solution<S> orThrow() {
    if (status != Status.DONE) {
      throw failure();
    }
    return this;
  }

  /**
   * {@return the reason why the end was not reached, as an exception to throw or to report}
   *
   * @throws IllegalStateException if the end was reached
   */
  public SolverException failure() {
    String at = "at t = " + (float) time;
    return switch (status) {
      case DONE -> throw new IllegalStateException("the end was reached");
      case STEP_UNDERFLOW -> new SolverException(status, time, String.format(Locale.ROOT,
          "step size underflow %s (h = %.1g): the field may be discontinuous there; loosen rtol and atol", at,
          Math.abs(lastStep)));
      case NOT_FINITE -> new SolverException(status, time, "the velocity is not finite " + at + " or right after it");
      case TOO_MANY_STEPS -> new SolverException(status, time, String.format(Locale.ROOT,
          "%d steps, the last of h = %.1g, only came to t = %s: loosen rtol and atol", accepted + rejected,
          Math.abs(lastStep), (float) time));
    };
  }
}
