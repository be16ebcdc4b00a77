package dev.millrace.tables.read;

import java.util.List;

import dev.millrace.tables.data.ValueForm;

/** How texts become numbers in DuckDB, as {@link ValueForm#parse} does it. */
final class Sql {
  private static final String GREATEST = "1.7976931348623157e308";
  private static final double MICROS = 1e6;
  private static final long MICROS_OF_DAY = 86_400_000_000L;

  private Sql() {
  }

  /** The number of a text; null if it has another form. */
  static String number(String column, ValueForm form) {
    return switch (form) {
      case ValueForm.Decimal decimal -> {
        boolean comma = decimal.mark() == ',';
        String cast = comma
            ? "TRY_CAST(replace(%s, ',', '.') AS DOUBLE)".formatted(column)
            : "TRY_CAST(%s AS DOUBLE)".formatted(column);
        String foreign = comma
            ? "contains(%1$s, '_') OR contains(%1$s, '.')".formatted(column)
            : "contains(%s, '_')".formatted(column);
        yield "CASE WHEN %s THEN NULL WHEN abs(%s) <= %s THEN %s END".formatted(foreign, cast, GREATEST, cast);
      }
      case ValueForm.Date date -> "CAST(epoch_us(%s) // %d AS DOUBLE)".formatted(time(column, date.pattern()),
          MICROS_OF_DAY);
      case ValueForm.Timestamp timestamp ->
        "epoch_us(%s) / %s".formatted(time(column, timestamp.pattern()), MICROS);
    };
  }

  /** The time of a text, null unless the text is exactly what the pattern makes of it. */
  static String time(String column, String pattern) {
    String form = Database.literal(DateForms.duck(pattern));
    String time = "try_strptime(%s, %s)".formatted(column, form);
    return "CASE WHEN strftime(%s, %s) = %s THEN %s END".formatted(time, form, column, time);
  }

  /** Whether a text is a value, not one of the marks. */
  static String present(String column, List<String> marks) {
    return marks.isEmpty()
        ? column + " IS NOT NULL"
        : "%s IS NOT NULL AND %s NOT IN (%s)".formatted(column, column, Database.literals(marks));
  }
}
