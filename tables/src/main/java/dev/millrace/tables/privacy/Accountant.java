package dev.millrace.tables.privacy;

/**
 * How much a training with clipped gradients and Gaussian noise tells about a single row: the Rényi differential privacy
 * of the Gaussian mechanism on batches to which each row belongs with a probability, independently of all others (Mironov,
 * Talwar and Zhang 2019, equation 12 for integer orders), summed over the steps, as (ε, δ).
 *
 * @param rate the probability with which a row belongs to a batch, above 0, at most 1
 * @param noise the standard deviation of the noise over the greatest norm of a row's gradient, above 0
 * @param steps number of batches, at least 1
 */
public record Accountant(double rate, double noise, int steps) {
  private static final int MOST_ORDER = 1024;
  private static final int DENSE_ORDERS = 64;
  private static final double GROWTH = 1.15;
  private static final double LEAST_NOISE = 0.05;
  private static final double MOST_NOISE = 1e6;
  private static final int HALVINGS = 60;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the component out of range
   */
  public Accountant {
    if (!(rate > 0 && rate <= 1) || !(noise > 0) || steps < 1) {
      throw new IllegalArgumentException("rate = %s, noise = %s, steps = %d, expected in (0, 1], above 0, at least 1"
          .formatted(rate, noise, steps));
    }
  }

  /**
   * {@return the Rényi divergence of an order of all steps together}
   *
   * @param order an integer, at least 2
   */
  public double divergence(int order) {
    double greatest = Double.NEGATIVE_INFINITY;
    double[] terms = new double[order + 1];
    double choose = 0;
    for (int k = 0; k <= order; k++) {
      double out = order == k ? 0 : (order - k) * Math.log1p(-rate);
      terms[k] = choose + out + k * Math.log(rate) + k * (k - 1.0) / (2 * noise * noise);
      greatest = Math.max(greatest, terms[k]);
      choose += Math.log((order - k) / (k + 1.0));
    }
    double sum = 0;
    for (double term : terms) {
      sum += Math.exp(term - greatest);
    }
    return steps * Math.max(0, greatest + Math.log(sum)) / (order - 1);
  }

  /**
   * {@return the least ε that these orders give for δ (Canonne, Kamath and Steinke 2020, proposition 12)}
   *
   * @param delta the probability with which ε may be exceeded, in (0, 1)
   */
  public double epsilon(double delta) {
    double least = Double.POSITIVE_INFINITY;
    for (int order = 2; order <= MOST_ORDER; order = order < DENSE_ORDERS ? order + 1 : (int) (order * GROWTH)) {
      least = Math.min(least, divergence(order) + Math.log1p(-1.0 / order)
          - (Math.log(delta) + Math.log(order)) / (order - 1));
    }
    return Math.max(0, least);
  }

  /**
   * {@return the least noise with which a training tells no more than ε}
   *
   * @param rate the probability with which a row belongs to a batch
   * @param steps number of batches
   * @param epsilon above 0
   * @param delta in (0, 1)
   */
  public static double noise(double rate, int steps, double epsilon, double delta) {
    double low = LEAST_NOISE;
    double high = LEAST_NOISE;
    while (new Accountant(rate, high, steps).epsilon(delta) > epsilon) {
      low = high;
      high *= 2;
      if (high > MOST_NOISE) {
        throw new IllegalArgumentException("epsilon = " + epsilon + ", which no noise reaches");
      }
    }
    for (int i = 0; i < HALVINGS && high - low > 1e-6 * high; i++) {
      double middle = 0.5 * (low + high);
      if (new Accountant(rate, middle, steps).epsilon(delta) > epsilon) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
