package dev.millrace.flow.ode;

import java.io.Serial;

/** A solver that did not reach its end. The message is one line that names the time and the reason. */
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
   * The same of a part of what was carried.
   *
   * @param part what stopped; the message begins with it
   */
  public SolverException of(String part) {
    return new SolverException(status, time, part + ": " + getMessage());
  }

  /** Why it stopped. */
  public Solution.Status status() {
    return status;
  }

  /** The time that was reached. */
  public double time() {
    return time;
  }
}
