package dev.millrace.flow.transport;

import java.util.Arrays;

/** The assignment of least cost, by shortest augmenting paths (Jonker and Volgenant 1987). */
public final class ExactAssignment {
  private ExactAssignment() {
  }

  /**
   * Pairs rows so that the sum of squared Euclidean distances is least.
   *
   * @param x0 sources, [n, dim]
   * @param x1 targets, [n, dim]
   */
  public static Assignment squaredEuclidean(float[] x0, float[] x1, int dim) {
    int n = x0.length / dim;
    double[] cost = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int d = 0; d < dim; d++) {
          double difference = (double) x0[i * dim + d] - x1[j * dim + d];
          sum += difference * difference;
        }
        cost[i * n + j] = sum;
      }
    }
    return solve(cost, n);
  }

  /**
   * Solves a dense problem.
   *
   * @param cost [n, n], row-major: row i is source i
   */
  public static Assignment solve(double[] cost, int n) {
    double[] u = new double[n];
    double[] v = new double[n];
    int[] source = new int[n];
    Arrays.fill(source, -1);
    int[] before = new int[n];
    double[] distance = new double[n];
    boolean[] done = new boolean[n];
    for (int start = 0; start < n; start++) {
      Arrays.fill(distance, Double.POSITIVE_INFINITY);
      Arrays.fill(done, false);
      Arrays.fill(before, -1);
      int i = start;
      int end = -1;
      double reached = 0;
      int last = -1;
      while (end < 0) {
        int best = -1;
        for (int j = 0; j < n; j++) {
          if (!done[j]) {
            double d = reached + cost[i * n + j] - u[i] - v[j];
            if (d < distance[j]) {
              distance[j] = d;
              before[j] = last;
            }
            if (best < 0 || distance[j] < distance[best]) {
              best = j;
            }
          }
        }
        reached = distance[best];
        done[best] = true;
        last = best;
        if (source[best] < 0) {
          end = best;
        } else {
          i = source[best];
        }
      }
      u[start] += reached;
      for (int j = 0; j < n; j++) {
        if (done[j] && j != end) {
          u[source[j]] += reached - distance[j];
          v[j] -= reached - distance[j];
        }
      }
      for (int j = end; j >= 0; j = before[j]) {
        source[j] = before[j] < 0 ? start : source[before[j]];
      }
    }
    int[] targets = new int[n];
    double total = 0;
    for (int j = 0; j < n; j++) {
      targets[source[j]] = j;
      total += cost[source[j] * n + j];
    }
    return new Assignment(targets, total);
  }
}
