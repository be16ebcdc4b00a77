package dev.millrace.flow.likelihood;

import java.util.Arrays;

import dev.millrace.flow.data.Standardizer;

/**
 * How probable points are.
 *
 * @param values [count]: log p of each point, in nats
 * @param noise [count, dim]: the points carried back to t = 0
 * @param dim width of a row
 * @param nfe evaluations of velocity and divergence a point, in the tile of rows that took the most
 */
public record LogDensities(double[] values, float[] noise, int dim, int nfe) {

  /**
   * The same densities for the units of the data, if the points were standardised: log p − Σ log std, as a density is per unit
   * of volume. A constant column has no density; it counts as it was learnt, at a scale of 1.
   *
   * @param standardizer what mapped data to the points
   * @throws IllegalArgumentException if it is of another width
   */
  public LogDensities inUnitsOf(Standardizer standardizer) {
    if (standardizer.dim() != dim) {
      throw new IllegalArgumentException("standardizer of %d columns ≠ %d".formatted(standardizer.dim(), dim));
    }
    double volume = 0;
    for (double std : standardizer.std()) {
      volume += std > 0 ? Math.log(std) : 0;
    }
    double growth = volume;
    return new LogDensities(Arrays.stream(values).map(value -> value - growth).toArray(), noise, dim, nfe);
  }

  /** The mean of log p over the points, in nats; not a number if there are none. */
  public double mean() {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /**
   * The mean of −log₂ p / dim: what a code for the points costs in bits a number, if numbers are resolved to steps of 1. For
   * other steps of size δ add −log₂ δ: 8-bit images in [−1, 1] have δ = 2/255 and cost 6.99 bits more.
   */
  public double bitsPerDimension() {
    return -mean() / (dim * Math.log(2));
  }
}
