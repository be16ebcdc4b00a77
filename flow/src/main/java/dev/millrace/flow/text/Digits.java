package dev.millrace.flow.text;

import java.util.Locale;

/** Numbers in a few characters, whatever their size: data may be of scale 1e-6 or 1e6, and 0.0000 says nothing of either. */
public final class Digits {
  private static final double LEAST_PLAIN = 0.01;
  private static final double LEAST_DECIMAL = 1e-4;
  private static final double MOST_PLAIN = 1e5;

  private Digits() {
  }

  /**
   * With a fixed number of decimals from 0.01 to 10, with fewer from there to 100,000, with as many significant digits below and
   * above, in scientific form where zeros would be many.
   *
   * @param decimals of a number below 10, 1 or more
   */
  public static String of(double value, int decimals) {
    return String.format(Locale.ROOT, form(value, decimals), value);
  }

  /**
   * As {@link #of(double, int)}, with an error in the form of the value: such as {@code 0.0712 ± 0.0031}.
   *
   * @param error NaN if it is not known
   */
  public static String of(double value, double error, int decimals) {
    if (Double.isNaN(error)) {
      return of(value, decimals);
    }
    String form = form(value, decimals);
    return String.format(Locale.ROOT, form + " ± " + (form.endsWith("e") ? "%.1e" : form), value, error);
  }

  private static String form(double value, int decimals) {
    double size = Math.abs(value);
    if (size == 0 || !Double.isFinite(size) || (size >= LEAST_PLAIN && size < MOST_PLAIN)) {
      int whole = size < 10 ? 0 : (int) Math.floor(Math.log10(size));
      return "%." + (Double.isFinite(size) ? Math.max(0, decimals - whole) : decimals) + "f";
    }
    return size >= LEAST_DECIMAL && size < LEAST_PLAIN
        ? "%." + (decimals - 1 - (int) Math.floor(Math.log10(size))) + "f"
        : "%." + (decimals - 1) + "e";
  }
}
