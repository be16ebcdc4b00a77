package dev.millrace.tables.read;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/** Puts rows of values that have types into a database, as {@link TypedLoader} does those of a file. */
final class RowLoader {
  private RowLoader() {
  }

  /** Gives rows one by one. */
  @FunctionalInterface
  interface Rows {
    /** The values of the next row; null at the end. */
    @Nullable
    Object @Nullable [] next() throws SQLException;
  }

  /**
   * Makes the table {@code data}.
   *
   * @param names of the columns
   * @param types of the columns, in SQL
   * @param rows a value for each column: null, a {@link Boolean}, {@link Long}, {@link Float}, {@link Double}, {@link
   *     BigDecimal}, {@link LocalDate}, {@link LocalDateTime} or {@link String}
   * @param place the start of messages
   * @param format of the source
   */
  static Loaded load(Database database, List<String> names, List<String> types, Rows rows, String place, String format)
      throws SQLException {
    database.execute("CREATE TABLE raw (%s)".formatted(IntStream.range(0, types.size())
        .mapToObj(c -> "r%d %s".formatted(c, kept(types.get(c)))).collect(Collectors.joining(", "))));
    try (DuckDBAppender appender = database.connection().createAppender("raw")) {
      for (var row = rows.next(); row != null; row = rows.next()) {
        appender.beginRow();
        for (Object value : row) {
          append(appender, value);
        }
        appender.endRow();
      }
    }
    Loaded loaded = TypedLoader.load(database, "raw", place, format);
    database.execute("DROP TABLE raw");
    return new Loaded(names, types, loaded.form(), loaded.notes());
  }

  /** The type in which values are appended: numbers are wide, and times have no zone. */
  private static String kept(String type) {
    return type.endsWith("INT") || type.equals("INTEGER")
        ? "BIGINT"
        : type.equals("FLOAT") ? "DOUBLE" : type.startsWith("TIMESTAMP") ? "TIMESTAMP" : type;
  }

  private static void append(DuckDBAppender appender, @Nullable Object value) throws SQLException {
    switch (value) {
      case null -> appender.appendNull();
      case Boolean truth -> appender.append(truth);
      case Long whole -> appender.append(whole);
      // The decimal number that is meant, not the nearest of the coarser floats.
      case Float number -> appender.append(Float.isFinite(number) ? Double.parseDouble(number.toString()) : Double.NaN);
      case Double number -> appender.append(number);
      case BigDecimal number -> appender.append(number);
      case LocalDate day -> appender.append(day);
      case LocalDateTime time -> appender.append(time);
      case String text -> appender.append(text);
      default -> throw new IllegalArgumentException("a value of " + value.getClass());
    }
  }
}
