package dev.millrace.flow.train;

import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;

/**
 * Everything that a training needs to resume. The arrays have the flat layout of the weights. Random numbers are
 * derived from the step, so no generator has to be saved.
 *
 * @param shape shape of the network
 * @param step number of finished steps
 * @param weights the weights being trained
 * @param average exponential moving average of the weights
 * @param first Adam's running mean of the gradients
 * @param second Adam's running mean of the squared gradients
 */
public record TrainingState(MlpShape shape, int step, float[] weights, float[] average, float[] first, float[] second) {
  /**
   * The state before the first step of a training that starts from given weights, such as those of the teacher in
   * reflow: the average starts from the same weights, and Adam's means start at zero.
   *
   * @param start the network with the weights to start from; copied
   */
  public static TrainingState startingFrom(VelocityMlp start) {
    float[] weights = start.toFlat();
    return new TrainingState(start.shape(), 0, weights, weights.clone(), new float[weights.length],
        new float[weights.length]);
  }

  /** The network to sample with: the averaged weights. */
  public VelocityMlp model() {
    return VelocityMlp.ofFlat(shape, average);
  }

  /** A copy that shares no arrays with this state. */
  public TrainingState copy() {
    return new TrainingState(shape, step, weights.clone(), average.clone(), first.clone(), second.clone());
  }

  /** Whether all numbers are finite, so that training can resume from this state. */
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
