package dev.millrace.flow.sample;

import java.util.Arrays;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solution;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;

/**
 * Integrates rows of start points from t = 0 to t = 1, a tile of rows at a time through all steps, so that a tile stays in the
 * cache and threads never wait for each other. Rows do not depend on each other, nor on the number of threads.
 *
 * @param solver method and grid
 * @param threads how many work, at least 1
 */
public record Sampler(FixedStepSolver solver, int threads) {
  private static final int TILE = 64;
  /** Start points drawn by one generator. */
  private static final int BLOCK = 1024;

  /**
   * End points and their cost.
   *
   * @param points [count, dim] at t = 1
   * @param nfe function evaluations a point
   */
  public record Samples(float[] points, int nfe) {}

  /**
   * Draws start points.
   *
   * @param source where from
   * @param count how many, 0 or more
   * @return [count, dim]; the first n of a longer draw are those of a shorter one, block by block of 1024
   */
  public static float[] startPoints(Distribution source, int count, Seed seed) {
    return startPoints(source, count, seed, Seed.Purpose.SAMPLING, 0);
  }

  /**
   * Draws start points of a stream of their own.
   *
   * @param purpose what they are for
   * @param index which of many such draws
   * @return [count, dim], as {@link #startPoints(Distribution, int, Seed)}
   */
  public static float[] startPoints(Distribution source, int count, Seed seed, Seed.Purpose purpose, int index) {
    float[] x0 = new float[Math.multiplyExact(count, source.dim())];
    for (int from = 0; from < count; from += BLOCK) {
      source.sample(seed.generator(purpose, index, from / BLOCK), x0, from * source.dim(),
          Math.min(BLOCK, count - from));
    }
    return x0;
  }

  /**
   * Integrates.
   *
   * @param field the velocity; used by several threads
   * @param x0 [count, dim], left as it is
   * @param dim width of a row
   */
  public Samples sample(VelocityField<float[]> field, float[] x0, int dim) {
    float[] x1 = new float[x0.length];
    int nfe = solve(field, x0, dim, (from, step, state) -> {
      if (step == solver.grid().steps()) {
        System.arraycopy(state, 0, x1, from, state.length);
      }
    });
    return new Samples(x1, nfe);
  }

  /**
   * Integrates and keeps the way.
   *
   * @return [steps + 1][count·dim]: the state at each time of the grid
   */
  public float[][] trajectory(VelocityField<float[]> field, float[] x0, int dim) {
    float[][] path = new float[solver.grid().steps() + 1][x0.length];
    solve(field, x0, dim, (from, step, state) -> System.arraycopy(state, 0, path[step], from, state.length));
    return path;
  }

  private interface Tile {
    void at(int from, int step, float[] state);
  }

  private int solve(VelocityField<float[]> field, float[] x0, int dim, Tile tile) {
    if (x0.length % dim != 0) {
      throw new IllegalArgumentException("start points " + x0.length + ", expected a multiple of " + dim);
    }
    int length = TILE * dim;
    int tiles = Math.ceilDiv(x0.length, length);
    int[] nfe = new int[tiles];
    try (Workers workers = new Workers(Math.clamp(tiles, 1, threads))) {
      workers.forEach(tiles, i -> {
        int from = i * length;
        float[] start = Arrays.copyOfRange(x0, from, Math.min(from + length, x0.length));
        Solution<float[]> solution = solver.solve(field, StateSpace.FLOATS, start,
            (step, _, state) -> tile.at(from, step, state));
        nfe[i] = solution.nfe();
      });
    }
    return tiles == 0 ? 0 : nfe[0];
  }
}
