package dev.millrace.tables.relations;

import java.util.Locale;

/** Numbers for people. */
final class Digits {
  private static final int SIXTHS = 6;

  private Digits() {
  }

  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.6g", value);
    if (text.contains("e")) {
      return text;
    }
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }

  static String power(double value) {
    double sixths = value * SIXTHS;
    if (Math.abs(sixths - Math.rint(sixths)) > 1e-9) {
      return number(value);
    }
    int above = (int) Math.rint(sixths);
    int common = above % 6 == 0 ? 6 : above % 3 == 0 ? 3 : above % 2 == 0 ? 2 : 1;
    return common == SIXTHS ? Integer.toString(above / SIXTHS) : "(%d/%d)".formatted(above / common, SIXTHS / common);
  }
}
