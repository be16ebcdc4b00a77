package dev.millrace.flow.train;

/**
 * The weights of a network under training. A step consists of {@link #gradient} and, if its outcome is finite, {@link
 * #update}. One thread at a time uses a learner.
 */
public interface Learner extends Evaluation, AutoCloseable {
  /**
   * What a gradient tells.
   *
   * @param loss mean over the rows of the batch
   * @param gradientNorm Euclidean norm of the gradient
   */
  record Outcome(double loss, double gradientNorm) {
    /** No loss or gradient of reasonably scaled data comes near this; above it, squares exceed the range of a float. */
    private static final double EXPLODED = 1e12;

    /** {@return whether both are finite and below 10¹²} */
    public boolean isSound() {
      return loss < EXPLODED && gradientNorm < EXPLODED && loss > -EXPLODED;
    }
  }

  /**
   * The settings of one update of the weights.
   *
   * @param step number of the step, from 1
   * @param rate the learning rate
   * @param optimizer Adam's constants
   * @param gradientScale factor by which the gradient is multiplied first, for clipping
   * @param keep the share of its old value that the average of the weights keeps
   */
  record Update(int step, double rate, AdamW optimizer, double gradientScale, double keep) {}

  /**
   * Computes the gradient of the loss on a batch; the weights do not change.
   *
   * @param batch rows with their targets
   * @return the mean loss over the rows, and the norm of its gradient
   */
  Outcome gradient(Batch batch);

  /**
   * Moves the weights and their average by the gradient that was computed last.
   *
   * @param update learning rate, clipping and averaging of this step
   */
  void update(Update update);

  /** Keeps a copy of the state, for {@link #restore}; it replaces an earlier one. */
  void keep();

  /** Returns to the state that was kept last, or to that of the beginning. */
  void restore();

  /** {@return a copy of the state} */
  TrainingState state();

  /** {@return a copy of the average of the weights} */
  default float[] average() {
    return state().average();
  }

  /** Frees the memory of the engine. */
  @Override
  default void close() {
    // Arrays of Java need no care.
  }
}
