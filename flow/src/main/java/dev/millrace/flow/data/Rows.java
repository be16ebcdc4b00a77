package dev.millrace.flow.data;

/** Checks of row-major data, shared by what is computed from it. */
final class Rows {

  private Rows() {
  }

  /** Throws unless there is at least one row, all rows are complete and all numbers finite. */
  static void requireFinite(float[] rows, int dim) {
    requireComplete(rows, dim);
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

  /** Throws unless the numbers make whole rows. */
  static void requireComplete(float[] rows, int dim) {
    if (dim < 1) {
      throw new IllegalArgumentException("dimension must be >= 1, found " + dim);
    }
    if (rows.length % dim != 0) {
      throw new IllegalArgumentException("%d numbers do not make rows of %d".formatted(rows.length, dim));
    }
  }
}
