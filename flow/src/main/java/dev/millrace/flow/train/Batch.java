package dev.millrace.flow.train;

/**
 * What a network learns from in one step: for each row the inputs, and the output that it should have there.
 *
 * @param step number of the step, 1 or more
 * @param inputs the rows: x_t, t, classes and further inputs
 * @param target what the network should return, [count, dim]
 */
public record Batch(int step, Inputs inputs, float[] target) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there is not one target per state
   */
  public Batch {
    if (target.length != inputs.x().length) {
      throw new IllegalArgumentException("targets %d ≠ states %d".formatted(target.length, inputs.x().length));
    }
  }

  /** {@return the number of rows} */
  public int count() {
    return inputs.count();
  }
}
