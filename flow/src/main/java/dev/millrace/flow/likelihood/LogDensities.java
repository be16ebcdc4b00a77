package dev.millrace.flow.likelihood;

import java.util.Arrays;

import dev.millrace.flow.data.Standardizer;

/**
 * The log densities of points under a flow.
 *
 * @param values [count]: log p of each point, in nats
 * @param noise [count, dim]: the points transported back to t = 0
 * @param dim width of a row
 * @param nfe evaluations of velocity and divergence per point, in the tile of rows that needed the most
 */
public record LogDensities(double[] values, float[] noise, int dim, int nfe) {

  /**
   * Converts the densities of standardised points to the units of the data: log p − Σ log std, because a density is per
   * unit of volume. A constant column has no density in the units of the data; it is counted in the units in which it
   * was learnt, with a scale of 1.
   *
   * @param standardizer the standardizer that mapped the data to the points
   * @return log p in the units of the data
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

  /** {@return the mean of log p over the points, in nats; NaN if there are no points} */
  public double mean() {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /**
   * {@return the mean of −log₂ p / dim: the length of a code for the points in bits per number, if numbers are
   * quantised in steps of 1} For steps of size δ, add −log₂ δ: 8-bit images in [−1, 1] have δ = 2/255 and need 6.99
   * more bits.
   */
  public double bitsPerDimension() {
    return -mean() / (dim * Math.log(2));
  }
}
