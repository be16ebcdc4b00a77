package dev.millrace.tables.read;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** The texts of values that have types, as {@link TypedLoader} makes them in a database. */
final class TypedText {
  private static final double EXACT = 1e15;
  /** Powers of ten of numbers that are written without one. */
  private static final int LEAST_PLAIN = -4;
  private static final int MOST_PLAIN = 15;
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS",
      Locale.ROOT);

  private TypedText() {
  }

  /**
   * The text of a value; null if it is missing.
   *
   * @param value as {@link RowLoader} takes it
   * @param fractions whether times are written with millionths of a second
   */
  static @Nullable String of(@Nullable Object value, boolean fractions) {
    return switch (value) {
      case null -> null;
      case Double number -> number(number, number.toString());
      // The decimal number that is meant, not the nearest of the coarser floats.
      case Float number -> number(Double.parseDouble(number.toString()), number.toString());
      case BigDecimal number -> number.toPlainString();
      case LocalDateTime time -> time.format(fractions ? MICROS : SECONDS);
      case String text -> trimmed(text);
      default -> value.toString();
    };
  }

  private static @Nullable String number(double value, String shortest) {
    if (!Double.isFinite(value)) {
      return null;
    }
    if (Math.abs(value) < EXACT && value == Math.rint(value)) {
      return Long.toString((long) value);
    }
    BigDecimal decimal = new BigDecimal(shortest).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= LEAST_PLAIN && exponent <= MOST_PLAIN) {
      return decimal.scale() <= 0 ? decimal.toPlainString() + ".0" : decimal.toPlainString();
    }
    BigDecimal digits = decimal.scaleByPowerOfTen(-exponent);
    return "%se%s%02d".formatted(digits.toPlainString(), exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /** Without spaces around it; null if nothing is left. */
  private static @Nullable String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && text.charAt(from) == ' ') {
      from++;
    }
    while (to > from && text.charAt(to - 1) == ' ') {
      to--;
    }
    return from == to ? null : text.substring(from, to);
  }
}
