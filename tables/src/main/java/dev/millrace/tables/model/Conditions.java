package dev.millrace.tables.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

import dev.millrace.flow.Sizes;
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
   * The start of consecutive rows.
   *
   * @param encoding the encoding
   * @param codes the shown columns; unknown where nothing is shown
   * @param seed the seed
   * @param offset the number of the first row
   */
  static Conditions of(TableEncoding encoding, CodedRows codes, Seed seed, long offset) {
    Conditions start = new Conditions(
        Sampler.startPoints(new Gaussian(encoding.width()), offset, codes.rows(), seed),
        new float[codes.codes().length]);
    for (int row = 0; row < codes.rows(); row++) {
      long number = offset + row;
      start.show(encoding, codes, row, row, () -> seed.generator(Seed.Purpose.QUANTILE, number, 0));
    }
    return start;
  }

  /**
   * The start of some rows, each several times, one after the other.
   *
   * @param numbers the number of each row, of which its noise is a function
   * @param copies how often each row is there
   */
  static Conditions repeated(TableEncoding encoding, CodedRows codes, Seed seed, long[] numbers, int copies) {
    int width = encoding.width();
    float[] x0 = new float[Sizes.product(codes.rows(), copies, width)];
    Conditions start = new Conditions(x0, new float[Sizes.product(codes.codes().length, copies)]);
    for (int row = 0; row < codes.rows(); row++) {
      SplittableRandom random = seed.generator(Seed.Purpose.SAMPLING, numbers[row], 1);
      for (int j = row * copies * width; j < (row + 1) * copies * width; j++) {
        x0[j] = (float) random.nextGaussian();
      }
      for (int copy = 0; copy < copies; copy++) {
        start.show(encoding, codes, row, row * copies + copy, () -> random);
      }
    }
    return start;
  }

  /** The rows of several starts, one after the other. */
  static Conditions joined(List<Conditions> starts) {
    if (starts.size() == 1) {
      return starts.getFirst();
    }
    return new Conditions(joined(starts.stream().map(Conditions::x0).toList()),
        joined(starts.stream().map(Conditions::masks).toList()));
  }

  private static float[] joined(Collection<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).reduce(0, Math::addExact)];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private void show(TableEncoding encoding, CodedRows codes, int row, int at, Supplier<SplittableRandom> generator) {
    int to = at * encoding.width();
    SplittableRandom random = null;
    for (int c = 0; c < codes.columns(); c++) {
      ColumnCode column = encoding.columns().get(c);
      char code = codes.code(row, c);
      if (code != ColumnCode.UNKNOWN) {
        masks[at * codes.columns() + c] = 1;
        random = random == null ? generator.get() : random;
        column.put(code, random, x0, to);
      }
      to += column.width();
    }
  }

  /** Codes of rows that show nothing. */
  static CodedRows none(int rows, int columns) {
    char[] codes = new char[rows * columns];
    Arrays.fill(codes, ColumnCode.UNKNOWN);
    return new CodedRows(codes, columns);
  }
}
