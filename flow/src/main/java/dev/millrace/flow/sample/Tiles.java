package dev.millrace.flow.sample;

import java.util.Arrays;

import dev.millrace.flow.ode.Solution;
import dev.millrace.flow.parallel.Workers;
import org.jspecify.annotations.Nullable;

/** Rows in tiles that go through all steps on their own. Which rows form a tile does not depend on the number of threads. */
final class Tiles {
  /** Rows of a tile: its state and the activations of a small network stay in the cache. */
  static final int ROWS = 64;

  private Tiles() {
  }

  /** Carries one tile to its end. */
  interface Carrier {
    /**
     * @param tile its number, from 0
     * @param from index of its first number among all points
     * @param start [up to ROWS, dim]: its rows; the carrier's to change
     */
    Solution<float[]> carry(int tile, int from, float[] start);
  }

  /**
   * Carries all rows.
   *
   * @throws dev.millrace.flow.ode.SolverException if one could not be carried to the end: that of the first such tile
   */
  static Sampler.Samples carry(float[] points, int dim, int threads, Carrier carrier) {
    if (points.length % dim != 0) {
      throw new IllegalArgumentException("points " + points.length + ", expected a multiple of " + dim);
    }
    int length = ROWS * dim;
    int tiles = Math.ceilDiv(points.length, length);
    float[] ends = new float[points.length];
    Cost cost = new Cost();
    try (Workers workers = new Workers(Math.clamp(tiles, 1, threads))) {
      workers.forEach(tiles, i -> {
        int from = i * length;
        float[] start = Arrays.copyOfRange(points, from, Math.min(from + length, points.length));
        Solution<float[]> solution = carrier.carry(i, from, start);
        System.arraycopy(solution.end(), 0, ends, from, start.length);
        cost.add(i, solution);
      });
    }
    return cost.of(ends);
  }

  /** What the tiles cost, whatever their order; kept instead of their solutions, so that memory does not grow with them. */
  private static final class Cost {
    private int costliest = -1;
    private int nfe;
    private int accepted;
    private int rejected;
    private long weighted;
    private int firstFailed = Integer.MAX_VALUE;
    private @Nullable Solution<float[]> failed;

    synchronized void add(int tile, Solution<float[]> solution) {
      weighted += (long) solution.nfe() * solution.end().length;
      if (solution.nfe() > nfe || (solution.nfe() == nfe && tile < costliest)) {
        costliest = tile;
        nfe = solution.nfe();
        accepted = solution.accepted();
        rejected = solution.rejected();
      }
      if (solution.status() != Solution.Status.DONE && tile < firstFailed) {
        firstFailed = tile;
        failed = solution;
      }
    }

    synchronized Sampler.Samples of(float[] ends) {
      if (failed != null) {
        failed.orThrow();
      }
      double mean = ends.length == 0 ? 0 : (double) weighted / ends.length;
      return new Sampler.Samples(ends, nfe, mean, accepted, rejected);
    }
  }
}
