package dev.millrace.flow.transport;

import java.util.Arrays;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;

/**
 * Learns the potentials of semidiscrete transport in rounds of stochastic quasi-Newton steps.
 *
 * <p>Each step draws a few source points per cell and solves for the shift of the potentials that corrects the masses
 * of the cells. It uses the Hessian of the previous round ({@link CellGraph}), damped as in the Levenberg–Marquardt
 * method, and momentum. The result of a round is the average over its second half (Polyak and Juditsky 1992). The next
 * round starts from it with less damping, half the step and twice the length, so that the variance of its noise is
 * halved. A round that made the masses worse is discarded, and the damping is increased.
 */
final class SemidiscreteAscent {
  private static final int DRAWS_PER_POINT = 4;
  private static final int FEWEST_DRAWS = 4096;
  /**
   * The number of batches that are used together: all batches of the first round, and those from which the Hessian and
   * the error are computed.
   */
  private static final int BATCHES = 8;
  private static final double FIRST_STEP = 0.5;
  private static final double MOMENTUM = 0.8;
  private static final double REACH_GROWTH = 3;
  /**
   * At most this many times the expected number of points plus one are counted in a cell, so that a cell with very many
   * points is not emptied in one step.
   */
  private static final int MOST_EXCESS = 4;
  /** The number of source points that one generator draws. */
  private static final int ROWS = 1024;

  private final Distribution source;
  private final PowerCells cells;
  private final double[] target;
  private final Seed seed;
  private final Workers workers;
  private final int batch;
  private final int[] best;
  private final int[] second;
  private final float[] margin;
  private final int[] counts;
  private final double[] lacking;
  private long batches;

  SemidiscreteAscent(Distribution source, PowerCells cells, double[] target, Seed seed, Workers workers) {
    this.source = source;
    this.cells = cells;
    this.target = target;
    this.seed = seed;
    this.workers = workers;
    batch = Math.max(FEWEST_DRAWS, Sizes.product(DRAWS_PER_POINT, target.length));
    int kept = Sizes.product(BATCHES, batch);
    best = new int[kept];
    second = new int[kept];
    margin = new float[kept];
    counts = new int[target.length];
    lacking = new double[target.length];
  }

  long draws() {
    return batches * batch;
  }

  /**
   * Improves the heights |y_j|² − g_j in place, and sets them in the cells.
   *
   * @return the error of the masses of the cells
   */
  double run(double[] heights, Semidiscrete.Stop stop, Semidiscrete.Listener listener) {
    double leastError = measure(heights);
    double reach = 1;
    double step = FIRST_STEP;
    int length = BATCHES;
    listener.on(draws(), leastError);
    long mostBatches = (long) stop.drawsPerPoint() * target.length / batch;
    while (leastError > stop.tolerance() && batches + length + BATCHES <= mostBatches) {
      double[] average = round(heights, step, reach, length, leastError, listener);
      double error = measure(average);
      if (error < leastError) {
        leastError = error;
        System.arraycopy(average, 0, heights, 0, heights.length);
        reach *= REACH_GROWTH;
        step /= 2;
        length *= 2;
      } else {
        reach /= REACH_GROWTH * REACH_GROWTH;
        measure(heights);
      }
      listener.on(draws(), leastError);
    }
    cells.heights(heights);
    return leastError;
  }

  private double[] round(double[] from, double step, double reach, int length, double leastError,
      Semidiscrete.Listener listener) {
    CellGraph graph = new CellGraph(target.length, best, second, margin);
    double[] heights = from.clone();
    double[] velocity = new double[heights.length];
    double[] average = new double[heights.length];
    for (int t = 0; t < length; t++) {
      if (t > 0 && t % BATCHES == 0) {
        listener.on(draws(), leastError);
      }
      draw(t % BATCHES);
      double[] shift = graph.shift(lacking, target, reach);
      int averaged = t - length / 2 + 1;
      for (int j = 0; j < heights.length; j++) {
        velocity[j] = MOMENTUM * velocity[j] + step * shift[j];
        heights[j] -= velocity[j];
        average[j] += averaged > 0 ? (heights[j] - average[j]) / averaged : 0;
      }
      cells.heights(heights);
    }
    return average;
  }

  /**
   * Draws all batches with the given heights.
   *
   * @return the root of χ² = Σ mass²/target − 1, where mass² is estimated without bias from pairs of points that share
   *     a cell
   */
  private double measure(double[] heights) {
    cells.heights(heights);
    for (int slot = 0; slot < BATCHES; slot++) {
      draw(slot);
    }
    count(0, best.length);
    double pairs = (double) best.length * (best.length - 1);
    double chiSquared = -1;
    for (int j = 0; j < counts.length; j++) {
      chiSquared += (double) counts[j] * (counts[j] - 1) / (pairs * target[j]);
    }
    return Math.sqrt(Math.max(0, chiSquared));
  }

  /** The cells of a block of source points. */
  private record Found(int[] best, int[] second, float[] margin) {}

  /** Draws a batch, finds the cells of its points and the mass that each cell lacks. */
  private void draw(int slot) {
    int first = slot * batch;
    long number = ++batches;
    workers.forEach(Math.ceilDiv(batch, ROWS), block -> {
      int from = block * ROWS;
      int rows = Math.min(ROWS, batch - from);
      float[] x = source.sample(seed.generator(Seed.Purpose.SEMIDISCRETE, number, block), rows);
      Found found = new Found(new int[rows], new int[rows], new float[rows]);
      cells.findTwo(x, 0, rows, found.best, found.second, found.margin);
      System.arraycopy(found.best, 0, best, first + from, rows);
      System.arraycopy(found.second, 0, second, first + from, rows);
      System.arraycopy(found.margin, 0, margin, first + from, rows);
    });
    count(first, first + batch);
    for (int j = 0; j < counts.length; j++) {
      lacking[j] = target[j] - Math.min(counts[j], MOST_EXCESS * (batch * target[j] + 1)) / batch;
    }
  }

  private void count(int from, int to) {
    Arrays.fill(counts, 0);
    for (int i = from; i < to; i++) {
      counts[best[i]]++;
    }
  }
}
