package dev.millrace.runs.shared;

import java.io.Serializable;

/**
 * A column of rows that lie on several machines. A value is null, or a {@link Long}, {@link Float}, {@link Double}, {@link
 * java.math.BigDecimal}, {@link Boolean}, {@link String}, {@link java.time.LocalDate} or {@link java.time.LocalDateTime}.
 *
 * @param name the name, which may have any characters
 * @param type the type in SQL: one of the whole numbers TINYINT, SMALLINT, INTEGER and BIGINT; FLOAT, DOUBLE, DECIMAL(p,s),
 *     BOOLEAN, VARCHAR, DATE; or TIMESTAMP, also WITH TIME ZONE, of which a value is the time in UTC
 */
public record SharedColumn(String name, String type) implements Serializable {
  /** {@return whether its values are numbers} */
  public boolean isNumeric() {
    return type.endsWith("INT") || type.equals("INTEGER") || type.equals("FLOAT") || type.equals("DOUBLE")
        || type.startsWith("DECIMAL");
  }
}
