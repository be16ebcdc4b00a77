package dev.millrace.tables.schema;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a user decides about a column; null leaves the decision to what the values look like.
 *
 * @param type what its values are
 * @param form the pattern of dates and times, such as dd.MM.uuuu
 * @param marks the texts that stand for a missing value, beside the empty one
 * @param levels the words of a category, in their order, or the words for false and true
 * @param ordered whether the levels are ordered from low to high
 * @param pattern of an identifier
 */
public record ColumnChoice(@Nullable ColumnType type, @Nullable String form, @Nullable List<String> marks,
    @Nullable List<String> levels, boolean ordered, @Nullable String pattern) {
  /** Nothing is decided. */
  public static final ColumnChoice NONE = new ColumnChoice(null, null, null, null, false, null);

  /** Copies the lists. */
  public ColumnChoice {
    marks = marks == null ? null : List.copyOf(marks);
    levels = levels == null ? null : List.copyOf(levels);
  }
}
