package dev.millrace.flow.ode;

/**
 * A Runge–Kutta method on a fixed grid.
 *
 * @param tableau the method
 * @param grid the times between which it steps, in either direction
 */
public record FixedStepSolver(Tableau tableau, TimeGrid grid) implements Solver {

  @Override
  public double from() {
    return grid.time(0);
  }

  @Override
  public double to() {
    return grid.time(grid.steps());
  }

  @Override
  public FixedStepSolver reversed() {
    return new FixedStepSolver(tableau, grid.reversed());
  }

  /**
   * As {@link Solver#solve}; the observer's steps are those of the grid. If a step leads to a state that is not finite,
   * the solver stops there with the status NOT_FINITE, and the observer does not see that state.
   */
  @Override
  public <S> Solution<S> solve(VelocityField<S> field, StateSpace<S> space, S start, Observer<S> observer) {
    Stepper<S> stepper = new Stepper<>(tableau, field, space, start);
    S x = space.allocate(start);
    space.combine(x, start, new double[0], stepper.slopes);
    observer.at(0, grid.time(0), x);
    for (int k = 0; k < grid.steps(); k++) {
      stepper.slope(0, x, grid.time(k));
      stepper.step(x, grid.time(k), grid.time(k + 1), x);
      if (!space.isFinite(x)) {
        return new Solution<>(x, grid.time(k), stepper.nfe(), k, 0, grid.time(k + 1) - grid.time(k),
            Solution.Status.NOT_FINITE);
      }
      observer.at(k + 1, grid.time(k + 1), x);
    }
    double lastStep = grid.time(grid.steps()) - grid.time(grid.steps() - 1);
    return new Solution<>(x, to(), stepper.nfe(), grid.steps(), 0, lastStep, Solution.Status.DONE);
  }

  @Override
  public <S> Solution<S> follow(VelocityField<S> field, StateSpace<S> space, S start, int frames,
      Observer<S> observer) {
    if (grid.steps() != frames) {
      throw new IllegalArgumentException("frames %d ≠ steps %d".formatted(frames, grid.steps()));
    }
    return solve(field, space, start, observer);
  }

  @Override
  public int frames() {
    return grid.steps();
  }
}
