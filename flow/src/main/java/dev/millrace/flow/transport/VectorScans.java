package dev.millrace.flow.transport;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The scans on the Vector API. Blends are used instead of min, because Java's rules for the min of NaN and −0 cost
 * time.
 */
final class VectorScans implements Scans {
  private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED.length() > LANES
      ? DoubleVector.SPECIES_512
      : DoubleVector.SPECIES_PREFERRED;
  private static final int L = S.length();
  private static final double[] LANE_NUMBERS = {0, 1, 2, 3, 4, 5, 6, 7};

  private final double[] firsts = new double[L];
  private final double[] seconds = new double[L];
  private final double[] columns = new double[L];

  @Override
  public void twoLeast(double[] cost, int at, double[] v, int length, Least least) {
    DoubleVector first = DoubleVector.broadcast(S, Double.POSITIVE_INFINITY);
    DoubleVector second = first;
    DoubleVector column = DoubleVector.zero(S);
    DoubleVector here = DoubleVector.fromArray(S, LANE_NUMBERS, 0);
    for (int j = 0; j < length; j += L) {
      DoubleVector reduced = DoubleVector.fromArray(S, cost, at + j).sub(DoubleVector.fromArray(S, v, j));
      VectorMask<Double> less = reduced.compare(VectorOperators.LT, first);
      DoubleVector other = reduced.blend(first, less);
      second = second.blend(other, other.compare(VectorOperators.LT, second));
      first = first.blend(reduced, less);
      column = column.blend(here, less);
      here = here.add(L);
    }
    first.intoArray(firsts, 0);
    second.intoArray(seconds, 0);
    column.intoArray(columns, 0);
    int lane = leastLane();
    double runnerUp = seconds[lane];
    for (int q = 0; q < L; q++) {
      if (q != lane && firsts[q] < runnerUp) {
        runnerUp = firsts[q];
      }
    }
    least.value = firsts[lane];
    least.second = runnerUp;
    least.column = (int) columns[lane];
  }

  private int leastLane() {
    int lane = 0;
    for (int q = 1; q < L; q++) {
      if (firsts[q] < firsts[lane] || (firsts[q] == firsts[lane] && columns[q] < columns[lane])) {
        lane = q;
      }
    }
    return lane;
  }

  @Override
  public void relax(double[] cost, int at, double[] v, int length, double shift, int row, double[] distance,
      double[] before, Least least) {
    DoubleVector first = DoubleVector.broadcast(S, Double.POSITIVE_INFINITY);
    DoubleVector column = DoubleVector.zero(S);
    DoubleVector here = DoubleVector.fromArray(S, LANE_NUMBERS, 0);
    DoubleVector rows = DoubleVector.broadcast(S, row);
    DoubleVector shifts = DoubleVector.broadcast(S, shift);
    for (int j = 0; j < length; j += L) {
      DoubleVector way = DoubleVector.fromArray(S, cost, at + j).sub(DoubleVector.fromArray(S, v, j)).add(shifts);
      DoubleVector known = DoubleVector.fromArray(S, distance, j);
      VectorMask<Double> shorter = way.compare(VectorOperators.LT, known);
      known = known.blend(way, shorter);
      known.intoArray(distance, j);
      DoubleVector.fromArray(S, before, j).blend(rows, shorter).intoArray(before, j);
      VectorMask<Double> less = known.compare(VectorOperators.LT, first);
      first = first.blend(known, less);
      column = column.blend(here, less);
      here = here.add(L);
    }
    first.intoArray(firsts, 0);
    column.intoArray(columns, 0);
    int lane = leastLane();
    least.value = firsts[lane];
    least.column = (int) columns[lane];
  }

  @Override
  public void squares(double[] x, int dim, double[] y, int yOffset, double[] out) {
    for (int q = 0; q < BLOCK; q += 8 * L) {
      eightVectors(x, dim, y, yOffset + q, out, q);
    }
  }

