package dev.millrace.flow.ode;

import java.io.Serial;

/** Thrown if a solver did not reach its end. The message is one line that names the time and the reason. */
public final class SolverException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final Solution.Status status;
  private final double time;

  SolverException(Solution.Status status, double time, String message) {
    super(message);
    this.status = status;
    this.time = time;
  }

  /**
   * {@return the same exception for a part of the state}
   *
   * @param part the part that did not reach the end; the message begins with it
   */
  public SolverException of(String part) {
    return new SolverException(status, time, part + ": " + getMessage());
  }

  /** {@return the reason why the solver stopped} */
  public Solution.Status status() {
    return status;
  }

  /** {@return the time that was reached} */
  public double time() {
    return time;
  }
}
