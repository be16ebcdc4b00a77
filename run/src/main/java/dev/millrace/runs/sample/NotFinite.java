package dev.millrace.runs.sample;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;

/** Some rows are beyond the range of the numbers of a file; the message names them. */
public final class NotFinite extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  private NotFinite(String message) {
    super(message);
  }

  /**
   * Checks that a file of floats can hold all rows.
   *
   * @param points [count, dim] as floats: infinite where a number is beyond their range
   * @throws NotFinite if it cannot
   */
  static void checkRange(String file, float[] points, int dim) {
    List<Integer> rows = rows(points, dim);
    if (!rows.isEmpty()) {
      throw new NotFinite(
          "%s: %d of %d rows are beyond the range of its 32-bit floats (±%s), the first of them row %d (counted from 1); "
              .formatted(file, rows.size(), points.length / dim, Float.MAX_VALUE, rows.getFirst() + 1)
              + "nothing was written, a .csv file can hold them");
    }
  }

  private static List<Integer> rows(float[] points, int dim) {
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < points.length / dim; row++) {
      for (int i = row * dim; i < (row + 1) * dim; i++) {
        if (!Float.isFinite(points[i])) {
          rows.add(row);
          break;
        }
      }
    }
    return rows;
  }
}
