package dev.millrace.tables.train;

/** Probabilities from a network's outputs. */
public final class Softmax {
  private Softmax() {
  }

  /**
   * Writes e^o / Σ e^o.
   *
   * @param o outputs
   * @param at the first
   * @param count how many, at least 1
   * @param out receives the probabilities; may be {@code o}
   * @param outAt where they begin
   * @return log Σ e^o
   */
  public static double of(float[] o, int at, int count, float[] out, int outAt) {
    float greatest = o[at];
    for (int j = 1; j < count; j++) {
      greatest = Math.max(greatest, o[at + j]);
    }
    double sum = 0;
    for (int j = 0; j < count; j++) {
      double e = Math.exp(o[at + j] - greatest);
      out[outAt + j] = (float) e;
      sum += e;
    }
    float scale = (float) (1 / sum);
    for (int j = 0; j < count; j++) {
      out[outAt + j] *= scale;
    }
    return greatest + Math.log(sum);
  }
}
