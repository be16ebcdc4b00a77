package dev.millrace.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.text.Shown;

/** Columns with different units, such as age and income. */
final class Units {
  /** The fraction of the variance from which a column dominates a distance. */
  private static final double NEARLY_ALL = 0.99;

  private static final double NO_MORE_DIGITS = 0.999;
  /** The digits of an offset: as many as a double has. */
  private static final int OFFSET_DIGITS = 15;

  private Units() {
  }

  /**
   * Subtracts an offset, in double precision, from columns that floats cannot resolve, and does not change the others.
   */
  static Standardizer withoutOffsets(Table rows) {
    double[] offset = Standardizer.of(rows).mean();
    double[] ones = new double[offset.length];
    Arrays.fill(ones, 1);
    for (int column = 0; column < offset.length; column++) {
      if (!rows.wide()[column]) {
        offset[column] = 0;
      }
    }
    return new Standardizer(offset, ones);
  }

  /**
   * The name of the axis of a column.
   *
   * @param names one per column, or empty
   * @param offset the offset that was subtracted from the column, 0 for none
   */
  static String axis(List<String> names, int column, double offset) {
    String name = names.isEmpty() ? "" : names.get(column);
    if (offset == 0) {
      return name;
    }
    String shown = name.isBlank() ? column == 0 ? "x" : "y" : name;
    return shown + (offset < 0 ? " + " : " − ")
        + new BigDecimal(Math.abs(offset)).round(new MathContext(OFFSET_DIGITS)).toPlainString();
  }

  /**
   * A note for the case that one column dominates distances in the units of the data.
   *
   * @param data the standard deviation of each column
   * @param names one name per column, or empty
   * @param what the name of the figures
   */
  static Optional<String> note(Standardizer data, List<String> names, String what) {
    double[] std = data.std();
    double most = Arrays.stream(std).max().orElseThrow();
    double variance = Arrays.stream(std).map(s -> s / most * (s / most)).sum();
    long varying = Arrays.stream(std).filter(s -> s > 0).count();
    if (varying < 2 || !(1 / variance >= NEARLY_ALL)) {
      return Optional.empty();
    }
    int column = 0;
    while (std[column] < most) {
      column++;
    }
    String name = names.isEmpty() || names.get(column).isBlank()
        ? "column " + (column + 1)
        : "column " + Shown.quoted(names.get(column));
    String share = 1 / variance > NO_MORE_DIGITS
        ? "more than 99.9 %"
        : String.format(Locale.ROOT, "%.1f %%", 100 / variance);
    return Optional
        .of(("note: %s has %s of the variance, so it determines %s almost alone; --standardised gives all "
            + "columns the same weight").formatted(name, share, what));
  }
}
