package dev.millrace.flow.data;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Maps every column to mean 0 and standard deviation 1, and back. A model of a file learns standardised rows; what it
 * generates is mapped back.
 */
public final class Standardizer {
  private final float[] mean;
  private final float[] std;

  /**
   * @param mean what is subtracted from each column [dim], dim ≥ 1, finite; copied
   * @param std what each column is then divided by [dim], finite and &gt; 0; copied
   * @throws IllegalArgumentException if the lengths differ or are 0, or a number is out of range
   */
  public Standardizer(float[] mean, float[] std) {
    if (mean.length != std.length || mean.length == 0) {
      throw new IllegalArgumentException(
          "mean and std must have the same length >= 1, found %d and %d".formatted(mean.length, std.length));
    }
    for (int i = 0; i < mean.length; i++) {
      if (!(Float.isFinite(mean[i]) && std[i] > 0 && Float.isFinite(std[i]))) {
        throw new IllegalArgumentException(
            "column %d: mean must be finite and std finite and > 0, found %s and %s".formatted(i, mean[i], std[i]));
      }
    }
    this.mean = mean.clone();
    this.std = std.clone();
  }

  /**
   * Leaves rows as they are.
   *
   * @param dim numbers in a row, ≥ 1
   * @return means 0, standard deviations 1
   */
  public static Standardizer identity(int dim) {
    float[] ones = new float[dim];
    Arrays.fill(ones, 1);
    return new Standardizer(new float[dim], ones);
  }

  /**
   * Measures data in double precision, in two passes. The standard deviation is the population's (divided by the number of
   * rows), as scikit-learn's StandardScaler has it; that of a constant column is taken as 1.
   *
   * @param rows row-major [rows, dim], at least one row, every number finite
   * @param dim numbers in a row, ≥ 1
   * @return what maps these rows to mean 0 and standard deviation 1
   * @throws IllegalArgumentException if there is no row, the last one is incomplete, or a number is not finite
   */
  public static Standardizer of(float[] rows, int dim) {
    Rows.requireFinite(rows, dim);
    int count = rows.length / dim;
    double[] mean = new double[dim];
    for (int i = 0; i < rows.length; i++) {
      mean[i % dim] += rows[i];
    }
    for (int column = 0; column < dim; column++) {
      mean[column] /= count;
    }
    double[] squares = new double[dim];
    for (int i = 0; i < rows.length; i++) {
      int column = i % dim;
      double deviation = rows[i] - mean[column];
      squares[column] += deviation * deviation;
    }
    float[] floatMean = new float[dim];
    float[] floatStd = new float[dim];
    for (int column = 0; column < dim; column++) {
      floatMean[column] = (float) mean[column];
      float std = (float) Math.sqrt(squares[column] / count);
      // Exactly 0 for a constant column: up to 2^29 equal floats sum without rounding in double, so their mean is the constant.
      floatStd[column] = std > 0 ? std : 1;
    }
    return new Standardizer(floatMean, floatStd);
  }

  /** Numbers in a row, ≥ 1. */
  public int dim() {
    return mean.length;
  }

  /** A copy of what is subtracted [dim]. */
  public float[] mean() {
    return mean.clone();
  }

  /** A copy of what is divided by [dim]. */
  public float[] std() {
    return std.clone();
  }

  /** Whether rows are left as they are. */
  public boolean isIdentity() {
    return equals(identity(dim()));
  }

  /**
   * Standardises: (x − mean) / std.
   *
   * @param rows row-major [rows, dim]; not changed
   * @return a new array of the same shape
   * @throws IllegalArgumentException if the last row is incomplete
   */
  public float[] apply(float[] rows) {
    Rows.requireComplete(rows, dim());
    float[] standardised = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int column = i % mean.length;
      standardised[i] = (float) (((double) rows[i] - mean[column]) / std[column]);
    }
    return standardised;
  }

  /**
   * Undoes {@link #apply}: z · std + mean.
   *
   * @param rows row-major [rows, dim]; not changed
   * @return a new array of the same shape
   * @throws IllegalArgumentException if the last row is incomplete
   */
  public float[] invert(float[] rows) {
    Rows.requireComplete(rows, dim());
    float[] original = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int column = i % mean.length;
      original[i] = (float) ((double) rows[i] * std[column] + mean[column]);
    }
    return original;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Standardizer that && Arrays.equals(mean, that.mean) && Arrays.equals(std, that.std);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(std);
  }

  @Override
  public String toString() {
    return "Standardizer[mean=" + Arrays.toString(mean) + ", std=" + Arrays.toString(std) + "]";
  }
}
