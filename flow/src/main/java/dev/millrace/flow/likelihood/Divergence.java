package dev.millrace.flow.likelihood;

import java.util.SplittableRandom;

import dev.millrace.flow.random.Seed;

/** The method that computes the divergence of a field. */
public sealed interface Divergence {

  /**
   * The directions ε whose products εᵀJε are averaged, or summed if the directions are the axes.
   *
   * @param of the probes, each a row
   * @param weight the weight of the term
   */
  record Directions(float[][] of, double weight) {}

  /**
   * The directions for a tile of rows, which are fixed while the tile is integrated.
   *
   * @param tile number of the tile
   * @param rows number of rows in the tile
   * @param dim width of a row
   * @return the directions, each [rows, dim], and the weight of each product in the divergence
   */
  Directions directions(int tile, int rows, int dim);

  /** The exact trace of the Jacobian, from one Jacobian-vector product per dimension. */
  record Exact() implements Divergence {
    @Override
    public Directions directions(int tile, int rows, int dim) {
      float[][] axes = new float[dim][rows * dim];
      for (int i = 0; i < dim; i++) {
        for (int row = 0; row < rows; row++) {
          axes[i][row * dim + i] = 1;
        }
      }
      return new Directions(axes, 1);
    }
  }

  /**
   * Hutchinson's estimate with random signs ±1 (Rademacher) as probes, which have the least variance among probes of
   * independent numbers: only the off-diagonal elements of the Jacobian contribute to it. The estimate of log p is
   * unbiased, and each row has an independent error.
   *
   * @param probes the number of probes that are averaged, at least 1; with dim or more, {@link Exact} costs no more
   * @param seed the seed of the probes, which are drawn for each tile of 64 rows
   */
  record Hutchinson(int probes, Seed seed) implements Divergence {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there are no probes
     */
    public Hutchinson {
      if (probes < 1) {
        throw new IllegalArgumentException("probes = " + probes + ", expected at least 1");
      }
    }

    @Override
    public Directions directions(int tile, int rows, int dim) {
      float[][] signs = new float[probes][rows * dim];
      for (int probe = 0; probe < probes; probe++) {
        SplittableRandom random = seed.generator(Seed.Purpose.PROBE, probe, tile);
        for (int i = 0; i < signs[probe].length; i++) {
          signs[probe][i] = random.nextBoolean() ? 1 : -1;
        }
      }
      return new Directions(signs, 1.0 / probes);
    }
  }
}
