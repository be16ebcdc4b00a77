package dev.millrace.flow.data;

import java.util.Objects;
import java.util.random.RandomGenerator;

/** The rows of a data set, drawn uniformly with replacement. */
public final class Empirical implements Distribution {
  private final float[] rows;
  private final int dim;

  /**
   * @param rows the data, row-major [rows, dim], at least one row, every number finite; copied
   * @param dim numbers in a row, ≥ 1
   * @throws IllegalArgumentException if there is no row, the last one is incomplete, or a number is not finite
   */
  public Empirical(float[] rows, int dim) {
    Rows.requireFinite(rows, dim);
    this.rows = rows.clone();
    this.dim = dim;
  }

  @Override
  public int dim() {
    return dim;
  }

  /** How many rows there are to draw from, ≥ 1. */
  public int rowCount() {
    return rows.length / dim;
  }

  /** A copy of the data, row-major [rows, dim]. */
  public float[] rows() {
    return rows.clone();
  }

  @Override
  public void sample(RandomGenerator random, float[] out, int offset, int count) {
    Objects.checkFromIndexSize(offset, Math.multiplyExact(count, dim), out.length);
    for (int i = 0; i < count; i++) {
      System.arraycopy(rows, random.nextInt(rowCount()) * dim, out, offset + i * dim, dim);
    }
  }
}
