package dev.millrace.tables.relations;

import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.ValueForm;

/**
 * A number that others of its row give, exactly or nearly. If it is given nearly, the difference is learnt as a column of
 * its own, which is much narrower than the column itself.
 *
 * @param column the number of the column
 * @param formula what others give
 * @param kind how exactly
 * @param centre stands for the formula where it has no value
 * @param low the smallest value of the column
 * @param high the greatest value of the column
 * @param holds the share of the rows in which the formula gives the number, rounded as it is written
 * @param ratio the spread of the difference over that of the column, both between the 5 % and the 95 % quantile
 */
public record NumberRelation(int column, Formula formula, Kind kind, double centre, double low, double high,
    double holds, double ratio) implements Relation {
  private static final int MORE_DIGITS = 3;
  private static final int MOST_DIGITS = 12;
  /** Dates and times differ by whole days, or by seconds to this many digits. */
  private static final int DIGITS_OF_TIME = 3;

  /** How exactly a formula gives a number. */
  public enum Kind {
    /** In all rows, rounded as the number is written: the number is computed. */
    EXACT,
    /** In many rows, rounded: the difference from the rounded value is learnt. */
    ROUNDED,
    /** Nearly: the difference is learnt. */
    NEAR
  }

  @Override
  public int[] inputs() {
    return formula.inputs();
  }

  /** {@return whether a difference is learnt} */
  public boolean hasDifference() {
    return kind != Kind.EXACT;
  }

  /** What others give; the centre where they give nothing. */
  double expected(double[][] columns, int row, ValueForm form) {
    double value = formula.value(columns, row);
    if (!Double.isFinite(value)) {
      return centre;
    }
    return kind == Kind.ROUNDED ? form.round(value) : value;
  }

  /** The column of differences; missing where the number, or one that it is computed from, is. */
  Numbers difference(Numbers of, double[][] columns, boolean onlyComplete) {
    ValueForm.Decimal form = differences(of.form());
    double[] values = new double[of.size()];
    for (int row = 0; row < values.length; row++) {
      double expected = expected(columns, row, of.form());
      boolean unknown = onlyComplete && Double.isNaN(formula.value(columns, row));
      values[row] = of.isMissing(row) || unknown ? Double.NaN : form.round(of.values()[row] - expected);
    }
    return new Numbers(of.name() + " − formula", values, form);
  }

  private static ValueForm.Decimal differences(ValueForm form) {
    return new ValueForm.Decimal(switch (form) {
      case ValueForm.Decimal decimal ->
        Math.min(decimal.digits() + MORE_DIGITS, Math.max(decimal.digits(), MOST_DIGITS));
      case ValueForm.Date _ -> MORE_DIGITS;
      case ValueForm.Timestamp _ -> DIGITS_OF_TIME;
    }, false, '.');
  }

  /** The number in a row, from the others and the difference. */
  double completed(double[][] columns, int row, double difference, ValueForm form) {
    if (kind == Kind.EXACT) {
      double value = formula.value(columns, row);
      return Double.isFinite(value) ? form.round(value) : Double.NaN;
    }
    return Double.isNaN(difference)
        ? Double.NaN
        : Math.clamp(form.round(expected(columns, row, form) + difference), low, high);
  }
}
