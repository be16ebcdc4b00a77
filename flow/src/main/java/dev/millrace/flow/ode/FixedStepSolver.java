package dev.millrace.flow.ode;

import java.util.ArrayList;
import java.util.List;

/**
 * A Runge–Kutta method on a fixed grid.
 *
 * @param tableau the method
 * @param grid where it steps
 */
public record FixedStepSolver(Tableau tableau, TimeGrid grid) {

  /** Sees the state at each time of the grid, the first and the last included. */
  @FunctionalInterface
  public interface Observer<S> {
    /**
     * Called once a time, in order.
     *
     * @param step 0 (t = 0) to the number of steps (t = 1)
     * @param t the time
     * @param state the state then; it changes after the call, so copy what you keep
     */
    void at(int step, double t, S state);
  }

  /**
   * Integrates from t = 0 to t = 1.
   *
   * @param field the velocity
   * @param space how states are combined
   * @param start the state at t = 0, left as it is
   * @return the state at t = 1 and what it cost
   */
  public <S> Solution<S> solve(VelocityField<S> field, StateSpace<S> space, S start) {
    return solve(field, space, start, (_, _, _) -> {});
  }

  /** As {@link #solve(VelocityField, StateSpace, Object)}, and {@code observer} sees each state on the way. */
  public <S> Solution<S> solve(VelocityField<S> field, StateSpace<S> space, S start, Observer<S> observer) {
    int stages = tableau.stages().size();
    List<Double> times = tableau.times();
    List<S> slopes = new ArrayList<>();
    for (int i = 0; i < stages; i++) {
      slopes.add(space.allocate(start));
    }
    S inner = stages > 1 ? space.allocate(start) : start;
    S x = space.allocate(start);
    space.combine(x, start, new double[0], List.of());
    observer.at(0, grid.time(0), x);
    for (int k = 0; k < grid.steps(); k++) {
      double t = grid.time(k);
      double h = grid.time(k + 1) - t;
      field.velocity(x, t, slopes.get(0));
      for (int i = 1; i < stages; i++) {
        space.combine(inner, x, scaled(tableau.stages().get(i), h), slopes);
        field.velocity(inner, t + times.get(i) * h, slopes.get(i));
      }
      space.combine(x, x, scaled(tableau.weights(), h), slopes);
      observer.at(k + 1, grid.time(k + 1), x);
    }
    return new Solution<>(x, stages * grid.steps(), grid.steps(), 0, Solution.Status.DONE);
  }

  private static double[] scaled(List<Double> coefficients, double h) {
    return coefficients.stream().mapToDouble(a -> a * h).toArray();
  }
}
