package dev.millrace.flow.likelihood;

import java.util.SplittableRandom;

import dev.millrace.flow.random.Seed;

/** How the divergence of a field is found. */
public sealed interface Divergence {

  /** The directions whose Jacobian-vector products εᵀJε are averaged, or summed if they are the axes. */
  record Directions(float[][] of, double weight) {}

  /**
   * Directions for a tile of rows, fixed while the tile is integrated.
   *
   * @param tile number of the tile
   * @param rows its rows
   * @param dim width of a row
   * @return each [rows, dim], and the weight of each product in the divergence
   */
  Directions directions(int tile, int rows, int dim);

  /** The trace of the Jacobian, from as many Jacobian-vector products as there are dimensions. */
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
   * Hutchinson's estimate with signs ±1 as probes (Rademacher), whose variance is the least among probes of independent numbers:
   * only what is off the Jacobian's diagonal adds to it. It is unbiased for log p, with an error of its own for each row.
   *
   * @param probes averaged, at least 1; from dim on, {@link Exact} costs no more
   * @param seed of the probes, which are drawn for each tile of 64 rows
   */
  record Hutchinson(int probes, Seed seed) implements Divergence {

    /** @throws IllegalArgumentException if there are no probes */
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
