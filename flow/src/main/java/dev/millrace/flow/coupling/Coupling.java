package dev.millrace.flow.coupling;

import java.util.random.RandomGenerator;

/** Decides which source point goes with which data point: a joint distribution of (x0, x1). */
public interface Coupling {
  /** Every x0 meets the x1 that it was drawn beside: the product of the two distributions (Lipman et al. 2022). */
  Coupling INDEPENDENT = new Coupling() {
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
   * row i of x1 are a pair. A coupling may reorder the rows of x0, which leaves x1 beside its labels; or put other points into
   * the rows, if it holds the points that it pairs.
   *
   * @param pairs changed in place
   * @param random for couplings that draw
   */
  void pair(Pairs pairs, RandomGenerator random);

  /** Whether it takes long enough to be worth a thread that works ahead of the network. */
  default boolean isCostly() {
    return true;
  }

  /** Whether it needs the class of each x1. A coupling that puts other points into x1 does not, as their classes are not known. */
  default boolean usesLabels() {
    return false;
  }
}
