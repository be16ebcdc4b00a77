package dev.millrace.flow.data;

import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The standard normal distribution N(0, I), the usual source.
 *
 * @param dim dimension of a point, ≥ 1
 */
public record Gaussian(int dim) implements Distribution, LogDensity {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if dim &lt; 1
   */
  public Gaussian {
    if (dim < 1) {
      throw new IllegalArgumentException("dimension must be >= 1, found " + dim);
    }
  }

  @Override
  public void sample(RandomGenerator random, float[] out, int offset, int count) {
    int length = Math.multiplyExact(count, dim);
    Objects.checkFromIndexSize(offset, length, out.length);
    for (int i = offset; i < offset + length; i++) {
      out[i] = (float) random.nextGaussian();
    }
  }

  @Override
  public double logDensity(float[] rows, int offset) {
    Objects.checkFromIndexSize(offset, dim, rows.length);
    double squares = 0;
    for (int i = offset; i < offset + dim; i++) {
      squares += (double) rows[i] * rows[i];
    }
    return -0.5 * (squares + dim * Math.log(2 * Math.PI));
  }
}
