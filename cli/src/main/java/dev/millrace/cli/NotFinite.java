package dev.millrace.cli;

import java.io.Serial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rows that left the finite numbers on their way; the message says which, and where in t the first of them did. */
final class NotFinite extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 5;

  /**
   * The way of one row.
   *
   * @param times one a state, in the order in which they were passed
   * @param states the row at each time
   */
  record Way(List<Double> times, List<float[]> states) {}

  /** Carries one row once more and keeps its way. */
  @FunctionalInterface
  interface Follower {
    Way follow(int row);
  }

  private NotFinite(String message) {
    super(message);
  }

  /**
   * Returns if all rows are finite.
   *
   * @param points [count, dim] at the end
   * @throws NotFinite if not
   */
  static void check(float[] points, int dim, Follower follower) {
    List<Integer> rows = rows(points, dim);
    if (rows.isEmpty()) {
      return;
    }
    int first = rows.getFirst();
    Way way = follower.follow(first);
    String where = "";
    for (int k = 1; k < way.states.size() && where.isEmpty(); k++) {
      if (!rows(way.states.get(k), dim).isEmpty()) {
        where = String.format(Locale.ROOT, "; row %d left them between t = %.4g and t = %.4g", first + 1,
            way.times.get(k - 1), way.times.get(k));
      }
    }
    String shown = rows.stream().limit(SHOWN).map(row -> Integer.toString(row + 1)).collect(Collectors.joining(", "));
    throw new NotFinite(
        ("%d of %d rows are not finite numbers: %s%s (counted from 1)%s; try more steps or another solver, nothing "
            + "was written")
            .formatted(rows.size(), points.length / dim, shown, rows.size() > SHOWN ? " …" : "", where));
  }

  /** As {@link #check(float[], int, Follower)}, where in t it happened left open. */
  static void check(float[] points, int dim) {
    check(points, dim, _ -> new Way(List.of(), List.of()));
  }

  /**
   * Returns if a file of floats can hold all rows.
   *
   * @param points [count, dim] as floats: infinite where a number is beyond their range
   * @throws NotFinite if not
   */
  static void checkRange(Path file, float[] points, int dim) {
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
