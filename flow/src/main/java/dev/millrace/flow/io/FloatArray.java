package dev.millrace.flow.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.InvalidInputException;

/**
 * An array of numbers with a shape, as read from a file or to be written to one. The values are shared, not copied,
 * because they may fill half the memory; the caller must not change them afterwards.
 *
 * @param values all elements in C order (the last index varies fastest)
 * @param shape the extent of each dimension, each ≥ 0; empty for a single number; at most 64 dimensions, which is also
 *     NumPy's limit
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString use the contents, below
public record FloatArray(float[] values, List<Integer> shape) {
  private static final int MAX_DIMENSIONS = 64;
  /** The longest array that every JVM can allocate. */
  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  /**
   * Checks that the shape fits the values.
   *
   * @throws IllegalArgumentException if the shape is out of range or its product is not the number of values
   */
  public FloatArray {
    shape = List.copyOf(shape);
    int elements = elements(shape);
    if (elements != values.length) {
      throw new IllegalArgumentException("%d values, but shape %s has %d".formatted(values.length, shape, elements));
    }
  }

  /**
   * An array of the given values and shape.
   *
   * @param values all elements in C order
   * @param shape the extent of each dimension
   * @return an array that shares the values
   * @throws IllegalArgumentException if the shape is out of range or its product is not the number of values
   */
  public static FloatArray of(float[] values, int... shape) {
    return new FloatArray(values, Arrays.stream(shape).boxed().toList());
  }

  /** The product of a shape. It must be at most {@link #MAX_ELEMENTS}, even without the extents that are 0. */
  static int elements(List<Integer> shape) {
    if (shape.size() > MAX_DIMENSIONS) {
      throw new IllegalArgumentException("%d dimensions, at most %d".formatted(shape.size(), MAX_DIMENSIONS));
    }
    long product = 1;
    for (int extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException("shape %s has a negative extent".formatted(shape));
      }
      product *= Math.max(extent, 1);
      if (product > MAX_ELEMENTS) {
        throw new IllegalArgumentException("shape %s has more than %d elements".formatted(shape, MAX_ELEMENTS));
      }
    }
    return shape.contains(0) ? 0 : (int) product;
  }

  /** {@return the number of rows: the first extent, or 1 for a single number} */
  public int rows() {
    return shape.isEmpty() ? 1 : shape.getFirst();
  }

  /** {@return the number of values in a row: the product of all extents but the first} */
  public int rowLength() {
    return shape.isEmpty() ? 1 : elements(shape.subList(1, shape.size()));
  }

  /**
   * Refuses NaN and infinity, which the readers of arrays accept.
   *
   * @param file the file that the values were read from, for the message
   * @return this array
   * @throws InvalidInputException at the first value that is not finite, naming its row (along the first dimension) and
   *     its column (within the row, all other dimensions laid out flat), both counted from 1
   */
  public FloatArray requireFinite(Path file) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw notFinite(file, i / rowLength(), i % rowLength(), values[i]);
      }
    }
    return this;
  }

  /** The exception for a value that is not finite; row and column are counted from 0. */
  static InvalidInputException notFinite(Path file, int row, int column, double value) {
    return new InvalidInputException("%s: row %d, column %d (counted from 1): %s is not a finite number".formatted(file,
        row + 1, column + 1, value));
  }

  /** Equal shapes and equal values, bit for bit (NaN equals NaN, 0 differs from −0). */
  @Override
  public boolean equals(Object other) {
    return other instanceof FloatArray that && shape.equals(that.shape) && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "FloatArray" + shape;
  }
}
