package dev.millrace.runs.rows;

import java.util.List;

import dev.millrace.flow.InvalidInputException;

/**
 * What rows of several sequences have in common that one evaluation of the network makes together: the model, the solver,
 * its steps and the guidance. Groups in which all of this is the same are equal.
 */
public interface RowGroup {
  /** {@return number of steps} */
  int steps();

  /** {@return evaluations of the velocity, or of the flow map, for a row} */
  int nfe();

  /** {@return multiplications that a row takes, about} */
  double work();

  /**
   * Draws rows. Those of a range do not depend on the other ranges, to the last bit, nor on whether a range is cut at
   * multiples of {@link RowSource#tile}.
   *
   * @param ranges rows of sequences of this group
   * @return the rows of each range
   * @throws dev.millrace.flow.ode.SolverException if a row of any range becomes infinite or NaN
   * @throws dev.millrace.flow.InvalidInputException if hardly any row meets the conditions of a range
   */
  List<RowBlock> draw(List<RowRange> ranges);

  /**
   * Draws rows, and keeps what they were on their way from noise.
   *
   * @param range rows of a sequence of this group
   * @return the rows at time 0 and after each step; the last are those that {@link #draw} returns
   * @throws dev.millrace.flow.ode.SolverException if a row becomes infinite or NaN
   * @throws InvalidInputException if rows of this kind are not seen on their way
   */
  default List<RowBlock> way(RowRange range) {
    throw new InvalidInputException("only images are seen on their way");
  }
}
