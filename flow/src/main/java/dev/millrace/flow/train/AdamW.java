package dev.millrace.flow.train;

/**
 * Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019); with a decay of 0 it is plain
 * Adam.
 *
 * @param beta1 decay of the running mean of the gradients, in [0, 1)
 * @param beta2 decay of the running mean of their squares, in [0, 1)
 * @param epsilon number added to the root of the mean square; positive
 * @param weightDecay the decay λ, 0 or more: each step shrinks the weights by the factor 1 − learning rate · λ
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
    if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("epsilon = " + epsilon + ", expected above 0");
    }
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight decay = " + weightDecay + ", expected at least 0");
    }
  }

  /**
   * Updates the parameters {@code from} to {@code to} − 1 and their moving average by one step, in one pass over the
   * memory; all arrays have the same layout.
   *
   * @param keep the decay of the moving average: the share of its old value that is kept
   * @param step number of the step, from 1, for the bias correction of the moments
   * @param gradientScale factor by which the gradient is multiplied first (for clipping)
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
      // Without an average the result must equal the parameters exactly, but the sum above is rounded.
      System.arraycopy(parameters, from, average, from, to - from);
    }
  }
}
