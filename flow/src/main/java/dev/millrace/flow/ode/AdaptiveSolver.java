package dev.millrace.flow.ode;

/**
 * A Runge–Kutta pair that chooses its steps so that the error of each, as {@link StateSpace#errorNorm} measures it, is
 * tolerated. It starts with a step from two evaluations (Hairer, Nørsett and Wanner I, II.4), goes on by the
 * {@link StepController}, and its last step ends exactly at the end. A step into a velocity that is not finite is thrown away
 * and tried again shorter.
 *
 * @param pair the methods
 * @param rtol relative tolerance, finite and &gt; 0
 * @param atol absolute tolerance, finite and &gt; 0
 * @param from where it starts, finite
 * @param to where it ends, finite and not {@code from}; before it to integrate backwards
 * @param controller how errors become steps
 * @param maxSteps steps, taken and thrown away, after which it gives up, at least 1
 */
public record AdaptiveSolver(EmbeddedPair pair, double rtol, double atol, double from, double to,
    StepController controller, int maxSteps) implements Solver {
  private static final int MAX_STEPS = 100_000;

  /** @throws IllegalArgumentException if a tolerance, the interval or {@code maxSteps} is out of range */
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

  /** The same over another interval; backwards if {@code to} is before {@code from}. */
  public AdaptiveSolver between(double from, double to) {
    return new AdaptiveSolver(pair, rtol, atol, from, to, controller, maxSteps);
  }

  @Override
  public AdaptiveSolver reversed() {
    return between(to, from);
  }

  /** As {@link Solver#solve}; the observer sees the end of each step that was taken. */
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
   * As {@link #solve(VelocityField, StateSpace, Object, Observer)}, but the observer sees the solution at given times, by the
   * polynomials through the steps: they cost no evaluation, and the steps are the same as without them. If the end is not
   * reached, only the times until there are seen.
   *
   * @param times within the interval, running the same way
   * @throws IllegalArgumentException if they are not
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
}
