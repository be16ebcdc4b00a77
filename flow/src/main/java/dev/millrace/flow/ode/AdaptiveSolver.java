package dev.millrace.flow.ode;

/**
 * A Runge–Kutta pair with adaptive steps: the error of each step, as measured by {@link StateSpace#errorNorm}, is
 * within the tolerance. The first step size comes from two evaluations (Hairer, Nørsett and Wanner I, II.4), the
 * following ones from the {@link StepController}, and the last step ends exactly at the end of the interval. A step at
 * which the velocity is not finite is rejected and tried again with a shorter length.
 *
 * @param pair the methods
 * @param rtol relative tolerance, finite and &gt; 0
 * @param atol absolute tolerance, finite and &gt; 0
 * @param from start of the interval, finite
 * @param to end of the interval, finite and not equal to {@code from}; less than {@code from} to integrate backwards
 * @param controller chooses the step size from the errors
 * @param maxSteps greatest number of steps, accepted and rejected together, before the solver gives up, at least 1
 */
public record AdaptiveSolver(EmbeddedPair pair, double rtol, double atol, double from, double to,
    StepController controller, int maxSteps) implements Solver {
  private static final int MAX_STEPS = 100_000;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a tolerance, the interval or {@code maxSteps} is out of range
   */
  public AdaptiveSolver {
    requireTolerance("rtol", rtol);
    requireTolerance("atol", atol);
    if (!Double.isFinite(from) || !Double.isFinite(to) || from == to) {
      throw new IllegalArgumentException("interval from %s to %s: expected two finite times".formatted(from, to));
    }
    if (maxSteps < 1) {
      throw new IllegalArgumentException("maxSteps = " + maxSteps + ", expected at least 1");
    }
  }

  /**
   * From 0 (source) to 1 (data), with the usual controller and at most 100,000 steps.
   *
   * @param pair the method
   * @param rtol the relative tolerance
   * @param atol the absolute tolerance
   * @throws IllegalArgumentException if a tolerance is out of range
   */
  public AdaptiveSolver(EmbeddedPair pair, double rtol, double atol) {
    this(pair, rtol, atol, 0, 1, StepController.DEFAULT, MAX_STEPS);
  }

  private static void requireTolerance(String name, double tolerance) {
    if (!(tolerance > 0 && tolerance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s %s: expected a finite number above 0".formatted(name, tolerance));
    }
  }

  /**
   * {@return the same solver over another interval; backwards if {@code to} is less than {@code from}}
   *
   * @param from the time at which the solution begins
   * @param to the time at which it ends
   */
  public AdaptiveSolver between(double from, double to) {
    return new AdaptiveSolver(pair, rtol, atol, from, to, controller, maxSteps);
  }

  @Override
  public AdaptiveSolver reversed() {
    return between(to, from);
  }

  /** As {@link Solver#solve}; the observer sees the start and the end of each accepted step. */
  @Override
  public <S> Solution<S> solve(VelocityField<S> field, StateSpace<S> space, S start, Observer<S> observer) {
    AdaptiveRun<S> run = new AdaptiveRun<>(this, field, space, start);
    observer.at(0, from, start);
    while (run.advance()) {
      observer.at(run.accepted(), run.time(), run.state());
    }
    return run.solution();
  }

  /**
   * As {@link #solve(VelocityField, StateSpace, Object, Observer)}, but the observer sees the solution at given times.
   * Dense output gives the states there; it costs no evaluations and does not change the steps. If the end is not
   * reached, the observer sees only the times that were reached.
   *
   * @param <S> the type of a state
   * @param field the velocity field
   * @param space the operations on states
   * @param start the state at the beginning; it is not changed
   * @param times within the interval, in the direction of integration
   * @param observer sees the states on the way
   * @return the state at the end, and statistics
   * @throws IllegalArgumentException if the times are not within the interval
   */
  public <S> Solution<S> solve(VelocityField<S> field, StateSpace<S> space, S start, TimeGrid times,
      Observer<S> observer) {
    double sign = Math.signum(to - from);
    if (sign * (times.from() - from) < 0 || sign * (to - times.to()) < 0 || sign * (times.to() - times.from()) < 0) {
      throw new IllegalArgumentException("times from %s to %s, expected within %s to %s".formatted(times.from(),
          times.to(), from, to));
    }
    AdaptiveRun<S> run = new AdaptiveRun<>(this, field, space, start);
    S between = space.allocate(start);
    int k = 0;
    if (times.from() == from) {
      observer.at(k++, from, start);
    }
    while (run.advance()) {
      for (; k <= times.steps() && sign * (run.time() - times.time(k)) >= 0; k++) {
        run.interpolate(times.time(k), between);
        observer.at(k, times.time(k), between);
      }
    }
    return run.solution();
  }

  @Override
  public <S> Solution<S> follow(VelocityField<S> field, StateSpace<S> space, S start, int frames,
      Observer<S> observer) {
    return solve(field, space, start, TimeGrid.uniform(frames).between(from, to), observer);
  }
}
