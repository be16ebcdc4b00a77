package dev.millrace.runs.rows;

import java.nio.file.Path;

import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * How rows are drawn, all but their seed and their numbers. What is null is as usual for the run; a run refuses what has no
 * meaning for it.
 *
 * @param steps number of steps
 * @param solver a method that takes a given number of steps
 * @param classes the classes that rows have in turn by their number, separated by commas, or any
 * @param guidance weight of guidance w in u + w·(c − u)
 * @param where what rows of a table must be, such as {@code sex=F, age>=60}
 * @param columns the columns of a table that are written, separated by commas
 */
public record RowSettings(@Nullable Integer steps, @Nullable String solver, @Nullable String classes,
    @Nullable Double guidance, @Nullable String where, @Nullable String columns) {
  /** All as usual. */
  public static final RowSettings USUAL = new RowSettings(null, null, null, null, null, null);

  /**
   * Refuses what has a meaning for tables alone.
   *
   * @param kind what the run is of instead, such as "points"
   * @param run the folder of the run, for the message
   * @throws InvalidInputException naming the setting
   */
  public void requireNoneOfTables(String kind, Path run) {
    if (where != null || columns != null) {
      throw new InvalidInputException("`%s`: %s is of %s, which have no such choice; expected a run of tables"
          .formatted(where != null ? "where" : "columns", run, kind));
    }
  }
}
