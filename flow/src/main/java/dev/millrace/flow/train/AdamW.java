package dev.millrace.flow.train;

/**
 * Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019); with a decay of 0 it is plain Adam.
 *
 * @param beta1 memory of the mean of the gradients, in [0, 1)
 * @param beta2 memory of the mean of their squares, in [0, 1)
 * @param epsilon added to the root of the squares; positive
 * @param weightDecay the share of the learning rate by which weights shrink each step; 0 or more
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) {
  /** Adam with the constants of its paper. */
  public static final AdamW ADAM = new AdamW(0.9, 0.999, 1e-8, 0);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the component out of range
   */
  public AdamW {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException("beta1 = " + beta1 + ", beta2 = " + beta2 + ", expected in [0, 1)");
    }
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon = " + epsilon + ", expected above 0");
    }
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight decay = " + weightDecay + ", expected at least 0");
    }
  }

  /**
   * One step for the parameters {@code from} to {@code to} − 1 and their moving average, in one pass over the memory; all arrays
   * share one layout.
   *
   * @param keep how much of the moving average stays
   * @param step counts from 1, for the correction of the moments' start at zero
   * @param gradientScale what the gradient is multiplied by first (clipping)
   */
  void update(float[] parameters, float[] gradient, float[] first, float[] second, float[] average, float keep,
      int from, int to, int step, double learningRate, double gradientScale) {
    float scale = (float) gradientScale;
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float shrink = (float) (1 - learningRate * weightDecay);
    float rate = (float) (learningRate / (1 - Math.pow(beta1, step)));
    float correction = (float) (1 / Math.sqrt(1 - Math.pow(beta2, step)));
    float eps = (float) epsilon;
    for (int i = from; i < to; i++) {
      float g = gradient[i] * scale;
      float m = b1 * first[i] + (1 - b1) * g;
      float v = b2 * second[i] + (1 - b2) * g * g;
      first[i] = m;
      second[i] = v;
      float p = shrink * parameters[i] - rate * m / ((float) Math.sqrt(v) * correction + eps);
      parameters[i] = p;
      average[i] += (1 - keep) * (p - average[i]);
    }
    if (keep == 0) {
      // The sum above rounds, where the average of one is meant.
      System.arraycopy(parameters, from, average, from, to - from);
    }
  }
}
