package dev.millrace.flow.net;

import org.jspecify.annotations.Nullable;

import static dev.millrace.flow.net.Polynomials.*;

/**
 * The kernels in plain Java: the reference for the vector kernels in tests, and the fallback if the module of the
 * Vector API is not loaded.
 */
final class ScalarKernels implements Kernels {
  @Override
  public void multiply(int rows, int columns, int depth, float[] a, int aOffset, int aRow, int aColumn, float[] b,
      int bOffset, int bRow, float @Nullable [] c, int cOffset, int cRow, float[] y, int yOffset, int yRow) {
    if (columns < LANES) {
      for (int j = 0; j < columns; j += NARROW) {
        for (int i = 0; i < rows; i++) {
          tile1x4(depth, a, aOffset + i * aRow, aColumn, b, bOffset + j, bRow, c, cOffset + i * cRow + j, y,
              yOffset + i * yRow + j);
        }
      }
      return;
    }
    float[][] sums = new float[rows][columns];
    for (int i = 0; c != null && i < rows; i++) {
      System.arraycopy(c, cOffset + i * cRow, sums[i], 0, columns);
    }
    // Copies, because HotSpot vectorises a loop over several arrays only if all of them are read at the same index.
    float[] b0 = new float[columns];
    float[] b1 = new float[columns];
    float[] b2 = new float[columns];
    float[] b3 = new float[columns];
    int k = 0;
    for (; k + 4 <= depth; k += 4) {
      System.arraycopy(b, bOffset + k * bRow, b0, 0, columns);
      System.arraycopy(b, bOffset + (k + 1) * bRow, b1, 0, columns);
      System.arraycopy(b, bOffset + (k + 2) * bRow, b2, 0, columns);
      System.arraycopy(b, bOffset + (k + 3) * bRow, b3, 0, columns);
      for (int i = 0; i < rows; i++) {
        int at = aOffset + i * aRow + k * aColumn;
        add(sums[i], a[at], b0, a[at + aColumn], b1, a[at + 2 * aColumn], b2, a[at + 3 * aColumn], b3);
      }
    }
    for (; k < depth; k++) {
      System.arraycopy(b, bOffset + k * bRow, b0, 0, columns);
      for (int i = 0; i < rows; i++) {
        add(sums[i], a[aOffset + i * aRow + k * aColumn], b0);
      }
    }
    for (int i = 0; i < rows; i++) {
      System.arraycopy(sums[i], 0, y, yOffset + i * yRow, columns);
    }
  }

