package dev.millrace.flow.train;

import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;

/**
 * All that training needs to go on. The arrays share the flat layout of the weights; random numbers derive from the step, so
 * no generator needs keeping.
 *
 * @param shape of the network
 * @param step steps done
 * @param weights being trained
 * @param average exponential moving average of the weights
 * @param first Adam's mean of gradients
 * @param second Adam's mean of squared gradients
 */
public record TrainingState(MlpShape shape, int step, float[] weights, float[] average, float[] first, float[] second) {
  /**
   * The state before the first step of a training that starts from given weights, such as those of a reflow's teacher: the
   * average starts there too, Adam's means at zero.
   *
   * @param start copied
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

  /** A state of its own. */
  public TrainingState copy() {
    return new TrainingState(shape, step, weights.clone(), average.clone(), first.clone(), second.clone());
  }

  /** Whether training can go on from here. */
  public boolean isFinite() {
    // 0 times a finite number is 0, times anything else not a number, which a sum keeps.
    float sum = 0;
    for (float[] part : new float[][]{weights, average, first, second}) {
      for (float value : part) {
        sum += value * 0;
      }
    }
    return sum == 0;
  }
}
