package dev.millrace.flow.ode;

/** Solves dx/dt = v(x, t) over its own interval, usually from 0 (source) to 1 (data) or back. */
public interface Solver {

  /**
   * Receives the state at the start and after each step.
   *
   * @param <S> the type of a state
   */
  @FunctionalInterface
  interface Observer<S> {
    /**
     * Called once per time, in order.
     *
     * @param step index of the time: 0 (the start), 1, …
     * @param t the time
     * @param state the state at that time; it changes after the call, so copy it to keep it
     */
    void at(int step, double t, S state);
  }

  /** {@return the start of the interval} */
  double from();

  /** {@return the end of the interval} */
  double to();

  /**
   * {@return the same solver in the opposite direction, from {@link #to()} to {@link #from()}; on a fixed grid the
   * times are the same}
   */
  Solver reversed();

  /**
   * Integrates, and passes each state on the way to {@code observer}.
   *
   * @param <S> the type of a state
   * @param field the velocity
   * @param space how states are combined
   * @param start the state at {@link #from()}, not changed
   * @param observer sees the states on the way
   * @return the state at {@link #to()} and its cost; check its status, or call {@link Solution#orThrow()}
   */
  <S> Solution<S> solve(VelocityField<S> field, StateSpace<S> space, S start, Observer<S> observer);

  /**
   * As {@link #solve(VelocityField, StateSpace, Object, Observer)}, and passes a given number of states to the
   * observer.
   *
   * @param <S> the type of a state
   * @param field the velocity field
   * @param space the operations on states
   * @param start the state at the beginning; it is not changed
   * @param frames one less than the number of states: an adaptive solver gives them at uniform times, by its dense
   *     output; for a fixed-step solver it must be the number of its steps, and the times are those of its grid
   * @param observer sees the states on the way
   * @return the state at the end, and statistics
   * @throws IllegalArgumentException if the solver has fixed steps and {@code frames} is not their number
   */
  <S> Solution<S> follow(VelocityField<S> field, StateSpace<S> space, S start, int frames, Observer<S> observer);

  /** {@return the usual number of frames of {@link #follow}: the number of fixed steps, or 100} */
  default int frames() {
    return 100;
  }

  /**
   * As {@link #solve(VelocityField, StateSpace, Object, Observer)}, without an observer.
   *
   * @param <S> the type of a state
   * @param field the velocity field
   * @param space the operations on states
   * @param start the state at the beginning; it is not changed
   * @return the state at the end, and statistics
   */
  default <S> Solution<S> solve(VelocityField<S> field, StateSpace<S> space, S start) {
    return solve(field, space, start, (_, _, _) -> {});
  }
}
