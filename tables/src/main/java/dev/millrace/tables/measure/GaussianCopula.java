package dev.millrace.tables.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.encode.Normal;

/**
 * A Gaussian copula for columns of any type: the values of a column in order (missing ones first, words in the order of
 * their levels, equal ones in random order) become normal scores, whose correlations are kept. A drawn score becomes the
 * training value of its rank, so that marginals and missing rates are those of the training rows.
 */
final class GaussianCopula {
  private static final int MOST_ROWS = 50_000;
  private static final double RIDGE = 1e-6;

  private final Table train;
  /** [columns][rows], the rows in the order of the column's values. */
  private final int[][] orders;
  /** Lower triangle, row by row. */
  private final double[][] root;

  GaussianCopula(Table train, Seed seed) {
    SplittableRandom random = seed.generator(Seed.Purpose.BASELINE, 1, 0);
    this.train = RowSample.of(train, MOST_ROWS, random);
    int rows = this.train.rows();
    orders = new int[train.width()][];
    double[][] scores = new double[train.width()][rows];
    for (int c = 0; c < orders.length; c++) {
      orders[c] = order(this.train.column(c), random);
      for (int rank = 0; rank < rows; rank++) {
        scores[c][orders[c][rank]] = Normal.quantile((rank + 0.5) / rows);
      }
    }
    root = cholesky(correlations(scores));
  }

  private static int[] order(Column column, SplittableRandom random) {
    int[] shuffled = RowSample.first(column.size(), column.size(), random);
    Comparator<Integer> byValue = switch (column) {
      case Numbers numbers -> Comparator.comparingDouble(
          row -> numbers.isMissing(row) ? Double.NEGATIVE_INFINITY : numbers.values()[row]);
      case Words words -> Comparator.comparingInt(row -> words.codes()[row]);
    };
    return Arrays.stream(shuffled).boxed().sorted(byValue).mapToInt(Integer::intValue).toArray();
  }

  /** All columns have the same scores in another order, so that their variances are equal. */
  private static double[][] correlations(double[][] scores) {
    double variance = product(scores[0], scores[0]);
    double[][] matrix = new double[scores.length][scores.length];
    for (int a = 0; a < scores.length; a++) {
      for (int b = 0; b <= a; b++) {
        double r = variance > 0 ? product(scores[a], scores[b]) / variance : 0;
        matrix[a][b] = a == b ? 1 + RIDGE : r;
      }
    }
    return matrix;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** L with L·Lᵀ the matrix, of which the lower triangle is given. */
  static double[][] cholesky(double[][] matrix) {
    int n = matrix.length;
    double[][] lower = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        lower[i][j] = i == j ? Math.sqrt(Math.max(RIDGE, sum)) : sum / lower[j][j];
      }
    }
    return lower;
  }

  Table sample(int count, Seed seed) {
    int width = orders.length;
    int rows = train.rows();
    int[][] chosen = new int[width][count];
    for (int row = 0; row < count; row++) {
      SplittableRandom random = seed.generator(Seed.Purpose.BASELINE, 2, row);
      double[] noise = IntStream.range(0, width).mapToDouble(_ -> random.nextGaussian()).toArray();
      for (int c = 0; c < width; c++) {
        double score = 0;
        double squares = 0;
        for (int k = 0; k <= c; k++) {
          score += root[c][k] * noise[k];
          squares += root[c][k] * root[c][k];
        }
        int rank = (int) (Normal.share(score / Math.sqrt(squares)) * rows);
        chosen[c][row] = orders[c][Math.min(rows - 1, rank)];
      }
    }
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < width; c++) {
      columns.add(train.column(c).rows(chosen[c]));
    }
    return new Table(columns);
  }
}
