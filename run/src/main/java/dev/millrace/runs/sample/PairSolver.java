package dev.millrace.runs.sample;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.runs.rows.RowSettings;

/** How a flow goes when it makes the pairs from which reflow learns. */
public final class PairSolver {
  private PairSolver() {
  }

  /**
   * {@return the solver: Euler's method on a uniform grid, if nothing else is said}
   *
   * @param how steps and solver
   * @param usualSteps the steps if none are given
   * @throws InvalidInputException naming what has no meaning for pairs, or is out of range
   */
  public static FixedStepSolver of(RowSettings how, int usualSteps) {
    if (how.classes() != null || how.where() != null) {
      throw new InvalidInputException("`%s`: has no meaning for pairs".formatted(
          how.where() != null ? "where" : "class"));
    }
    int steps = how.steps() == null ? usualSteps : how.steps();
    Integration.requireSteps("`steps`", steps);
    return new FixedStepSolver(how.solver() == null ? Tableau.EULER : Solvers.fixed("`solver`", how.solver()),
        TimeGrid.uniform(steps));
  }
}
