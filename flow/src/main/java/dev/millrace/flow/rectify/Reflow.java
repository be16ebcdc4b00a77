package dev.millrace.flow.rectify;

import java.util.Arrays;
import java.util.function.IntConsumer;

import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;

/**
 * Makes the pairs from which the next rectified flow learns.
 *
 * @param teacher velocity of the existing flow, of points [count, dim]
 * @param sampler solver and steps for the teacher; its errors become part of the data of the next flow
 * @param seed seed of the points
 * @param round number of the round, 1 or more; every round draws different points
 */
public record Reflow(RowField<float[]> teacher, Sampler sampler, Seed seed, int round) {
  /** Pairs per report of progress: a multiple of the block size of drawing and of the tile size of integrating. */
  private static final int CHUNK = 8192;

  /**
   * Pairs of noise and the sample generated from it: (x0, ODE(x0)) (Liu et al. 2022, algorithm 1).
   *
   * @param source distribution of x0
   * @param count number of pairs, at least 1
   * @param progress receives the number of finished pairs from time to time
   * @throws dev.millrace.flow.ode.SolverException if a row becomes infinite or NaN, or an adaptive solver cannot reach
   *     the end
   */
  public FixedPairs pairs(Distribution source, int count, IntConsumer progress) {
    float[] x0 = Sampler.startPoints(source, count, seed, Seed.Purpose.PAIRS, 2 * round);
    return new FixedPairs(x0, integrated(x0, source.dim(), false, progress), source.dim());
  }

  /**
   * Pairs of real data and the noise that the flow maps to them: (ODE⁻¹(x1), x1). If a share of the pairs is of this
   * kind, later rounds do not drift away from the data (Conic reflow, arXiv 2510.25229).
   *
   * @param data distribution of x1, as the network sees it
   * @param count number of pairs, at least 1
   * @param progress receives the number of finished pairs from time to time
   * @throws dev.millrace.flow.ode.SolverException if a row becomes infinite or NaN, or an adaptive solver cannot reach
   *     the end
   */
  public FixedPairs inverted(Distribution data, int count, IntConsumer progress) {
    float[] x1 = Sampler.startPoints(data, count, seed, Seed.Purpose.PAIRS, 2 * round + 1);
    return new FixedPairs(integrated(x1, data.dim(), true, progress), x1, data.dim());
  }

  private float[] integrated(float[] from, int dim, boolean backwards, IntConsumer progress) {
    float[] to = new float[from.length];
    int count = from.length / dim;
    for (int row = 0; row < count; row += CHUNK) {
      int at = row * dim;
      float[] chunk = Arrays.copyOfRange(from, at, at + Math.min(CHUNK, count - row) * dim);
      float[] end = (backwards ? sampler.invert(teacher, chunk, dim) : sampler.sample(teacher, chunk, dim)).points();
      System.arraycopy(end, 0, to, at, end.length);
      progress.accept((at + end.length) / dim);
    }
    return to;
  }
}
