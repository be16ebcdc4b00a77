package dev.millrace.flow.data;

import java.util.random.RandomGenerator;

/**
 * Gaussians in the plane, evenly spaced on a circle around 0: mode k is N(radius·(cos 2πk/count, sin 2πk/count),
 * std²·I). For each point the mode is drawn first, then the noise of x, then that of y.
 *
 * @param count number of modes, ≥ 1
 * @param radius of the circle, finite and ≥ 0
 * @param std standard deviation of a mode in each coordinate, finite and ≥ 0
 */
public record GaussianRing(int count, double radius, double std) implements Mixture {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public GaussianRing {
    if (count < 1 || !(radius >= 0 && std >= 0 && Double.isFinite(radius + std))) {
      throw new IllegalArgumentException(
          "count = %d, radius = %s, std = %s: expected count >= 1, the others finite and >= 0".formatted(count, radius,
              std));
    }
  }

  /** Always 2. */
  @Override
  public int dim() {
    return 2;
  }

  @Override
  public int classes() {
    return count;
  }

  @Override
  public void point(RandomGenerator random, int mode, float[] out, int at) {
    double angle = 2 * Math.PI * mode / count;
    out[at] = (float) (radius * Math.cos(angle) + std * random.nextGaussian());
    out[at + 1] = (float) (radius * Math.sin(angle) + std * random.nextGaussian());
  }
}
