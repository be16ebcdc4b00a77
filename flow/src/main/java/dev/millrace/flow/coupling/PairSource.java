package dev.millrace.flow.coupling;

import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.random.Seed;

/**
 * Where the pairs (x0, x1, label) of a training come from. A training draws them in pools, and a {@link Coupling} may
 * then reorder the source points of a pool. Pool n depends only on the seed and n, so that a resumed training sees the
 * same pairs.
 */
public interface PairSource {
  /** {@return width of a row} */
  int dim();

  /** {@return the number of classes, which are labelled 0 to classes − 1; 0 if the pairs have no labels} */
  default int classes() {
    return 0;
  }

  /** {@return the number of pairs after which all data have been used once; 0 if there is no such number} */
  default int epoch() {
    return 0;
  }

  /**
   * {@return whether the x0 and the x1 of a row belong together, so that no coupling may exchange them} Otherwise the
   * rows of x0 and of x1 are independent draws.
   */
  default boolean isCoupled() {
    return false;
  }

  /** {@return whether drawing takes long enough that each thread should draw a pool of its own} */
  default boolean isCostly() {
    return false;
  }

  /**
   * Draws a pool. If the source is costly, several threads may draw different pools at once.
   *
   * @param number of the pool, from 0
   * @param pool receives the pairs; its labels are [count], or empty if there are no classes
   * @param seed from which the generators derive, by {@code number} and block of rows
   * @param loop runs the blocks of rows
   */
  void draw(int number, Pairs pool, Seed seed, Loop loop);
}
