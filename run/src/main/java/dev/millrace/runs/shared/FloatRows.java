package dev.millrace.runs.shared;

import java.util.Arrays;

import dev.millrace.flow.InvalidInputException;

/** Rows of floats whose number is not known before. */
public final class FloatRows {
  private static final int FIRST_NUMBERS = 1 << 12;
  private static final long MOST = Integer.MAX_VALUE - 8L;

  private final int width;
  private float[] all;
  private int used;

  /**
   * No rows yet.
   *
   * @param width numbers of a row
   */
  public FloatRows(int width) {
    this.width = width;
    this.all = new float[Math.max(width, FIRST_NUMBERS)];
  }

  /**
   * Adds a row.
   *
   * @param row its numbers, copied
   * @throws InvalidInputException if there are more numbers than an array can have
   */
  public void add(float[] row) {
    if (used + (long) width > MOST) {
      throw new InvalidInputException("more than %d numbers for one rank; expected more `ranks`".formatted(MOST));
    }
    if (used + width > all.length) {
      all = Arrays.copyOf(all, (int) Math.min(MOST, Math.max(used + width, 2L * all.length)));
    }
    System.arraycopy(row, 0, all, used, width);
    used += width;
  }

  /**
   * {@return a copy of all numbers}
   *
   * @throws InvalidInputException if there are none
   */
  public float[] toArray() {
    if (used == 0) {
      throw new InvalidInputException("a rank has no rows; expected fewer `ranks`");
    }
    return Arrays.copyOf(all, used);
  }
}
