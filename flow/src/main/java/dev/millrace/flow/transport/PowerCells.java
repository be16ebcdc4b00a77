package dev.millrace.flow.transport;

/**
 * Finds the points that are nearest in the sense of a power diagram: argmin over j of |x − y_j|² − g_j, which is the argmin of
 * heights[j] − 2·x·y_j with heights[j] = |y_j|² − g_j.
 */
interface PowerCells {
  /** Points of more dimensions than this are scanned: a tree would visit nearly all of them. */
  int TREE_DIMENSIONS = 6;

  /**
   * Changes the heights. Must not run while queries do.
   *
   * @param heights [count], copied
   */
  void heights(double[] heights);

  /**
   * Answers queries; several threads may ask at once. Of points that tie exactly the one of the lowest index is found.
   *
   * @param x query points, row-major [.., dim]
   * @param from first row asked for
   * @param to row after the last
   * @param found receives the point of each row, at the index of the row
   */
  void find(float[] x, int from, int to, int[] found);

  /**
   * As {@link #find}, with the runner-up and how much higher it is. There must be at least two points.
   *
   * @param second receives the second best point of each row
   * @param margin receives the second least minus the least, ≥ 0
   */
  void findTwo(float[] x, int from, int to, int[] found, int[] second, float[] margin);

  /**
   * Prepares points; all heights are |y|² at first, which makes the cells Voronoi cells.
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
