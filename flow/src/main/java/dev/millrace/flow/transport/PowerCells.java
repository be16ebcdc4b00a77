package dev.millrace.flow.transport;

/**
 * Finds the points that are nearest in a power diagram: argmin over j of |x − y_j|² − g_j, which is the argmin of
 * heights[j] − 2·x·y_j with heights[j] = |y_j|² − g_j.
 */
interface PowerCells {
  /** In more dimensions than this all points are scanned, because a tree would visit nearly all of them. */
  int TREE_DIMENSIONS = 6;

  /**
   * Changes the heights. Must not run while queries do.
   *
   * @param heights [count], copied
   */
  void heights(double[] heights);

  /**
   * Answers queries; may be called by several threads at once. Of points that tie exactly, the one with the lowest
   * index is found.
   *
   * @param x query points, row-major [.., dim]
   * @param from first row to answer
   * @param to the row after the last one to answer
   * @param found receives the point of each row, at the index of the row
   */
  void find(float[] x, int from, int to, int[] found);

  /**
   * As {@link #find}; also finds the second best point and how much higher it is. There must be at least two points.
   *
   * @param second receives the second best point of each row
   * @param margin receives the second least minus the least, ≥ 0
   */
  void findTwo(float[] x, int from, int to, int[] found, int[] second, float[] margin);

  /**
   * Prepares queries for points. All heights are |y|² at first, so the cells are Voronoi cells.
   *
   * @param points row-major [count, dim]
   */
  static PowerCells of(float[] points, int dim) {
    PowerCells cells = dim <= TREE_DIMENSIONS ? new PowerTree(points, dim) : new PowerScan(points, dim);
    cells.heights(squaredNorms(points, dim));
    return cells;
  }

  /** |y_j|² of each point. */
  static double[] squaredNorms(float[] points, int dim) {
    double[] norms = new double[points.length / dim];
    for (int i = 0; i < points.length; i++) {
      norms[i / dim] += (double) points[i] * points[i];
    }
    return norms;
  }
}
