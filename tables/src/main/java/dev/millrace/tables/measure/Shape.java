package dev.millrace.tables.measure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;

/**
 * How well each column by itself is distributed, as SDMetrics measures it: for numbers 1 − the greatest difference of the
 * two distribution functions (KSComplement), for words 1 − half the sum of the differences of the shares of levels
 * (TVComplement). Missing values are left out; {@link MissingRates} measures them.
 *
 * @param similarity [columns], 0 to 1, 1 is equal; NaN where neither table has a value
 */
@SuppressWarnings("ArrayRecordComponent")
public record Shape(double[] similarity) {
  /** {@return 1 − the mean similarity, in percent: 0 is best} */
  public double error() {
    return 100 * (1 - Arrays.stream(similarity).filter(s -> !Double.isNaN(s)).average().orElse(1));
  }

  /**
   * {@return how well the columns of a table are distributed}
   *
   * @param real the rows to compare with
   * @param synthetic with the same columns
   */
  public static Shape measure(Table real, Table synthetic) {
    double[] similarity = new double[real.width()];
    Arrays.setAll(similarity, c -> of(real.column(c), synthetic.column(c)));
    return new Shape(similarity);
  }

  private static double of(Column real, Column synthetic) {
    boolean noReal = real.missing() == real.size();
    boolean noSynthetic = synthetic.missing() == synthetic.size();
    if (noReal || noSynthetic) {
      return noReal && noSynthetic ? Double.NaN : 0;
    }
    return switch (real) {
      case Numbers numbers -> 1 - greatestDifference(sorted(numbers), sorted((Numbers) synthetic));
      case Words words -> 1 - halfOfDifferences(words, (Words) synthetic);
    };
  }

  private static double[] sorted(Numbers numbers) {
    return Arrays.stream(numbers.values()).filter(value -> !Double.isNaN(value)).sorted().toArray();
  }

  /** The statistic of Kolmogorov and Smirnov. */
  private static double greatestDifference(double[] a, double[] b) {
    double greatest = 0;
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      double value = Math.min(a[i], b[j]);
      while (i < a.length && a[i] == value) {
        i++;
      }
      while (j < b.length && b[j] == value) {
        j++;
      }
      greatest = Math.max(greatest, Math.abs(i / (double) a.length - j / (double) b.length));
    }
    return greatest;
  }

  private static double halfOfDifferences(Words real, Words synthetic) {
    Map<String, Double> differences = new HashMap<>();
    shares(real).forEach((level, share) -> differences.merge(level, share, Double::sum));
    shares(synthetic).forEach((level, share) -> differences.merge(level, -share, Double::sum));
    return differences.values().stream().mapToDouble(Math::abs).sum() / 2;
  }

  /** The share of each level that occurs. */
  static Map<String, Double> shares(Words words) {
    long[] counts = new long[words.levels().size()];
    for (int code : words.codes()) {
      if (code != Words.MISSING) {
        counts[code]++;
      }
    }
    double total = Arrays.stream(counts).sum();
    Map<String, Double> shares = new HashMap<>();
    for (int level = 0; level < counts.length; level++) {
      if (counts[level] > 0) {
        shares.merge(words.levels().get(level), counts[level] / total, Double::sum);
      }
    }
    return shares;
  }
}
