package dev.millrace.flow.train;

/**
 * The learning rate as a function of the step: a linear warm-up from 0, then a constant rate or a half cosine down to 0
 * (Loshchilov and Hutter 2017).
 *
 * @param peak the rate after the warm-up; positive
 * @param warmup steps of the warm-up, 0 for none
 * @param cosine whether the rate falls to 0 at the last step
 */
public record LearningRate(double peak, int warmup, boolean cosine) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the component out of range
   */
  public LearningRate {
    if (!(peak > 0 && peak < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("learning rate = " + peak + ", expected above 0");
    }
    if (warmup < 0) {
      throw new IllegalArgumentException("warm-up = " + warmup + ", expected at least 0");
    }
  }

  /**
   * {@return the rate of one step}
   *
   * @param step 1 to {@code steps}
   * @param steps number of steps of the training
   */
  public double at(int step, int steps) {
    if (step <= warmup) {
      return peak * step / warmup;
    }
    if (!cosine) {
      return peak;
    }
    double progress = (double) (step - warmup - 1) / Math.max(1, steps - warmup);
    return peak * 0.5 * (1 + Math.cos(Math.PI * progress));
  }
}
