package dev.millrace.tables.schema;

import java.util.List;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Table;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table.
 *
 * @param columns in the order of the file
 * @param label the number of the column by which rows are classed, such as a diagnosis; null if there is none
 */
public record TableSchema(List<ColumnSchema> columns, @Nullable Integer label) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public TableSchema {
    columns = List.copyOf(columns);
    if (label != null && (label < 0 || label >= columns.size())) {
      throw new IllegalArgumentException("label " + label + ", there are " + columns.size() + " columns");
    }
  }

  /** {@return the numbers of the columns that are learnt} A {@link Table} that is read has these columns. */
  public List<Integer> learnt() {
    return IntStream.range(0, columns.size()).filter(c -> columns.get(c).type().isLearnt()).boxed()
        .toList();
  }
}
