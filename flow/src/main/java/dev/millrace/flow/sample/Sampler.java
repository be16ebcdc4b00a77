package dev.millrace.flow.sample;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solution;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;

/**
 * Carries rows of start points from t = 0 to t = 1 or back, a tile of 64 rows at a time through all steps, so that a tile stays
 * in the cache and threads never wait for each other.
 *
 * <p>Results do not depend on the number of threads. On a fixed grid rows do not depend on each other either; an adaptive solver
 * chooses its steps for each tile by the root of the mean of squares of the error over the tile's numbers, so that a row's last
 * digits, well within the tolerance, depend on the other rows of its tile.
 *
 * @param solver from 0 to 1
 * @param threads how many work, at least 1
 */
public record Sampler(Solver solver, int threads) {
  /** Start points drawn by one generator. */
  private static final int BLOCK = 1024;
  private static final int FRAMES = 100;

  /** @throws IllegalArgumentException if the solver does not go from 0 to 1 */
  public Sampler {
    if (solver.from() != 0 || solver.to() != 1) {
      throw new IllegalArgumentException(
          "a sampler's solver goes from 0 to 1, this one from %s to %s".formatted(solver.from(), solver.to()));
    }
  }

  /**
   * End points and their cost. Tiles differ in cost if the solver is adaptive.
   *
   * @param points [count, dim] where they were carried
   * @param nfe function evaluations a point, in the tile that took the most
   * @param meanNfe function evaluations a point, the mean of all points
   * @param accepted steps taken, in the tile that took the most evaluations
   * @param rejected steps tried and thrown away, in that tile
   */
  public record Samples(float[] points, int nfe, double meanNfe, int accepted, int rejected) {}

  /**
   * Points on their way.
   *
   * @param states [frames + 1][count·dim]: the state at each time, the first and the last included
   * @param samples the end points and their cost
   */
  public record Trajectory(float[][] states, Samples samples) {}

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
    float[] x0 = new float[Sizes.product(count, source.dim())];
    for (int from = 0; from < count; from += BLOCK) {
      source.sample(seed.generator(purpose, index, from / BLOCK), x0, from * source.dim(),
          Math.min(BLOCK, count - from));
    }
    return x0;
  }

  /**
   * Carries noise to data.
   *
   * @param field the velocity; used by several threads
   * @param x0 [count, dim] at t = 0, left as it is
   * @param dim width of a row
   * @throws dev.millrace.flow.ode.SolverException if a row leaves the finite numbers, or an adaptive solver cannot reach the end
   */
  public Samples sample(VelocityField<float[]> field, float[] x0, int dim) {
    return Tiles.carry(x0, dim, threads, (_, _, start) -> solver.solve(field, StateSpace.FLOATS, start));
  }

  /**
   * Carries data back to noise, along the same trajectories as {@link #sample}.
   *
   * @param field the velocity; used by several threads
   * @param x1 [count, dim] at t = 1, left as it is
   * @param dim width of a row
   * @throws dev.millrace.flow.ode.SolverException if a row leaves the finite numbers, or an adaptive solver cannot reach the end
   */
  public Samples invert(VelocityField<float[]> field, float[] x1, int dim) {
    Solver back = solver.reversed();
    return Tiles.carry(x1, dim, threads, (_, _, start) -> back.solve(field, StateSpace.FLOATS, start));
  }

  /**
   * Carries noise to data and keeps the way.
   *
   * @return [frames + 1][count·dim]: the state at each time of a fixed grid, or at 101 uniform times of an adaptive solver
   */
  public float[][] trajectory(VelocityField<float[]> field, float[] x0, int dim) {
    return follow(field, x0, dim, solver instanceof FixedStepSolver fixed ? fixed.grid().steps() : FRAMES).states();
  }

  /**
   * As {@link #sample}, and keeps the way.
   *
   * @param frames one less than the states kept: with an adaptive solver at uniform times, by its dense output; with a
   *          fixed-step solver the number of its steps, whose times they are
   * @throws IllegalArgumentException if frames is not what it should be
   */
  public Trajectory follow(VelocityField<float[]> field, float[] x0, int dim, int frames) {
    if (solver instanceof FixedStepSolver fixed && fixed.grid().steps() != frames) {
      throw new IllegalArgumentException("frames %d ≠ steps %d".formatted(frames, fixed.grid().steps()));
    }
    TimeGrid times = TimeGrid.uniform(frames);
    float[][] states = new float[frames + 1][x0.length];
    Samples samples = Tiles.carry(x0, dim, threads, (_, from, start) -> {
      Solver.Observer<float[]> keep = (k, _, x) -> System.arraycopy(x, 0, states[k], from, x.length);
      return follow(field, start, times, keep);
    });
    return new Trajectory(states, samples);
  }

  private Solution<float[]> follow(VelocityField<float[]> field, float[] start, TimeGrid times,
      Solver.Observer<float[]> keep) {
    return switch (solver) {
      case FixedStepSolver fixed -> fixed.solve(field, StateSpace.FLOATS, start, keep);
      case AdaptiveSolver adaptive -> adaptive.solve(field, StateSpace.FLOATS, start, times, keep);
    };
  }
}
