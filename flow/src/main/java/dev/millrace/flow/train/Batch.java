package dev.millrace.flow.train;

/**
 * What a network learns from in one step: for each row the inputs, and the output that it should have there.
 *
 * @param step number of the step, 1 or more
 * @param inputs the rows: x_t, t, classes and further inputs
 * @param target what the network should return, [count, dim]
 * @param weights the weight of each row's loss, [count]; empty if all are 1
 */
public record Batch(int step, Inputs inputs, float[] target, float[] weights) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there is not one target per state, or one weight per row
   */
  public Batch {
    if (target.length != inputs.x().length) {
      throw new IllegalArgumentException("targets %d ≠ states %d".formatted(target.length, inputs.x().length));
    }
    if (weights.length > 0 && weights.length != inputs.count()) {
      throw new IllegalArgumentException("weights %d ≠ rows %d".formatted(weights.length, inputs.count()));
    }
  }

  /**
   * A batch whose rows all count the same.
   *
   * @param step number of the step, 1 or more
   * @param inputs the rows: x_t, t, classes and further inputs
   * @param target what the network should return, [count, dim]
   */
  public Batch(int step, Inputs inputs, float[] target) {
    this(step, inputs, target, new float[0]);
  }

  /** {@return the number of rows} */
  public int count() {
    return inputs.count();
  }
}
