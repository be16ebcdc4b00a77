package dev.millrace.tables.measure;

/** Searches for the nearest row. */
final class Nearest {
  private static final int BLOCK = 1024;

  private Nearest() {
  }

  /**
   * A nearest row.
   *
   * @param row its number; the lowest of equally near ones
   * @param distance to it
   */
  record Found(int row, double distance) {}

  static double least(GowerRows rows, int row, GowerRows others) {
    return find(rows, row, others).distance();
  }

  static Found find(GowerRows rows, int row, GowerRows others) {
    double least = Double.POSITIVE_INFINITY;
    int found = -1;
    for (int from = 0; from < others.count(); from += BLOCK) {
      double[] distances = new double[Math.min(BLOCK, others.count() - from)];
      rows.distances(row, others, from, distances);
      for (int j = 0; j < distances.length; j++) {
        if (distances[j] < least) {
          least = distances[j];
          found = from + j;
        }
      }
    }
    return new Found(found, least);
  }
}
