package dev.millrace.flow.ode;

/** Something that solves dx/dt = v(x, t) over an interval of its own: usually from 0 (source) to 1 (data), or back. */
public sealed interface Solver permits FixedStepSolver, AdaptiveSolver {

  /** Sees the state at the start and after each step. */
  @FunctionalInterface
  interface Observer<S> {
    /**
     * Called once a time, in order.
     *
     * @param step 0 (the start), 1, …
     * @param t the time
     * @param state the state then; it changes after the call, so copy what you keep
     */
    void at(int step, double t, S state);
  }

  /** Where it starts. */
  double from();

  /** Where it ends. */
  double to();

  /** The same solver the other way: from {@link #to()} to {@link #from()}, on a fixed grid over the same times. */
  Solver reversed();

  /**
   * Integrates, and {@code observer} sees each state on the way.
   *
   * @param field the velocity
   * @param space how states are combined
   * @param start the state at {@link #from()}, left as it is
   * @return the state at {@link #to()} and what it cost; look at its status, or call {@link Solution#orThrow()}
   */
  <S> Solution<S> solve(VelocityField<S> field, StateSpace<S> space, S start, Observer<S> observer);

  /** As {@link #solve(VelocityField, StateSpace, Object, Observer)}, unseen. */
  default <S> Solution<S> solve(VelocityField<S> field, StateSpace<S> space, S start) {
    return solve(field, space, start, (_, _, _) -> {});
  }
}
