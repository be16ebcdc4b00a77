package dev.millrace.flow.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import dev.millrace.flow.Sizes;

/** The rows of a data set, drawn uniformly with replacement. */
public final class Empirical implements Distribution {
  private final float[] rows;
  private final int dim;
  private final int[] labels;
  private final int classes;

  /**
   * Rows without classes.
   *
   * @param rows the data, row-major [rows, dim], at least one row, every number finite; copied
   * @param dim numbers per row, ≥ 1
   * @throws IllegalArgumentException if there is no row, the last one is incomplete, or a number is not finite
   */
  public Empirical(float[] rows, int dim) {
    this(rows, dim, new int[0]);
  }

  /**
   * Rows with classes.
   *
   * @param rows the data, row-major [rows, dim], at least one row, every number finite; copied
   * @param dim numbers per row, ≥ 1
   * @param labels the class of each row, ≥ 0, [rows]; or empty if there are no classes; copied
   * @throws IllegalArgumentException if there is no row, the last one is incomplete, a number is not finite, or the
   *     labels are neither empty nor one per row, or one is negative
   */
  public Empirical(float[] rows, int dim, int[] labels) {
    this(rows, dim, labels, (int) Math.min(Integer.MAX_VALUE, Arrays.stream(labels).max().orElse(0) + 1L));
  }

  /**
   * Rows with classes, of which not all occur.
   *
   * @param rows the data, row-major [rows, dim], at least one row, every number finite; copied
   * @param dim numbers per row, ≥ 1
   * @param labels the class of each row, ≥ 0, [rows]; or empty if there are no classes; copied
   * @param classes the number of classes, above each label; 1 without labels
   * @throws IllegalArgumentException if there is no row, the last one is incomplete, a number is not finite, or the
   *     labels are neither empty nor one per row, or one is negative or too large
   */
  public Empirical(float[] rows, int dim, int[] labels, int classes) {
    Rows.requireFinite(rows, dim);
    if (labels.length != 0 && labels.length != rows.length / dim) {
      throw new IllegalArgumentException(
          "%d labels, expected one for each of %d rows".formatted(labels.length, rows.length / dim));
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] == Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "row %d: label %d, expected 0 or more, and at most %d".formatted(i, labels[i],
                Integer.MAX_VALUE - 1));
      }
      if (labels[i] >= classes) {
        throw new IllegalArgumentException("row %d: label %d, there are %d classes".formatted(i, labels[i], classes));
      }
    }
    this.classes = classes;
    this.rows = rows.clone();
    this.dim = dim;
    this.labels = labels.clone();
  }

  @Override
  public int dim() {
    return dim;
  }

  /** The number of classes, which usually is one more than the greatest label; 1 if there are no labels. */
  @Override
  public int classes() {
    return classes;
  }

  /**
   * The rows of one class.
   *
   * @throws IllegalArgumentException if there are none
   */
  @Override
  public Empirical ofClass(int label) {
    Objects.checkIndex(label, classes());
    if (labels.length == 0) {
      return this;
    }
    int[] chosen = IntStream.range(0, labels.length).filter(row -> labels[row] == label).toArray();
    float[] of = new float[chosen.length * dim];
    for (int i = 0; i < chosen.length; i++) {
      copyRow(chosen[i], of, i * dim);
    }
    return new Empirical(of, dim);
  }

  /** {@return the number of rows, ≥ 1} */
  public int rowCount() {
    return rows.length / dim;
  }

  /** {@return a copy of the class of each row, [rows], or empty if there are no classes} */
  public int[] labels() {
    return labels.clone();
  }

  /** {@return a copy of the data, row-major [rows, dim]} */
  public float[] rows() {
    return rows.clone();
  }

  @Override
  public void sample(RandomGenerator random, float[] out, int offset, int count) {
    Objects.checkFromIndexSize(offset, Math.multiplyExact(count, dim), out.length);
    for (int i = 0; i < count; i++) {
      copyRow(random.nextInt(rowCount()), out, offset + i * dim);
    }
  }

  @Override
  public void sample(RandomGenerator random, float[] out, int offset, int count, int[] classes, int labelOffset) {
    Objects.checkFromIndexSize(offset, Math.multiplyExact(count, dim), out.length);
    Objects.checkFromIndexSize(labelOffset, count, classes.length);
    for (int i = 0; i < count; i++) {
      int row = random.nextInt(rowCount());
      copyRow(row, out, offset + i * dim);
      classes[labelOffset + i] = labels.length == 0 ? 0 : labels[row];
    }
  }

  /** The number of rows. */
  @Override
  public int supply() {
    return rowCount();
  }

  /**
   * Draws rows without replacement. With replacement, two sets would share rows and would be nearer to each other than
   * two samples of the distribution that the file was drawn from.
   */
  @Override
  public float[][] balancedSets(RandomGenerator random, int sets, int count, int[][] classes) {
    int needed = Sizes.product(sets, count);
    if (needed > rowCount()) {
      throw new IllegalArgumentException(
          "%d sets of %d rows that share none, but there are %d rows".formatted(sets, count, rowCount()));
    }
    int[] order = IntStream.range(0, rowCount()).toArray();
    float[][] drawn = new float[sets][Sizes.product(count, dim)];
    // These are the first steps of a Fisher–Yates shuffle.
    for (int i = 0; i < needed; i++) {
      int chosen = random.nextInt(i, rowCount());
      copyRow(order[chosen], drawn[i / count], i % count * dim);
      if (classes[i / count].length > 0 && labels.length > 0) {
        classes[i / count][i % count] = labels[order[chosen]];
      }
      order[chosen] = order[i];
    }
    return drawn;
  }

  @Override
  public String toString() {
    return "%d rows of %d columns".formatted(rowCount(), dim);
  }

  private void copyRow(int row, float[] out, int at) {
    System.arraycopy(rows, row * dim, out, at, dim);
  }
}
