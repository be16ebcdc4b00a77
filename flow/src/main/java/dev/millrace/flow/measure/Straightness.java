package dev.millrace.flow.measure;

import java.util.Arrays;

import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.parallel.Workers;

/**
 * Measures how straight the trajectories Z of a flow are, and their cost. The straightness S = ∫ E|(Z1 − Z0) − v(Z_t,
 * t)|² dt is 0 if and only if every point moves on a line at constant speed (Liu et al. 2022, equation 4). The path
 * energy ∫ E|v|² dt is at least the transport cost E|Z1 − Z0|², which is at least W2². For an exact flow, path energy =
 * transport cost + S.
 *
 * <p>Integrals over t are trapezoidal sums over the solver's grid; the field is evaluated again at its times. They
 * converge with order two, or with the order of the solver if that is lower: with Euler steps, S of a curved flow has
 * an error of first order.
 *
 * @param straightness S of each start point, summed over its columns, [count]
 * @param energy path energy of each start point, summed over its columns, [count]
 * @param straightnessOfColumns E S of each column, [dim]; their sum is {@link #mean}
 * @param transportCost E|Z1 − Z0|²; reflow does not increase it, nor any other convex cost (Liu et al. 2022, theorem
 *     3.5)
 * @param lengthRatio E|Z1 − Z0| divided by the mean length of the trajectories, which are taken as polygons through the
 *     grid times: 1 if all are straight, at any speed. It is a ratio of means, given for comparison with other work;
 *     prefer S
 */
public record Straightness(double[] straightness, double[] energy, double[] straightnessOfColumns, double transportCost,
    double lengthRatio) {
  private static final int TILE = 64;

  /**
   * Integrates start points and measures their trajectories, one tile of rows at a time; no trajectory is stored.
   *
   * @param field the velocity, as the network sees it, the same for all rows or one per row; used by several threads
   * @param x0 start points, as the network sees them, [count, dim], count ≥ 1; not changed
   * @param solver method and grid; it evaluates the field stages·steps times, and the measure evaluates it another
   *     steps + 1 times
   * @param units maps data to what the network sees. All figures are in the units of the data, in which each column is
   *     larger by its {@code std}; use {@link Standardizer#identity} for figures in the space of the network
   * @param threads number of threads, at least 1; the result does not depend on it
   * @return the measures
   * @throws IllegalArgumentException if there is no start point or the last one is incomplete
   * @throws dev.millrace.flow.ode.SolverException if a point becomes infinite or NaN
   */
  public static Straightness measure(RowField<float[]> field, float[] x0, FixedStepSolver solver,
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
        VelocityField<float[]> ofTile = field.rows(from, to - from);
        Tile tile = new Tile(ofTile, solver.grid(), units.std(), Arrays.copyOfRange(x0, from * dim, to * dim));
        solver.solve(ofTile, StateSpace.FLOATS, tile.start, tile).orThrow();
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

  /** {@return S, averaged over the start points} */
  public double mean() {
    return mean(straightness);
  }

  /** {@return the path energy ∫ E|v|² dt, averaged over the start points} */
  public double pathEnergy() {
    return mean(energy);
  }

  /**
   * {@return the normalised path energy |∫ E|v|² dt − W2²| / W2² (Tong et al. 2023): 0 if the flow is straight and its
   * coupling is optimal}
   *
   * @param w2 the distance W2 between the distributions of source and data, not squared, above 0, in the units of these
   *     figures. Estimated from finite samples it is too large; {@code dev.millrace.flow.evaluate.Transport} corrects
   *     this
   * @throws IllegalArgumentException if w2 is not above 0
   */
  public double normalisedPathEnergy(double w2) {
    if (!(w2 > 0)) {
      throw new IllegalArgumentException("W2 = " + w2 + ", expected above 0");
    }
    return Math.abs(pathEnergy() - w2 * w2) / (w2 * w2);
  }

  /**
   * The sums of one tile. With e = v − v(Z0, 0) and D = Z1 − Z0 − v(Z0, 0), S = ∫ (D − e)² dt = D² − 2D·∫e dt + ∫e² dt.
   * So S follows at the end from two sums, and it is accurate even if S is small, because all of its terms are small
   * then.
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

    /** Writes the figures of the rows and returns the sum of S for each column. */
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
