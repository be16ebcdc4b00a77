package dev.millrace.flow.sample;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.random.Seed;

/**
 * Transports start points from t = 0 to t = 1 or back. Each tile of at most 64 rows goes through all steps before the next one,
 * so that its data remain in the cache and threads never wait for each other.
 *
 * <p>Results do not depend on the number of threads. On a fixed grid, rows do not depend on each other either. An
 * adaptive solver chooses its steps for each tile by the root mean square of the error over all numbers of the tile, so
 * the last digits of a row, well within the tolerance, depend on the other rows of its tile.
 *
 * @param solver a solver from 0 to 1
 * @param threads number of threads, at least 1
 */
public record Sampler(Solver solver, int threads) {
  /** The number of start points that one generator draws. */
  private static final int BLOCK = 1024;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the solver does not go from 0 to 1, or there is no thread
   */
  public Sampler {
    if (solver.from() != 0 || solver.to() != 1) {
      throw new IllegalArgumentException(
          "a sampler's solver goes from 0 to 1, this one from %s to %s".formatted(solver.from(), solver.to()));
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads = " + threads + ", expected at least 1");
    }
  }

  /**
   * End points and their cost. If the solver is adaptive, the cost differs from tile to tile.
   *
   * @param points [count, dim], the end points
   * @param nfe function evaluations per point, in the tile that needed the most
   * @param meanNfe function evaluations per point, averaged over all points
   * @param accepted number of accepted steps in the tile that needed the most evaluations
   * @param rejected number of rejected steps in that tile
   */
  public record Samples(float[] points, int nfe, double meanNfe, int accepted, int rejected) {}

  /**
   * Points along their trajectories.
   *
   * @param states [frames + 1][count·dim]: the state at each time, including the first and the last
   * @param samples the end points and their cost
   */
  public record Trajectory(float[][] states, Samples samples) {}

  /**
   * Draws start points.
   *
   * @param source the distribution to draw from
   * @param count number of points, 0 or more
   * @param seed seed of the points
   * @return [count, dim]; each block of 1024 points has its own generator, so the first n points do not depend on
   *     {@code count}
   */
  public static float[] startPoints(Distribution source, int count, Seed seed) {
    return startPoints(source, count, seed, Seed.Purpose.SAMPLING, 0);
  }

  /**
   * Draws the start points from a row on: rows {@code offset} to {@code offset + count} − 1 of {@link
   * #startPoints(Distribution, int, Seed)}, however many that draws. So samples can be made in parts, which together
   * are the same as one call.
   *
   * @param source the distribution to draw from
   * @param offset number of the first row, 0 or more
   * @param count number of points, 0 or more
   * @param seed seed of the points
   * @return [count, dim]
   * @throws IllegalArgumentException if the offset is negative, or offset + count exceeds a long
   */
  public static float[] startPoints(Distribution source, long offset, int count, Seed seed) {
    if (offset < 0 || offset > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(
          "offset = %d, expected at least 0, and with %d rows at most %d".formatted(offset, count, Long.MAX_VALUE));
    }
    int dim = source.dim();
    float[] x0 = new float[Sizes.product(count, dim)];
    int done = 0;
    while (done < count) {
      long row = offset + done;
      int skipped = (int) (row % BLOCK);
      int rows = Math.min(BLOCK - skipped, count - done);
      float[] block = source.sample(seed.generator(Seed.Purpose.SAMPLING, 0, row / BLOCK), skipped + rows);
      System.arraycopy(block, skipped * dim, x0, done * dim, rows * dim);
      done += rows;
    }
    return x0;
  }

  /**
   * Draws start points from a separate random stream.
   *
   * @param source the noise, x0
   * @param count how many
   * @param seed seed of the points
   * @param purpose the purpose of the points, which selects the stream
   * @param index the number of the draw, which selects the stream too
   * @return [count, dim], as {@link #startPoints(Distribution, int, Seed)}
   */
  public static float[] startPoints(Distribution source, int count, Seed seed, Seed.Purpose purpose, int index) {
    return startPoints(source, count, seed, purpose, index, new int[0]);
  }

