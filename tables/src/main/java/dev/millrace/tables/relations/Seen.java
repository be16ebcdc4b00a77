package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.millrace.tables.data.Table;
import org.jspecify.annotations.Nullable;

/**
 * Columns of which only such combinations of values occur as occurred in the rows that were learnt.
 *
 * @param columns their numbers
 * @param combinations numbers as Double, words as String, null for a missing value
 */
public record Seen(List<Integer> columns, Set<List<@Nullable Object>> combinations) {
  /** Copies both. */
  public Seen {
    columns = List.copyOf(columns);
    combinations = Collections.unmodifiableSet(new LinkedHashSet<>(combinations));
  }

  static Seen of(Table table, List<Integer> columns) {
    Set<List<@Nullable Object>> combinations = new LinkedHashSet<>();
    for (int row = 0; row < table.rows(); row++) {
      combinations.add(key(table, columns, row));
    }
    return new Seen(columns, combinations);
  }

  /**
   * {@return the values of a row: numbers as Double, words as String, null for a missing value}
   *
   * @param table the rows
   * @param columns the numbers of the columns
   * @param row from 0
   */
  public static List<@Nullable Object> key(Table table, List<Integer> columns, int row) {
    List<@Nullable Object> key = new ArrayList<>();
    for (int c : columns) {
      key.add(Lookup.value(table.column(c), row));
    }
    return key;
  }

  boolean holds(Table table, int row) {
    return combinations.contains(key(table, columns, row));
  }
}
