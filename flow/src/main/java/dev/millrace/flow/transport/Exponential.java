package dev.millrace.flow.transport;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** exp of a row of a Gibbs kernel; both implementations do the same operations and agree bit for bit. */
interface Exponential {

  /**
   * out[i] = 2^(scale·(shift + shifts[i] − cost[i])), or 0 below 2^−126; of relative error 10⁻⁷ besides what rounding the
   * exponent costs.
   *
   * @param scale log2(e)/ε
   * @param shift the row's potential
   * @param shifts the columns' potentials [count]
   */
  void gibbs(float scale, float shift, float[] shifts, float[] cost, int costOffset, float[] out, int outOffset,
      int count);

  /** The vector one if this Java virtual machine was started with its module, else the plain one. */
  static Exponential best() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? new Vectors() : new Plain();
  }

  /** Least and greatest exponents: results stay normal floats. */
  float LEAST = -126;
  /** A Gibbs kernel's entry never comes near; it keeps the bits of the exponent in their place. */
  float GREATEST = 126;
  /** Adding and subtracting 1.5·2²³ rounds a float of magnitude below 2²² to the nearest integer. */
  float ROUND = 12582912f;
  /** Minimax fit of 2^r on |r| ≤ ½, of relative error 2·10⁻⁹. */
  float E1 = 0.6931472f;
  float E2 = 0.24022648f;
  float E3 = 0.055503324f;
  float E4 = 0.009618437f;
  float E5 = 0.0013398875f;
  float E6 = 0.00015353362f;

  /** One number after another. */
  final class Plain implements Exponential {
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
  }

  /** A vector at a time. */
  final class Vectors implements Exponential {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final Exponential REST = new Plain();

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
        float[] lastShifts = java.util.Arrays.copyOfRange(shifts, whole, count);
        REST.gibbs(scale, shift, lastShifts, cost, costOffset + whole, out, outOffset + whole, count - whole);
      }
    }
  }
}
