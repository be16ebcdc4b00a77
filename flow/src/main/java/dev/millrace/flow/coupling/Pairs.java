package dev.millrace.flow.coupling;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Rows of source and data points, paired by their index. The arrays are shared, not copied.
 *
 * @param x0 source points, [count, dim]
 * @param x1 data points, [count, dim]
 * @param labels the class of each row of x1, 0 or more; [count], or empty if the data have no classes
 * @param dim width of a row, at least 1
 */
public record Pairs(float[] x0, float[] x1, int[] labels, int dim) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if the lengths do not fit each other
   */
  public Pairs {
    if (dim < 1 || x0.length % dim != 0 || x0.length != x1.length
        || (labels.length > 0 && (long) labels.length * dim != x0.length)) {
      throw new IllegalArgumentException("x0 has %d numbers, x1 %d, %d labels, dim = %d: expected [count, dim] twice"
          .formatted(x0.length, x1.length, labels.length, dim));
    }
  }

  /** {@return the number of pairs} */
  public int count() {
    return x0.length / dim;
  }

  /**
   * Pairs the rows as a coupling chooses.
   *
   * @param coupling the coupling
   * @param random the generator to draw from
   */
  public void couple(Coupling coupling, RandomGenerator random) {
    takeSources(coupling.order(this, random));
  }

  /**
   * Reorders the source points: row i of x0 becomes the former row order[i]. Data points and labels keep their rows.
   *
   * @param order [count], each from 0 to count − 1; a row may be taken more than once
   * @throws IllegalArgumentException if there is not one index per row, or one is out of range; nothing is moved then
   */
  public void takeSources(int[] order) {
    requireOrder(order);
    if (IntStream.range(0, order.length).allMatch(i -> order[i] == i)) {
      return;
    }
    float[] before = x0.clone();
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(before, order[i] * dim, x0, i * dim, dim);
    }
  }

  /** Fails for what is not a choice of one source point for each row. */
  void requireOrder(int[] order) {
    if (order.length != count()) {
      throw new IllegalArgumentException("an order of %d rows, expected %d".formatted(order.length, count()));
    }
    for (int i = 0; i < order.length; i++) {
      if (order[i] < 0 || order[i] >= count()) {
        throw new IllegalArgumentException(
            "an order that pairs row %d with source %d, expected 0 to %d".formatted(i, order[i], count() - 1));
      }
    }
  }
}
