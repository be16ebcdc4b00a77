package dev.millrace.flow.transport;

import java.util.Arrays;
import java.util.stream.IntStream;

import dev.millrace.flow.Sizes;

/**
 * Assignment on a full cost matrix (Jonker and Volgenant 1987). The first prices v of the columns come from the problem
 * of a quarter of the rows and columns, which is solved first. Augmenting row reduction improves them and pairs most
 * rows; shortest augmenting paths pair the rest. At all times u_i + v_j ≤ c_ij, with equality on the pairs, which
 * proves at the end that the pairing is optimal.
 */
final class DenseSolver {
  /** For fewer rows than this, the prices start from the least costs of the columns. */
  private static final int COARSEST = 48;
  private static final int RATIO = 4;

  private final int n;
  private final int stride;
  private final double[] cost;
  private final Scans scans;
  private final Scans.Least least = new Scans.Least();
  private final double[] u;
  private final double[] v;
  private final int[] columnOf;
  private final int[] rowOf;
  private final int[] free;
  private int freeCount;

  /**
   * Solves a problem.
   *
   * @param cost [n, stride]; the columns from n on are infinite
   */
  static Matching solve(double[] cost, int n, int stride, Scans scans) {
    DenseSolver solver = new DenseSolver(cost, n, stride, scans);
    solver.startPrices();
    solver.reduceRows();
    solver.augmentAll();
    return new Matching(solver.columnOf, solver.u, Arrays.copyOf(solver.v, n));
  }

  private DenseSolver(double[] cost, int n, int stride, Scans scans) {
    this.n = n;
    this.stride = stride;
    this.cost = cost;
    this.scans = scans;
    u = new double[n];
    v = new double[stride];
    columnOf = new int[n];
    rowOf = new int[n];
    free = new int[n];
    Arrays.fill(columnOf, -1);
    Arrays.fill(rowOf, -1);
  }

  /** The length of a padded row. */
  static int stride(int n) {
    return (n + Scans.LANES - 1) / Scans.LANES * Scans.LANES;
  }

  /**
   * v_j = min over some rows of c_ij − u_i: either all rows with u = 0, or a quarter of them with the u of their own
   * problem.
   */
  private void startPrices() {
    boolean coarsest = n <= COARSEST;
    int rows = coarsest ? n : n / RATIO;
    double[] ofRows = coarsest ? new double[rows] : coarse(rows).u();
    Arrays.fill(v, 0, n, Double.POSITIVE_INFINITY);
    for (int i = 0; i < rows; i++) {
      int at = (coarsest ? i : sampled(i)) * stride;
      double ofRow = ofRows[i];
      for (int j = 0; j < n; j++) {
        double price = cost[at + j] - ofRow;
        v[j] = price < v[j] ? price : v[j];
      }
    }
  }

  private static int sampled(int i) {
    return i * RATIO + RATIO / 2;
  }

  private Matching coarse(int m) {
    int coarseStride = stride(m);
    double[] part = new double[Sizes.product(m, coarseStride)];
    for (int i = 0; i < m; i++) {
      int at = i * coarseStride;
      for (int j = 0; j < m; j++) {
        part[at + j] = cost[sampled(i) * stride + sampled(j)];
      }
      Arrays.fill(part, at + m, at + coarseStride, Double.POSITIVE_INFINITY);
    }
    return solve(part, m, coarseStride, scans);
  }

  /**
   * Augmenting row reduction: a row takes its cheapest column, whose price falls until the second cheapest is as good;
   * the row that held the column continues. With equal costs this could cycle for ever, so such rows wait.
   */
  private void reduceRows() {
    for (int i = 0; i < n; i++) {
      free[i] = i;
    }
    int budget = 2 * n;
    int next = 0;
    while (next < n) {
      int i = free[next++];
      scans.twoLeast(cost, i * stride, v, stride, least);
      int j = least.column;
      boolean falls = least.second > least.value;
      if (falls && n > 1) {
        v[j] -= least.second - least.value;
      } else if (rowOf[j] >= 0) {
        j = freeAmongEqual(i, j);
      }
      int held = rowOf[j];
      rowOf[j] = i;
      columnOf[i] = j;
      if (held >= 0) {
        columnOf[held] = -1;
        if (falls && --budget > 0) {
          free[--next] = held;
        } else {
          free[freeCount++] = held;
        }
      }
    }
    for (int i = 0; i < n; i++) {
      if (columnOf[i] >= 0) {
        tighten(i);
      }
    }
  }

  /** A free column that is as cheap for row i as column j, or j. */
  private int freeAmongEqual(int i, int j) {
    for (int other = 0; other < n; other++) {
      if (rowOf[other] < 0 && cost[i * stride + other] - v[other] == least.value) {
        return other;
      }
    }
    return j;
  }

  private void tighten(int i) {
    u[i] = cost[i * stride + columnOf[i]] - v[columnOf[i]];
  }

  private void augmentAll() {
    double[] distance = new double[stride];
    double[] before = new double[stride];
    double[] open = new double[stride];
    double[] reached = new double[n];
    int[] scanned = new int[n];
    int[] ends = IntStream.range(0, n).filter(j -> rowOf[j] < 0).toArray();
    int endCount = ends.length;
    for (int f = 0; f < freeCount; f++) {
      int start = free[f];
      scans.twoLeast(cost, start * stride, v, stride, least);
      u[start] = least.value;
      System.arraycopy(v, 0, open, 0, stride);
      Arrays.fill(distance, Double.POSITIVE_INFINITY);
      int count = 0;
      double length = 0;
      int i = start;
      int end;
      int place;
      while (true) {
        scans.relax(cost, i * stride, open, stride, length - u[i], i, distance, before, least);
        int j = least.column;
        length = Math.max(length, least.value);
        // If many columns are equally near, a search that took them in order would examine most of them in vain.
        place = nearest(ends, endCount, distance, least.value);
        if (place < endCount) {
          end = ends[place];
          break;
        }
        reached[j] = length;
        scanned[count++] = j;
        // Closes the column: with a price of −∞ no path to it is shorter, so the following scans skip it.
        distance[j] = Double.POSITIVE_INFINITY;
        open[j] = Double.NEGATIVE_INFINITY;
        i = rowOf[j];
      }
      for (int s = 0; s < count; s++) {
        v[scanned[s]] -= length - reached[scanned[s]];
      }
      ends[place] = ends[--endCount];
      flip(start, end, before);
      tighten(rowOf[end]);
      for (int s = 0; s < count; s++) {
        tighten(rowOf[scanned[s]]);
      }
    }
  }

  private static int nearest(int[] ends, int count, double[] distance, double least) {
    int place = 0;
    while (place < count && distance[ends[place]] > least) {
      place++;
    }
    return place;
  }

  private void flip(int start, int end, double[] before) {
    int j = end;
    int i;
    do {
      i = (int) before[j];
      int left = columnOf[i];
      columnOf[i] = j;
      rowOf[j] = i;
      j = left;
    } while (i != start);
  }
}
