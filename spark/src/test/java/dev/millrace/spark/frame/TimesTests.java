package dev.millrace.spark.frame;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.TimeZone;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

@Tag("spark")
class TimesTests {
  /** A time of a zone is that of UTC, wherever the executor is. */
  @Test
  void valuesOfSparkAreWrittenAsTheRunHasThem() {
    TimeZone here = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    try {
      Instant instant = Instant.parse("2024-07-02T03:04:05.5Z");
      LocalDateTime time = LocalDateTime.parse("2024-07-02T03:04:05.5");
      requireBothWays(DataTypes.TimestampType, true, instant, "dd.MM.uuuu HH:mm:ss.S", "02.07.2024 03:04:05.5");
      requireBothWays(DataTypes.TimestampType, false, Timestamp.from(instant), "uuuu-MM-dd HH:mm:ss.S",
          "2024-07-02 03:04:05.5");
      requireBothWays(DataTypes.TimestampNTZType, false, time, "uuuu-MM-dd'T'HH:mm:ss.S", "2024-07-02T03:04:05.5");
      requireBothWays(DataTypes.DateType, true, LocalDate.of(2024, 7, 2), "d MMM uuuu", "2 Jul 2024");
      requireBothWays(DataTypes.DateType, false, Date.valueOf("2024-07-02"), "uuuu-MM-dd", "2024-07-02");
    } finally {
      TimeZone.setDefault(here);
    }
  }

  private static void requireBothWays(DataType type, boolean java8, Object value, String pattern, String text) {
    Times times = new Times(type, pattern, java8);
    assertEquals(text, times.text(value));
    assertEquals(value, times.value(text));
  }
}
