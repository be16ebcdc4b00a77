package dev.millrace.flow.measure;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sums of a {@link Panel} on the Vector API: the sums for four points and two vectors of columns remain in
 * registers for all dimensions. These eight sums keep two arithmetic units with a latency of four cycles busy, and fit
 * into 16 registers.
 */
final class VectorScores {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private VectorScores() {
  }

  /** As {@link Panel#addPlainly}. */
  static void add(float[][] a, float[][] columns, float[][] scores) {
    for (int j = 0; j < Panel.WIDTH; j += 2 * L) {
      tile(a[0], a[1], a[2], a[3], columns, j, scores[0], scores[1], scores[2], scores[3]);
    }
  }

  private static void tile(float[] a0, float[] a1, float[] a2, float[] a3, float[][] columns, int j, float[] y0,
      float[] y1, float[] y2, float[] y3) {
    FloatVector s00 = FloatVector.fromArray(S, y0, j);
    FloatVector s01 = FloatVector.fromArray(S, y0, j + L);
    FloatVector s10 = FloatVector.fromArray(S, y1, j);
    FloatVector s11 = FloatVector.fromArray(S, y1, j + L);
    FloatVector s20 = FloatVector.fromArray(S, y2, j);
    FloatVector s21 = FloatVector.fromArray(S, y2, j + L);
    FloatVector s30 = FloatVector.fromArray(S, y3, j);
    FloatVector s31 = FloatVector.fromArray(S, y3, j + L);
    for (int d = 0; d < columns.length; d++) {
      FloatVector c0 = FloatVector.fromArray(S, columns[d], j);
      FloatVector c1 = FloatVector.fromArray(S, columns[d], j + L);
      FloatVector x0 = FloatVector.broadcast(S, a0[d]);
      s00 = x0.fma(c0, s00);
      s01 = x0.fma(c1, s01);
      FloatVector x1 = FloatVector.broadcast(S, a1[d]);
      s10 = x1.fma(c0, s10);
      s11 = x1.fma(c1, s11);
      FloatVector x2 = FloatVector.broadcast(S, a2[d]);
      s20 = x2.fma(c0, s20);
      s21 = x2.fma(c1, s21);
      FloatVector x3 = FloatVector.broadcast(S, a3[d]);
      s30 = x3.fma(c0, s30);
      s31 = x3.fma(c1, s31);
    }
    s00.intoArray(y0, j);
    s01.intoArray(y0, j + L);
    s10.intoArray(y1, j);
    s11.intoArray(y1, j + L);
    s20.intoArray(y2, j);
    s21.intoArray(y2, j + L);
    s30.intoArray(y3, j);
    s31.intoArray(y3, j + L);
  }
}
