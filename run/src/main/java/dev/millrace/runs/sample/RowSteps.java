package dev.millrace.runs.sample;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RunFacts;

/**
 * How rows of a sequence are carried along a flow: by steps of a method, or by flow maps, at times equally far apart.
 *
 * @param maps whether flow maps carry them
 * @param solver the method; euler, which takes one evaluation a step, for flow maps
 * @param count the number of steps
 */
public record RowSteps(boolean maps, Tableau solver, int count) {
  /**
   * {@return the steps that are asked for}
   *
   * @param how what is asked for
   * @param maps whether flow maps carry the rows; then no solver is asked for
   * @param usual the number of steps if none is asked for
   * @throws InvalidInputException naming the setting that is wrong
   */
  public static RowSteps of(RowSettings how, boolean maps, int usual) {
    if (how.steps() != null) {
      Integration.requireSteps("`steps`", how.steps());
    }
    return new RowSteps(maps, how.solver() == null ? Tableau.EULER : Solvers.fixed("`solver`", how.solver()),
        how.steps() == null ? usual : how.steps());
  }

  /** {@return the name of the method, or that of flow maps} */
  public String name() {
    return maps ? RunFacts.MAP : solver.name();
  }

  /** {@return evaluations of the velocity, or of the flow map, for a row} */
  public int nfe() {
    return count * solver.stages().size();
  }

  /** {@return the times of the steps} */
  public TimeGrid grid() {
    return TimeGrid.uniform(count);
  }

  /** {@return the method at these times} */
  public FixedStepSolver method() {
    return new FixedStepSolver(solver, grid());
  }
}
