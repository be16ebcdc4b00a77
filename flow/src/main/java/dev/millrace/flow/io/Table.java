package dev.millrace.flow.io;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.text.Shown;
import org.jspecify.annotations.Nullable;

/**
 * Rows of numbers in double precision, whose columns may have names. The values are shared, not copied, because they
 * may fill half the memory; the caller must not change them afterwards.
 *
 * <p>For most columns the precision of floats is enough: their values are rounded to floats when they are read, and
 * written with the digits of a float. A column of large numbers that differ little, such as coordinates near 5,400,000
 * that differ by 1, is <em>wide</em>: the spacing of floats is half a unit there, so the column keeps its doubles.
 *
 * @param values row-major [rows, columns], finite
 * @param columns numbers per row, ≥ 1
 * @param names one name per column, or empty
 * @param wide [columns]: whether a column's values need the digits of a double
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString go by contents, below
public record Table(double[] values, int columns, List<String> names, boolean[] wide) {
  /** What separates the two parts of {@link #hash}. */
  public static final String HASH_OF_DOUBLES = "+";
  private static final String SHA256 = "sha256:";
  /** How far a column may be from 0, in units of its spread, so that floats still resolve a millionth of the spread. */
  private static final double MOST_OFFSET = 16;
  /** Spreads below this come near the subnormal floats, which have fewer digits. */
  private static final double LEAST_SPREAD = Float.MIN_NORMAL * 0x1p24;
  /** The number of evenly spaced rows from which the spread of a column is estimated. */
  private static final int ROWS_LOOKED_AT = 4096;

  /**
   * Checks that the parts fit.
   *
   * @throws IllegalArgumentException if there is no column, the last row is incomplete, or {@code names} or {@code
   *     wide} do not have one entry per column
   */
  public Table {
    names = List.copyOf(names);
    if (columns < 1 || values.length % columns != 0) {
      throw new IllegalArgumentException("%d numbers do not make rows of %d".formatted(values.length, columns));
    }
    if (!names.isEmpty() && names.size() != columns) {
      throw new IllegalArgumentException("%s does not name %d columns".formatted(names, columns));
    }
    if (wide.length != columns) {
      throw new IllegalArgumentException("%d marks for %d columns".formatted(wide.length, columns));
    }
  }

  /**
   * {@return a table of floats}
   *
   * @param values row-major [rows, columns]; copied
   * @param columns numbers per row, ≥ 1
   * @param names one name per column, or empty
   */
  public static Table of(float[] values, int columns, List<String> names) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return new Table(doubles, columns, names, new boolean[Math.max(0, columns)]);
  }

  /**
   * {@return a table of numbers read from a file: finds the wide columns and rounds all others to floats}
   *
   * @param values row-major [rows, columns], finite and within the range of a float; changed in place
   * @param columns numbers per row, ≥ 1
   * @param names one name per column, or empty
   */
  public static Table ofDoubles(double[] values, int columns, List<String> names) {
    boolean[] wide = new boolean[columns];
    for (int column = 0; column < columns && values.length >= columns; column++) {
      wide[column] = isWide(values, columns, column);
    }
    for (int i = 0; i < values.length; i++) {
      if (!wide[i % columns]) {
        values[i] = (float) values[i];
      }
    }
    return new Table(values, columns, names, wide);
  }

  /** The spread is that of the middle half of the values, so that a few zeros among large numbers do not hide it. */
  private static boolean isWide(double[] values, int columns, int column) {
    int rows = values.length / columns;
    int stride = Math.ceilDiv(rows, ROWS_LOOKED_AT);
    double[] some = new double[Math.ceilDiv(rows, stride)];
    for (int i = 0; i < some.length; i++) {
      some[i] = values[i * stride * columns + column];
    }
    Arrays.sort(some);
    double spread = some[3 * (some.length - 1) / 4] - some[(some.length - 1) / 4];
    if (spread == 0) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = column; i < values.length; i += columns) {
        least = Math.min(least, values[i]);
        most = Math.max(most, values[i]);
      }
      spread = most - least;
    }
    double middle = some[(some.length - 1) / 2];
    return spread == 0 ? (float) middle != middle : Math.abs(middle) > MOST_OFFSET * spread || spread < LEAST_SPREAD;
  }

  /**
   * {@return a name that two columns have; columns may share an empty name}
   *
   * @param names one name per column, or empty
   */
  public static Optional<String> twice(List<String> names) {
    Set<String> seen = new HashSet<>();
    return names.stream().filter(name -> !name.isBlank() && !seen.add(name)).findFirst();
  }

  /**
   * {@return the same rows with some of the columns, in a given order}
   *
   * @param chosen the columns, counted from 0
   * @throws IndexOutOfBoundsException if there is no such column
   */
  public Table columns(int... chosen) {
    double[] some = new double[Sizes.product(rows(), chosen.length)];
    boolean[] marks = new boolean[chosen.length];
    for (int c = 0; c < chosen.length; c++) {
      marks[c] = wide[Objects.checkIndex(chosen[c], columns)];
      for (int row = 0; row < rows(); row++) {
        some[row * chosen.length + c] = values[row * columns + chosen[c]];
      }
    }
    return new Table(some, chosen.length,
        names.isEmpty() ? List.of() : Arrays.stream(chosen).mapToObj(names::get).toList(), marks);
  }

  /**
   * {@return the same rows with their columns in the order of given names} Where the table or the other side has no
   * names, columns are known by their order alone, and the table is returned as it is.
   *
   * @param wanted the names in their order, or empty
   * @throws IllegalArgumentException if there are names on both sides and they are not the same ones; the message
   *     names a column that is missing, or one too many
   */
  public Table inOrderOf(List<String> wanted) {
    if (wanted.isEmpty() || names.isEmpty() || names.equals(wanted)) {
      return this;
    }
    for (String name : wanted) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "no column %s; expected the columns %s".formatted(Shown.quoted(name), Shown.names(wanted)));
      }
    }
    for (String name : names) {
      if (!wanted.contains(name)) {
        throw new IllegalArgumentException(
            "column %s is one too many; expected the columns %s".formatted(Shown.quoted(name), Shown.names(wanted)));
      }
    }
    int[] order = wanted.stream().mapToInt(names::indexOf).distinct().toArray();
    if (order.length != columns || wanted.size() != columns) {
      throw new IllegalArgumentException(
          "columns that share a name cannot be put in order: %s".formatted(Shown.names(names)));
    }
    return columns(order);
  }

  /** {@return the number of rows} */
  public int rows() {
    return values.length / columns;
  }

  /** {@return whether any column is wide} */
  public boolean isWide() {
    for (boolean each : wide) {
      if (each) {
        return true;
      }
    }
    return false;
  }

  /** {@return the values, each rounded to the nearest float: a new array, row-major [rows, columns]} */
  public float[] floats() {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** {@return the values, each rounded to the nearest float: [rows][columns], a new array} */
  public float[][] toArrays() {
    float[][] arrays = new float[rows()][columns];
    for (int i = 0; i < values.length; i++) {
      arrays[i / columns][i % columns] = (float) values[i];
    }
    return arrays;
  }

  /**
   * {@return a checksum of the values: that of the floats, followed by that of the doubles of the wide columns that
   * vary, if there are any, so that columns for which floats are enough have the same checksum in either precision}
   */
  public String hash() {
    String hash = SHA256 + Sha256.of(floats(), ByteOrder.BIG_ENDIAN);
    boolean[] counts = new boolean[columns];
    for (int i = columns; i < values.length; i++) {
      counts[i % columns] |= wide[i % columns] && values[i] != values[i % columns];
    }
    double[] doubles = IntStream.range(0, values.length).filter(i -> counts[i % columns]).mapToDouble(i -> values[i])
        .toArray();
    return doubles.length == 0 ? hash : hash + HASH_OF_DOUBLES + Sha256.of(doubles, ByteOrder.BIG_ENDIAN);
  }

  /**
   * {@return the name of a column, or, if it has none, its number counted from 1, such as "column 3"}
   *
   * @param column the index of the column
   */
  public String name(int column) {
    return names.isEmpty() || names.get(column).isBlank() ? "column " + (column + 1) : names.get(column);
  }

  /** Whether the values are equal bit for bit, and the names and wide columns are equal. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Table that && columns == that.columns && names.equals(that.names)
        && Arrays.equals(wide, that.wide) && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * columns + names.hashCode()) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Table[%d rows, %s]".formatted(rows(), names.isEmpty() ? columns + " columns" : names);
  }
}
