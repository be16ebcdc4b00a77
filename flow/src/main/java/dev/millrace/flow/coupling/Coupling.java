package dev.millrace.flow.coupling;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Decides which source point goes with which data point: a joint distribution of (x0, x1). A coupling that only
 * reorders is a {@link Reordering}; code that needs the classes of the data points accepts only those.
 */
public interface Coupling {
  /** Pairs every x0 with the x1 of the same row: the product of the two distributions (Lipman et al. 2022). */
  Reordering INDEPENDENT = new Reordering() {
    @Override
    public int[] order(Pairs pairs, RandomGenerator random) {
      return IntStream.range(0, pairs.count()).toArray();
    }

    @Override
    public void pair(Pairs pairs, RandomGenerator random) {
      // The rows were drawn independently already.
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
   * Makes pairs of rows. On entry the rows of x0 and of x1 are independent draws of source and data; on return row i of
   * x0 and row i of x1 are a pair. A coupling that has its own points may write them to the rows; it then refuses pairs
   * with labels, because the classes of its points are not known.
   *
   * @param pairs changed in place
   * @param random used by couplings that draw random numbers
   */
  void pair(Pairs pairs, RandomGenerator random);

  /** Whether pairing takes long enough that a separate thread should do it ahead of the training. */
  default boolean isCostly() {
    return true;
  }

  /**
   * A message of one line for the user about the pairs made so far; empty if there is nothing to say. May be called on
   * any thread.
   */
  default String remark() {
    return "";
  }

  /** Whether the coupling needs the class of each x1. */
  default boolean usesLabels() {
    return false;
  }
}