  private static void eightVectors(double[] x, int dim, double[] y, int yOffset, double[] out, int q) {
    DoubleVector s0 = DoubleVector.zero(S);
    DoubleVector s1 = s0;
    DoubleVector s2 = s0;
    DoubleVector s3 = s0;
    DoubleVector s4 = s0;
    DoubleVector s5 = s0;
    DoubleVector s6 = s0;
    DoubleVector s7 = s0;
    for (int d = 0, at = yOffset; d < dim; d++, at += BLOCK) {
      DoubleVector p = DoubleVector.broadcast(S, x[d]);
      DoubleVector e0 = p.sub(DoubleVector.fromArray(S, y, at));
      s0 = e0.fma(e0, s0);
      DoubleVector e1 = p.sub(DoubleVector.fromArray(S, y, at + L));
      s1 = e1.fma(e1, s1);
      DoubleVector e2 = p.sub(DoubleVector.fromArray(S, y, at + 2 * L));
      s2 = e2.fma(e2, s2);
      DoubleVector e3 = p.sub(DoubleVector.fromArray(S, y, at + 3 * L));
      s3 = e3.fma(e3, s3);
      DoubleVector e4 = p.sub(DoubleVector.fromArray(S, y, at + 4 * L));
      s4 = e4.fma(e4, s4);
      DoubleVector e5 = p.sub(DoubleVector.fromArray(S, y, at + 5 * L));
      s5 = e5.fma(e5, s5);
      DoubleVector e6 = p.sub(DoubleVector.fromArray(S, y, at + 6 * L));
      s6 = e6.fma(e6, s6);
      DoubleVector e7 = p.sub(DoubleVector.fromArray(S, y, at + 7 * L));
      s7 = e7.fma(e7, s7);
    }
    s0.intoArray(out, q);
    s1.intoArray(out, q + L);
    s2.intoArray(out, q + 2 * L);
    s3.intoArray(out, q + 3 * L);
    s4.intoArray(out, q + 4 * L);
    s5.intoArray(out, q + 5 * L);
    s6.intoArray(out, q + 6 * L);
    s7.intoArray(out, q + 7 * L);
  }

  @Override
  public long within(double[] cost, double[] v, int vOffset, double limit) {
    long bits = 0;
    for (int q = 0; q < BLOCK; q += L) {
      DoubleVector reduced = DoubleVector.fromArray(S, cost, q).sub(DoubleVector.fromArray(S, v, vOffset + q));
      bits |= reduced.compare(VectorOperators.LE, limit).toLong() << q;
    }
    return bits;
  }

  @Override
  public void addProducts(double[] x, int rows, int depth, double[] y, int stride, double[] out) {
    for (int j = 0; j < stride; j += 4 * L) {
      int panel = j / PANEL * depth * PANEL + j % PANEL;
      int i = 0;
      for (; i + 4 <= rows; i += 4) {
        tile4x4(x, i * depth, depth, y, panel, out, i * stride + j, stride);
      }
      for (; i < rows; i++) {
        tile1x4(x, i * depth, depth, y, panel, out, i * stride + j);
      }
    }
  }

