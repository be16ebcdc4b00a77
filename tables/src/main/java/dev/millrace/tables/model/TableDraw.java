package dev.millrace.tables.model;

import java.util.Set;

import dev.millrace.tables.data.Table;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are asked of a model.
 *
 * @param count number of rows, 0 or more
 * @param given the columns of the model in as many rows: values that are there are kept, and those that are missing are
 *     drawn; null if nothing is given, not even the label, whose levels are then drawn by their frequencies
 * @param missing the numbers of columns that are missing in all rows; those in which the model knows no missing values
 *     are drawn
 * @param options how they are drawn
 */
public record TableDraw(int count, @Nullable Table given, Set<Integer> missing, SampleOptions options) {
  /** Copies the set. */
  public TableDraw {
    missing = Set.copyOf(missing);
  }

  /**
   * {@return any rows}
   *
   * @param count number of rows, 0 or more
   * @param options how they are drawn
   */
  public static TableDraw any(int count, SampleOptions options) {
    return new TableDraw(count, null, Set.of(), options);
  }

  /**
   * {@return rows of which something is known}
   *
   * @param given the columns of the model
   * @param missing the numbers of columns that are missing in all rows
   * @param options how they are drawn
   */
  public static TableDraw of(Table given, Set<Integer> missing, SampleOptions options) {
    return new TableDraw(given.rows(), given, missing, options);
  }

  /** Some of these rows. */
  TableDraw rows(int from, int rows) {
    return new TableDraw(rows, given == null ? null : Parts.rows(given, from, rows), missing,
        options.withOffset(options.offset() + from));
  }
}
