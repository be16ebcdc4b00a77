package dev.millrace.flow.train;

/**
 * Rows that a network is evaluated for. The arrays are shared, not copied.
 *
 * @param x the states, [count, dim]
 * @param t the time of each row, [count]
 * @param labels the class of each row, where the number of classes means any class; [count], or empty for any class for
 *     all
 * @param extra further inputs of each row, such as a second time; [count, columns], or empty if there are none
 * @param dim width of a state
 */
public record Inputs(float[] x, float[] t, int[] labels, float[] extra, int dim) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if the lengths do not fit each other
   */
  public Inputs {
    int count = t.length;
    if (dim < 1 || x.length != (long) count * dim || (labels.length > 0 && labels.length != count)
        || (count == 0 ? extra.length > 0 : extra.length % count != 0)) {
      throw new IllegalArgumentException("%d times, %d numbers of dim %d, %d labels, %d extra inputs do not fit"
          .formatted(count, x.length, dim, labels.length, extra.length));
    }
  }

  /**
   * Rows with neither classes nor further inputs.
   *
   * @param x states, [count, dim]
   * @param t the time of each row, [count]
   * @param dim width of a state
   */
  public Inputs(float[] x, float[] t, int dim) {
    this(x, t, new int[0], new float[0], dim);
  }

  /** {@return the number of rows} */
  public int count() {
    return t.length;
  }

  /** {@return the number of further inputs of a row} */
  public int extraColumns() {
    return t.length == 0 ? 0 : extra.length / t.length;
  }

  /**
   * {@return the same rows with other states}
   *
   * @param value states, [count, dim]
   */
  public Inputs withX(float[] value) {
    return new Inputs(value, t, labels, extra, dim);
  }

  /**
   * {@return the same rows with other times}
   *
   * @param value the time of each row, [count]
   */
  public Inputs withT(float[] value) {
    return new Inputs(x, value, labels, extra, dim);
  }

  /**
   * {@return the same rows with other further inputs}
   *
   * @param value further inputs, [count, columns], or empty
   */
  public Inputs withExtra(float[] value) {
    return new Inputs(x, t, labels, value, dim);
  }
}
