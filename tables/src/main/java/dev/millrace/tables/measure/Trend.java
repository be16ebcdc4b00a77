package dev.millrace.tables.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.parallel.Tasks;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;

/**
 * How well each pair of columns is distributed, as SDMetrics measures it, with all pairs counted: for two columns of
 * numbers 1 − half the difference of their correlations (CorrelationSimilarity), for others 1 − half the sum of the
 * differences of the shares of all combinations (ContingencySimilarity), for which numbers are put into ten bins.
 *
 * @param similarity [columns, columns], symmetric, 0 to 1, 1 is equal; NaN where it is not defined
 * @param real [columns, columns], how strongly the real columns depend on each other: the absolute correlation of
 *     numbers, Cramér's V for others, 0 to 1; NaN where it is not defined
 * @param synthetic the same of the synthetic columns
 */
@SuppressWarnings("ArrayRecordComponent")
public record Trend(double[][] similarity, double[][] real, double[][] synthetic) {

  /** Two ways to treat numbers. */
  public enum Numeric {
    /** The bins extend over the range of the real values; missing values are a bin of their own, and no part of a correlation. */
    REAL_BINS,
    /**
     * As SDMetrics does, so that figures can stand beside published ones: the bins of each table extend over its own range, so
     * that one outlier moves all bins and two samples of real rows seem different; missing numbers are in the last bin, and
     * count as 0 in a correlation.
     */
    SDMETRICS
  }

  /** {@return 1 − the mean similarity of all pairs, in percent: 0 is best; NaN for a table of one column} */
  public double error() {
    double sum = 0;
    int count = 0;
    for (int a = 0; a < similarity.length; a++) {
      for (int b = 0; b < a; b++) {
        if (!Double.isNaN(similarity[a][b])) {
          sum += similarity[a][b];
          count++;
        }
      }
    }
    return 100 * (1 - sum / count);
  }

  /**
   * {@return how well the pairs of columns of a table are distributed}
   *
   * @param real the rows to compare with
   * @param synthetic with the same columns
   * @param numeric how numbers are treated
   * @param threads number of threads; the result does not depend on it
   */
  public static Trend measure(Table real, Table synthetic, Numeric numeric, int threads) {
    int width = real.width();
    List<Coded> ofReal = new ArrayList<>();
    List<Coded> ofSynthetic = new ArrayList<>();
    for (int c = 0; c < width; c++) {
      switch (real.column(c)) {
        case Numbers numbers -> {
          double[] edges = BinEdges.of(numbers);
          Numbers others = (Numbers) synthetic.column(c);
          ofReal.add(BinEdges.coded(numbers, edges, numeric));
          ofSynthetic.add(
              BinEdges.coded(others, numeric == Numeric.REAL_BINS ? edges : BinEdges.of(others), numeric));
        }
        case Words words -> {
          List<String> levels = new ArrayList<>(words.levels());
          ofReal.add(coded(words, levels));
          ofSynthetic.add(coded((Words) synthetic.column(c), levels));
        }
      }
    }
    var trend = new Trend(new double[width][width], new double[width][width], new double[width][width]);
    Tasks.forEach(threads, width, a -> {
      for (int b = 0; b < a; b++) {
        if (real.column(a) instanceof Numbers x && real.column(b) instanceof Numbers y) {
          double r = Correlation.of(x, y, numeric);
          double s = Correlation.of((Numbers) synthetic.column(a), (Numbers) synthetic.column(b), numeric);
          trend.set(a, b, 1 - Math.abs(r - s) / 2, Math.abs(r), Math.abs(s));
        } else {
          Contingency r = Contingency.of(ofReal.get(a), ofReal.get(b));
          Contingency s = Contingency.of(ofSynthetic.get(a), ofSynthetic.get(b));
          trend.set(a, b, 1 - r.halfOfDifferences(s), r.cramersV(), s.cramersV());
        }
      }
      trend.set(a, a, 1, 1, 1);
    });
    return trend;
  }

  private void set(int a, int b, double similar, double ofReal, double ofSynthetic) {
    similarity[a][b] = similar;
    similarity[b][a] = similar;
    real[a][b] = ofReal;
    real[b][a] = ofReal;
    synthetic[a][b] = ofSynthetic;
    synthetic[b][a] = ofSynthetic;
  }

  /**
   * A column as levels.
   *
   * @param codes for each row
   * @param count greater than all codes
   */
  record Coded(int[] codes, int count) {}

  /** Missing values are a level. Words that are not in the list are added to it. */
  private static Coded coded(Words words, List<String> levels) {
    int[] ofLevels = new int[words.levels().size()];
    for (int level = 0; level < ofLevels.length; level++) {
      String word = words.levels().get(level);
      int at = level < levels.size() && levels.get(level).equals(word) ? level : levels.indexOf(word);
      if (at < 0) {
        at = levels.size();
        levels.add(word);
      }
      ofLevels[level] = at + 1;
    }
    return new Coded(Arrays.stream(words.codes()).map(code -> code == Words.MISSING ? 0 : ofLevels[code]).toArray(),
        levels.size() + 1);
  }
}
