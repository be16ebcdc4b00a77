package dev.millrace.tables.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import dev.millrace.flow.parallel.Tasks;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.encode.CodedRows;
import dev.millrace.tables.encode.ColumnCode;
import dev.millrace.tables.encode.TableEncoding;

/**
 * Fills holes by {@value #NOISES} draws given the values that are there: with their mean, whose normal quantile becomes a
 * number and whose greatest share a level, or with the first of them. On small tables this is nearer to the truth than the
 * network's output at t = 0, which is E[x1 | shown columns] if it is learnt perfectly, and costs no more than the spread.
 */
final class Imputation {
  private static final int NOISES = 16;
  private static final int BLOCK = 256;

  private final TableModel model;
  private final Filling filling;
  private final SampleOptions options;
  private final TableEncoding encoding;
  private final int[] starts;

  Imputation(TableModel model, Filling filling, SampleOptions options) {
    this.model = model;
    this.filling = filling;
    this.options = options;
    this.encoding = model.encoding();
    this.starts = encoding.starts();
  }

  Imputed of(Table table) {
    Table given = model.relations().given(table);
    Imputed all = extended(given);
    Table filled = model.relations().completed(all.table(), given);
    return new Imputed(filled, all.spread().subList(0, filled.width()), all.nfe());
  }

  private Imputed extended(Table given) {
    List<double[]> spread = new ArrayList<>();
    for (int c = 0; c < given.width(); c++) {
      double[] none = new double[given.rows()];
      Arrays.fill(none, Double.NaN);
      spread.add(none);
    }
    int[] holed = IntStream.range(0, given.rows())
        .filter(row -> given.columns().stream().anyMatch(column -> column.isMissing(row))).toArray();
    if (holed.length == 0) {
      return new Imputed(given, spread, 0);
    }
    Table rows = given.rows(holed);
    CodedRows codes = model.shown(rows, options.threads());
    List<ColumnCode.Decoded> filled = encoding.columns().stream().map(column -> column.decoded(holed.length)).toList();
    Tasks.forEach(options.threads(), Math.ceilDiv(holed.length, BLOCK), block -> {
      int from = block * BLOCK;
      fill(rows, codes, from, Math.min(BLOCK, holed.length - from), holed, filled, spread);
    });
    Table values = new Table(filled.stream().map(ColumnCode.Decoded::column).toList());
    return new Imputed(Parts.filled(given, spreadOut(values, holed, given.rows())), spread,
        NOISES * options.steps());
  }

  /** The filled rows at their places; other rows repeat the first, and are not used. */
  private static Table spreadOut(Table values, int[] holed, int rows) {
    int[] at = new int[rows];
    for (int i = 0; i < holed.length; i++) {
      at[holed[i]] = i;
    }
    return values.rows(at);
  }

  private void fill(Table rows, CodedRows codes, int from, int count, int[] holed, List<ColumnCode.Decoded> filled,
      List<double[]> spread) {
    int columns = codes.columns();
    int width = encoding.width();
    CodedRows part = new CodedRows(Arrays.copyOfRange(codes.codes(), from * columns, (from + count) * columns),
        columns);
    long[] numbers = IntStream.range(from, from + count).mapToLong(i -> options.offset() + holed[i]).toArray();
    Conditions start = Conditions.repeated(encoding, part, options.seed(), numbers, NOISES);
    float[] draws = model.carry(start, options.steps(), 1);
    float[] mean = new float[width];
    for (int i = 0; i < count; i++) {
      average(draws, i, mean);
      for (int c = 0; c < columns; c++) {
        if (rows.column(c).isMissing(from + i)) {
          ColumnCode column = encoding.columns().get(c);
          float[] source = filling == Filling.EXPECTED ? mean : draws;
          int at = filling == Filling.EXPECTED ? 0 : i * NOISES * width;
          filled.get(c).take(from + i, source, at + starts[c], null, false);
          spread.get(c)[holed[from + i]] = column.hasNumber() || isNumber(rows.column(c))
              ? deviation(column, draws, i, starts[c])
              : probability(column, mean, starts[c], source, at + starts[c]);
        }
      }
    }
  }

  private static boolean isNumber(Column column) {
    return column instanceof Numbers;
  }

  private void average(float[] draws, int row, float[] mean) {
    int width = mean.length;
    Arrays.fill(mean, 0);
    for (int k = 0; k < NOISES; k++) {
      for (int j = 0; j < width; j++) {
        mean[j] += draws[(row * NOISES + k) * width + j] / NOISES;
      }
    }
  }

  private double deviation(ColumnCode column, float[] draws, int row, int start) {
    ColumnCode.Decoded decoded = column.decoded(NOISES);
    for (int k = 0; k < NOISES; k++) {
      decoded.take(k, draws, (row * NOISES + k) * encoding.width() + start, null, false);
    }
    double[] values = ((Numbers) decoded.column()).values();
    double mean = Arrays.stream(values).average().orElseThrow();
    return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (NOISES - 1));
  }

  /** The probability of the chosen level among those that are not missing. */
  private static double probability(ColumnCode column, float[] mean, int start, float[] chosenFrom, int at) {
    double sum = 0;
    int chosen = -1;
    for (int j = 0; j < column.levels(); j++) {
      if (j != column.missingCode()) {
        sum += mean[start + j];
        chosen = chosen < 0 || chosenFrom[at + j] > chosenFrom[at + chosen] ? j : chosen;
      }
    }
    return chosen < 0 ? Double.NaN : mean[start + chosen] / sum;
  }
}
