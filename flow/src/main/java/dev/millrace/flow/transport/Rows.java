package dev.millrace.flow.transport;

/** The given points, read in double precision, so that results do not depend on their type. */
sealed interface Rows {
  /** The number of points. */
  int count();

  /** Width of a row. */
  int dim();

  /**
   * Copies coordinates {@code from} to {@code from + length − 1} of a row, minus those of {@code shift}, to {@code
   * out}, starting at index {@code at}.
   */
  void read(int row, int from, int length, double[] shift, double[] out, int at);

  /**
   * Rows in single precision.
   *
   * @param values [count, dim]
   */
  record OfFloats(float[] values, int dim) implements Rows {
    @Override
    public int count() {
      return values.length / dim;
    }

    @Override
    public void read(int row, int from, int length, double[] shift, double[] out, int at) {
      int start = row * dim + from;
      for (int d = 0; d < length; d++) {
        out[at + d] = values[start + d] - shift[from + d];
      }
    }
  }

  /**
   * Rows in double precision.
   *
   * @param values [count, dim]
   */
  record OfDoubles(double[] values, int dim) implements Rows {
    @Override
    public int count() {
      return values.length / dim;
    }

    @Override
    public void read(int row, int from, int length, double[] shift, double[] out, int at) {
      int start = row * dim + from;
      for (int d = 0; d < length; d++) {
        out[at + d] = values[start + d] - shift[from + d];
      }
    }
  }
}
