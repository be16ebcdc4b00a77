package dev.millrace.flow.net;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The matrix product on the Vector API. It keeps a tile of Y in registers: four rows of WIDE vectors, for which each
 * step of the sum loads WIDE vectors of B and broadcasts four elements of A (Goto and van de Geijn 2008).
 */
final class VectorProduct {
  private static final VectorSpecies<Float> S = VectorKernels.S;
  private static final int L = S.length();
  private static final VectorSpecies<Float> N = FloatVector.SPECIES_128;
  /**
   * AVX-512 has 32 vector registers, enough for 4 × 4 sums. Processors with shorter vectors have 16, enough for 4 × 2.
   */
  private static final boolean MANY_REGISTERS = L == 16;
  private static final int WIDE = MANY_REGISTERS ? 4 : 2;
  /** The number of columns of a column of tiles. */
  static final int PANEL = WIDE * L;
  /**
   * The number of rows of B that are summed at a time, so that those of one column of tiles fit into the second-level
   * cache.
   */
  private static final int DEPTH = 256;
  /** C of zeros for one column of tiles. */
  static final float[] ZEROS = new float[PANEL];

  private VectorProduct() {
  }

  /** As {@link Kernels#multiply}. */
  static void multiply(int rows, int columns, int depth, float[] a, int aOffset, int aRow, int aColumn, float[] b,
      int bOffset, int bRow, float @Nullable [] c, int cOffset, int cRow, float[] y, int yOffset, int yRow) {
    int top = Math.min(depth, DEPTH);
    multiplyBlock(rows, columns, top, a, aOffset, aRow, aColumn, b, bOffset, bRow, c, cOffset, cRow, y, yOffset, yRow);
    for (int k = top; k < depth; k += DEPTH) {
      multiplyBlock(rows, columns, Math.min(DEPTH, depth - k), a, aOffset + k * aColumn, aRow, aColumn, b,
          bOffset + k * bRow, bRow, y, yOffset, yRow, y, yOffset, yRow);
    }
  }

  private static void multiplyBlock(int rows, int columns, int depth, float[] a, int aOffset, int aRow, int aColumn,
      float[] b, int bOffset, int bRow, float @Nullable [] c, int cOffset, int cRow, float[] y, int yOffset, int yRow) {
    if (c == null) {
      // Branching inside the tiles would make HotSpot keep their sums as objects, 30 times slower.
      multiply(rows, columns, depth, a, aOffset, aRow, aColumn, b, bOffset, bRow, ZEROS, 0, 0, 0, y, yOffset, yRow);
    } else {
      multiply(rows, columns, depth, a, aOffset, aRow, aColumn, b, bOffset, bRow, c, cOffset, cRow, 1, y, yOffset,
          yRow);
    }
  }

  /** As above; {@code cColumn} is 1, or 0 if C is a single tile width of zeros that all tiles use. */
  private static void multiply(int rows, int columns, int depth, float[] a, int aOffset, int aRow, int aColumn,
      float[] b,
      int bOffset, int bRow, float[] c, int cOffset, int cRow, int cColumn, float[] y, int yOffset, int yRow) {
    int j = 0;
    for (; j + PANEL <= columns; j += PANEL) {
      wide(rows, depth, a, aOffset, aRow, aColumn, b, bOffset + j, bRow, c, cOffset + j * cColumn, cRow, y, yOffset + j,
          yRow);
    }
    for (; j + L <= columns; j += L) {
      int i = 0;
      for (; i + 4 <= rows; i += 4) {
        tile4x1(depth, a, aOffset + i * aRow, aRow, aColumn, b, bOffset + j, bRow, c, cOffset + i * cRow + j * cColumn,
            cRow, y,
            yOffset + i * yRow + j, yRow);
      }
      for (; i < rows; i++) {
        tile1x1(depth, a, aOffset + i * aRow, aColumn, b, bOffset + j, bRow, c, cOffset + i * cRow + j * cColumn, y,
            yOffset + i * yRow + j);
      }
    }
    for (; j < columns; j += Kernels.NARROW) {
      int i = 0;
      for (; i + 8 <= rows; i += 8) {
        narrow8(depth, a, aOffset + i * aRow, aRow, aColumn, b, bOffset + j, bRow, c, cOffset + i * cRow + j * cColumn,
            cRow, y, yOffset + i * yRow + j, yRow);
      }
      for (; i < rows; i++) {
        narrow1(depth, a, aOffset + i * aRow, aColumn, b, bOffset + j, bRow, c, cOffset + i * cRow + j * cColumn, y,
            yOffset + i * yRow + j);
      }
    }
  }

