package dev.millrace.flow.data;

import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.io.Table;
import org.jspecify.annotations.Nullable;

/**
 * Maps every column to mean 0 and standard deviation 1, and back. A model of a file learns standardised rows; what it
 * generates is mapped back. All of it is done in double precision, so that nothing is lost where a column's numbers are large
 * and differ little.
 *
 * <p>A column whose standard deviation is 0 is constant: it is only shifted on the way in, and comes back as exactly its mean.
 */
public final class Standardizer {
  /** How many times its deviation a mean may be and floats still resolve the column well. */
  private static final double MOST_OFFSET = 16;
  /** How many deviations from the mean a sample may lie. */
  private static final double MOST_DEVIATIONS = 64;
  /** Below this meet the floats that have fewer digits than others. */
  private static final double LEAST_DEVIATION = Float.MIN_NORMAL * 0x1p24;

  private final double[] mean;
  private final double[] std;

  /**
   * @param mean what is subtracted from each column [dim], dim ≥ 1, finite; copied
   * @param std what each column is then divided by [dim], finite and ≥ 0, 0 for a constant column; copied
   * @throws IllegalArgumentException if the lengths differ or are 0, or a number is out of range
   */
  public Standardizer(double[] mean, double[] std) {
    if (mean.length != std.length || mean.length == 0) {
      throw new IllegalArgumentException(
          "mean and std must have the same length >= 1, found %d and %d".formatted(mean.length, std.length));
    }
    for (int i = 0; i < mean.length; i++) {
      if (!(Double.isFinite(mean[i]) && std[i] >= 0 && Double.isFinite(std[i]))) {
        throw new IllegalArgumentException(
            "column %d: mean must be finite and std finite and >= 0, found %s and %s".formatted(i, mean[i], std[i]));
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
    double[] ones = new double[dim];
    Arrays.fill(ones, 1);
    return new Standardizer(new double[dim], ones);
  }

  /** As {@link #of(Table)}, of floats: row-major [rows, dim]. */
  public static Standardizer of(float[] rows, int dim) {
    Rows.requireFinite(rows, dim);
    return of(Table.of(rows, dim, List.of()));
  }

  /**
   * Measures data in double precision, in two passes. The standard deviation is the population's (divided by the number of
   * rows), as scikit-learn's StandardScaler has it; that of a constant column is 0. Of columns that are not wide both are
   * rounded to floats.
   *
   * @param rows at least one row, every number finite
   * @return what maps these rows to mean 0 and standard deviation 1
   * @throws IllegalArgumentException if there is no row, or a number is not finite
   */
  public static Standardizer of(Table rows) {
    Rows.requireFinite(rows.values(), rows.columns());
    int dim = rows.columns();
    double[] values = rows.values();
    int count = rows.rows();
    double[] mean = new double[dim];
    boolean[] varies = new boolean[dim];
    for (int i = 0; i < values.length; i++) {
      mean[i % dim] += values[i];
      varies[i % dim] |= values[i] != values[i % dim];
    }
    for (int column = 0; column < dim; column++) {
      // The sum of equal numbers may be rounded.
      mean[column] = varies[column] ? mean[column] / count : values[column];
    }
    double[] squares = new double[dim];
    for (int i = 0; i < values.length; i++) {
      int column = i % dim;
      double deviation = values[i] - mean[column];
      squares[column] += deviation * deviation;
    }
    double[] std = new double[dim];
    for (int column = 0; column < dim; column++) {
      std[column] = Math.sqrt(squares[column] / count);
      if (!rows.wide()[column]) {
        mean[column] = (float) mean[column];
        std[column] = (float) std[column];
      }
    }
    return new Standardizer(mean, std);
  }

  /** Numbers in a row, ≥ 1. */
  public int dim() {
    return mean.length;
  }

  /** A copy of what is subtracted [dim]. */
  public double[] mean() {
    return mean.clone();
  }

  /** A copy of what is divided by [dim]; 0 for a constant column. */
  public double[] std() {
    return std.clone();
  }

  /** Whether rows are left as they are. */
  public boolean isIdentity() {
    return equals(identity(dim()));
  }

  /**
   * The same scales, and no offset in columns where floats are too coarse beside it: what pictures and distances take, which do
   * not depend on where the origin lies.
   */
  public Standardizer centred() {
    double[] offset = mean.clone();
    for (int column = 0; column < offset.length; column++) {
      if (std[column] > 0 && needsDoubles(column)) {
        offset[column] = 0;
      }
    }
    return new Standardizer(offset, std);
  }

  /** Whether floats are too coarse for what a column comes back as. */
  private boolean needsDoubles(int column) {
    double deviation = std[column];
    double offset = Math.abs(mean[column]);
    return deviation == 0
        ? (float) mean[column] != mean[column]
        : offset > MOST_OFFSET * deviation || deviation < LEAST_DEVIATION
            || offset + MOST_DEVIATIONS * deviation > Float.MAX_VALUE;
  }

  /**
   * Standardises: (x − mean) / std, or x − mean in a constant column.
   *
   * @param rows row-major [rows, dim]; not changed
   * @return a new array of the same shape
   * @throws IllegalArgumentException if the last row is incomplete
   */
  public float[] apply(double[] rows) {
    Rows.requireComplete(rows.length, dim());
    float[] standardised = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int column = i % mean.length;
      standardised[i] = (float) ((rows[i] - mean[column]) / (std[column] > 0 ? std[column] : 1));
    }
    return standardised;
  }

  /** As {@link #apply(double[])}, for data that are floats. */
  public float[] apply(float[] rows) {
    double[] doubles = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      doubles[i] = rows[i];
    }
    return apply(doubles);
  }

  /**
   * Undoes {@link #apply}: z · std + mean, rounded to floats; {@link #decode} keeps all digits.
   *
   * @param rows row-major [rows, dim]; not changed
   * @return a new array of the same shape
   * @throws IllegalArgumentException if the last row is incomplete
   */
  public float[] invert(float[] rows) {
    Rows.requireComplete(rows.length, dim());
    float[] original = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int column = i % mean.length;
      original[i] = (float) (rows[i] * std[column] + mean[column]);
    }
    return original;
  }

  /**
   * Undoes {@link #apply} in double precision: z · std + mean. Columns whose values floats resolve well are rounded to floats.
   *
   * @param rows row-major [rows, dim], finite; not changed
   * @param names one name per column, or empty
   * @throws IllegalArgumentException if the last row is incomplete
   */
  public Table decode(float[] rows, List<String> names) {
    Rows.requireComplete(rows.length, dim());
    boolean[] wide = new boolean[dim()];
    for (int column = 0; column < wide.length; column++) {
      wide[column] = needsDoubles(column);
    }
    double[] original = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int column = i % mean.length;
      double value = rows[i] * std[column] + mean[column];
      original[i] = wide[column] ? value : (float) value;
    }
    return new Table(original, dim(), names, wide);
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
