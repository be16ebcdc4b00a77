package dev.millrace.tables.model;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.tables.encode.CodedRows;
import dev.millrace.tables.encode.ColumnCode;
import dev.millrace.tables.encode.TableEncoding;

/**
 * The start of some rows: noise, and the columns that they show.
 *
 * @param x0 [rows, width], with the shown columns as they are
 * @param masks 1 for each shown column, else 0; [rows, columns]
 */
record Conditions(float[] x0, float[] masks) {
  /**
   * The start of rows.
   *
   * @param encoding the encoding
   * @param codes the shown columns; unknown where nothing is shown
   * @param seed the seed
   * @param offset the number of the first row
   */
  static Conditions of(TableEncoding encoding, CodedRows codes, Seed seed, long offset) {
    int rows = codes.rows();
    int columns = codes.columns();
    float[] x0 = Sampler.startPoints(new Gaussian(encoding.width()), offset, rows, seed);
    float[] masks = new float[rows * columns];
    int[] starts = encoding.starts();
    for (int row = 0; row < rows; row++) {
      SplittableRandom random = null;
      for (int c = 0; c < columns; c++) {
        char code = codes.code(row, c);
        if (code != ColumnCode.UNKNOWN) {
          masks[row * columns + c] = 1;
          random = random == null ? seed.generator(Seed.Purpose.QUANTILE, offset + row, 0) : random;
          encoding.columns().get(c).put(code, random, x0, row * encoding.width() + starts[c]);
        }
      }
    }
    return new Conditions(x0, masks);
  }

  /** Codes of rows that show nothing. */
  static CodedRows none(int rows, int columns) {
    char[] codes = new char[rows * columns];
    Arrays.fill(codes, ColumnCode.UNKNOWN);
    return new CodedRows(codes, columns);
  }
}