  /** A column of tiles. */
  static void wide(int rows, int depth, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow,
      float[] c, int cOffset, int cRow, float[] y, int yOffset, int yRow) {
    int i = 0;
    for (; i + 4 <= rows; i += 4) {
      if (MANY_REGISTERS) {
        tile4x4(depth, a, aOffset + i * aRow, aRow, aColumn, b, bOffset, bRow, c, cOffset + i * cRow, cRow, y,
            yOffset + i * yRow, yRow);
      } else {
        tile4x2(depth, a, aOffset + i * aRow, aRow, aColumn, b, bOffset, bRow, c, cOffset + i * cRow, cRow, y,
            yOffset + i * yRow, yRow);
      }
    }
    for (; i < rows; i++) {
      if (MANY_REGISTERS) {
        tile1x4(depth, a, aOffset + i * aRow, aColumn, b, bOffset, bRow, c, cOffset + i * cRow, y, yOffset + i * yRow);
      } else {
        tile1x2(depth, a, aOffset + i * aRow, aColumn, b, bOffset, bRow, c, cOffset + i * cRow, y, yOffset + i * yRow);
      }
    }
  }

  /** Eight rows by one vector of four: enough sums to hide the latency of each. */
  private static void narrow8(int depth, float[] a, int a0, int aRow, int aColumn, float[] b, int b0, int bRow,
      float[] c, int c0, int cRow, float[] y, int y0, int yRow) {
    FloatVector s0 = FloatVector.fromArray(N, c, c0);
    FloatVector s1 = FloatVector.fromArray(N, c, c0 + cRow);
    FloatVector s2 = FloatVector.fromArray(N, c, c0 + 2 * cRow);
    FloatVector s3 = FloatVector.fromArray(N, c, c0 + 3 * cRow);
    FloatVector s4 = FloatVector.fromArray(N, c, c0 + 4 * cRow);
    FloatVector s5 = FloatVector.fromArray(N, c, c0 + 5 * cRow);
    FloatVector s6 = FloatVector.fromArray(N, c, c0 + 6 * cRow);
    FloatVector s7 = FloatVector.fromArray(N, c, c0 + 7 * cRow);
    for (int k = 0, p = a0, q = b0; k < depth; k++, p += aColumn, q += bRow) {
      FloatVector w = FloatVector.fromArray(N, b, q);
      s0 = FloatVector.broadcast(N, a[p]).fma(w, s0);
      s1 = FloatVector.broadcast(N, a[p + aRow]).fma(w, s1);
      s2 = FloatVector.broadcast(N, a[p + 2 * aRow]).fma(w, s2);
      s3 = FloatVector.broadcast(N, a[p + 3 * aRow]).fma(w, s3);
      s4 = FloatVector.broadcast(N, a[p + 4 * aRow]).fma(w, s4);
      s5 = FloatVector.broadcast(N, a[p + 5 * aRow]).fma(w, s5);
      s6 = FloatVector.broadcast(N, a[p + 6 * aRow]).fma(w, s6);
      s7 = FloatVector.broadcast(N, a[p + 7 * aRow]).fma(w, s7);
    }
    s0.intoArray(y, y0);
    s1.intoArray(y, y0 + yRow);
    s2.intoArray(y, y0 + 2 * yRow);
    s3.intoArray(y, y0 + 3 * yRow);
    s4.intoArray(y, y0 + 4 * yRow);
    s5.intoArray(y, y0 + 5 * yRow);
    s6.intoArray(y, y0 + 6 * yRow);
    s7.intoArray(y, y0 + 7 * yRow);
  }

