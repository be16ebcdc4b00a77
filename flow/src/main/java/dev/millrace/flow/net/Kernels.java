package dev.millrace.flow.net;

import dev.millrace.flow.parallel.VectorApi;
import org.jspecify.annotations.Nullable;

/**
 * The inner loops of the network, in which it spends most of its time. All implementations give the same bits: sums run
 * in ascending order of their index, with one fused multiply-add per term.
 *
 * <p>Matrices are row-major in {@code float} arrays; a stride is a number of elements from one row to the next.
 * Matrices are padded with zero columns: to multiples of {@value #LANES} if functions are applied to them element by
 * element, otherwise to multiples of {@value #NARROW}.
 */
interface Kernels {
  /** Columns are padded to multiples of this number: one vector of 512 bits, or several shorter ones. */
  int LANES = 16;

  /** The number of columns of a product is a multiple of this. */
  int NARROW = 4;

  /** The number of frequencies of the time embedding, which has a sine and a cosine for each. */
  int FREQUENCIES = 32;

  /**
   * Y = C + A·B for a block of Y.
   *
   * @param rows number of rows of A and Y
   * @param columns number of columns of B and Y, a multiple of {@value #NARROW}
   * @param depth number of columns of A and of rows of B
   * @param a holds A; element (i, k) is at aOffset + i·aRow + k·aColumn, so a transposed A needs no copy
   * @param c holds C, or null for zero; row i starts at cOffset + i·cRow, so with cRow = 0 the same bias is added to
   *     all rows; C may be Y itself
   */
  void multiply(int rows, int columns, int depth, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset,
      int bRow, float @Nullable [] c, int cOffset, int cRow, float[] y, int yOffset, int yRow);

  /** A matrix B by which many matrices are multiplied. */
  @FunctionalInterface
  interface Factor {
    /** Y = C + A·B as {@link Kernels#multiply}, with rows of A whose elements follow each other. */
    void multiply(int rows, float[] a, int aOffset, int aRow, float @Nullable [] c, int cOffset, int cRow, float[] y,
        int yOffset, int yRow);
  }

  /** A part of B as a factor; B must not change afterwards. */
  default Factor factor(int columns, int depth, float[] b, int bOffset, int bRow) {
    return (rows, a, aOffset, aRow, c, cOffset, cRow, y, yOffset, yRow) -> multiply(rows, columns, depth, a, aOffset,
        aRow, 1, b, bOffset, bRow, c, cOffset, cRow, y, yOffset, yRow);
  }

  /** In place z ← silu(z) = z·σ(z), σ the logistic function. */
  void silu(float[] z, int offset, int length);

  /** In place z ← silu(z), and derivative ← silu′(z) = σ(z) + silu(z)·(1 − σ(z)), at the same offset. */
  void siluWithDerivative(float[] z, float[] derivative, int offset, int length);

  /** In place z ← selu(z) = λ·z for z > 0, otherwise λ·α·(e^z − 1), with a small relative error near 0 too. */
  void selu(float[] z, int offset, int length);

  /** In place z ← selu(z), and derivative ← selu′(z) = λ for z > 0, otherwise λ·α·e^z, at the same offset. */
  void seluWithDerivative(float[] z, float[] derivative, int offset, int length);

  /** In place z ← z·factors, element by element; z starts at {@code offset}, the factors at 0. */
  void scale(float[] z, int offset, float[] factors, int length);

  /**
   * The sum of the squares of v[from … to − 1], computed as {@value #LANES} partial sums, each over every {@value
   * #LANES}th element.
   */
  double squares(float[] v, int from, int to);

  /** In place z ← activation(z). */
  default void activate(Activation activation, float[] z, int offset, int length) {
    switch (activation) {
      case SILU -> silu(z, offset, length);
      case SELU -> selu(z, offset, length);
      default -> OtherActivations.apply(activation, z, offset, length);
    }
  }

  /** In place z ← activation(z), and derivative ← activation′(z), at the same offset. */
  default void activateWithDerivative(Activation activation, float[] z, float[] derivative, int offset, int length) {
    switch (activation) {
      case SILU -> siluWithDerivative(z, derivative, offset, length);
      case SELU -> seluWithDerivative(z, derivative, offset, length);
      default -> OtherActivations.applyWithDerivative(activation, z, derivative, offset, length);
    }
  }

  /**
   * Sine and cosine features of one scaled time: out[i] = sin(time·frequency[i]), out[32 + i] = cos(time·frequency[i]).
   *
   * @param time time_scale·t, with a magnitude below 10⁵
   */
  void timeFeatures(float time, float[] frequencies, float[] out, int offset);

  /** The name of this implementation, for messages. */
  String description();

  /**
   * The vector kernels if this Java virtual machine has loaded the module of the Vector API, otherwise the scalar ones.
   */
  static Kernels best() {
    return VectorApi.use()
        ? new VectorKernels()
        : new ScalarKernels();
  }
}
