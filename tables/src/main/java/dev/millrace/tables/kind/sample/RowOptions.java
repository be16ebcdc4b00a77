package dev.millrace.tables.kind.sample;

import org.jspecify.annotations.Nullable;

/**
 * Which rows of a table are sampled, beside what all kinds have.
 *
 * @param where what rows must be, such as {@code sex=F, age>=60}; empty for any
 * @param columns the columns that are written, separated by commas; all if null
 * @param balanced whether all levels of the label are equally frequent
 * @param safeCsv whether words of a CSV file that a spreadsheet would take for a formula are written as text
 */
public record RowOptions(String where, @Nullable String columns, boolean balanced, boolean safeCsv) {
  /** Any rows with all columns. */
  public static final RowOptions ALL = new RowOptions("", null, false, false);
}
