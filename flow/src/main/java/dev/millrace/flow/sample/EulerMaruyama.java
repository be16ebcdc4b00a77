package dev.millrace.flow.sample;

import java.util.random.RandomGenerator;

import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.Solution;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.path.Conversion;
import dev.millrace.flow.path.PathPoint;
import dev.millrace.flow.path.Prediction;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.random.Seed;

/**
 * A stochastic sampler with the marginals of the flow: dx = [v + ½g²·s] dt + g dW, where s = ∇ log p_t is the score
 * (Song et al. 2020; Albergo, Boffi and Vanden-Eijnden 2023, section 2.4). It is integrated by Euler–Maruyama steps.
 *
 * <p>With g² = 2η·σ(t) the drift is v − η·x̂0, where x̂0 = E[x0 | x_t] = −σ·s is the noise predicted by v ({@link
 * dev.millrace.flow.path.PathPoint#convert}). There is no division by σ, so the drift is finite at both ends.
 *
 * <p>The marginals do not depend on η, which may differ from step to step. A step from t to t + h therefore uses the
 * lesser of η and σ(t + h)/h: then neither the noise that it removes, η·h·x̂0, nor the noise that it adds exceeds the
 * noise that the path has at the end of the step. If the path ends without noise, the last step is an Euler step with v
 * alone; a larger η there would overshoot narrow data. For η ≤ 1, the linear path and even steps, the last step is the
 * only one at which η is reduced. The steps are stable for every η.
 *
 * <p>A path with added noise ({@code constant:σ}) starts from the source plus that noise, as in training, and ends at
 * the data plus that noise.
 *
 * <p>The score follows from v only if the source is standard normal and was paired with the data independently. With
 * another source or coupling, or after rectification, the marginals are not those of the flow.
 *
 * @param path the schedule that the field was trained with, without σ
 * @param sigma the form of σ that was used in training
 * @param grid the times of the steps, from 0 to 1
 * @param eta η ≥ 0, finite: the amount of noise; 0 is Euler's method
 * @param seed of the noise, which is drawn for each step and tile of 64 rows
 * @param threads number of threads, at least 1; the result does not depend on it
 * @param firstTile the number of the first tile of 64 rows, if the rows are a part of more
 */
public record EulerMaruyama(Schedule path, SigmaForm sigma, TimeGrid grid, double eta, Seed seed, int threads,
    long firstTile) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if η is out of range, or the grid does not go from 0 to 1
   */
  public EulerMaruyama {
    if (!(eta >= 0 && eta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("eta %s: expected a finite number, 0 or more".formatted(eta));
    }
    if (grid.from() != 0 || grid.to() != 1) {
      throw new IllegalArgumentException(
          "a sampler's grid goes from 0 to 1, this one from %s to %s".formatted(grid.from(), grid.to()));
    }
  }

  /**
   * For rows that are not a part of more.
   *
   * @param path the path that the flow was trained with
   * @param sigma the noise around the path
   * @param grid the times
   * @param eta the strength of the noise
   * @param seed seed of the noise that the steps add
   * @param threads number of threads, at least 1
   */
  public EulerMaruyama(Schedule path, SigmaForm sigma, TimeGrid grid, double eta, Seed seed, int threads) {
    this(path, sigma, grid, eta, seed, threads, 0);
  }

  /**
   * For a path without σ.
   *
   * @param path the path that the flow was trained with
   * @param grid the times
   * @param eta the strength of the noise
   * @param seed seed of the noise that the steps add
   * @param threads number of threads, at least 1
   */
  public EulerMaruyama(Schedule path, TimeGrid grid, double eta, Seed seed, int threads) {
    this(path, new SigmaForm.None(), grid, eta, seed, threads);
  }

  /**
   * Transports noise to data.
   *
   * @param field the velocity, the same for all rows or one per row; used by several threads
   * @param x0 [count, dim] at t = 0, not changed
   * @param dim width of a row
   * @return the points and their cost
   * @throws dev.millrace.flow.ode.SolverException if a row becomes infinite or NaN
   */
  public Sampler.Samples sample(RowField<float[]> field, float[] x0, int dim) {
    return Tiles.ofPoints(dim, threads).carry(x0,
        (tile, from, count, start) -> carry(field.rows(from, count), firstTile + tile, start, (_, _, _) -> {}));
  }

  /**
   * As {@link #sample}; also returns the state at each time of the grid.
   *
   * @param field the velocity field
   * @param x0 start points, [n, dim]
   * @param dim the number of columns
   * @return the states at the times of the grid
   */
  public Sampler.Trajectory follow(RowField<float[]> field, float[] x0, int dim) {
    float[][] states = new float[grid.steps() + 1][x0.length];
    Sampler.Samples samples = Tiles.ofPoints(dim, threads).carry(x0,
        (tile, from, count, start) -> carry(field.rows(from, count), firstTile + tile, start,
            (k, _, x) -> System.arraycopy(x, 0, states[k], from * dim, x.length)));
    return new Sampler.Trajectory(states, samples);
  }

  private Solution<float[]> carry(VelocityField<float[]> field, long tile, float[] x,
      Solver.Observer<float[]> observer) {
    float[] v = new float[x.length];
    float[] noise = new float[x.length];
    int steps = grid.steps();
    if (sigma.pathNoise() > 0) {
      diffuse(x, sigma.pathNoise(), seed.generator(Seed.Purpose.DIFFUSION, steps, tile));
    }
    observer.at(0, 0, x);
    for (int k = 0; k < steps; k++) {
      double t = grid.time(k);
      double h = grid.time(k + 1) - t;
      field.velocity(x, t, v);
      double spread = 0;
      double exchanged = Math.min(eta, sigma.marginal(path, grid.time(k + 1)).sigma() / h);
      if (exchanged > 0) {
        PathPoint point = sigma.marginal(path, path.clamp(t));
        Conversion foretold = point.convert(Prediction.VELOCITY, Prediction.NOISE);
        foretold.apply(x, v, noise);
        subtract(v, exchanged, noise);
        spread = Math.sqrt(2 * exchanged * point.sigma() * h);
      }
      move(x, h, v);
      if (spread > 0) {
        diffuse(x, spread, seed.generator(Seed.Purpose.DIFFUSION, k, tile));
      }
      if (!StateSpace.FLOATS.isFinite(x)) {
        return new Solution<>(x, t, k + 1, k, 0, h, Solution.Status.NOT_FINITE);
      }
      observer.at(k + 1, grid.time(k + 1), x);
    }
    return new Solution<>(x, 1, steps, steps, 0, 1 - grid.time(steps - 1), Solution.Status.DONE);
  }

  private static void subtract(float[] v, double factor, float[] noise) {
    for (int i = 0; i < v.length; i++) {
      v[i] -= (float) factor * noise[i];
    }
  }

  private static void move(float[] x, double h, float[] drift) {
    for (int i = 0; i < x.length; i++) {
      x[i] += (float) h * drift[i];
    }
  }

  private static void diffuse(float[] x, double spread, RandomGenerator random) {
    for (int i = 0; i < x.length; i++) {
      x[i] += (float) (spread * random.nextGaussian());
    }
  }
}
