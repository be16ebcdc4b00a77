package dev.millrace.spark.frame;

import java.io.Serializable;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;

import dev.millrace.runs.rows.RowColumn;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A column of dates or times, which a run of a table knows by the form in which its file had them. Times of a zone are those
 * of UTC.
 *
 * @param type the type that Spark has for them
 * @param pattern of {@link DateTimeFormatter}, as the run has it
 * @param java8 whether Spark gives dates and instants as the classes of {@code java.time}
 */
record Times(DataType type, String pattern, boolean java8) implements Serializable {
  /** {@return the form of a column that a run knows as dates or times too; null for others} */
  static @Nullable Times of(DataType type, RowColumn learnt, JsonNode schema, boolean java8) {
    String form = switch (type) {
      case DateType _ -> "date";
      case TimestampNTZType _,TimestampType _ -> "timestamp";
      default -> "";
    };
    if (!form.equals(learnt.type())) {
      return null;
    }
    for (JsonNode column : schema.path("columns")) {
      if (column.path("name").asString().equals(learnt.name())) {
        return new Times(type, column.path("form").path(form.equals("date") ? form : "time").asString(), java8);
      }
    }
    return null;
  }

  private DateTimeFormatter formatter() {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
  }

  /** {@return a value as the file of the run would have it} */
  String text(Object value) {
    return formatter().format(switch (value) {
      case LocalDate date -> date;
      case Date date -> date.toLocalDate();
      case LocalDateTime time -> time;
      case Timestamp time -> LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC);
      case Instant time -> LocalDateTime.ofInstant(time, ZoneOffset.UTC);
      default -> throw new IllegalArgumentException("no date or time: " + value);
    });
  }

  /** {@return the value that a text of the file is for Spark} */
  Object value(String text) {
    if (type instanceof DateType) {
      LocalDate date = LocalDate.parse(text, formatter());
      return java8 ? date : Date.valueOf(date);
    }
    LocalDateTime time = LocalDateTime.parse(text, formatter());
    if (type instanceof TimestampNTZType) {
      return time;
    }
    Instant instant = time.toInstant(ZoneOffset.UTC);
    return java8 ? instant : Timestamp.from(instant);
  }
}
