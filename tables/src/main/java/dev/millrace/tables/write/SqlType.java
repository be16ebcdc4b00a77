package dev.millrace.tables.write;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.schema.ColumnSchema;

/** The types of DuckDB that columns are written as. */
enum SqlType {
  BIGINT,
  DOUBLE,
  BOOLEAN,
  DATE,
  TIMESTAMP,
  VARCHAR;

  /** Types that rows of files and databases have, and to which values can be converted. */
  private static final Pattern STORED = Pattern.compile("U?(TINY|SMALL|BIG)INT|U?INTEGER|HUGEINT|FLOAT|DOUBLE"
      + "|DECIMAL\\(\\d+, ?\\d+\\)|DATE|TIMESTAMP(_S|_MS|_NS)?|BOOLEAN|UUID");
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

  /** The type in which a column is written: that in which it came in, if that is more than text. */
  static String written(ColumnSchema column) {
    return STORED.matcher(column.stored()).matches() ? column.stored() : of(column).name();
  }
}
