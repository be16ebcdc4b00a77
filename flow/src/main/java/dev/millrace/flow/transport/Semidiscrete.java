package dev.millrace.flow.transport;

import java.util.SplittableRandom;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;

/**
 * Optimal transport from a continuous distribution to a fixed set of points, by squared Euclidean cost: point j gets
 * all x for which |x − y_j|² − g_j is least, and the potentials g are such that each of these cells has the mass that
 * its point should get (Genevay et al. 2016, "Stochastic Optimization for Large-scale Optimal Transport", section 4;
 * for flow matching Mousavi-Hosseini et al. 2025, "Flow Matching with Semidiscrete Couplings").
 *
 * <p>The potentials maximise a concave function of gradient b_j − (mass of cell j), which source points estimate. Plain
 * stochastic ascent on it is slow, because the Hessian is a graph Laplacian over the cells: mass that one region lacks
 * diffuses only from cell to cell. {@link SemidiscreteAscent} describes the method used instead.
 */
public final class Semidiscrete {
  /**
   * The least and the greatest number of points on each side of the small entropic problem whose potentials are the
   * start.
   */
  private static final int FEWEST_START_POINTS = 1024;
  private static final int MOST_START_POINTS = 4096;
  /**
   * The ε of that problem as a fraction of the mean cost. The masses are then correct except between neighbouring
   * cells.
   */
  private static final double START_EPSILON = 0.002;
  private static final Sinkhorn.Stop START_STOP = new Sinkhorn.Stop(1e-2, 2000);

  private final PowerCells cells;
  private final int dim;
  private final double[] potentials;
  private final double massError;
  private final long draws;

  private Semidiscrete(PowerCells cells, int dim, double[] potentials, double massError, long draws) {
    this.cells = cells;
    this.dim = dim;
    this.potentials = potentials;
    this.massError = massError;
    this.draws = draws;
  }

  /**
   * When to stop.
   *
   * @param tolerance the greatest allowed root of χ² between the masses of the cells and their targets, 0.01 to 1; for
   *     equal masses this is the root mean square of the relative errors of the masses
   * @param drawsPerPoint greatest number of source points to draw per target point, at least 64; an error e needs at
   *     least 1/e²
   */
  public record Stop(double tolerance, int drawsPerPoint) {
    /** Tolerance 0.15 and 2,000 draws per point. */
    public static final Stop DEFAULT = new Stop(0.15, 2000);

    /** Checks the ranges. */
    public Stop {
      if (!(tolerance >= 0.01 && tolerance <= 1) || drawsPerPoint < 64) {
        throw new IllegalArgumentException(
            "tolerance = %s, drawsPerPoint = %d: expected 0.01 to 1, and at least 64".formatted(tolerance,
                drawsPerPoint));
      }
    }
  }

  /** Receives the progress of learning. */
  public interface Listener {
    /**
     * Called at regular intervals, on the thread that learns. An exception that it throws ends the learning.
     *
     * @param draws source points drawn so far
     * @param massError the error of the best potentials so far; see {@link Semidiscrete#massError}
     */
    void on(long draws, double massError);
  }

  /**
   * Learns the potentials. The same arguments give the same potentials, whatever the number of workers.
   *
   * @param source distribution of x, without atoms
   * @param points y, row-major [count, dim], at least one, all different
   * @param weights mass of each [count], above 0; scaled to the sum 1
   * @param stop when to stop; {@link #massError} tells whether the tolerance was reached
   * @param seed seed of the source points
   * @param workers the threads that share the work
   * @param listener hears of the progress
   * @return the potentials
   */
  public static Semidiscrete learn(Distribution source, float[] points, double[] weights, Stop stop, Seed seed,
      Workers workers, Listener listener) {
    int dim = source.dim();
    if (weights.length == 0 || points.length != (long) weights.length * dim) {
      throw new IllegalArgumentException(
          "points have %d numbers, %d weights, dim = %d: expected [count, dim] and [count]"
              .formatted(points.length, weights.length, dim));
    }
    double[] target = normalised(weights);
    PowerCells cells = PowerCells.of(points, dim);
    double[] norms = PowerCells.squaredNorms(points, dim);
    if (target.length == 1) {
      return new Semidiscrete(cells, dim, new double[1], 0, 0);
    }
    double[] heights = norms.clone();
    double[] start = startPotentials(source, points, target, seed);
    for (int j = 0; j < heights.length; j++) {
      heights[j] -= start[j];
    }
    var ascent = new SemidiscreteAscent(source, cells, target, seed, workers);
    double error = ascent.run(heights, stop, listener);
    for (int j = 0; j < heights.length; j++) {
      norms[j] -= heights[j];
    }
    return new Semidiscrete(cells, dim, norms, error, ascent.draws());
  }

  private static double[] normalised(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      if (!(weight > 0)) {
        throw new IllegalArgumentException("a weight is " + weight + ", expected above 0");
      }
      sum += weight;
    }
    double[] target = weights.clone();
    for (int j = 0; j < target.length; j++) {
      target[j] /= sum;
    }
    return target;
  }

  /** The potentials between a sample of the source and of the points, extended to all points. */
  private static double[] startPotentials(Distribution source, float[] points, double[] target, Seed seed) {
    int dim = source.dim();
    int count = Math.clamp(target.length / 2, FEWEST_START_POINTS, MOST_START_POINTS);
    SplittableRandom random = seed.generator(Seed.Purpose.SEMIDISCRETE, 0, 0);
    float[] y = new float[Sizes.product(count, dim)];
    double mark = random.nextDouble();
    double sum = 0;
    for (int j = 0, k = 0; j < target.length; j++) {
      sum += target[j] * count;
      // Systematic sampling: each point is taken as often as its weight says, rounded up or down.
      for (; k < count && (k + mark < sum || j == target.length - 1); k++) {
        System.arraycopy(points, j * dim, y, k * dim, dim);
      }
    }
    float[] x = source.sample(random, count);
    return Sinkhorn.approximate(x, y, dim, START_EPSILON, START_STOP).extend(x, points, dim);
  }

  /**
   * Finds the point to which each source point is mapped.
   *
   * @param x row-major [n, dim]
   * @return [n], indices of points
   */
  public int[] map(float[] x) {
    int[] found = new int[x.length / dim];
    cells.find(x, 0, found.length, found);
    return found;
  }

  /** {@return the potential g of each point [count], up to a common constant; a copy} */
  public double[] potentials() {
    return potentials.clone();
  }

  /**
   * {@return the root of χ² between the masses of the cells and their targets, ≥ 0} χ² is estimated without bias on new
   * source points.
   */
  public double massError() {
    return massError;
  }

  /** {@return the number of source points that were drawn for learning} */
  public long draws() {
    return draws;
  }
}
