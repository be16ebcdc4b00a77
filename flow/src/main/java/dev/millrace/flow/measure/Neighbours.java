package dev.millrace.flow.measure;

import java.util.Arrays;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.parallel.Workers;

/**
 * The exact nearest neighbours of points: for example of generated images among the training images, which shows
 * whether a model repeats its training data, or of features among each other. No matrix of distances is kept; the
 * memory needed is a second copy of the points.
 *
 * @param k number of neighbours per point, at least 1
 * @param indices indices of the neighbours, [count, k], the nearest first; of equally near ones, the lower index first
 * @param distances Euclidean distances to the neighbours, not squared, [count, k]
 */
// Instances are never compared, so it does no harm that arrays are equal only to themselves.
@SuppressWarnings("ArrayRecordComponent")
public record Neighbours(int k, int[] indices, double[] distances) {
  private static final int TASK_ROWS = 64;

  /**
   * Finds the neighbours of some points among other points.
   *
   * @param queries [n, dim], n ≥ 1, the points whose neighbours to find
   * @param points [m, dim], m ≥ k, the points to search
   * @param dim the number of columns
   * @param k number of neighbours per point, at least 1
   * @param threads number of threads, at least 1; the result does not depend on it
   * @return the neighbours of each point
   * @throws IllegalArgumentException if there are too few points, a row is incomplete or not finite
   */
  public static Neighbours among(float[] queries, float[] points, int dim, int k, int threads) {
    return find(queries, points, dim, k, false, threads);
  }

  /**
   * Finds the neighbours of points within their own set; a point is not its own neighbour.
   *
   * @param points [n, dim], n &gt; k
   * @param dim the number of columns
   * @param k number of neighbours per point, at least 1
   * @param threads number of threads, at least 1; the result does not depend on it
   * @return the neighbours of each point
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

  /**
   * Computes the distances of the candidates in double precision and keeps the nearest; the candidates are in the order
   * of their indices.
   */
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

  /** The distance of each point to the farthest of its k neighbours, [count]. */
  double[] radii() {
    double[] radii = new double[distances.length / k];
    Arrays.setAll(radii, i -> distances[i * k + k - 1]);
    return radii;
  }

  /** The points that may be among the k nearest of one point, as far as the scores can tell. */
  private static final class Candidates {
    final int itself;
    final double error;
    /** The k best scores in ascending order. */
    final float[] best;
    /** A point with a lower score is not among the k nearest. */
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
        // Both this score and the k-th best may be wrong by the error. The limit is rounded down, so that no candidate
        // is lost.
        limit = Math.nextDown((float) (best[0] - 2 * error));
      }
    }
  }
}
