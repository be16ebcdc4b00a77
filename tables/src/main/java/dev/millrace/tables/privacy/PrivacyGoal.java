package dev.millrace.tables.privacy;

/**
 * What a training may tell about a single row at most: (ε, δ) differential privacy of the network's weights against adding
 * or removing a row. It covers neither how values are encoded (the words, the ranges and their frequencies, which rows of
 * a column show one by one), nor the relations that are kept, nor the loss that is reported on the way.
 *
 * @param epsilon above 0
 * @param delta the probability with which ε may be exceeded, in (0, 1); less than one over the number of rows
 * @param clip the greatest norm of a row's gradient, above 0
 */
public record PrivacyGoal(double epsilon, double delta, double clip) {
  private static final double OVERFLOW = 1e-3;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the component out of range
   */
  public PrivacyGoal {
    if (!(epsilon > 0) || !(delta > 0 && delta < 1) || !(clip > 0)) {
      throw new IllegalArgumentException("epsilon = %s, delta = %s, clip = %s, expected above 0, in (0, 1), above 0"
          .formatted(epsilon, delta, clip));
    }
  }

  /**
   * {@return how a training reaches this}
   *
   * @param rows number of rows that are learnt
   * @param batch places in a batch; the number of rows that come into one is random, and exceeds them with a probability
   *     that is a small part of δ
   * @param steps number of steps
   */
  public PrivacyPlan plan(int rows, int batch, int steps) {
    double expected = Math.min(batch, rows);
    while (rows > batch && expected > 1 && overflow(expected, batch) * steps > OVERFLOW * delta) {
      expected *= 0.99;
    }
    double rate = expected / rows;
    double noise = Accountant.noise(rate, steps, epsilon, delta * (1 - OVERFLOW));
    return new PrivacyPlan(rate, noise, clip);
  }

  /** Chernoff's bound of the probability that a sum of independent zeros and ones exceeds a number. */
  private static double overflow(double expected, int most) {
    double above = (most + 1.0) / expected - 1;
    return above <= 0 ? 1 : Math.exp(expected * (above - (1 + above) * Math.log1p(above)));
  }
}
