package dev.millrace.flow.net;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

import static dev.millrace.flow.net.Polynomials.*;

/** The kernels on the Vector API. */
final class VectorKernels implements Kernels {
  static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED.length() > LANES
      ? FloatVector.SPECIES_512
      : FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();
  private static final FloatVector ONE = FloatVector.broadcast(S, 1f);

  @Override
  public void multiply(int rows, int columns, int depth, float[] a, int aOffset, int aRow, int aColumn, float[] b,
      int bOffset, int bRow, float @Nullable [] c, int cOffset, int cRow, float[] y, int yOffset, int yRow) {
    VectorProduct.multiply(rows, columns, depth, a, aOffset, aRow, aColumn, b, bOffset, bRow, c, cOffset, cRow, y,
        yOffset, yRow);
  }

  @Override
  public Factor factor(int columns, int depth, float[] b, int bOffset, int bRow) {
    return new PanelFactor(columns, depth, b, bOffset, bRow);
  }

  // The functions below call only the Vector API, at the price of some repetition. Whether HotSpot inlines a helper
  // method depends on the caller; if it does not, vectors become objects and the code is 5 times slower. Bounds are
  // applied by blends, not by max and min, which implement Java's rules for NaN and −0 and cost several instructions
  // each.

  @Override
  public void silu(float[] z, int offset, int length) {
    for (int i = offset; i < offset + length; i += L) {
      FloatVector x = FloatVector.fromArray(S, z, i);
      x = x.blend(-EXP_LIMIT, x.compare(VectorOperators.LT, -EXP_LIMIT));
      FloatVector clamped = x.blend(EXP_LIMIT, x.compare(VectorOperators.GT, EXP_LIMIT));
      FloatVector t = clamped.mul(-LOG2_E);
      FloatVector shifted = t.add(ROUND);
      FloatVector r = t.sub(shifted.sub(ROUND));
      FloatVector p = FloatVector.broadcast(S, E6).fma(r, FloatVector.broadcast(S, E5))
          .fma(r, FloatVector.broadcast(S, E4)).fma(r, FloatVector.broadcast(S, E3))
          .fma(r, FloatVector.broadcast(S, E2)).fma(r, FloatVector.broadcast(S, E1));
      IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
      FloatVector s = ONE.div(p.fma(r, ONE).reinterpretAsInts().add(exponent).reinterpretAsFloats().add(ONE));
      x.mul(s).intoArray(z, i);
    }
  }

  @Override
  public void siluWithDerivative(float[] z, float[] derivative, int offset, int length) {
    for (int i = offset; i < offset + length; i += L) {
      FloatVector x = FloatVector.fromArray(S, z, i);
      x = x.blend(-EXP_LIMIT, x.compare(VectorOperators.LT, -EXP_LIMIT));
      FloatVector clamped = x.blend(EXP_LIMIT, x.compare(VectorOperators.GT, EXP_LIMIT));
      FloatVector t = clamped.mul(-LOG2_E);
      FloatVector shifted = t.add(ROUND);
      FloatVector r = t.sub(shifted.sub(ROUND));
      FloatVector p = FloatVector.broadcast(S, E6).fma(r, FloatVector.broadcast(S, E5))
          .fma(r, FloatVector.broadcast(S, E4)).fma(r, FloatVector.broadcast(S, E3))
          .fma(r, FloatVector.broadcast(S, E2)).fma(r, FloatVector.broadcast(S, E1));
      IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
      FloatVector s = ONE.div(p.fma(r, ONE).reinterpretAsInts().add(exponent).reinterpretAsFloats().add(ONE));
      FloatVector value = x.mul(s);
      value.fma(ONE.sub(s), s).intoArray(derivative, i);
      value.intoArray(z, i);
    }
  }

  @Override
  public void selu(float[] z, int offset, int length) {
    for (int i = offset; i < offset + length; i += L) {
      FloatVector x = FloatVector.fromArray(S, z, i);
      x = x.blend(-EXP_LIMIT, x.compare(VectorOperators.LT, -EXP_LIMIT));
      FloatVector t = x.mul(LOG2_E);
      FloatVector shifted = t.add(ROUND);
      FloatVector r = t.sub(shifted.sub(ROUND));
      FloatVector p = FloatVector.broadcast(S, E6).fma(r, FloatVector.broadcast(S, E5))
          .fma(r, FloatVector.broadcast(S, E4)).fma(r, FloatVector.broadcast(S, E3))
          .fma(r, FloatVector.broadcast(S, E2)).fma(r, FloatVector.broadcast(S, E1));
      FloatVector rest = p.mul(r);
      FloatVector power = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(ONE_BITS)
          .reinterpretAsFloats();
      FloatVector below = power.fma(rest, power.sub(ONE)).mul(SELU_DEPTH);
      below.blend(x.mul(SELU_SCALE), x.compare(VectorOperators.GT, 0f)).intoArray(z, i);
    }
  }

