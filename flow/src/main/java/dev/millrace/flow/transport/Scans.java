package dev.millrace.flow.transport;

import dev.millrace.flow.parallel.VectorApi;

/**
 * The loops over columns in which an assignment spends its time. Implementations agree bit for bit: squared distances are
 * summed in ascending order of the coordinate, one fused multiply-add a term, and of equal values the lowest column wins.
 */
interface Scans {
  /** Rows of a cost matrix are padded to multiples of this with infinite costs: one vector of 512 bits, or several shorter ones. */
  int LANES = 8;

  /** Columns of a {@linkplain ColumnBlocks block}: one bit each in a long. */
  int BLOCK = 64;

  /** Columns that lie together in a matrix product. */
  int PANEL = 32;

  /** What a scan found: the least value, its column, and (of {@link #twoLeast}) the second least value. */
  final class Least {
    double value;
    double second;
    int column;
  }

  /**
   * The two least reduced costs of a row: of cost[at + j] − v[j], j from 0 to length − 1.
   *
   * @param length a multiple of {@value #LANES}
   */
  void twoLeast(double[] cost, int at, double[] v, int length, Least least);

  /**
   * One step of Dijkstra's search: offers every column the way through a row, whose length is cost[at + j] − v[j] + shift, and
   * finds the column that is now nearest.
   *
   * @param length a multiple of {@value #LANES}
   * @param distance [length], lowered where the way is shorter
   * @param row stored in {@code before} where the way is shorter
   * @param before [length], row numbers, as double so that they have the lanes of the distances
   */
  void relax(double[] cost, int at, double[] v, int length, double shift, int row, double[] distance, double[] before,
      Least least);

  /**
   * Squared distances of a point and the columns of a block.
   *
   * @param y where the block is: coordinate d of its column q lies at yOffset + {@value #BLOCK}·d + q
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

  /** The vector scans if this Java virtual machine was started with their module, else the plain ones. */
  static Scans best() {
    return VectorApi.isPresent() ? new VectorScans() : new PlainScans();
  }
}
