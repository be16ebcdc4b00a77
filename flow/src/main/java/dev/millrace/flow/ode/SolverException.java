package dev.millrace.flow.ode;

import java.io.Serial;

/** Thrown if a solver did not reach its end. The message is one line that names the time and the reason. */
public final class SolverException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final Solution.Status status;
  private final double time;
  private final int firstRow;
  private final int rows;

  SolverException(Solution.Status status, double time, String message) {
    this(status, time, message, 0, 0);
  }

  private SolverException(Solution.Status status, double time, String message, int firstRow, int rows) {
    super(message);
    this.status = status;
    this.time = time;
    this.firstRow = firstRow;
    this.rows = rows;
  }

  /**
   * {@return the same exception for a part of the state}
   *
   * @param part the part that did not reach the end; the message begins with it
   */
  public SolverException of(String part) {
    return new SolverException(status, time, part + ": " + getMessage());
  }

  /**
   * {@return the same exception for rows}
   *
   * @param first number of the first of them, from 0
   * @param count how many, at least 1; the message begins with them, counted from 1
   */
  public SolverException ofRows(int first, int count) {
    String named = count == 1 ? "row %d".formatted(first + 1) : "rows %d to %d".formatted(first + 1, first + count);
    return new SolverException(status, time, named + " (counted from 1): " + getMessage(), first, count);
  }

  /** {@return the number of the first row that {@link #ofRows} named, from 0} */
  public int firstRow() {
    return firstRow;
  }

  /** {@return how many rows {@link #ofRows} named; 0 if it named none} */
  public int rows() {
    return rows;
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
