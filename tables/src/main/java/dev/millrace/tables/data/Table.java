package dev.millrace.tables.data;

import java.util.List;

/**
 * A table in memory.
 *
 * @param columns its columns, of equal length; at least one
 */
public record Table(List<Column> columns) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no column, or their lengths differ
   */
  public Table {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a table without columns");
    }
    int size = columns.getFirst().size();
    for (Column column : columns) {
      if (column.size() != size) {
        throw new IllegalArgumentException(
            "column %s has %d rows, the first has %d".formatted(column.name(), column.size(), size));
      }
    }
  }

  /** {@return the number of rows} */
  public int rows() {
    return columns.getFirst().size();
  }

  /** {@return the number of columns} */
  public int width() {
    return columns.size();
  }

  /**
   * {@return a column}
   *
   * @param index from 0
   */
  public Column column(int index) {
    return columns.get(index);
  }

  /**
   * {@return some rows}
   *
   * @param rows their numbers, in any order and with repetition
   */
  public Table rows(int[] rows) {
    return new Table(columns.stream().map(column -> column.rows(rows)).toList());
  }
}
