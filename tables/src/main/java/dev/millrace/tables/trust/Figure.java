package dev.millrace.tables.trust;

import java.util.Locale;

/** Numbers in few characters. */
final class Figure {
  private Figure() {
  }

  /** About three digits, such as 0.071, 1.36, 12.4 or 105; "-" for NaN. */
  static String of(double value) {
    double size = Math.abs(value);
    return Double.isNaN(value)
        ? "-"
        : String.format(Locale.ROOT, size < 1 ? "%.3f" : size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%,.0f", value);
  }

  /** Two decimals, such as 0.54. */
  static String share(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
  }

  /** A percentage of one decimal without its sign, such as 3.1. */
  static String percent(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }
}
