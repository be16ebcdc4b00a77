package dev.millrace.runs.shared;

import java.io.Serializable;
import java.util.List;

/**
 * A column of rows that lie on several machines. A value is null, or a {@link Long}, {@link Float}, {@link Double}, {@link
 * java.math.BigDecimal}, {@link Boolean}, {@link String}, {@link java.time.LocalDate}, {@link java.time.LocalDateTime}, or an
 * array of float or byte.
 *
 * @param name the name, which may have any characters
 * @param type the type in SQL: one of the whole numbers TINYINT, SMALLINT, INTEGER and BIGINT; FLOAT, DOUBLE, DECIMAL(p,s),
 *     BOOLEAN, VARCHAR, DATE; or TIMESTAMP, also WITH TIME ZONE, of which a value is the time in UTC;
 *     or FLOAT[] or BLOB, an array of floats or of bytes
 * @param shape the shape of the arrays, if it is known
 */
public record SharedColumn(String name, String type, List<Integer> shape) implements Serializable {
  /** Copies the list. */
  public SharedColumn {
    shape = List.copyOf(shape);
  }

  /**
   * A column whose values are no arrays of a known shape.
   *
   * @param name the name, which may have any characters
   * @param type the type in SQL
   */
  public SharedColumn(String name, String type) {
    this(name, type, List.of());
  }

  /** {@return whether its values are arrays} */
  public boolean isArray() {
    return type.endsWith("[]") || type.equals("BLOB");
  }

  /** {@return whether its values are numbers} */
  public boolean isNumeric() {
    return type.endsWith("INT") || type.equals("INTEGER") || type.equals("FLOAT") || type.equals("DOUBLE")
        || type.startsWith("DECIMAL");
  }
}
