package dev.millrace.flow.ode;

import dev.millrace.flow.ode.Solution.Status;

/** One integration with adaptive steps. */
final class AdaptiveRun<S> {
  /** The last step may be longer than the controller says by this factor, so that no tiny step remains. */
  private static final double STRETCH = 1.01;
  /** The shortest step, in units of the last place of the larger of t and the interval. */
  private static final double SHORTEST = 10;

  private final AdaptiveSolver solver;
  private final StateSpace<S> space;
  private final Stepper<S> stepper;
  private final int order;
  private final double[] errorWeights;
  private final double sign;
  private final S zero;
  private final S error;

  /** The state before the last accepted step; the next field is the state after it. */
  private S before;
  private S x;
  private S next;
  private double timeBefore;
  private double t;
  /** Length of the next step to try, > 0; NaN before the first step. */
  private double h = Double.NaN;
  private double errorBefore = StepController.LEAST_ERROR;
  private double tried;
  private int accepted;
  private int rejected;
  private Status status = Status.DONE;

  AdaptiveRun(AdaptiveSolver solver, VelocityField<S> field, StateSpace<S> space, S start) {
    this.solver = solver;
    this.space = space;
    this.stepper = new Stepper<>(solver.pair().method(), field, space, start);
    // The embedded methods have order q − 1, where q is the order of the method, so the error estimate of a step falls
    // as h^q.
    this.order = solver.pair().method().order();
    this.errorWeights = Stepper.array(solver.pair().errorWeights());
    this.sign = Math.signum(solver.to() - solver.from());
    this.zero = space.allocate(start);
    this.error = space.allocate(start);
    this.before = space.allocate(start);
    this.next = space.allocate(start);
    this.x = space.allocate(start);
    space.combine(x, start, new double[0], stepper.slopes);
    this.t = solver.from();
    this.timeBefore = t;
  }

  double time() {
    return t;
  }

  S state() {
    return x;
  }

  int accepted() {
    return accepted;
  }

  Solution<S> solution() {
    return new Solution<>(x, t, stepper.nfe(), accepted, rejected, tried, status);
  }

  /**
   * Takes one step, with as many tries as it needs; returns false if the end has been reached already or cannot be
   * reached.
   */
  boolean advance() {
    if (t == solver.to() || status != Status.DONE) {
      return false;
    }
    if (accepted == 0) {
      stepper.slope(0, x, t);
      h = initialStep();
    } else {
      stepper.reuseLast();
    }
    boolean shrunk = false;
    boolean finite = Double.isFinite(h);
    while (true) {
      double shortest = SHORTEST * Math.ulp(Math.max(Math.abs(t), Math.abs(solver.to() - solver.from())));
      if (!finite && !(h >= shortest)) {
        return stop(Status.NOT_FINITE);
      }
      if (h < shortest) {
        return stop(Status.STEP_UNDERFLOW);
      }
      if (accepted + rejected == solver.maxSteps()) {
        return stop(Status.TOO_MANY_STEPS);
      }
      boolean last = STRETCH * h >= Math.abs(solver.to() - t);
      double end = last ? solver.to() : t + sign * h;
      double errorNow = tryStep(end);
      if (errorNow <= 1) {
        double factor = solver.controller().afterAccepted(errorNow, errorBefore, order);
        h = Math.abs(end - t) * (shrunk ? Math.min(factor, 1) : factor);
        errorBefore = Math.max(errorNow, StepController.LEAST_ERROR);
        accept(end);
        return true;
      }
      finite = Double.isFinite(errorNow);
      h = Math.abs(end - t) * solver.controller().afterRejected(errorNow, order);
      shrunk = true;
      rejected++;
    }
  }

  /**
   * Tries a step to {@code end} and returns its error norm. The state at the end is then in {@code next}, and the slope
   * there is the last of the slopes.
   */
  private double tryStep(double end) {
    tried = end - t;
    stepper.step(x, t, end, next);
    stepper.slope(stepper.slopes.size() - 1, next, end);
    space.combine(error, zero, Stepper.scaled(errorWeights, end - t), stepper.slopes);
    return norm(error, x, next);
  }

  private void accept(double end) {
    S free = before;
    before = x;
    x = next;
    next = free;
    timeBefore = t;
    t = end;
    accepted++;
  }

  private boolean stop(Status why) {
    status = why;
    return false;
  }

  /** Writes the solution at a time within the last step. */
  void interpolate(double time, S out) {
    if (time == t) {
      space.combine(out, x, new double[0], stepper.slopes);
      return;
    }
    double length = t - timeBefore;
    double[] factors = solver.pair().denseFactors((time - timeBefore) / length, length);
    space.combine(out, before, factors, stepper.slopes);
  }

  /**
   * The first step size by Hairer, Nørsett and Wanner I, II.4, "starting step size". A first guess is a step by which
   * Euler's method moves the state by a hundredth. The slopes at both of its ends give the second derivative, and with
   * it a step whose error is about as large as the tolerance.
   *
   * @return the step size; NaN if the velocity at the start is not finite
   */
  private double initialStep() {
    double interval = Math.abs(solver.to() - solver.from());
    S slope = stepper.slopes.getFirst();
    double size = norm(x, x, x);
    double speed = norm(slope, x, x);
    if (!Double.isFinite(size) || !Double.isFinite(speed)) {
      return Double.NaN;
    }
    double guess = size < 1e-5 || speed < 1e-5 ? 1e-6 : 0.01 * size / speed;
    guess = Math.min(guess, interval);
    double end = guess == interval ? solver.to() : t + sign * guess;
    space.combine(next, x, new double[]{end - t}, stepper.slopes);
    stepper.slope(1, next, end);
    space.combine(error, zero, new double[]{-1, 1}, stepper.slopes);
    double bend = norm(error, x, x) / guess;
    if (!Double.isFinite(bend)) {
      return guess;
    }
    double most = Math.max(speed, bend);
    double step = most <= 1e-15 ? Math.max(1e-6, guess * 1e-3) : Math.pow(0.01 / most, 1.0 / order);
    return Math.min(Math.min(100 * guess, step), interval);
  }

  private double norm(S value, S one, S other) {
    return space.errorNorm(value, one, other, solver.rtol(), solver.atol());
  }
}
