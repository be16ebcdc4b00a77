package dev.millrace.tables.measure;

import java.util.List;

/**
 * Rows of a table on the scale of a {@link Gower}, column by column.
 *
 * @param count number of rows
 * @param columns as many as the table has
 */
record GowerRows(int count, List<GowerColumn> columns) {
  /** Rows per pass: their sums stay in the first cache. */
  private static final int BLOCK = 1024;

  /** A column on the scale of a {@link Gower}. */
  sealed interface GowerColumn {}

  /**
   * Numbers.
   *
   * @param values [count], scaled; 0 where missing
   * @param present [count], 1, or 0 where missing; empty if no value is
   */
  record Scaled(double[] values, double[] present) implements GowerColumn {}

  /**
   * Words.
   *
   * @param codes [count], equal where the words are
   */
  record Coded(int[] codes) implements GowerColumn {}

  /** Writes the distances of a row to {@code out.length} rows of {@code others} from {@code from} on. */
  void distances(int row, GowerRows others, int from, double[] out) {
    int[] differing = new int[Math.min(BLOCK, out.length)];
    for (int start = 0; start < out.length; start += BLOCK) {
      int length = Math.min(BLOCK, out.length - start);
      block(row, others, from + start, length, out, start, differing);
    }
  }

  private void block(int row, GowerRows others, int from, int length, double[] out, int at, int[] differing) {
    for (int j = 0; j < length; j++) {
      out[at + j] = 0;
      differing[j] = 0;
    }
    for (int c = 0; c < columns.size(); c++) {
      switch (columns.get(c)) {
        case Coded(int[] codes) -> addWords(codes[row], ((Coded) others.columns.get(c)).codes, from, length, differing);
        case Scaled(double[] values, double[] present) -> {
          Scaled other = (Scaled) others.columns.get(c);
          if (present.length > 0 && present[row] == 0) {
            addMissing(other, from, length, out, at);
          } else if (other.present.length > 0) {
            addPresent(values[row], other, from, length, out, at);
          } else {
            addNumbers(values[row], other.values, from, length, out, at);
          }
        }
      }
    }
    for (int j = 0; j < length; j++) {
      out[at + j] += differing[j];
    }
  }

  private static void addWords(int code, int[] codes, int from, int length, int[] differing) {
    for (int j = 0; j < length; j++) {
      int difference = code ^ codes[from + j];
      differing[j] += (difference | -difference) >>> 31;
    }
  }

  private static void addNumbers(double value, double[] values, int from, int length, double[] out, int at) {
    for (int j = 0; j < length; j++) {
      out[at + j] += Math.abs(value - values[from + j]);
    }
  }

  private static void addPresent(double value, Scaled other, int from, int length, double[] out, int at) {
    for (int j = 0; j < length; j++) {
      double present = other.present[from + j];
      out[at + j] += Math.abs(value - other.values[from + j]) * present + (1 - present);
    }
  }

  private static void addMissing(Scaled other, int from, int length, double[] out, int at) {
    if (other.present.length == 0) {
      for (int j = 0; j < length; j++) {
        out[at + j] += 1;
      }
      return;
    }
    for (int j = 0; j < length; j++) {
      out[at + j] += other.present[from + j];
    }
  }
}
