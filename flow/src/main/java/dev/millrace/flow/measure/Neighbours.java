package dev.millrace.flow.measure;

import java.util.Arrays;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.parallel.Workers;

/**
 * The exact nearest neighbours of points: of generated images among the training images, to see whether a model repeats what
 * it learnt, or of features among each other. No matrix of distances is kept; memory is a second copy of the points.
 *
 * @param k how many each point has, at least 1
 * @param indices of the neighbours, the nearest first, of equally near ones that of the lower index; [count, k]
 * @param distances to them, Euclidean, not squared, [count, k]
 */
// Read by index, never compared: the arrays' identity as equality does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record Neighbours(int k, int[] indices, double[] distances) {
  private static final int TASK_ROWS = 64;

  /**
   * The neighbours of some points among others.
   *
   * @param queries [n, dim], n ≥ 1, whose neighbours are sought
   * @param points [m, dim], m ≥ k, among which they are sought
   * @param k how many, at least 1
   * @param threads how many work, at least 1; the result does not depend on it
   * @throws IllegalArgumentException if there are too few points, a row is incomplete or not finite
   */
  public static Neighbours among(float[] queries, float[] points, int dim, int k, int threads) {
    return find(queries, points, dim, k, false, threads);
  }

  /**
   * The neighbours of points among the others of the same set: each point but itself.
   *
   * @param points [n, dim], n &gt; k
   * @param k how many, at least 1
   * @param threads how many work, at least 1; the result does not depend on it
   * @throws IllegalArgumentException if there are too few points, a row is incomplete or not finite
   */
  public static Neighbours within(float[] points, int dim, int k, int threads) {
    return find(points, points, dim, k, true, threads);
  }

  private static Neighbours find(float[] queries, float[] points, int dim, int k, boolean notItself, int threads) {
    if (k < 1) {
      throw new IllegalArgumentException("k = " + k + ", expected at least 1");
    }
    int count = Points.count(queries, dim, 1);
    Points.count(points, dim, notItself ? k + 1 : k);
    double[] squares = Panel.squares(points, dim);
    double greatest = Arrays.stream(squares).max().orElseThrow();
    double[] ofQueries = notItself ? squares : Panel.squares(queries, dim);
    Panel[] panels = Panel.of(points, squares, dim);
    var found = new Neighbours(k, new int[Sizes.product(count, k)], new double[Sizes.product(count, k)]);
    try (Workers workers = new Workers(threads)) {
      workers.forEach(Math.ceilDiv(count, TASK_ROWS), task -> {
        int from = task * TASK_ROWS;
        Candidates[] candidates = new Candidates[Math.min(TASK_ROWS, count - from)];
        Arrays.setAll(candidates, r -> new Candidates(k, notItself ? from + r : -1,
            Panel.error(dim, ofQueries[from + r], greatest)));
        float[][] scores = new float[Panel.ROWS][Panel.WIDTH];
        for (Panel panel : panels) {
          for (int first = 0; first < candidates.length; first += Panel.ROWS) {
            panel.score(queries, from + first, scores);
            for (int r = 0; r < Math.min(Panel.ROWS, candidates.length - first); r++) {
              candidates[first + r].scan(scores[r], panel);
            }
          }
        }
        for (int r = 0; r < candidates.length; r++) {
          found.settle(from + r, candidates[r], queries, points, dim);
        }
      });
    }
    return found;
  }

  /** Measures the candidates in double precision and keeps the nearest; they come in the order of their indices. */
  private void settle(int query, Candidates candidates, float[] queries, float[] points, int dim) {
    int first = query * k;
    int kept = 0;
    for (int c = 0; c < candidates.length; c++) {
      if (candidates.scores[c] < candidates.limit) {
        continue;
      }
      double distance = Math.sqrt(Panel.squaredDistance(queries, query, points, candidates.indices[c], dim));
      if (kept == k && !(distance < distances[first + k - 1])) {
        continue;
      }
      int at = kept < k ? kept++ : k - 1;
      for (; at > 0 && distance < distances[first + at - 1]; at--) {
        distances[first + at] = distances[first + at - 1];
        indices[first + at] = indices[first + at - 1];
      }
      distances[first + at] = distance;
      indices[first + at] = candidates.indices[c];
    }
  }

  /** The distance of each point to the last of its neighbours, [count]. */
  double[] radii() {
    double[] radii = new double[distances.length / k];
    Arrays.setAll(radii, i -> distances[i * k + k - 1]);
    return radii;
  }

  /** Points that may be among the k nearest of one point, for all that the scores tell. */
  private static final class Candidates {
    final int itself;
    final double error;
    /** The k best scores, ascending. */
    final float[] best;
    /** A lower score is not among the k best. */
    float limit = Float.NEGATIVE_INFINITY;
    int[] indices = new int[32];
    float[] scores = new float[32];
    int length;

    Candidates(int k, int itself, double error) {
      this.itself = itself;
      this.error = error;
      best = new float[k];
      Arrays.fill(best, Float.NEGATIVE_INFINITY);
    }

    void scan(float[] panelScores, Panel panel) {
      for (int j = 0; j < panel.count; j++) {
        if (panelScores[j] >= limit && panel.from + j != itself) {
          add(panel.from + j, panelScores[j]);
        }
      }
    }

    private void add(int index, float score) {
      if (length == indices.length) {
        indices = Arrays.copyOf(indices, 2 * length);
        scores = Arrays.copyOf(scores, 2 * length);
      }
      indices[length] = index;
      scores[length++] = score;
      if (score > best[0]) {
        int at = 0;
        for (; at + 1 < best.length && best[at + 1] < score; at++) {
          best[at] = best[at + 1];
        }
        best[at] = score;
        // Both this score and the k-th best may be off by the error. Rounded down, so that no candidate is lost.
        limit = Math.nextDown((float) (best[0] - 2 * error));
      }
    }
  }
}
