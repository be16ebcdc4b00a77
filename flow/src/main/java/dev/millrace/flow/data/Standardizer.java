package dev.millrace.flow.data;

import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.io.Table;
import org.jspecify.annotations.Nullable;

/**
 * Maps every column to mean 0 and standard deviation 1, and back. A model of a file learns standardised rows, and its
 * samples are mapped back. The computation is in double precision, so that no digits are lost in a column of large
 * numbers that differ little.
 *
 * <p>A column whose standard deviation is 0 is constant: it is only shifted when it is standardised, and becomes
 * exactly its mean when it is mapped back.
 */
public final class Standardizer {
  /** The spacing of floats at 1. */
  private static final double RESOLUTION = 0x1p-24;
  /** Powers of ten up to this one, and whole numbers up to 2⁵³, are exact as doubles, so that quotients are nearest. */
  private static final int MOST_DECIMALS = 22;
  private static final double MOST_EXACT = 0x1p53;
  /** How large a mean may be, in units of the standard deviation, so that floats still resolve the column well. */
  private static final double MOST_OFFSET = 16;
  /** How many standard deviations a sample may be from the mean. */
  private static final double MOST_DEVIATIONS = 64;
  /** Deviations below this come near the subnormal floats, which have fewer digits. */
  private static final double LEAST_DEVIATION = Float.MIN_NORMAL * 0x1p24;

  private final double[] mean;
  private final double[] std;

  /**
   * A standardizer from its numbers.
   *
   * @param mean the number that is subtracted from each column [dim], dim ≥ 1, finite; copied
   * @param std the number by which each column is then divided [dim], finite and ≥ 0, 0 for a constant column; copied
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
   * A standardizer that leaves rows unchanged.
   *
   * @param dim numbers per row, ≥ 1
   * @return means 0, standard deviations 1
   */
  public static Standardizer identity(int dim) {
    double[] ones = new double[dim];
    Arrays.fill(ones, 1);
    return new Standardizer(new double[dim], ones);
  }

  /**
   * As {@link #of(Table)}, for floats, row-major [rows, dim].
   *
   * @param rows the rows, [n, dim]
   * @param dim the number of columns
   * @return the standardizer
   */
  public static Standardizer of(float[] rows, int dim) {
    Rows.requireFinite(rows, dim);
    return of(Table.of(rows, dim, List.of()));
  }

  /**
   * Measures data in double precision, in two passes. The standard deviation is that of the population (divided by the
   * number of rows), as in scikit-learn's StandardScaler; that of a constant column is 0. In columns that are not wide,
   * mean and standard deviation are rounded to floats.
   *
   * @param rows at least one row, every number finite
   * @return the standardizer that maps these rows to mean 0 and standard deviation 1
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
      // The sum of equal numbers may be rounded, so their deviation need not come out as 0.
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

  /** {@return the number of columns, ≥ 1} */
  public int dim() {
    return mean.length;
  }

  /** {@return a copy of the means [dim]} */
  public double[] mean() {
    return mean.clone();
  }

  /** {@return a copy of the standard deviations [dim]; 0 for a constant column} */
  public double[] std() {
    return std.clone();
  }

  /** {@return whether this leaves rows unchanged} */
  public boolean isIdentity() {
    return equals(identity(dim()));
  }

  /**
   * {@return the same scales, but without the offset in columns where floats are too coarse for it} Pictures and
   * distances use this, because they do not depend on the position of the origin.
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

  /** Whether floats are too coarse for the values to which a column is mapped back. */
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

  /**
   * As {@link #apply(double[])}, for floats.
   *
   * @param rows the rows, [n, dim]
   * @return the standardised rows
   */
  public float[] apply(float[] rows) {
    double[] doubles = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      doubles[i] = rows[i];
    }
    return apply(doubles);
  }

  /**
   * Undoes {@link #apply}: z · std + mean, rounded to floats; {@link #decode} keeps the digits of doubles.
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
   * Undoes {@link #apply} in double precision: z · std + mean. Columns for which the precision of floats is enough are
   * rounded to floats, others to as many decimals as a float of about 1 resolves of their standard deviation: further
   * digits of z · std + mean say nothing.
   *
   * @param rows row-major [rows, dim], finite; not changed
   * @param names one name per column, or empty
   * @return the rows in the units of the data
   * @throws IllegalArgumentException if the last row is incomplete
   */
  public Table decode(float[] rows, List<String> names) {
    Rows.requireComplete(rows.length, dim());
    boolean[] wide = new boolean[dim()];
    int[] decimals = new int[dim()];
    for (int column = 0; column < wide.length; column++) {
      wide[column] = needsDoubles(column);
      decimals[column] = std[column] > 0 ? -(int) Math.floor(Math.log10(std[column] * RESOLUTION)) : Integer.MAX_VALUE;
    }
    double[] original = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int column = i % mean.length;
      double value = rows[i] * std[column] + mean[column];
      original[i] = wide[column] ? rounded(value, decimals[column]) : (float) value;
    }
    return new Table(original, dim(), names, wide);
  }

  /** The nearest double to the value with so many decimals; the value itself if doubles have no more digits. */
  private static double rounded(double value, int decimals) {
    if (decimals > MOST_DECIMALS) {
      return value;
    }
    double scale = Math.pow(10, Math.abs(decimals));
    double scaled = decimals < 0 ? value / scale : value * scale;
    if (!(Math.abs(scaled) < MOST_EXACT)) {
      return value;
    }
    return decimals < 0 ? Math.rint(scaled) * scale : Math.rint(scaled) / scale;
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
