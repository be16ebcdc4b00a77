package dev.millrace.tables.relations;

import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/** Factors of a least-squares fit from scalar products. */
final class LeastSquares {
  private static final double COLLINEAR = 1e-10;
  private static final double FIRM = 1e-7;

  private LeastSquares() {
  }

  /** At least the share of the target's squares that all features together leave. */
  static double shareLeft(double[][] products, int target, List<Integer> features) {
    int n = features.size();
    double[][] firm = new double[n + 1][n + 1];
    for (int i = 0; i <= n; i++) {
      int row = i == n ? target : features.get(i);
      for (int j = 0; j <= n; j++) {
        firm[i][j] = products[row][j == n ? target : features.get(j)];
      }
      // FormulaTerms may depend on each other.
      firm[i][i] *= 1 + FIRM;
    }
    double[] factors = solve(firm, n, IntStream.range(0, n).toArray());
    if (factors == null) {
      return 0;
    }
    double left = firm[n][n];
    for (int i = 0; i < n; i++) {
      left -= factors[i] * firm[i][n];
    }
    return left / firm[n][n];
  }

  /** The factors of some features, by Cholesky's decomposition; null if they depend on each other. */
  static double @Nullable [] solve(double[][] products, int target, int[] features) {
    int n = features.length;
    double[][] lower = new double[n][n];
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = products[features[i]][features[j]];
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        if (i == j) {
          if (!(sum > COLLINEAR * products[features[i]][features[i]])) {
            return null;
          }
          lower[i][i] = Math.sqrt(sum);
        } else {
          lower[i][j] = sum / lower[j][j];
        }
      }
      double sum = products[features[i]][target];
      for (int k = 0; k < i; k++) {
        sum -= lower[i][k] * x[k];
      }
      x[i] = sum / lower[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        x[i] -= lower[k][i] * x[k];
      }
      x[i] /= lower[i][i];
    }
    return x;
  }
}
