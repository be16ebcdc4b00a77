package dev.millrace.tables.relations;

import java.math.BigDecimal;

/** Constants as text. */
final class Digits {
  private static final int SIXTHS = 6;
  private static final int LONGEST = 12;

  private Digits() {
  }

  /** The shortest text that gives the number. */
  static String number(double value) {
    BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
    String plain = exact.toPlainString();
    return plain.length() <= LONGEST ? plain : exact.toString().replace("E+", "E");
  }

  /** A power as the expression of a fraction, if it is one. */
  static Expression power(double value) {
    double sixths = value * SIXTHS;
    int above = (int) Math.rint(sixths);
    if (Math.abs(sixths - above) > 1e-9 || above % SIXTHS == 0) {
      return new Expression.Constant(value);
    }
    int common = above % 3 == 0 ? 3 : above % 2 == 0 ? 2 : 1;
    return new Expression.Operation(new Expression.Constant((double) above / common), '/',
        new Expression.Constant((double) SIXTHS / common));
  }
}
