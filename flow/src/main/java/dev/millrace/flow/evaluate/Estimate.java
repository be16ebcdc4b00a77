package dev.millrace.flow.evaluate;

import java.util.Arrays;

import dev.millrace.flow.text.Digits;

/**
 * The mean of repeated measurements and how far it can be trusted.
 *
 * @param mean the mean of the repeats
 * @param error standard error of the mean: the standard deviation of the repeats divided by √repeats; NaN if there is
 *     only one repeat
 */
public record Estimate(double mean, double error) {
  /**
   * {@return the estimate from one or more repeats}
   *
   * @param repeats the values
   */
  public static Estimate of(double... repeats) {
    double mean = Arrays.stream(repeats).average().orElse(Double.NaN);
    double squares = Arrays.stream(repeats).map(x -> (x - mean) * (x - mean)).sum();
    int n = repeats.length;
    return new Estimate(mean, n > 1 ? Math.sqrt(squares / (n - 1) / n) : Double.NaN);
  }

  /**
   * {@return whether this is no larger than {@code other}, or larger by no more than two standard errors of the
   * difference}
   *
   * @param other the estimate to compare with
   */
  public boolean isWithinNoiseOf(Estimate other) {
    double noise = Math.sqrt(zeroIfNaN(error * error) + zeroIfNaN(other.error * other.error));
    return mean <= other.mean + 2 * noise;
  }

  private static double zeroIfNaN(double x) {
    return Double.isNaN(x) ? 0 : x;
  }

  /** Such as {@code 0.0712 ± 0.0031}, or {@code 7.125e-08 ± 3.1e-09} if the data are small. */
  @Override
  public String toString() {
    return Digits.of(mean, error, 4);
  }
}
