package dev.millrace.flow.ode;

import java.util.Locale;

/**
 * What a solver returns.
 *
 * @param end the state at {@code time}; one step after it, and not finite, where a fixed-step solver ended as not finite
 * @param time the time that was reached: the solver's end if the status is DONE
 * @param nfe number of function evaluations: how often the velocity was asked for
 * @param accepted steps taken
 * @param rejected steps tried and thrown away (always 0 on a fixed grid)
 * @param lastStep length of the last step tried
 * @param status how it ended
 * @param <S> the state
 */
public record Solution<S>(S end, double time, int nfe, int accepted, int rejected, double lastStep, Status status) {
  /** How a solution ended. */
  public enum Status {
    /** The end of the interval was reached. */
    DONE,
    /** The error was not tolerated however short the step: the field is perhaps discontinuous. */
    STEP_UNDERFLOW,
    /** The velocity, or the state, is not finite after {@code time}; with an adaptive solver however short the step. */
    NOT_FINITE,
    /** As many steps were tried as the solver may. */
    TOO_MANY_STEPS
  }

  /**
   * This solution, given that it reached the end.
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
   * Why the end was not reached, to be thrown or told.
   *
   * @throws IllegalStateException if it was
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