  /** One row by one vector of four. */
  private static void narrow1(int depth, float[] a, int a0, int aColumn, float[] b, int b0, int bRow, float[] c, int c0,
      float[] y, int y0) {
    FloatVector s = FloatVector.fromArray(N, c, c0);
    for (int k = 0, p = a0, q = b0; k < depth; k++, p += aColumn, q += bRow) {
      s = FloatVector.broadcast(N, a[p]).fma(FloatVector.fromArray(N, b, q), s);
    }
    s.intoArray(y, y0);
  }

  /** Four rows by four vectors. */
  private static void tile4x4(int depth, float[] a, int a0, int aRow, int aColumn, float[] b, int b0, int bRow,
      float[] c, int c0, int cRow, float[] y, int y0, int yRow) {
    FloatVector s00 = FloatVector.fromArray(S, c, c0);
    FloatVector s01 = FloatVector.fromArray(S, c, c0 + L);
    FloatVector s02 = FloatVector.fromArray(S, c, c0 + 2 * L);
    FloatVector s03 = FloatVector.fromArray(S, c, c0 + 3 * L);
    FloatVector s10 = FloatVector.fromArray(S, c, c0 + cRow);
    FloatVector s11 = FloatVector.fromArray(S, c, c0 + cRow + L);
    FloatVector s12 = FloatVector.fromArray(S, c, c0 + cRow + 2 * L);
    FloatVector s13 = FloatVector.fromArray(S, c, c0 + cRow + 3 * L);
    FloatVector s20 = FloatVector.fromArray(S, c, c0 + 2 * cRow);
    FloatVector s21 = FloatVector.fromArray(S, c, c0 + 2 * cRow + L);
    FloatVector s22 = FloatVector.fromArray(S, c, c0 + 2 * cRow + 2 * L);
    FloatVector s23 = FloatVector.fromArray(S, c, c0 + 2 * cRow + 3 * L);
    FloatVector s30 = FloatVector.fromArray(S, c, c0 + 3 * cRow);
    FloatVector s31 = FloatVector.fromArray(S, c, c0 + 3 * cRow + L);
    FloatVector s32 = FloatVector.fromArray(S, c, c0 + 3 * cRow + 2 * L);
    FloatVector s33 = FloatVector.fromArray(S, c, c0 + 3 * cRow + 3 * L);
    for (int k = 0, p = a0, q = b0; k < depth; k++, p += aColumn, q += bRow) {
      FloatVector w0 = FloatVector.fromArray(S, b, q);
      FloatVector w1 = FloatVector.fromArray(S, b, q + L);
      FloatVector w2 = FloatVector.fromArray(S, b, q + 2 * L);
      FloatVector w3 = FloatVector.fromArray(S, b, q + 3 * L);
      FloatVector x0 = FloatVector.broadcast(S, a[p]);
      s00 = x0.fma(w0, s00);
      s01 = x0.fma(w1, s01);
      s02 = x0.fma(w2, s02);
      s03 = x0.fma(w3, s03);
      FloatVector x1 = FloatVector.broadcast(S, a[p + aRow]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      s12 = x1.fma(w2, s12);
      s13 = x1.fma(w3, s13);
      FloatVector x2 = FloatVector.broadcast(S, a[p + 2 * aRow]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      s22 = x2.fma(w2, s22);
      s23 = x2.fma(w3, s23);
      FloatVector x3 = FloatVector.broadcast(S, a[p + 3 * aRow]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
      s32 = x3.fma(w2, s32);
      s33 = x3.fma(w3, s33);
    }
    s00.intoArray(y, y0);
    s01.intoArray(y, y0 + L);
    s02.intoArray(y, y0 + 2 * L);
    s03.intoArray(y, y0 + 3 * L);
    s10.intoArray(y, y0 + yRow);
    s11.intoArray(y, y0 + yRow + L);
    s12.intoArray(y, y0 + yRow + 2 * L);
    s13.intoArray(y, y0 + yRow + 3 * L);
    s20.intoArray(y, y0 + 2 * yRow);
    s21.intoArray(y, y0 + 2 * yRow + L);
    s22.intoArray(y, y0 + 2 * yRow + 2 * L);
    s23.intoArray(y, y0 + 2 * yRow + 3 * L);
    s30.intoArray(y, y0 + 3 * yRow);
    s31.intoArray(y, y0 + 3 * yRow + L);
    s32.intoArray(y, y0 + 3 * yRow + 2 * L);
    s33.intoArray(y, y0 + 3 * yRow + 3 * L);
  }

  /** Four rows by two vectors. */
  private static void tile4x2(int depth, float[] a, int a0, int aRow, int aColumn, float[] b, int b0, int bRow,
      float[] c, int c0, int cRow, float[] y, int y0, int yRow) {
    FloatVector s00 = FloatVector.fromArray(S, c, c0);
    FloatVector s01 = FloatVector.fromArray(S, c, c0 + L);
    FloatVector s10 = FloatVector.fromArray(S, c, c0 + cRow);
    FloatVector s11 = FloatVector.fromArray(S, c, c0 + cRow + L);
    FloatVector s20 = FloatVector.fromArray(S, c, c0 + 2 * cRow);
    FloatVector s21 = FloatVector.fromArray(S, c, c0 + 2 * cRow + L);
    FloatVector s30 = FloatVector.fromArray(S, c, c0 + 3 * cRow);
    FloatVector s31 = FloatVector.fromArray(S, c, c0 + 3 * cRow + L);
    for (int k = 0, p = a0, q = b0; k < depth; k++, p += aColumn, q += bRow) {
      FloatVector w0 = FloatVector.fromArray(S, b, q);
      FloatVector w1 = FloatVector.fromArray(S, b, q + L);
      FloatVector x0 = FloatVector.broadcast(S, a[p]);
      s00 = x0.fma(w0, s00);
      s01 = x0.fma(w1, s01);
      FloatVector x1 = FloatVector.broadcast(S, a[p + aRow]);
      s10 = x1.fma(w0, s10);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = FloatVector.broadcast(S, a[p + 2 * aRow]);
      s20 = x2.fma(w0, s20);
      s21 = x2.fma(w1, s21);
      FloatVector x3 = FloatVector.broadcast(S, a[p + 3 * aRow]);
      s30 = x3.fma(w0, s30);
      s31 = x3.fma(w1, s31);
    }
    s00.intoArray(y, y0);
    s01.intoArray(y, y0 + L);
    s10.intoArray(y, y0 + yRow);
    s11.intoArray(y, y0 + yRow + L);
    s20.intoArray(y, y0 + 2 * yRow);
    s21.intoArray(y, y0 + 2 * yRow + L);
    s30.intoArray(y, y0 + 3 * yRow);
    s31.intoArray(y, y0 + 3 * yRow + L);
  }

  /** Four rows by one vector. */
  private static void tile4x1(int depth, float[] a, int a0, int aRow, int aColumn, float[] b, int b0, int bRow,
      float[] c, int c0, int cRow, float[] y, int y0, int yRow) {
    FloatVector s00 = FloatVector.fromArray(S, c, c0);
    FloatVector s10 = FloatVector.fromArray(S, c, c0 + cRow);
    FloatVector s20 = FloatVector.fromArray(S, c, c0 + 2 * cRow);
    FloatVector s30 = FloatVector.fromArray(S, c, c0 + 3 * cRow);
    for (int k = 0, p = a0, q = b0; k < depth; k++, p += aColumn, q += bRow) {
      FloatVector w0 = FloatVector.fromArray(S, b, q);
      FloatVector x0 = FloatVector.broadcast(S, a[p]);
      s00 = x0.fma(w0, s00);
      FloatVector x1 = FloatVector.broadcast(S, a[p + aRow]);
      s10 = x1.fma(w0, s10);
      FloatVector x2 = FloatVector.broadcast(S, a[p + 2 * aRow]);
      s20 = x2.fma(w0, s20);
      FloatVector x3 = FloatVector.broadcast(S, a[p + 3 * aRow]);
      s30 = x3.fma(w0, s30);
    }
    s00.intoArray(y, y0);
    s10.intoArray(y, y0 + yRow);
    s20.intoArray(y, y0 + 2 * yRow);
    s30.intoArray(y, y0 + 3 * yRow);
  }

  /** One row by four vectors. */
  private static void tile1x4(int depth, float[] a, int a0, int aColumn, float[] b, int b0, int bRow,
      float[] c, int c0, float[] y, int y0) {
    FloatVector s00 = FloatVector.fromArray(S, c, c0);
    FloatVector s01 = FloatVector.fromArray(S, c, c0 + L);
    FloatVector s02 = FloatVector.fromArray(S, c, c0 + 2 * L);
    FloatVector s03 = FloatVector.fromArray(S, c, c0 + 3 * L);
    for (int k = 0, p = a0, q = b0; k < depth; k++, p += aColumn, q += bRow) {
      FloatVector w0 = FloatVector.fromArray(S, b, q);
      FloatVector w1 = FloatVector.fromArray(S, b, q + L);
      FloatVector w2 = FloatVector.fromArray(S, b, q + 2 * L);
      FloatVector w3 = FloatVector.fromArray(S, b, q + 3 * L);
      FloatVector x0 = FloatVector.broadcast(S, a[p]);
      s00 = x0.fma(w0, s00);
      s01 = x0.fma(w1, s01);
      s02 = x0.fma(w2, s02);
      s03 = x0.fma(w3, s03);
    }
    s00.intoArray(y, y0);
    s01.intoArray(y, y0 + L);
    s02.intoArray(y, y0 + 2 * L);
    s03.intoArray(y, y0 + 3 * L);
  }

  /** One row by two vectors. */
  private static void tile1x2(int depth, float[] a, int a0, int aColumn, float[] b, int b0, int bRow,
      float[] c, int c0, float[] y, int y0) {
    FloatVector s00 = FloatVector.fromArray(S, c, c0);
    FloatVector s01 = FloatVector.fromArray(S, c, c0 + L);
    for (int k = 0, p = a0, q = b0; k < depth; k++, p += aColumn, q += bRow) {
      FloatVector w0 = FloatVector.fromArray(S, b, q);
      FloatVector w1 = FloatVector.fromArray(S, b, q + L);
      FloatVector x0 = FloatVector.broadcast(S, a[p]);
      s00 = x0.fma(w0, s00);
      s01 = x0.fma(w1, s01);
    }
    s00.intoArray(y, y0);
    s01.intoArray(y, y0 + L);
  }

  /** One row by one vector. */
  private static void tile1x1(int depth, float[] a, int a0, int aColumn, float[] b, int b0, int bRow,
      float[] c, int c0, float[] y, int y0) {
    FloatVector s00 = FloatVector.fromArray(S, c, c0);
    for (int k = 0, p = a0, q = b0; k < depth; k++, p += aColumn, q += bRow) {
      FloatVector w0 = FloatVector.fromArray(S, b, q);
      FloatVector x0 = FloatVector.broadcast(S, a[p]);
      s00 = x0.fma(w0, s00);
    }
    s00.intoArray(y, y0);
  }
}
