package dev.millrace.tables.kind.impute;

import java.util.Arrays;
import java.util.Locale;

import dev.millrace.flow.text.Digits;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.schema.ColumnSchema;

/**
 * The holes of a column that were filled.
 *
 * @param column the name of the column
 * @param count how many
 * @param number whether they were filled with numbers
 * @param sure how sure the filled values are: of numbers the median of their standard deviations, in the unit of the
 *     column; of words the mean of their probabilities
 */
public record Holes(String column, int count, boolean number, double sure) {
  static Holes of(ColumnSchema schema, Column filled, double[] sure) {
    double[] sorted = Arrays.stream(sure).filter(value -> !Double.isNaN(value)).sorted().toArray();
    boolean number = filled instanceof Numbers;
    double figure = sorted.length == 0
        ? Double.NaN
        : number ? sorted[sorted.length / 2] : Arrays.stream(sorted).average().orElseThrow();
    return new Holes(schema.name(), sure.length, number, figure);
  }

  /** {@return how sure the filled values are, in words} */
  public String text() {
    if (Double.isNaN(sure)) {
      return "not known";
    }
    return number
        ? "± " + Digits.of(sure, 3)
        : String.format(Locale.ROOT, "%.0f %% sure", 100 * sure);
  }
}
