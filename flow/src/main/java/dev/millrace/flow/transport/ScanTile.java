package dev.millrace.flow.transport;

import java.util.Arrays;

import dev.millrace.flow.parallel.VectorApi;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The inner loop of {@link PowerScan}; both implementations do the same operations and agree bit for bit. */
interface ScanTile {
  /** Points of a tile. */
  int POINTS = 32;
  /** Queries of a tile. */
  int QUERIES = 4;

  /**
   * products[q·POINTS + j] = Σ_k x[xOffset + q·dim + k]·block[blockOffset + k·POINTS + j], in ascending order of k.
   *
   * @param x queries, row-major
   * @param block points as columns, [dim, POINTS]
   * @param products [QUERIES, POINTS]
   */
  void multiply(int dim, float[] x, int xOffset, float[] block, int blockOffset, float[] products);

  /** The vector loop if this Java virtual machine has loaded the module of the Vector API, otherwise the scalar one. */
  static ScanTile best() {
    return VectorApi.use() ? new Vectors() : new Plain();
  }

  /** The loop in plain Java. */
  final class Plain implements ScanTile {
    @Override
    public void multiply(int dim, float[] x, int xOffset, float[] block, int blockOffset, float[] products) {
      Arrays.fill(products, 0);
      for (int q = 0; q < QUERIES; q++) {
        for (int k = 0; k < dim; k++) {
          float factor = x[xOffset + q * dim + k];
          for (int j = 0; j < POINTS; j++) {
            products[q * POINTS + j] = Math.fma(factor, block[blockOffset + k * POINTS + j], products[q * POINTS + j]);
          }
        }
      }
    }
  }

  /** Four queries by two vectors at a time: eight sums hide the latency of the multiplier. */
  final class Vectors implements ScanTile {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    @Override
    public void multiply(int dim, float[] x, int xOffset, float[] block, int blockOffset, float[] products) {
      for (int j = 0; j < POINTS; j += 2 * L) {
        FloatVector s00 = FloatVector.zero(S);
        FloatVector s01 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s20 = s00;
        FloatVector s21 = s00;
        FloatVector s30 = s00;
        FloatVector s31 = s00;
        for (int k = 0, p = xOffset, y = blockOffset + j; k < dim; k++, p++, y += POINTS) {
          FloatVector y0 = FloatVector.fromArray(S, block, y);
          FloatVector y1 = FloatVector.fromArray(S, block, y + L);
          FloatVector x0 = FloatVector.broadcast(S, x[p]);
          s00 = x0.fma(y0, s00);
          s01 = x0.fma(y1, s01);
          FloatVector x1 = FloatVector.broadcast(S, x[p + dim]);
          s10 = x1.fma(y0, s10);
          s11 = x1.fma(y1, s11);
          FloatVector x2 = FloatVector.broadcast(S, x[p + 2 * dim]);
          s20 = x2.fma(y0, s20);
          s21 = x2.fma(y1, s21);
          FloatVector x3 = FloatVector.broadcast(S, x[p + 3 * dim]);
          s30 = x3.fma(y0, s30);
          s31 = x3.fma(y1, s31);
        }
        s00.intoArray(products, j);
        s01.intoArray(products, j + L);
        s10.intoArray(products, POINTS + j);
        s11.intoArray(products, POINTS + j + L);
        s20.intoArray(products, 2 * POINTS + j);
        s21.intoArray(products, 2 * POINTS + j + L);
        s30.intoArray(products, 3 * POINTS + j);
        s31.intoArray(products, 3 * POINTS + j + L);
      }
    }
  }
}
