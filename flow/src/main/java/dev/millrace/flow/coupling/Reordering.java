package dev.millrace.flow.coupling;

import java.util.random.RandomGenerator;

/**
 * A coupling that moves nothing but source points among the rows that it is given: every x1 stays where it is, beside its
 * label.
 */
@FunctionalInterface
public interface Reordering extends Coupling {
  /**
   * Chooses a source point for each data point.
   *
   * @param pairs independent draws of source and data; left as they are
   * @param random for couplings that draw
   * @return for each row of x1 which row of x0 goes with it, [count], each from 0 to count − 1
   */
  int[] order(Pairs pairs, RandomGenerator random);

  @Override
  default void pair(Pairs pairs, RandomGenerator random) {
    pairs.takeSources(order(pairs, random));
  }
}
