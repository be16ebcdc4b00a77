package dev.millrace.flow.coupling;

import java.util.random.RandomGenerator;

/** A coupling that only reorders the given source points: every x1 keeps its row and its label. */
@FunctionalInterface
public interface Reordering extends Coupling {
  /**
   * Chooses a source point for each data point.
   *
   * @param pairs independent draws of source and data; not changed
   * @param random used by couplings that draw random numbers
   * @return for each row of x1 the index of the row of x0 that it is paired with, [count], each from 0 to count − 1
   */
  int[] order(Pairs pairs, RandomGenerator random);

  @Override
  default void pair(Pairs pairs, RandomGenerator random) {
    pairs.takeSources(order(pairs, random));
  }
}
