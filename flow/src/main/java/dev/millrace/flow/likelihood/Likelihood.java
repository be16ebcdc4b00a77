package dev.millrace.flow.likelihood;

import java.util.Arrays;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.LogDensity;
import dev.millrace.flow.ode.DifferentiableField;
import dev.millrace.flow.ode.DifferentiableRows;
import dev.millrace.flow.ode.Solution;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.SolverException;
import dev.millrace.flow.parallel.Tasks;

/**
 * Computes log p of points under a flow by transporting them back to the source. Results do not depend on the number of
 * threads.
 *
 * @param solver a solver from 0 to 1, with fixed or adaptive steps; it is run backwards
 * @param divergence the method that computes the divergence
 * @param threads number of threads, at least 1
 */
public record Likelihood(Solver solver, Divergence divergence, int threads) {
  /** The number of rows that are integrated together; an adaptive solver chooses its steps for each tile. */
  private static final int TILE = 64;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the solver does not go from 0 to 1, or there is no thread
   */
  public Likelihood {
    if (solver.from() != 0 || solver.to() != 1) {
      throw new IllegalArgumentException(
          "the solver goes from 0 to 1, this one from %s to %s".formatted(solver.from(), solver.to()));
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads = " + threads + ", expected at least 1");
    }
  }

  /**
   * Computes log p of each point.
   *
   * @param field the velocity, the same for all rows or one per row; used by several threads
   * @param source the distribution at t = 0, with a density in closed form: a Gaussian
   * @param x1 [count, dim] at t = 1, not changed
   * @return log p of each point, and the cost
   * @throws IllegalArgumentException if the density of the source is not known in closed form, or the length of x1 is
   *     not a multiple of dim
   * @throws dev.millrace.flow.ode.SolverException if a row becomes infinite or NaN, or an adaptive solver cannot reach
   *     the source; the message names the first such row, or the rows of its tile
   */
  public LogDensities of(DifferentiableRows<float[]> field, Distribution source, float[] x1) {
    if (!(source instanceof LogDensity density)) {
      throw new IllegalArgumentException(
          "source %s: its density has no closed form, expected a Gaussian source".formatted(source));
    }
    int dim = source.dim();
    if (x1.length % dim != 0) {
      throw new IllegalArgumentException("points " + x1.length + ", expected a multiple of " + dim);
    }
    int count = x1.length / dim;
    int tiles = Math.ceilDiv(count, TILE);
    double[] values = new double[count];
    float[] noise = new float[x1.length];
    int[] nfe = new int[tiles];
    Solver back = solver.reversed();
    Tasks.forEach(threads, tiles, tile -> {
      int first = tile * TILE;
      int rows = Math.min(TILE, count - first);
      float[] points = Arrays.copyOfRange(x1, first * dim, (first + rows) * dim);
      Divergence.Directions directions = divergence.directions(tile, rows, dim);
      Solution<Tracked> solution = solve(back, field.rows(first, rows), directions, points, dim);
      if (solution.status() != Solution.Status.DONE) {
        throw stopped(back, field, directions, points, first, dim, solution);
      }
      System.arraycopy(solution.end().points(), 0, noise, first * dim, rows * dim);
      for (int row = 0; row < rows; row++) {
        // The growth was integrated from 1 to 0, so it is −∫₀¹ ∇·v dt.
        values[first + row] = density.logDensity(noise, (first + row) * dim) + solution.end().growth()[row];
      }
      nfe[tile] = solution.nfe();
    });
    return new LogDensities(values, noise, dim, Arrays.stream(nfe).max().orElse(0));
  }

  private static Solution<Tracked> solve(Solver back, DifferentiableField<float[]> field,
      Divergence.Directions directions, float[] points, int dim) {
    int rows = points.length / dim;
    return back.solve(new TrackedField(field, directions, rows, dim), Tracked.SPACE,
        new Tracked(points.clone(), new double[rows]));
  }

  /** Names the first row of a tile that does not reach the source on its own either. */
  private static SolverException stopped(Solver back, DifferentiableRows<float[]> field,
      Divergence.Directions directions, float[] points, int first, int dim, Solution<Tracked> failed) {
    int rows = points.length / dim;
    // So many steps again, row by row, would take too long.
    for (int row = 0; row < rows && failed.status() != Solution.Status.TOO_MANY_STEPS; row++) {
      int from = row * dim;
      float[][] own = Arrays.stream(directions.of()).map(each -> Arrays.copyOfRange(each, from, from + dim))
          .toArray(float[][]::new);
      Solution<Tracked> alone = solve(back, field.rows(first + row, 1),
          new Divergence.Directions(own, directions.weight()), Arrays.copyOfRange(points, from, from + dim), dim);
      if (alone.status() != Solution.Status.DONE) {
        return alone.failure().ofRows(first + row, 1);
      }
    }
    return failed.failure().ofRows(first, rows);
  }
}
