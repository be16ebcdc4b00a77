package dev.millrace.flow.train;

/** Computes the gradient of a network in plain Java; see {@link ArrayLearner}. */
public interface NetworkGradient {
  /**
   * Computes the loss of a batch and its gradient.
   *
   * @param weights the weights, not changed
   * @param batch rows with their targets
   * @return the mean of the loss over the rows
   */
  double compute(float[] weights, Batch batch);

  /** {@return the gradient that {@link #compute} computed last, in the layout of the weights} */
  float[] values();

  /** Says that the weights are other ones from now on. Until then they may be taken to be those of the last call. */
  default void weightsChanged() {
    // Most gradients look at the weights in every call.
  }

  /** {@return the Euclidean norm of the gradient} */
  default double norm() {
    return norm(values());
  }

  /**
   * {@return the Euclidean norm of a gradient}
   *
   * @param values the gradient
   */
  static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  /**
   * Writes the network's output.
   *
   * @param weights the weights, not changed
   * @param inputs the rows, any number of them
   * @param out receives the output, [count, dim]
   */
  void evaluate(float[] weights, Inputs inputs, float[] out);
}
