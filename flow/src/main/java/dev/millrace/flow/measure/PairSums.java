package dev.millrace.flow.measure;

import java.util.Arrays;

import dev.millrace.flow.parallel.Workers;

/**
 * Sums of a function of the distance over all pairs of rows, without storing the pairs. One task combines a chunk of
 * points (as columns) with all rows. Every inner loop runs over a chunk without summing across it, so that the compiler
 * vectorises it. The order of the sums is fixed, so the result does not depend on the number of threads.
 */
final class PairSums {
  /** Columns per chunk, so that they and the numbers computed from them remain in the first-level cache. */
  private static final int CHUNK = 512;
  /** The greatest number of values in a chunk: a quarter of a megabyte of doubles, for the second-level cache. */
  private static final int CHUNK_NUMBERS = 1 << 15;
  private static final int LEAST_CHUNK = 32;

  /** A function of the distance. */
  @FunctionalInterface
  interface OfSquaredDistance {
    /** Replaces the first {@code length} squared distances by the function's values. */
    void apply(double[] squared, int length);
  }

  private PairSums() {
  }

  /**
   * The sum over all pairs of a row of a and a row of b.
   *
   * @param a [n, dim]
   * @param b [m, dim]
   */
  static double between(float[] a, float[] b, int dim, OfSquaredDistance f, Workers workers) {
    return sum(b, dim, workers, (chunk, _) -> chunk.sum(a, 0, a.length / dim, f));
  }

  /**
   * The sum over all pairs of different rows, i &lt; j.
   *
   * @param a [n, dim]
   */
  static double within(float[] a, int dim, OfSquaredDistance f, Workers workers) {
    double[] atZero = {0};
    f.apply(atZero, 1);
    return sum(a, dim, workers, (chunk, from) -> {
      // A chunk combined with itself has each pair twice, and each row with itself.
      double square = chunk.sum(a, from, from + chunk.length, f);
      return chunk.sum(a, 0, from, f) + (square - chunk.length * atZero[0]) / 2;
    });
  }

  private interface ChunkSum {
    double of(Chunk chunk, int from);
  }

  private static double sum(float[] columns, int dim, Workers workers, ChunkSum chunkSum) {
    int count = columns.length / dim;
    int width = Math.clamp(CHUNK_NUMBERS / dim, LEAST_CHUNK, CHUNK);
    double[] sums = new double[Math.ceilDiv(count, width)];
    workers.forEach(sums.length, task -> {
      // The last chunks of the triangle cost the most, so they are computed first.
      int number = sums.length - 1 - task;
      int from = number * width;
      sums[number] = chunkSum.of(new Chunk(columns, dim, from, Math.min(width, count - from)), from);
    });
    return Arrays.stream(sums).sum();
  }

  private static final class Chunk {
    final int dim;
    final int length;
    /** [dim][length]. */
    final double[][] columns;
    final double[] values;
    final double[] sums;

    Chunk(float[] points, int dim, int from, int length) {
      this.dim = dim;
      this.length = length;
      columns = new double[dim][length];
      values = new double[length];
      sums = new double[length];
      for (int j = 0; j < length; j++) {
        for (int d = 0; d < dim; d++) {
          columns[d][j] = points[(from + j) * dim + d];
        }
      }
    }

    /** The sum of f over all pairs of a row from {@code from} to {@code to} − 1 and a column. */
    double sum(float[] rows, int from, int to, OfSquaredDistance f) {
      Arrays.fill(sums, 0);
      for (int i = from; i < to; i++) {
        Arrays.fill(values, 0);
        for (int d = 0; d < dim; d++) {
          addSquares(columns[d], rows[i * dim + d], values);
        }
        f.apply(values, length);
        add(values, sums);
      }
      return Arrays.stream(sums).sum();
    }

    private static void addSquares(double[] column, double x, double[] squares) {
      for (int j = 0; j < squares.length; j++) {
        double difference = column[j] - x;
        squares[j] += difference * difference;
      }
    }

    private static void add(double[] values, double[] sums) {
      for (int j = 0; j < sums.length; j++) {
        sums[j] += values[j];
      }
    }
  }
}
