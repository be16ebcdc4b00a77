package dev.millrace.tables.measure;

import java.util.Arrays;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Table;

/**
 * How far the shares of missing values of two tables differ.
 *
 * @param points the mean difference over the columns that lack values in either table, in percentage points; 0 if none does
 * @param greatest the greatest difference, in percentage points
 */
public record MissingRates(double points, double greatest) {
  /**
   * {@return how far the shares of missing values differ}
   *
   * @param real the rows to compare with
   * @param synthetic with the same columns
   */
  public static MissingRates measure(Table real, Table synthetic) {
    double[] differences = IntStream.range(0, real.width())
        .filter(c -> real.column(c).missing() + synthetic.column(c).missing() > 0)
        .mapToDouble(c -> 100 * Math.abs(share(real.column(c)) - share(synthetic.column(c)))).toArray();
    return new MissingRates(Arrays.stream(differences).average().orElse(0),
        Arrays.stream(differences).max().orElse(0));
  }

  private static double share(Column column) {
    return column.missing() / (double) column.size();
  }
}