  /**
   * Four rows by four vectors, in registers (Goto and van de Geijn 2008). With much more code per method, HotSpot would
   * stop inlining and would box the vectors.
   */
  private static void tile4x4(double[] x, int x0, int depth, double[] y, int y0, double[] out, int o, int stride) {
    DoubleVector s00 = DoubleVector.fromArray(S, out, o);
    DoubleVector s01 = DoubleVector.fromArray(S, out, o + L);
    DoubleVector s02 = DoubleVector.fromArray(S, out, o + 2 * L);
    DoubleVector s03 = DoubleVector.fromArray(S, out, o + 3 * L);
    DoubleVector s10 = DoubleVector.fromArray(S, out, o + stride);
    DoubleVector s11 = DoubleVector.fromArray(S, out, o + stride + L);
    DoubleVector s12 = DoubleVector.fromArray(S, out, o + stride + 2 * L);
    DoubleVector s13 = DoubleVector.fromArray(S, out, o + stride + 3 * L);
    DoubleVector s20 = DoubleVector.fromArray(S, out, o + 2 * stride);
    DoubleVector s21 = DoubleVector.fromArray(S, out, o + 2 * stride + L);
    DoubleVector s22 = DoubleVector.fromArray(S, out, o + 2 * stride + 2 * L);
    DoubleVector s23 = DoubleVector.fromArray(S, out, o + 2 * stride + 3 * L);
    DoubleVector s30 = DoubleVector.fromArray(S, out, o + 3 * stride);
    DoubleVector s31 = DoubleVector.fromArray(S, out, o + 3 * stride + L);
    DoubleVector s32 = DoubleVector.fromArray(S, out, o + 3 * stride + 2 * L);
    DoubleVector s33 = DoubleVector.fromArray(S, out, o + 3 * stride + 3 * L);
    for (int k = 0, at = y0; k < depth; k++, at += PANEL) {
      DoubleVector w0 = DoubleVector.fromArray(S, y, at);
      DoubleVector w1 = DoubleVector.fromArray(S, y, at + L);
      DoubleVector w2 = DoubleVector.fromArray(S, y, at + 2 * L);
      DoubleVector w3 = DoubleVector.fromArray(S, y, at + 3 * L);
      DoubleVector a0 = DoubleVector.broadcast(S, x[x0 + k]);
      s00 = a0.fma(w0, s00);
      s01 = a0.fma(w1, s01);
      s02 = a0.fma(w2, s02);
      s03 = a0.fma(w3, s03);
      DoubleVector a1 = DoubleVector.broadcast(S, x[x0 + depth + k]);
      s10 = a1.fma(w0, s10);
      s11 = a1.fma(w1, s11);
      s12 = a1.fma(w2, s12);
      s13 = a1.fma(w3, s13);
      DoubleVector a2 = DoubleVector.broadcast(S, x[x0 + 2 * depth + k]);
      s20 = a2.fma(w0, s20);
      s21 = a2.fma(w1, s21);
      s22 = a2.fma(w2, s22);
      s23 = a2.fma(w3, s23);
      DoubleVector a3 = DoubleVector.broadcast(S, x[x0 + 3 * depth + k]);
      s30 = a3.fma(w0, s30);
      s31 = a3.fma(w1, s31);
      s32 = a3.fma(w2, s32);
      s33 = a3.fma(w3, s33);
    }
    s00.intoArray(out, o);
    s01.intoArray(out, o + L);
    s02.intoArray(out, o + 2 * L);
    s03.intoArray(out, o + 3 * L);
    s10.intoArray(out, o + stride);
    s11.intoArray(out, o + stride + L);
    s12.intoArray(out, o + stride + 2 * L);
    s13.intoArray(out, o + stride + 3 * L);
    s20.intoArray(out, o + 2 * stride);
    s21.intoArray(out, o + 2 * stride + L);
    s22.intoArray(out, o + 2 * stride + 2 * L);
    s23.intoArray(out, o + 2 * stride + 3 * L);
    s30.intoArray(out, o + 3 * stride);
    s31.intoArray(out, o + 3 * stride + L);
    s32.intoArray(out, o + 3 * stride + 2 * L);
    s33.intoArray(out, o + 3 * stride + 3 * L);
  }

  /** One row by four vectors. */
  private static void tile1x4(double[] x, int x0, int depth, double[] y, int y0, double[] out, int o) {
    DoubleVector s0 = DoubleVector.fromArray(S, out, o);
    DoubleVector s1 = DoubleVector.fromArray(S, out, o + L);
    DoubleVector s2 = DoubleVector.fromArray(S, out, o + 2 * L);
    DoubleVector s3 = DoubleVector.fromArray(S, out, o + 3 * L);
    for (int k = 0, at = y0; k < depth; k++, at += PANEL) {
      DoubleVector a = DoubleVector.broadcast(S, x[x0 + k]);
      s0 = a.fma(DoubleVector.fromArray(S, y, at), s0);
      s1 = a.fma(DoubleVector.fromArray(S, y, at + L), s1);
      s2 = a.fma(DoubleVector.fromArray(S, y, at + 2 * L), s2);
      s3 = a.fma(DoubleVector.fromArray(S, y, at + 3 * L), s3);
    }
    s0.intoArray(out, o);
    s1.intoArray(out, o + L);
    s2.intoArray(out, o + 2 * L);
    s3.intoArray(out, o + 3 * L);
  }
}
