package dev.millrace.tables.relations;

import java.util.Arrays;

import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import org.jspecify.annotations.Nullable;

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
public record NumberRelation(int column, Expression formula, Kind kind, double centre, double low, double high,
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

  /** A formula that is right in this share of the rows is taken with the rounding of the column. */
  private static final double ROUNDED = 0.5;
  private static final double SHARE = 0.9;

  /**
   * Compares a formula with all rows.
   *
   * @param kind how exactly it is meant to give the column; null for what the rows show
   */
  static NumberRelation of(Table table, int column, Expression formula, @Nullable Kind kind) {
    Numbers of = (Numbers) table.column(column);
    double[][] numbers = Relations.numbers(table.columns());
    double[] present = Arrays.stream(of.values()).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double[] left = new double[present.length];
    double half = half(of.form());
    int rows = 0;
    int right = 0;
    boolean alike = true;
    for (int row = 0; row < of.size(); row++) {
      double value = formula.value(numbers, row);
      boolean defined = Double.isFinite(value);
      alike &= defined != of.isMissing(row);
      if (!of.isMissing(row)) {
        double error = defined ? Math.abs(value - of.values()[row]) : Double.POSITIVE_INFINITY;
        left[rows++] = error;
        right += error <= half * (1 + 1e-6) + 1e-12 * Math.abs(value) ? 1 : 0;
      }
    }
    Arrays.sort(left);
    int quantile = (int) (SHARE * Math.max(0, rows - 1));
    double centre = rows == 0 ? 0 : present[rows / 2];
    double[] sizes = Arrays.stream(present).map(v -> Math.abs(v - centre)).sorted().toArray();
    double holds = right / (double) Math.max(1, rows);
    Kind shown = right == rows && alike ? Kind.EXACT : holds >= ROUNDED ? Kind.ROUNDED : Kind.NEAR;
    return new NumberRelation(column, formula, kind == null ? shown : kind, centre, rows == 0 ? 0 : present[0],
        rows == 0 ? 0 : present[rows - 1], holds, rows == 0 ? 0 : left[quantile] / sizes[quantile]);
  }

  /** Half of the unit in which numbers are written. */
  static double half(ValueForm form) {
    return switch (form) {
      case ValueForm.Decimal decimal -> 0.5 * Math.pow(10, -decimal.digits());
      case ValueForm.Date _ -> 0.5;
      case ValueForm.Timestamp time -> 0.5 * time.unit();
    };
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
