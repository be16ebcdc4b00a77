package dev.millrace.flow.measure;

import java.util.Arrays;

import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.parallel.Workers;

/**
 * How straight the trajectories Z of a flow are, and what they cost. S = ∫ E|(Z1 − Z0) − v(Z_t, t)|² dt is 0 if and only if
 * every point moves on a line at constant speed (Liu et al. 2022, equation 4); the path energy ∫ E|v|² dt is at least the
 * transport cost E|Z1 − Z0|², and this at least W2²; an exact flow has path energy = transport cost + S.
 *
 * <p>Integrals over t are trapezoid sums over the solver's grid, at whose times the field is evaluated anew. They converge with
 * the second order of the step, or with the solver's if that is lower: with Euler steps, S of a curved flow is off by a
 * first-order term.
 *
 * @param straightness S of each start point, summed over its columns, [count]
 * @param energy path energy of each start point, summed over its columns, [count]
 * @param straightnessOfColumns E S of each column, [dim]; their sum is {@link #mean}
 * @param transportCost E|Z1 − Z0|²; reflow never raises it for any convex cost (Liu et al. 2022, theorem 3.5)
 * @param lengthRatio E|Z1 − Z0| over E of the trajectories' lengths, measured from grid time to grid time: 1 if all are
 *     straight, at any speed; a ratio of means, kept for comparison, where S is meant to be used
 */
public record Straightness(double[] straightness, double[] energy, double[] straightnessOfColumns, double transportCost,
    double lengthRatio) {
  private static final int TILE = 64;

  /**
   * Integrates start points and measures their trajectories on the way, a tile of rows at a time; no trajectory is kept.
   *
   * @param field the velocity, as the network sees it; used by several threads
   * @param x0 start points, as the network sees them, [count, dim], count ≥ 1; left as they are
   * @param solver method and grid; it evaluates the field stages·steps times, the measure another steps + 1
   * @param units maps data to what the network sees: all figures are in the units of the data, of which each column is
   *     {@code std} as long; {@link Standardizer#identity} for the space of the network
   * @param threads how many work, at least 1; the result does not depend on it
   * @throws IllegalArgumentException if there is no start point or the last is incomplete
   * @throws dev.millrace.flow.ode.SolverException if points leave the finite numbers on their way
   */
  public static Straightness measure(VelocityField<float[]> field, float[] x0, FixedStepSolver solver,
      Standardizer units, int threads) {
    int dim = units.dim();
    int count = Points.count(x0, dim, 1);
    double[] straightness = new double[count];
    double[] energy = new double[count];
    double[] cost = new double[count];
    double[] length = new double[count];
    double[][] columns = new double[Math.ceilDiv(count, TILE)][];
    try (Workers workers = new Workers(Math.clamp(columns.length, 1, threads))) {
      workers.forEach(columns.length, i -> {
        int from = i * TILE;
        int to = Math.min(from + TILE, count);
        Tile tile = new Tile(field, solver.grid(), units.std(), Arrays.copyOfRange(x0, from * dim, to * dim));
        solver.solve(field, StateSpace.FLOATS, tile.start, tile).orThrow();
        columns[i] = tile.finish(straightness, energy, cost, length, from);
      });
    }
    double[] ofColumns = new double[dim];
    for (double[] tile : columns) {
      for (int d = 0; d < dim; d++) {
        ofColumns[d] += tile[d] / count;
      }
    }
    double distances = Arrays.stream(cost).map(Math::sqrt).sum();
    double lengths = Arrays.stream(length).sum();
    return new Straightness(straightness, energy, ofColumns, mean(cost), lengths > 0 ? distances / lengths : 1);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /** S, the mean over the start points. */
  public double mean() {
    return mean(straightness);
  }

  /** ∫ E|v|² dt, the mean over the start points. */
  public double pathEnergy() {
    return mean(energy);
  }

  /**
   * The normalised path energy |∫ E|v|² dt − W2²| / W2² (Tong et al. 2023): 0 if the flow is straight and its pairs are
   * optimal.
   *
   * @param w2 between the distributions of source and data, not squared, above 0, in the units of these figures; between
   *     finite samples of them it comes out too large, which {@code dev.millrace.flow.evaluate.Transport} corrects
   * @throws IllegalArgumentException if w2 is not above 0
   */
  public double normalisedPathEnergy(double w2) {
    if (!(w2 > 0)) {
      throw new IllegalArgumentException("W2 = " + w2 + ", expected above 0");
    }
    return Math.abs(pathEnergy() - w2 * w2) / (w2 * w2);
  }

  /**
   * Sums of one tile. With e = v − v(Z0, 0) and D = Z1 − Z0 − v(Z0, 0), S = ∫ (D − e)² dt = D² − 2D·∫e dt + ∫e² dt: known at
   * the end from two sums, and precise where S is small, as all its terms are small then.
   */
  private static final class Tile implements Solver.Observer<float[]> {
    final VelocityField<float[]> field;
    final TimeGrid grid;
    final double[] scale;
    final int dim;
    final float[] start;
    final float[] last;
    final float[] first;
    final float[] velocity;
    final double[] sums;
    final double[] squares;
    final double[] lengths;

    Tile(VelocityField<float[]> field, TimeGrid grid, double[] scale, float[] start) {
      this.field = field;
      this.grid = grid;
      this.scale = scale;
      this.dim = scale.length;
      this.start = start;
      last = start.clone();
      first = new float[start.length];
      velocity = new float[start.length];
      sums = new double[start.length];
      squares = new double[start.length];
      lengths = new double[start.length / dim];
    }

    @Override
    public void at(int step, double t, float[] state) {
      double before = step > 0 ? grid.time(step - 1) : t;
      double after = step < grid.steps() ? grid.time(step + 1) : t;
      double weight = (after - before) / 2;
      field.velocity(state, t, velocity);
      if (step == 0) {
        System.arraycopy(velocity, 0, first, 0, first.length);
      }
      for (int row = 0; row < lengths.length; row++) {
        double moved = 0;
        for (int d = 0; d < dim; d++) {
          int i = row * dim + d;
          double e = (double) velocity[i] - first[i];
          sums[i] += weight * e;
          squares[i] += weight * e * e;
          double way = scale[d] * ((double) state[i] - last[i]);
          moved += way * way;
        }
        lengths[row] += Math.sqrt(moved);
      }
      System.arraycopy(state, 0, last, 0, last.length);
    }

    /** Writes the rows' figures and returns the sums of S of the columns. */
    double[] finish(double[] straightness, double[] energy, double[] cost, double[] length, int from) {
      double[] columns = new double[dim];
      for (int i = 0; i < start.length; i++) {
        int row = from + i / dim;
        double unit = scale[i % dim] * scale[i % dim];
        double v = first[i];
        double moved = (double) last[i] - start[i];
        double d = moved - v;
        double s = unit * Math.max(0, d * (d - 2 * sums[i]) + squares[i]);
        straightness[row] += s;
        columns[i % dim] += s;
        energy[row] += unit * (v * (v + 2 * sums[i]) + squares[i]);
        cost[row] += unit * moved * moved;
      }
      System.arraycopy(lengths, 0, length, from, lengths.length);
      return columns;
    }
  }
}
