package dev.millrace.flow.train;

import java.util.random.RandomGenerator;

/** Decides which source point goes with which data point. */
public interface Coupling {
  /** Every x0 meets the x1 it was drawn beside: the product of the two distributions (Lipman et al. 2022). */
  Coupling INDEPENDENT = new Coupling() {
    @Override
    public void pair(float[] x0, float[] x1, int dim, RandomGenerator random) {
      // Rows are drawn independently already.
    }

    @Override
    public String toString() {
      return "independent";
    }
  };

  /**
   * Reorders the rows of x0 so that row i is paired with row i of x1.
   *
   * @param x0 source points, [count, dim]
   * @param x1 data points, [count, dim], left as they are
   * @param dim width of a row
   * @param random for couplings that draw
   */
  void pair(float[] x0, float[] x1, int dim, RandomGenerator random);
}
