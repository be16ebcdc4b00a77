package dev.millrace.flow.train;

/**
 * What hides single rows in a training (DP-SGD, Abadi et al. 2016): the gradient of each row's loss is scaled down to a
 * norm, and Gaussian noise of a multiple of that norm is added to their sum.
 *
 * @param clip the greatest norm of a row's gradient, above 0
 * @param noise the standard deviation of the noise in each weight over {@code clip}, at least 0
 */
public record RowPrivacy(double clip, double noise) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the component out of range
   */
  public RowPrivacy {
    if (!(clip > 0) || !(noise >= 0)) {
      throw new IllegalArgumentException(
          "clip = %s, noise = %s, expected above 0, and at least 0".formatted(clip, noise));
    }
  }
}
