package dev.millrace.serve.client;

import dev.millrace.flow.io.FloatArray;

/**
 * Samples of points or images.
 *
 * @param array the numbers, [count, …]
 * @param told what the service tells with them
 */
public record Samples(FloatArray array, Told told) {
  /** {@return the samples as rows, [count][numbers of a sample]} */
  public float[][] toArrays() {
    int count = array.shape().getFirst();
    int columns = array.values().length / Math.max(1, count);
    float[][] rows = new float[count][columns];
    for (int i = 0; i < count; i++) {
      System.arraycopy(array.values(), i * columns, rows[i], 0, columns);
    }
    return rows;
  }
}
