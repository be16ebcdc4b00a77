package dev.millrace.tables.write;

import java.util.List;
import java.util.Set;

import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.schema.ColumnSchema;

/** The types of DuckDB that columns are written as. */
enum SqlType {
  BIGINT, DOUBLE, BOOLEAN, DATE, TIMESTAMP, VARCHAR;

  private static final Set<String> TRUTH = Set.of("true", "false");

  /** Whether words are those of truth values in JSON and SQL. */
  static boolean isTruth(List<String> levels) {
    return !levels.isEmpty() && TRUTH.containsAll(levels);
  }

  static SqlType of(ColumnSchema column) {
    return switch (column.form()) {
      case ValueForm.Decimal form -> form.digits() == 0 ? BIGINT : DOUBLE;
      case ValueForm.Date _ -> DATE;
      case ValueForm.Timestamp _ -> TIMESTAMP;
      case null -> isTruth(column.levels()) ? BOOLEAN : VARCHAR;
    };
  }
}
