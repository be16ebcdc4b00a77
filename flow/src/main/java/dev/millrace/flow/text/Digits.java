package dev.millrace.flow.text;

import java.util.Locale;

/**
 * Formats numbers in a few characters, whatever their size: data may have a scale of 1e-6 or 1e6, for which a fixed
 * number of decimals is useless.
 */
public final class Digits {
  private static final double LEAST_PLAIN = 0.01;
  private static final double LEAST_DECIMAL = 1e-4;
  /** Numbers from here on have commas, as at the axes of pictures. */
  private static final double LEAST_GROUPED = 10_000;
  private static final double MOST_PLAIN = 1e5;

  private Digits() {
  }

  /**
   * Formats a number: from 0.01 to 10 with the given number of decimals, from 10 to 100,000 with fewer, from 10,000 on with a comma, and outside
   * this range with as many significant digits as {@code decimals}, in scientific notation if there would be many
   * zeros.
   *
   * @param value the number
   * @param decimals number of decimals for a number below 10, 1 or more
   * @return the text
   */
  public static String of(double value, int decimals) {
    return String.format(Locale.ROOT, form(value, decimals), value);
  }

  /**
   * As {@link #of(double, int)}, followed by an error in the same format as the value, such as {@code 0.0712 ± 0.0031}.
   *
   * @param value the number
   * @param error the error, or NaN if it is not known
   * @param decimals digits after the point
   * @return the text
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
      return (size >= LEAST_GROUPED && Double.isFinite(size) ? "%,." : "%.")
          + (Double.isFinite(size) ? Math.max(0, decimals - whole) : decimals) + "f";
    }
    return size >= LEAST_DECIMAL && size < LEAST_PLAIN
        ? "%." + (decimals - 1 - (int) Math.floor(Math.log10(size))) + "f"
        : "%." + (decimals - 1) + "e";
  }
}
