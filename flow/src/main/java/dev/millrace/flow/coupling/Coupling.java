package dev.millrace.flow.coupling;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Decides which source point goes with which data point: a joint distribution of (x0, x1). One that only reorders is a
 * {@link Reordering}: what needs the classes of the data points takes no other.
 */
public interface Coupling {
  /** Every x0 meets the x1 that it was drawn beside: the product of the two distributions (Lipman et al. 2022). */
  Reordering INDEPENDENT = new Reordering() {
    @Override
    public int[] order(Pairs pairs, RandomGenerator random) {
      return IntStream.range(0, pairs.count()).toArray();
    }

    @Override
    public void pair(Pairs pairs, RandomGenerator random) {
      // Rows are drawn independently already.
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
   * Makes pairs of rows. On entry the rows of x0 and of x1 are independent draws of source and data; on return row i of x0 and
   * row i of x1 are a pair. A coupling that holds the points that it pairs may put them into the rows; it then refuses pairs
   * with labels, as the classes of its points are not known.
   *
   * @param pairs changed in place
   * @param random for couplings that draw
   */
  void pair(Pairs pairs, RandomGenerator random);

  /** Whether it takes long enough to be worth a thread that works ahead of the network. */
  default boolean isCostly() {
    return true;
  }

  /** What a user should hear about the pairs made so far, in one line; empty if nothing. May be asked on any thread. */
  default String remark() {
    return "";
  }

  /** Whether it needs the class of each x1. */
  default boolean usesLabels() {
    return false;
  }
}
