package dev.millrace.flow.net;

import dev.millrace.flow.parallel.VectorApi;
import org.jspecify.annotations.Nullable;

/**
 * The loops in which a network spends its time. Implementations agree bit for bit: sums run in ascending order of
 * their index, each term one fused multiply-add.
 *
 * <p>Matrices are row-major in {@code float} arrays; a row's stride is in elements. Matrices are
 * padded with zero columns: to multiples of {@value #LANES} where functions go over them element by element, else of
 * {@value #NARROW}.
 */
interface Kernels {
  /** Columns are padded to multiples of this: one vector of 512 bits, or several shorter ones. */
  int LANES = 16;

  /** Columns of a product are a multiple of this. */
  int NARROW = 4;

  /** Frequencies of the time embedding; it has a sine and a cosine of each. */
  int FREQUENCIES = 32;

  /**
   * Y = C + A·B for a block of Y.
   *
   * @param rows rows of A and Y
   * @param columns columns of B and Y, a multiple of {@value #NARROW}
   * @param depth columns of A, rows of B
   * @param a where A is; element (i, k) lies at aOffset + i·aRow + k·aColumn, so a transposed A costs nothing
   * @param c the start value of Y, or null for zero; row i starts at cOffset + i·cRow, so cRow = 0 adds one bias to all rows;
   *     C may be Y itself
   */
  void multiply(int rows, int columns, int depth, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset,
      int bRow, float @Nullable [] c, int cOffset, int cRow, float[] y, int yOffset, int yRow);

  /** In place z ← silu(z) = z·σ(z), σ the logistic function. */
  void silu(float[] z, int offset, int length);

  /** In place z ← silu(z), and derivative ← silu′(z) = σ(z) + silu(z)·(1 − σ(z)), at the same offset. */
  void siluWithDerivative(float[] z, float[] derivative, int offset, int length);

  /** In place z ← selu(z) = λ·z for z > 0, else λ·α·(e^z − 1), of small relative error near 0 too. */
  void selu(float[] z, int offset, int length);

  /** In place z ← selu(z), and derivative ← selu′(z) = λ for z > 0, else λ·α·e^z, at the same offset. */
  void seluWithDerivative(float[] z, float[] derivative, int offset, int length);

  /** In place z ← z·factors, element by element, from offset in z and from 0 in the factors. */
  void scale(float[] z, int offset, float[] factors, int length);

  /** The sum of the squares of v[from … to − 1], as {@value #LANES} partial sums, of every {@value #LANES}th element each. */
  double squares(float[] v, int from, int to);

  /** In place z ← activation(z). */
  default void activate(Activation activation, float[] z, int offset, int length) {
    switch (activation) {
      case SILU -> silu(z, offset, length);
      case SELU -> selu(z, offset, length);
    }
  }

  /** In place z ← activation(z), and derivative ← activation′(z), at the same offset. */
  default void activateWithDerivative(Activation activation, float[] z, float[] derivative, int offset, int length) {
    switch (activation) {
      case SILU -> siluWithDerivative(z, derivative, offset, length);
      case SELU -> seluWithDerivative(z, derivative, offset, length);
    }
  }

  /**
   * Sine and cosine features of one scaled time: out[i] = sin(time·frequency[i]), out[32 + i] = cos(time·frequency[i]).
   *
   * @param time time_scale·t, of magnitude below 10⁵
   */
  void timeFeatures(float time, float[] frequencies, float[] out, int offset);

  /** One name for people: which implementation this is. */
  String description();

  /** The vector kernels if this Java virtual machine was started with their module, else the plain ones. */
  static Kernels best() {
    return VectorApi.isPresent()
        ? new VectorKernels()
        : new ScalarKernels();
  }
}
