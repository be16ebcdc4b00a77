package dev.millrace.flow.transport;

import dev.millrace.flow.parallel.VectorApi;

/**
 * The loops over columns in which an assignment spends most of its time. Implementations agree bit for bit: squared
 * distances are summed in ascending order of the coordinates, with one fused multiply-add per term, and of equal values
 * the one with the lowest column is chosen.
 */
interface Scans {
  /**
   * Rows of a cost matrix are padded with infinite costs to multiples of this number: one vector of 512 bits, or
   * several shorter ones.
   */
  int LANES = 8;

  /** The number of columns in a {@linkplain ColumnBlocks block}: one bit each in a long. */
  int BLOCK = 64;

  /** The number of columns that are stored together in a matrix product. */
  int PANEL = 32;

  /** The result of a scan: the least value, its column, and, from {@link #twoLeast}, the second least value. */
  final class Least {
    double value;
    double second;
    int column;
  }

  /**
   * Finds the two least reduced costs of a row, cost[at + j] − v[j], j from 0 to length − 1.
   *
   * @param length a multiple of {@value #LANES}
   */
  void twoLeast(double[] cost, int at, double[] v, int length, Least least);

  /**
   * One step of Dijkstra's search: offers every column the path through a row, whose length is cost[at + j] − v[j] +
   * shift, and finds the column that is now nearest.
   *
   * @param length a multiple of {@value #LANES}
   * @param distance [length], lowered where this path is shorter
   * @param row the row, stored in {@code before} where this path is shorter
   * @param before [length], row numbers, as double so that they have the lanes of the distances
   */
  void relax(double[] cost, int at, double[] v, int length, double shift, int row, double[] distance, double[] before,
      Least least);

  /**
   * Computes the squared distances between a point and the columns of a block.
   *
   * @param y holds the block: coordinate d of its column q is at yOffset + {@value #BLOCK}·d + q
   * @param out [{@value #BLOCK}]
   */
  void squares(double[] x, int dim, double[] y, int yOffset, double[] out);

  /** The columns q of a block, as bits, for which cost[q] − v[vOffset + q] ≤ limit. */
  long within(double[] cost, double[] v, int vOffset, double limit);

  /**
   * Adds scalar products of rows with columns: out[i·stride + j] += Σ_k x[i, k]·y[k, j], summed in ascending k.
   *
   * @param x [rows, depth]
   * @param y panels of {@value #PANEL} columns, [stride / {@value #PANEL}, depth, {@value #PANEL}]
   * @param stride columns of y and out, a multiple of {@value #PANEL}
   */
  void addProducts(double[] x, int rows, int depth, double[] y, int stride, double[] out);

  /**
   * The vector scans if this Java virtual machine has loaded the module of the Vector API, otherwise the plain ones.
   */
  static Scans best() {
    return VectorApi.use() ? new VectorScans() : new PlainScans();
  }
}
