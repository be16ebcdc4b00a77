package dev.millrace.flow.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import dev.millrace.flow.ode.Solution;
import dev.millrace.flow.parallel.Workers;

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
    List<Solution<float[]>> solutions = new ArrayList<>(Collections.nCopies(tiles, null));
    try (Workers workers = new Workers(Math.clamp(tiles, 1, threads))) {
      workers.forEach(tiles, i -> {
        int from = i * length;
        float[] start = Arrays.copyOfRange(points, from, Math.min(from + length, points.length));
        solutions.set(i, carrier.carry(i, from, start));
      });
    }
    return gather(solutions, points.length, length);
  }

  private static Sampler.Samples gather(List<Solution<float[]>> solutions, int total, int length) {
    float[] ends = new float[total];
    int nfe = 0;
    int accepted = 0;
    int rejected = 0;
    double weighted = 0;
    for (int i = 0; i < solutions.size(); i++) {
      Solution<float[]> solution = solutions.get(i).orThrow();
      System.arraycopy(solution.end(), 0, ends, i * length, solution.end().length);
      weighted += (double) solution.nfe() * solution.end().length;
      if (solution.nfe() > nfe) {
        nfe = solution.nfe();
        accepted = solution.accepted();
        rejected = solution.rejected();
      }
    }
    return new Sampler.Samples(ends, nfe, total == 0 ? 0 : weighted / total, accepted, rejected);
  }
}
