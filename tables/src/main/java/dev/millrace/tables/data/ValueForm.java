package dev.millrace.tables.data;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.stream.IntStream;

/** How the numbers of a column are written in a file, so that samples are written the same way. */
public sealed interface ValueForm {
  /**
   * {@return the number that a text stands for; NaN if it has another form}
   *
   * @param text without spaces around it
   */
  double parse(String text);

  /**
   * {@return a number as it is written in the file}
   *
   * @param value finite
   */
  String format(double value);

  /**
   * {@return the number that is written for a value: rounded to the digits, or to a whole day or second}
   *
   * @param value finite
   */
  double round(double value);

  /**
   * A decimal number.
   *
   * @param digits the most digits after the decimal mark; 0 for integers
   * @param fixed whether all values are written with exactly so many digits, such as 1.50
   * @param mark the decimal mark, '.' or ','
   */
  record Decimal(int digits, boolean fixed, char mark) implements ValueForm {
    /** Integers. */
    public static final Decimal INTEGER = new Decimal(0, true, '.');

    private static final int MOST_DIGITS = 340;
    /** The powers of ten that doubles hold exactly. */
    private static final int MOST_EXACT_POWER = 22;
    private static final double[] POWERS = IntStream.rangeClosed(0, MOST_EXACT_POWER)
        .mapToDouble(power -> Double.parseDouble("1e" + power)).toArray();
    private static final double MOST_EXACT = 0x1p40;
    private static final double NEAR_TIE = 1e-3;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the component out of range
     */
    public Decimal {
      if (digits < 0 || digits > MOST_DIGITS || (mark != '.' && mark != ',')) {
        throw new IllegalArgumentException("digits = %d, mark = %c, expected 0 to %d, and '.' or ','"
            .formatted(digits, mark, MOST_DIGITS));
      }
    }

    @Override
    public double parse(String text) {
      if (text.isEmpty() || !isNumeric(text)) {
        return Double.NaN;
      }
      try {
        double value = Double.parseDouble(mark == '.' ? text : text.replace(mark, '.'));
        return Double.isFinite(value) ? value : Double.NaN;
      } catch (NumberFormatException _) {
        return Double.NaN;
      }
    }

    /** Whether a text has only characters of a decimal number: Java would also accept "0x1p3", "1d" and "NaN". */
    private boolean isNumeric(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (!((c >= '0' && c <= '9') || c == mark || c == '-' || c == '+' || c == 'e' || c == 'E')) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String format(double value) {
      BigDecimal rounded = rounded(value);
      String text = (fixed || (rounded.signum() == 0 && digits == 0) ? rounded : plain(rounded)).toPlainString();
      return mark == '.' ? text : text.replace('.', mark);
    }

    private static BigDecimal plain(BigDecimal value) {
      BigDecimal stripped = value.stripTrailingZeros();
      return stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped;
    }

    private BigDecimal rounded(double value) {
      return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN);
    }

    @Override
    public double round(double value) {
      if (digits == 0) {
        // Not −0.
        return Math.rint(value) + 0.0;
      }
      if (digits <= MOST_EXACT_POWER) {
        double scale = POWERS[digits];
        double scaled = value * scale;
        double whole = Math.rint(scaled);
        // A product that is not exact may be on the wrong side of a tie; else a quotient of two exact numbers is the
        // double that is nearest to the decimal.
        if (Math.abs(scaled) < MOST_EXACT && Math.abs(Math.abs(scaled - whole) - 0.5) > NEAR_TIE) {
          return whole / scale + 0.0;
        }
      }
      return rounded(value).doubleValue();
    }
  }

  /**
   * A date, as days since 1970-01-01.
   *
   * @param pattern of {@link DateTimeFormatter}, such as uuuu-MM-dd
   * @param formatter the formatter of the pattern
   */
  record Date(String pattern, DateTimeFormatter formatter) implements ValueForm {
    /**
     * {@return the form of a pattern}
     *
     * @param pattern of {@link DateTimeFormatter}
     */
    public static Date of(String pattern) {
      return new Date(pattern, DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
          .withResolverStyle(ResolverStyle.STRICT));
    }

    @Override
    public double parse(String text) {
      try {
        return LocalDate.parse(text, formatter).toEpochDay();
      } catch (DateTimeException _) {
        return Double.NaN;
      }
    }

    @Override
    public String format(double value) {
      return LocalDate.ofEpochDay(Math.round(value)).format(formatter);
    }

    @Override
    public double round(double value) {
      return Math.rint(value);
    }
  }

  /**
   * A date with a time, as seconds since 1970-01-01T00:00, without a time zone.
   *
   * @param pattern of {@link DateTimeFormatter}, such as uuuu-MM-dd HH:mm:ss
   * @param unit seconds to which values are rounded: 86,400, 3,600, 60, 1 or a fraction of a second
   * @param formatter the formatter of the pattern
   */
  record Timestamp(String pattern, double unit, DateTimeFormatter formatter) implements ValueForm {
    private static final double NANOS = 1e9;

    /**
     * {@return the form of a pattern}
     *
     * @param pattern of {@link DateTimeFormatter}
     * @param unit seconds to which values are rounded
     */
    public static Timestamp of(String pattern, double unit) {
      return new Timestamp(pattern, unit, DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
          .withResolverStyle(ResolverStyle.STRICT));
    }

    @Override
    public double parse(String text) {
      try {
        LocalDateTime time = LocalDateTime.parse(text, formatter);
        return time.toEpochSecond(ZoneOffset.UTC) + time.get(ChronoField.NANO_OF_SECOND) / NANOS;
      } catch (DateTimeException _) {
        return Double.NaN;
      }
    }

    @Override
    public String format(double value) {
      double whole = unit < 1 ? value : round(value);
      long seconds = (long) Math.floor(whole);
      // A fraction is rounded by itself: of all seconds since 1970 a double has too few digits to be cut.
      long nanos = Math.round(Math.rint((whole - seconds) / unit) * unit * NANOS);
      return LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC).plusNanos(nanos).format(formatter);
    }

    @Override
    public double round(double value) {
      return Math.rint(value / unit) * unit;
    }
  }
}