  @Override
  public void seluWithDerivative(float[] z, float[] derivative, int offset, int length) {
    for (int i = offset; i < offset + length; i += L) {
      FloatVector x = FloatVector.fromArray(S, z, i);
      x = x.blend(-EXP_LIMIT, x.compare(VectorOperators.LT, -EXP_LIMIT));
      FloatVector t = x.mul(LOG2_E);
      FloatVector shifted = t.add(ROUND);
      FloatVector r = t.sub(shifted.sub(ROUND));
      FloatVector p = FloatVector.broadcast(S, E6).fma(r, FloatVector.broadcast(S, E5))
          .fma(r, FloatVector.broadcast(S, E4)).fma(r, FloatVector.broadcast(S, E3))
          .fma(r, FloatVector.broadcast(S, E2)).fma(r, FloatVector.broadcast(S, E1));
      FloatVector rest = p.mul(r);
      FloatVector power = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(ONE_BITS)
          .reinterpretAsFloats();
      FloatVector below = power.fma(rest, power.sub(ONE)).mul(SELU_DEPTH);
      FloatVector slopeBelow = power.fma(rest, power).mul(SELU_DEPTH);
      var above = x.compare(VectorOperators.GT, 0f);
      below.blend(x.mul(SELU_SCALE), above).intoArray(z, i);
      slopeBelow.blend(SELU_SCALE, above).intoArray(derivative, i);
    }
  }

  @Override
  public void scale(float[] z, int offset, float[] factors, int length) {
    for (int i = 0; i < length; i += L) {
      FloatVector.fromArray(S, z, offset + i).mul(FloatVector.fromArray(S, factors, i)).intoArray(z, offset + i);
    }
  }

  @Override
  public double squares(float[] v, int from, int to) {
    float[] sums = new float[LANES];
    int whole = from + (to - from) / LANES * LANES;
    for (int lane = 0; lane < LANES; lane += L) {
      FloatVector sum = FloatVector.zero(S);
      for (int i = from + lane; i < whole; i += LANES) {
        FloatVector x = FloatVector.fromArray(S, v, i);
        sum = x.fma(x, sum);
      }
      sum.intoArray(sums, lane);
    }
    for (int i = whole; i < to; i++) {
      sums[i - whole] = Math.fma(v[i], v[i], sums[i - whole]);
    }
    double sum = 0;
    for (float partial : sums) {
      sum += partial;
    }
    return sum;
  }

  @Override
  public void timeFeatures(float time, float[] frequencies, float[] out, int offset) {
    FloatVector inversePi = FloatVector.broadcast(S, INVERSE_PI);
    for (int i = 0; i < FREQUENCIES; i += L) {
      FloatVector x = FloatVector.fromArray(S, frequencies, i).mul(time);
      FloatVector n = x.mul(INVERSE_PI).add(ROUND).sub(ROUND);
      FloatVector siner = n.fma(FloatVector.broadcast(S, -PI_1), x);
      siner = n.fma(FloatVector.broadcast(S, -PI_2), siner);
      siner = n.fma(FloatVector.broadcast(S, -PI_3), siner);
      FloatVector sineq = siner.mul(siner);
      FloatVector sine = FloatVector.broadcast(S, S9).fma(sineq, FloatVector.broadcast(S, S7))
          .fma(sineq, FloatVector.broadcast(S, S5)).fma(sineq, FloatVector.broadcast(S, S3)).mul(sineq)
          .fma(siner, siner);
      FloatVector half = n.mul(0.5f);
      FloatVector odd = half.sub(half.add(ROUND).sub(ROUND));
      odd.mul(odd).fma(FloatVector.broadcast(S, -8f), ONE).mul(sine).intoArray(out, offset + i);
      // cos(nπ + π/2 + r) = −(−1)ⁿ sin r
      FloatVector m = x.fma(inversePi, FloatVector.broadcast(S, -0.5f)).add(ROUND).sub(ROUND);
      FloatVector k = m.add(0.5f);
      FloatVector cosiner = k.fma(FloatVector.broadcast(S, -PI_1), x);
      cosiner = k.fma(FloatVector.broadcast(S, -PI_2), cosiner);
      cosiner = k.fma(FloatVector.broadcast(S, -PI_3), cosiner);
      FloatVector cosineq = cosiner.mul(cosiner);
      FloatVector cosine = FloatVector.broadcast(S, S9).fma(cosineq, FloatVector.broadcast(S, S7))
          .fma(cosineq, FloatVector.broadcast(S, S5)).fma(cosineq, FloatVector.broadcast(S, S3)).mul(cosineq)
          .fma(cosiner, cosiner);
      half = m.mul(0.5f);
      odd = half.sub(half.add(ROUND).sub(ROUND));
      odd.mul(odd).fma(FloatVector.broadcast(S, -8f), ONE).neg().mul(cosine).intoArray(out, offset + FREQUENCIES + i);
    }
  }

  @Override
  public String description() {
    return "Vector API, " + S.vectorBitSize() + " bits";
  }
}
