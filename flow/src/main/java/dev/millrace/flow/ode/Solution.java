package dev.millrace.flow.ode;

/**
 * What a solver returns.
 *
 * @param end the state at t = 1
 * @param nfe number of function evaluations: how often the velocity was asked for
 * @param accepted steps taken
 * @param rejected steps tried and thrown away (always 0 on a fixed grid)
 * @param status how it ended
 * @param <S> the state
 */
public record Solution<S>(S end, int nfe, int accepted, int rejected, Status status) {
  /** How a solution ended. */
  public enum Status {
    /** The last time of the grid was reached. */
    DONE
  }
}
