package dev.millrace.runs.open;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.text.Shown;

/** Columns with different units, such as age and income. */
public final class Units {
  /** The fraction of the variance from which a column dominates a distance. */
  private static final double NEARLY_ALL = 0.99;

  private static final double NO_MORE_DIGITS = 0.999;
  /** The digits of an offset: as many as a double has. */
  private static final int OFFSET_DIGITS = 15;
  /** The mean in standard deviations up to which floats resolve a column to a fraction of a pixel. */
  private static final double MOST_DRAWN_OFFSET = 1e4;
  /** Offsets from here on have commas, as the numbers at an axis. */
  private static final double LEAST_GROUPED = 10_000;
  /** The means below which, and the deviations above which, the numbers at an axis have all their digits. */
  private static final double MOST_LABELLED = 1e8;
  private static final double LEAST_LABELLED = 1e-4;

  private Units() {
  }

  /**
   * {@return the first two columns of each row}
   *
   * @param rows the rows, [n, dim]
   * @param columns the number of columns
   */
  public static float[] plane(float[] rows, int columns) {
    if (columns == 2) {
      return rows;
    }
    float[] xy = new float[rows.length / columns * 2];
    for (int i = 0; i < xy.length / 2; i++) {
      xy[2 * i] = rows[i * columns];
      xy[2 * i + 1] = rows[i * columns + 1];
    }
    return xy;
  }

  /**
   * Subtracts an offset, in double precision, from columns that floats cannot resolve, and does not change the others.
   *
   * @param rows the rows
   * @return the rows and the offsets
   */
  public static Standardizer withoutOffsets(Table rows) {
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
   * As {@link #withoutOffsets}, for a picture: the numbers that are subtracted are few and plain.
   *
   * @param rows the rows
   * @return the rows and the offsets
   */
  public static Standardizer forPicture(Table rows) {
    Standardizer exact = withoutOffsets(rows);
    double[] offset = exact.mean();
    double[] std = Standardizer.of(rows).std();
    for (int column = 0; column < offset.length; column++) {
      offset[column] = drawnOffset(offset[column], std[column]);
    }
    return new Standardizer(offset, exact.std());
  }

  /** The offsets that pictures subtract from the columns of a model's data [dim]; 0 for most. */
  static double[] drawnOffsets(Standardizer data) {
    double[] mean = data.mean();
    double[] std = data.std();
    double[] centred = data.centred().mean();
    double[] offset = new double[mean.length];
    for (int column = 0; column < offset.length; column++) {
      offset[column] = centred[column] == mean[column] ? 0 : drawnOffset(mean[column], std[column]);
    }
    return offset;
  }

  /** 0 if an axis can show the column itself, otherwise a plain number within 5 standard deviations of the mean. */
  private static double drawnOffset(double mean, double std) {
    double size = Math.abs(mean);
    if (std >= LEAST_LABELLED && size < MOST_LABELLED && size <= MOST_DRAWN_OFFSET * std) {
      return 0;
    }
    return std == 0
        ? mean
        : new BigDecimal(mean).setScale(-(int) Math.ceil(Math.log10(std)), RoundingMode.HALF_EVEN).doubleValue();
  }

  /**
   * {@return the name of the axis of a column}
   *
   * @param names one per column, or empty
   * @param column the index of the column
   * @param offset the offset that was subtracted from the column, 0 for none
   */
  public static String axis(List<String> names, int column, double offset) {
    String name = names.isEmpty() ? "" : names.get(column);
    if (offset == 0) {
      return name;
    }
    String shown = name.isBlank() ? column == 0 ? "x" : "y" : name;
    BigDecimal size = new BigDecimal(Math.abs(offset)).round(new MathContext(OFFSET_DIGITS)).stripTrailingZeros();
    String form = (size.doubleValue() < LEAST_GROUPED ? "%." : "%,.") + Math.max(0, size.scale()) + "f";
    return shown + (offset < 0 ? " + " : " − ") + String.format(Locale.ROOT, form, size);
  }

  /**
   * {@return a note for the case that one column dominates distances in the units of the data}
   *
   * @param data the standard deviation of each column
   * @param names one name per column, or empty
   * @param what the name of the figures
   */
  public static Optional<String> note(Standardizer data, List<String> names, String what) {
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
        .of(("note: %s has %s of the variance, so it determines %s almost alone; `standardised` gives all "
            + "columns the same weight").formatted(name, share, what));
  }
}
