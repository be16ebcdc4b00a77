package dev.millrace.flow.measure;

/** Checks of point sets. */
final class Points {
  private Points() {
  }

  /**
   * The number of rows.
   *
   * @param least the least number of rows that the measure needs
   * @throws IllegalArgumentException if there are fewer rows, or the last row is incomplete
   */
  static int count(float[] points, int dim, int least) {
    if (dim < 1 || points.length % dim != 0) {
      throw new IllegalArgumentException("%d numbers do not make rows of %d".formatted(points.length, dim));
    }
    int count = points.length / dim;
    if (count < least) {
      throw new IllegalArgumentException("%d points, expected at least %d".formatted(count, least));
    }
    return count;
  }
}
