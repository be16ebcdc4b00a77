package dev.millrace.tables.schema;

import java.util.List;

import dev.millrace.tables.data.ValueForm;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table.
 *
 * @param name as it stands in the file; it may be empty, and two columns may have the same
 * @param type what its values are
 * @param form how numbers, dates and times are written; null for words
 * @param missing number of rows without a value
 * @param distinct number of different values; an estimate in large tables
 * @param levels the words of a category or a truth value, in their order; empty for others
 * @param ordered whether the levels of a category are ordered from low to high
 * @param min the smallest number; NaN for words
 * @param max the greatest number; NaN for words
 * @param pattern an identifier's pattern, or the value of a constant column; empty for others
 * @param why why the column has this type
 */
public record ColumnSchema(String name, ColumnType type, @Nullable ValueForm form, long missing, long distinct,
    List<String> levels, boolean ordered, double min, double max, String pattern, String why) {
  /** Copies the list. */
  public ColumnSchema {
    levels = List.copyOf(levels);
  }
}
