package dev.millrace.flow.train;

/**
 * Everything that a training needs to resume, beside its network. The arrays have the flat layout of the weights.
 * Random numbers are derived from the step, so no generator has to be saved.
 *
 * @param step number of finished steps
 * @param weights the weights being trained
 * @param average exponential moving average of the weights, which samples come from
 * @param first Adam's running mean of the gradients
 * @param second Adam's running mean of the squared gradients
 */
public record TrainingState(int step, float[] weights, float[] average, float[] first, float[] second) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if the arrays differ in length, or the step is negative
   */
  public TrainingState {
    if (step < 0) {
      throw new IllegalArgumentException("step = " + step + ", expected at least 0");
    }
    if (average.length != weights.length || first.length != weights.length || second.length != weights.length) {
      throw new IllegalArgumentException("weights %d, average %d, moments %d and %d: expected equal lengths"
          .formatted(weights.length, average.length, first.length, second.length));
    }
  }

  /**
   * {@return the state before the first step of a training that starts from given weights, such as those of the teacher
   * in reflow: the average starts from the same weights, and Adam's means start at zero}
   *
   * @param weights copied
   */
  public static TrainingState startingFrom(float[] weights) {
    return new TrainingState(0, weights.clone(), weights.clone(), new float[weights.length],
        new float[weights.length]);
  }

  /** {@return a copy that shares no arrays with this state} */
  public TrainingState copy() {
    return new TrainingState(step, weights.clone(), average.clone(), first.clone(), second.clone());
  }

  /** The same arrays after another step. */
  TrainingState withStep(int value) {
    return new TrainingState(value, weights, average, first, second);
  }

  /** Writes another state into the arrays of this one. */
  TrainingState copyOf(TrainingState other) {
    System.arraycopy(other.weights, 0, weights, 0, weights.length);
    System.arraycopy(other.average, 0, average, 0, average.length);
    System.arraycopy(other.first, 0, first, 0, first.length);
    System.arraycopy(other.second, 0, second, 0, second.length);
    return withStep(other.step);
  }

  /** {@return whether all numbers are finite, so that training can resume from this state} */
  public boolean isFinite() {
    // 0 times a finite number is 0, and 0 times anything else is NaN, which remains in the sum.
    float sum = 0;
    for (float[] part : new float[][]{weights, average, first, second}) {
      for (float value : part) {
        sum += value * 0;
      }
    }
    return sum == 0;
  }
}
