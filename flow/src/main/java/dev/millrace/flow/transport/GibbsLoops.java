package dev.millrace.flow.transport;

import java.util.Arrays;

import dev.millrace.flow.parallel.VectorApi;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The inner loops of {@link GibbsKernel}; both implementations do the same operations and agree bit for bit. */
interface GibbsLoops {
  /** The number of partial sums of a row; element j belongs to partial sum j modulo this number. */
  int LANES = 16;
  /** The number of rows that are summed together. */
  int ROWS = 4;

  /**
   * out[i] = 2^(scale·(shift + shifts[i] − cost[i])), or 0 below 2^−126. The relative error is 10⁻⁷, in addition to the
   * effect of rounding the exponent.
   *
   * @param scale log2(e)/ε
   * @param shift the potential of the row
   * @param shifts the potentials of the columns [count]
   */
  void gibbs(float scale, float shift, float[] shifts, float[] cost, int costOffset, float[] out, int outOffset,
      int count);

  /**
   * Computes the sums of {@value #ROWS} rows, with each element multiplied by that of v. Each partial sum runs in
   * ascending order; the partial sums are then added in halves.
   *
   * @param matrix rows from {@code at} on, {@code stride} numbers each, a multiple of {@value #LANES}
   * @param v factors [stride]
   * @param lanes scratch, [ROWS, LANES]
   * @param out receives the sums, from {@code outOffset} on
   */
  default void sumRows(float[] matrix, int at, int stride, float[] v, float[] lanes, float[] out, int outOffset) {
    sumParts(matrix, at, stride, v, lanes);
    for (int r = 0; r < ROWS; r++) {
      for (int half = LANES / 2; half > 0; half /= 2) {
        for (int l = r * LANES; l < r * LANES + half; l++) {
          lanes[l] += lanes[l + half];
        }
      }
      out[outOffset + r] = lanes[r * LANES];
    }
  }

  /** Computes the partial sums of {@link #sumRows}. */
  void sumParts(float[] matrix, int at, int stride, float[] v, float[] lanes);

  /**
   * The vector loops if this Java virtual machine has loaded the module of the Vector API, otherwise the scalar ones.
   */
  static GibbsLoops best() {
    return VectorApi.use() ? new Vectors() : new Plain();
  }

  /** The least exponent: smaller results are not normal floats. */
  float LEAST = -126;
  /**
   * The greatest exponent, far above that of any entry of a Gibbs kernel; it keeps the exponent from overflowing into
   * the sign bit.
   */
  float GREATEST = 126;
  /** Adding and then subtracting 1.5·2²³ rounds a float of magnitude below 2²² to the nearest integer. */
  float ROUND = 12582912f;
  /** Coefficients of the minimax approximation of 2^r on |r| ≤ ½, with a relative error of 2·10⁻⁹. */
  float E1 = 0.6931472f;
  float E2 = 0.24022648f;
  float E3 = 0.055503324f;
  float E4 = 0.009618437f;
  float E5 = 0.0013398875f;
  float E6 = 0.00015353362f;

  /** The loops in plain Java. */
  final class Plain implements GibbsLoops {
    @Override
    public void gibbs(float scale, float shift, float[] shifts, float[] cost, int costOffset, float[] out,
        int outOffset, int count) {
      for (int i = 0; i < count; i++) {
        float t = scale * (shift + shifts[i] - cost[costOffset + i]);
        float bounded = t < LEAST ? LEAST : t > GREATEST ? GREATEST : t;
        float shifted = bounded + ROUND;
        float r = bounded - (shifted - ROUND);
        float p = Math.fma(E6, r, E5);
        p = Math.fma(p, r, E4);
        p = Math.fma(p, r, E3);
        p = Math.fma(p, r, E2);
        p = Math.fma(p, r, E1);
        p = Math.fma(p, r, 1);
        float power = Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(shifted) << 23));
        out[outOffset + i] = t < LEAST ? 0 : power;
      }
    }

    @Override
    public void sumParts(float[] matrix, int at, int stride, float[] v, float[] lanes) {
      Arrays.fill(lanes, 0);
      for (int r = 0; r < ROWS; r++) {
        for (int j = 0; j < stride; j += LANES) {
          for (int l = 0; l < LANES; l++) {
            lanes[r * LANES + l] = Math.fma(matrix[at + r * stride + j + l], v[j + l], lanes[r * LANES + l]);
          }
        }
      }
    }
  }

  /** The loops on the Vector API. */
  final class Vectors implements GibbsLoops {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final GibbsLoops REST = new Plain();

    @Override
    public void gibbs(float scale, float shift, float[] shifts, float[] cost, int costOffset, float[] out,
        int outOffset, int count) {
      int whole = S.loopBound(count);
      FloatVector row = FloatVector.broadcast(S, shift);
      for (int i = 0; i < whole; i += S.length()) {
        FloatVector t = row.add(FloatVector.fromArray(S, shifts, i))
            .sub(FloatVector.fromArray(S, cost, costOffset + i)).mul(scale);
        FloatVector bounded = t.blend(LEAST, t.compare(VectorOperators.LT, LEAST));
        bounded = bounded.blend(GREATEST, bounded.compare(VectorOperators.GT, GREATEST));
        FloatVector shifted = bounded.add(ROUND);
        FloatVector r = bounded.sub(shifted.sub(ROUND));
        FloatVector p = FloatVector.broadcast(S, E6).fma(r, FloatVector.broadcast(S, E5));
        p = p.fma(r, FloatVector.broadcast(S, E4));
        p = p.fma(r, FloatVector.broadcast(S, E3));
        p = p.fma(r, FloatVector.broadcast(S, E2));
        p = p.fma(r, FloatVector.broadcast(S, E1));
        p = p.fma(r, FloatVector.broadcast(S, 1));
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        p.reinterpretAsInts().add(exponent).reinterpretAsFloats().blend(0f, t.compare(VectorOperators.LT, LEAST))
            .intoArray(out, outOffset + i);
      }
      if (whole < count) {
        float[] lastShifts = Arrays.copyOfRange(shifts, whole, count);
        REST.gibbs(scale, shift, lastShifts, cost, costOffset + whole, out, outOffset + whole, count - whole);
      }
    }

    @Override
    public void sumParts(float[] matrix, int at, int stride, float[] v, float[] lanes) {
      for (int part = 0; part < LANES; part += L) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int j = part, m = at + part; j < stride; j += LANES, m += LANES) {
          FloatVector factor = FloatVector.fromArray(S, v, j);
          s0 = FloatVector.fromArray(S, matrix, m).fma(factor, s0);
          s1 = FloatVector.fromArray(S, matrix, m + stride).fma(factor, s1);
          s2 = FloatVector.fromArray(S, matrix, m + 2 * stride).fma(factor, s2);
          s3 = FloatVector.fromArray(S, matrix, m + 3 * stride).fma(factor, s3);
        }
        s0.intoArray(lanes, part);
        s1.intoArray(lanes, LANES + part);
        s2.intoArray(lanes, 2 * LANES + part);
        s3.intoArray(lanes, 3 * LANES + part);
      }
    }
  }
}
