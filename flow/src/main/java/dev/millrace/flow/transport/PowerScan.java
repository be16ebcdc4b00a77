package dev.millrace.flow.transport;

import java.util.Arrays;

import dev.millrace.flow.Sizes;

/**
 * Power-diagram queries by computing all heights: a product of matrices, for many dimensions. It computes in float: if
 * the two best points of a query differ by less than a millionth of |x|·|y|, either may be found.
 */
final class PowerScan implements PowerCells {
  private final int count;
  private final int dim;
  private final ScanTile tile;
  /** Tiles of points, each [dim, POINTS]; the last one is padded with points that are never found. */
  private final float[] blocks;
  private final double[] heights;

  PowerScan(float[] points, int dim) {
    this(points, dim, ScanTile.best());
  }

  PowerScan(float[] points, int dim, ScanTile tile) {
    this.count = points.length / dim;
    this.dim = dim;
    this.tile = tile;
    int padded = Math.ceilDiv(count, ScanTile.POINTS) * ScanTile.POINTS;
    blocks = new float[Sizes.product(padded, dim)];
    heights = new double[padded];
    Arrays.fill(heights, Double.POSITIVE_INFINITY);
    for (int j = 0; j < count; j++) {
      int at = (j / ScanTile.POINTS) * dim * ScanTile.POINTS + j % ScanTile.POINTS;
      for (int k = 0; k < dim; k++) {
        blocks[at + k * ScanTile.POINTS] = points[j * dim + k];
      }
    }
  }

  @Override
  public void heights(double[] newHeights) {
    System.arraycopy(newHeights, 0, heights, 0, count);
  }

  @Override
  public void find(float[] x, int from, int to, int[] found) {
    findTwo(x, from, to, found, new int[found.length], new float[found.length]);
  }

  @Override
  public void findTwo(float[] x, int from, int to, int[] found, int[] second, float[] margin) {
    int rows = Math.ceilDiv(to - from, ScanTile.QUERIES) * ScanTile.QUERIES;
    float[] queries = Arrays.copyOf(Arrays.copyOfRange(x, from * dim, to * dim), rows * dim);
    double[] least = new double[rows];
    double[] secondLeast = new double[rows];
    int[] best = new int[rows];
    int[] next = new int[rows];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(secondLeast, Double.POSITIVE_INFINITY);
    float[] products = new float[ScanTile.QUERIES * ScanTile.POINTS];
    // The outer loop is over points and the inner one over queries, so that a block of points remains in the cache for
    // all queries.
    for (int block = 0; block < heights.length; block += ScanTile.POINTS) {
      for (int row = 0; row < rows; row += ScanTile.QUERIES) {
        tile.multiply(dim, queries, row * dim, blocks, block * dim, products);
        for (int q = 0; q < ScanTile.QUERIES; q++) {
          for (int j = 0; j < ScanTile.POINTS; j++) {
            double height = heights[block + j] - 2.0 * products[q * ScanTile.POINTS + j];
            if (height < secondLeast[row + q]) {
              boolean wins = height < least[row + q];
              secondLeast[row + q] = wins ? least[row + q] : height;
              next[row + q] = wins ? best[row + q] : block + j;
              least[row + q] = wins ? height : least[row + q];
              best[row + q] = wins ? block + j : best[row + q];
            }
          }
        }
      }
    }
    for (int i = from; i < to; i++) {
      found[i] = best[i - from];
      second[i] = next[i - from];
      margin[i] = (float) (secondLeast[i - from] - least[i - from]);
    }
  }
}