  private static void add(float[] sum, float a0, float[] b0, float a1, float[] b1, float a2, float[] b2, float a3,
      float[] b3) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], sum[j]))));
    }
  }

  private static void add(float[] sum, float a0, float[] b0) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = Math.fma(a0, b0[j], sum[j]);
    }
  }

  private static void tile1x4(int depth, float[] a, int a0, int aColumn, float[] b, int b0, int bRow,
      float @Nullable [] c, int c0, float[] y, int y0) {
    float s0 = c == null ? 0 : c[c0];
    float s1 = c == null ? 0 : c[c0 + 1];
    float s2 = c == null ? 0 : c[c0 + 2];
    float s3 = c == null ? 0 : c[c0 + 3];
    for (int k = 0, p = a0, q = b0; k < depth; k++, p += aColumn, q += bRow) {
      float x = a[p];
      s0 = Math.fma(x, b[q], s0);
      s1 = Math.fma(x, b[q + 1], s1);
      s2 = Math.fma(x, b[q + 2], s2);
      s3 = Math.fma(x, b[q + 3], s3);
    }
    y[y0] = s0;
    y[y0 + 1] = s1;
    y[y0 + 2] = s2;
    y[y0 + 3] = s3;
  }

  @Override
  public void silu(float[] z, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      float x = bounded(z[i]);
      z[i] = x * logistic(x);
    }
  }

  @Override
  public void siluWithDerivative(float[] z, float[] derivative, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      float x = bounded(z[i]);
      float s = logistic(x);
      float value = x * s;
      derivative[i] = Math.fma(value, 1f - s, s);
      z[i] = value;
    }
  }

  @Override
  public void selu(float[] z, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      float x = bounded(z[i]);
      float t = x * LOG2_E;
      float shifted = t + ROUND;
      float power = powerOfTwo(shifted);
      // The integer and the remainder are kept separate, so that e^x − 1 keeps its digits near 0.
      float below = SELU_DEPTH * Math.fma(power, rest(t, shifted), power - 1f);
      z[i] = x > 0 ? SELU_SCALE * x : below;
    }
  }

  @Override
  public void seluWithDerivative(float[] z, float[] derivative, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      float x = bounded(z[i]);
      float t = x * LOG2_E;
      float shifted = t + ROUND;
      float power = powerOfTwo(shifted);
      float rest = rest(t, shifted);
      float below = SELU_DEPTH * Math.fma(power, rest, power - 1f);
      float slopeBelow = SELU_DEPTH * Math.fma(power, rest, power);
      z[i] = x > 0 ? SELU_SCALE * x : below;
      derivative[i] = x > 0 ? SELU_SCALE : slopeBelow;
    }
  }

  @Override
  public void scale(float[] z, int offset, float[] factors, int length) {
    for (int i = 0; i < length; i++) {
      z[offset + i] *= factors[i];
    }
  }

  @Override
  public double squares(float[] v, int from, int to) {
    float[] sums = new float[LANES];
    for (int i = from; i < to; i++) {
      int lane = (i - from) % LANES;
      sums[lane] = Math.fma(v[i], v[i], sums[lane]);
    }
    double sum = 0;
    for (float partial : sums) {
      sum += partial;
    }
    return sum;
  }

  private static float bounded(float z) {
    return z < -EXP_LIMIT ? -EXP_LIMIT : z;
  }

  private static float logistic(float z) {
    float clamped = z > EXP_LIMIT ? EXP_LIMIT : z;
    float t = clamped * -LOG2_E;
    float shifted = t + ROUND;
    float r = t - (shifted - ROUND);
    float p = Math.fma(quotient(r), r, 1f);
    // The integer is in the low bits of the shifted number; moved to the position of the exponent it scales p by
    // 2^integer.
    float exponential = Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(shifted) << 23));
    return 1f / (exponential + 1f);
  }

  /** 2 to the power of the integer that is stored in a number shifted by {@link Polynomials#ROUND}. */
  static float powerOfTwo(float shifted) {
    return Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + ONE_BITS);
  }

  /** 2^r − 1, where r is t minus t rounded. */
  static float rest(float t, float shifted) {
    float r = t - (shifted - ROUND);
    return quotient(r) * r;
  }

  /** (2^r − 1)/r for |r| ≤ ½. */
  private static float quotient(float r) {
    float p = Math.fma(E6, r, E5);
    p = Math.fma(p, r, E4);
    p = Math.fma(p, r, E3);
    p = Math.fma(p, r, E2);
    return Math.fma(p, r, E1);
  }

  @Override
  public void timeFeatures(float time, float[] frequencies, float[] out, int offset) {
    for (int i = 0; i < FREQUENCIES; i++) {
      float x = time * frequencies[i];
      float n = x * INVERSE_PI + ROUND - ROUND;
      out[offset + i] = sign(n) * sine(x, n);
      // cos(nπ + π/2 + r) = −(−1)ⁿ sin r
      float m = Math.fma(x, INVERSE_PI, -0.5f) + ROUND - ROUND;
      out[offset + FREQUENCIES + i] = -sign(m) * sine(x, m + 0.5f);
    }
  }

  /** sin(x − kπ), |x − kπ| ≤ π/2. */
  private static float sine(float x, float k) {
    float r = Math.fma(k, -PI_1, x);
    r = Math.fma(k, -PI_2, r);
    r = Math.fma(k, -PI_3, r);
    float q = r * r;
    float p = Math.fma(S9, q, S7);
    p = Math.fma(p, q, S5);
    p = Math.fma(p, q, S3);
    return Math.fma(p * q, r, r);
  }

  /** (−1)ⁿ: half of an odd n differs from the nearest integer by ½. */
  private static float sign(float n) {
    float half = n * 0.5f;
    float rest = half - (half + ROUND - ROUND);
    return Math.fma(rest * rest, -8f, 1f);
  }

  @Override
  public String description() {
    return "plain Java";
  }
}
