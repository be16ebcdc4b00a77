package dev.millrace.tables.privacy;

import java.util.Locale;

/**
 * How a training hides single rows.
 *
 * @param rate the probability with which a row comes into a batch
 * @param noise the standard deviation of the noise over {@code clip}
 * @param clip the greatest norm of a row's gradient
 */
public record PrivacyPlan(double rate, double noise, double clip) {
  /**
   * {@return a sentence}
   *
   * @param goal what is reached
   */
  public String text(PrivacyGoal goal) {
    return String.format(Locale.ROOT,
        "The weights are (%.3g, %.3g) differentially private: each row comes into a batch with probability %.4g, its "
            + "gradient has a norm of at most %.3g, and noise of %.3g times that norm is added. This does not cover the "
            + "words, ranges and frequencies of single columns, the relations between columns, and the loss that is reported.",
        goal.epsilon(), goal.delta(), rate, clip, noise);
  }
}