  /**
   * Draws the same points as {@link #startPoints(Distribution, int, Seed, Seed.Purpose, int)}, and the class of each.
   *
   * @param source the noise, x0
   * @param count how many
   * @param seed seed of the points
   * @param purpose purpose of the points, which selects the stream
   * @param index number of the draw, which selects the stream too
   * @param labels receives the classes, [count]; or empty if they are not wanted
   * @return the points
   */
  public static float[] startPoints(Distribution source, int count, Seed seed, Seed.Purpose purpose, int index,
      int[] labels) {
    float[] x0 = new float[Sizes.product(count, source.dim())];
    for (int from = 0; from < count; from += BLOCK) {
      var random = seed.generator(purpose, index, from / BLOCK);
      int rows = Math.min(BLOCK, count - from);
      if (labels.length > 0) {
        source.sample(random, x0, from * source.dim(), rows, labels, from);
      } else {
        source.sample(random, x0, from * source.dim(), rows);
      }
    }
    return x0;
  }

  /**
   * Transports noise to data.
   *
   * @param field the velocity, the same for all rows or one per row; used by several threads
   * @param x0 [count, dim] at t = 0, not changed
   * @param dim width of a row
   * @return the points and their cost
   * @throws dev.millrace.flow.ode.SolverException if a row becomes infinite or NaN, or an adaptive solver cannot reach
   *     the end
   */
  public Samples sample(RowField<float[]> field, float[] x0, int dim) {
    return tiles(x0, dim).carry(x0,
        (_, from, count, start) -> solver.solve(field.rows(from, count), StateSpace.FLOATS, start));
  }

  /**
   * Transports data back to noise, along the same trajectories as {@link #sample}.
   *
   * @param field the velocity, the same for all rows or one per row; used by several threads
   * @param x1 [count, dim] at t = 1, not changed
   * @param dim width of a row
   * @return the points and their cost
   * @throws dev.millrace.flow.ode.SolverException if a row becomes infinite or NaN, or an adaptive solver cannot reach
   *     the end
   */
  public Samples invert(RowField<float[]> field, float[] x1, int dim) {
    Solver back = solver.reversed();
    return tiles(x1, dim).carry(x1,
        (_, from, count, start) -> back.solve(field.rows(from, count), StateSpace.FLOATS, start));
  }

  private Tiles<float[]> tiles(float[] points, int dim) {
    int rows = threads > 1 && solver instanceof FixedStepSolver fixed
        ? Tiles.rows(points.length / Math.max(1, dim), fixed.grid().steps())
        : Tiles.ROWS;
    return Tiles.ofPoints(dim, threads, rows);
  }

  /**
   * Transports noise to data and returns the trajectories.
   *
   * @param field the velocity, the same for all rows or one per row; used by several threads
   * @param x0 [count, dim] at t = 0, not changed
   * @param dim width of a row
   * @return [frames + 1][count·dim]: the state at each time of a fixed grid, or at 101 uniform times of an adaptive
   *     solver
   * @throws dev.millrace.flow.ode.SolverException if a row becomes infinite or NaN, or an adaptive solver cannot reach
   *     the end
   */
  public float[][] trajectory(RowField<float[]> field, float[] x0, int dim) {
    return follow(field, x0, dim, solver.frames()).states();
  }

  /**
   * As {@link #sample}; also returns the trajectories.
   *
   * @param field the velocity field
   * @param x0 start points, [n, dim]
   * @param dim the number of columns
   * @param frames one less than the number of states to keep. An adaptive solver gives them at uniform times, by its
   *     dense output; for a fixed-step solver it must be the number of its steps, and the times are those of its grid
   * @return the points, the trajectories and their cost
   * @throws IllegalArgumentException if the solver has fixed steps and {@code frames} is not their number
   */
  public Trajectory follow(RowField<float[]> field, float[] x0, int dim, int frames) {
    float[][] states = new float[frames + 1][x0.length];
    Samples samples = Tiles.ofPoints(dim, threads).carry(x0,
        (_, from, count, start) -> solver.follow(field.rows(from, count), StateSpace.FLOATS, start, frames,
            (k, _, x) -> System.arraycopy(x, 0, states[k], from * dim, x.length)));
    return new Trajectory(states, samples);
  }
}
