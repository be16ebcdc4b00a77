package dev.millrace.tables.model;

import dev.millrace.flow.random.Seed;

/**
 * How rows are drawn.
 *
 * @param seed the seed; row i depends on it and on i alone
 * @param offset the number of the first row, 0 or more
 * @param steps evaluations of the network for each row, at least 1
 * @param balanced whether all levels of the label are equally frequent; otherwise they are as frequent as in training
 * @param threads the most threads; the rows do not depend on it
 */
public record SampleOptions(Seed seed, long offset, int steps, boolean balanced, int threads) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the component out of range
   */
  public SampleOptions {
    if (offset < 0 || steps < 1 || threads < 1) {
      throw new IllegalArgumentException("offset = %d, steps = %d, threads = %d, expected at least 0, 1 and 1"
          .formatted(offset, steps, threads));
    }
  }

  /**
   * {@return rows from the first on, labels as in training, on all processors}
   *
   * @param seed the seed
   * @param steps evaluations of the network for each row
   */
  public static SampleOptions of(long seed, int steps) {
    return new SampleOptions(new Seed(seed), 0, steps, false, Runtime.getRuntime().availableProcessors());
  }

  /**
   * {@return the same from another row on}
   *
   * @param value the number of the first row
   */
  public SampleOptions withOffset(long value) {
    return new SampleOptions(seed, value, steps, balanced, threads);
  }

  /**
   * {@return the same with another number of steps}
   *
   * @param value the new value
   */
  public SampleOptions withSteps(int value) {
    return new SampleOptions(seed, offset, value, balanced, threads);
  }

  /**
   * {@return the same with balanced labels or not}
   *
   * @param value the new value
   */
  public SampleOptions withBalanced(boolean value) {
    return new SampleOptions(seed, offset, steps, value, threads);
  }

  /**
   * {@return the same with another number of threads}
   *
   * @param value the new value
   */
  public SampleOptions withThreads(int value) {
    return new SampleOptions(seed, offset, steps, balanced, value);
  }
}
