package dev.millrace.flow.coupling;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Decides which source point goes with which data point. A coupling only reorders the source points that it is given,
 * so every data point keeps its row and its class. Pairs that belong together from the beginning come from a {@link
 * PairSource}.
 */
@FunctionalInterface
public interface Coupling {
  /** Pairs every x0 with the x1 of the same row: the product of the two distributions (Lipman et al. 2022). */
  Coupling INDEPENDENT = new Coupling() {
    @Override
    public int[] order(Pairs pairs, RandomGenerator random) {
      return IntStream.range(0, pairs.count()).toArray();
    }

    @Override
    public boolean isCostly() {
      return false;
    }

    @Override
    public String toString() {
      return "independent";
    }
  };

  /**
   * Chooses a source point for each data point. Several threads may pair different pools at once.
   *
   * @param pairs independent draws of source and data; not changed
   * @param random used by couplings that draw random numbers
   * @return for each row of x1 the index of the row of x0 that it is paired with, [count], each from 0 to count − 1
   */
  int[] order(Pairs pairs, RandomGenerator random);

  /** {@return whether pairing takes long enough that each thread should pair a pool of its own} */
  default boolean isCostly() {
    return true;
  }

  /**
   * {@return a message of one line for the user about the pairs made so far; empty if there is nothing to say} May be
   * called on any thread.
   */
  default String remark() {
    return "";
  }
}
