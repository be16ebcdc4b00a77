package dev.millrace.flow.data;

/** Checks of row-major data. */
final class Rows {

  private Rows() {
  }

  /** Throws unless there is at least one row, all rows are complete and all numbers finite. */
  static void requireFinite(float[] rows, int dim) {
    requireComplete(rows.length, dim);
    if (rows.length == 0) {
      throw new IllegalArgumentException("at least one row is needed, found none");
    }
    for (int i = 0; i < rows.length; i++) {
      if (!Float.isFinite(rows[i])) {
        throw new IllegalArgumentException(
            "row %d, column %d: %s is not finite".formatted(i / dim, i % dim, rows[i]));
      }
    }
  }

  /** As {@link #requireFinite(float[], int)}. */
  static void requireFinite(double[] rows, int dim) {
    requireComplete(rows.length, dim);
    if (rows.length == 0) {
      throw new IllegalArgumentException("at least one row is needed, found none");
    }
    for (int i = 0; i < rows.length; i++) {
      if (!Double.isFinite(rows[i])) {
        throw new IllegalArgumentException(
            "row %d, column %d: %s is not finite".formatted(i / dim, i % dim, rows[i]));
      }
    }
  }

  /** Throws unless this many numbers form complete rows. */
  static void requireComplete(int numbers, int dim) {
    if (dim < 1) {
      throw new IllegalArgumentException("dimension must be >= 1, found " + dim);
    }
    if (numbers % dim != 0) {
      throw new IllegalArgumentException("%d numbers do not make rows of %d".formatted(numbers, dim));
    }
  }
}
