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
 * @param file the form of the file that the table comes from
 * @param constraints what must hold in each row, one constraint each, as it stands in the schema's file
 */
public record TableSchema(List<ColumnSchema> columns, @Nullable Integer label, FileForm file,
    List<String> constraints) {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public TableSchema {
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
    if (label != null && (label < 0 || label >= columns.size())) {
      throw new IllegalArgumentException("label " + label + ", there are " + columns.size() + " columns");
    }
  }

  /**
   * The columns of a plain CSV file, without constraints.
   *
   * @param columns in the order of the file
   * @param label the number of the column by which rows are classed; null if there is none
   */
  public TableSchema(List<ColumnSchema> columns, @Nullable Integer label) {
    this(columns, label, FileForm.CSV, List.of());
  }

  /** {@return the numbers of the columns that are learnt} A {@link Table} that is read has these columns. */
  public List<Integer> learnt() {
    return IntStream.range(0, columns.size()).filter(c -> columns.get(c).type().isLearnt()).boxed()
        .toList();
  }

  /**
   * {@return the columns of a name, or the one whose number it is, such as {@code #3} for the third}
   *
   * @param name a name, which several columns may have, or a number
   */
  public List<Integer> named(String name) {
    List<Integer> named = IntStream.range(0, columns.size()).filter(c -> columns.get(c).name().equals(name)).boxed()
        .toList();
    return named.isEmpty()
        ? IntStream.range(0, columns.size()).filter(c -> name.equals("#" + (c + 1))).boxed().toList()
        : named;
  }

  /**
   * {@return the same with another label}
   *
   * @param newLabel the number of the column; null for none
   */
  public TableSchema withLabel(@Nullable Integer newLabel) {
    return new TableSchema(columns, newLabel, file, constraints);
  }

  /**
   * {@return the same with other columns}
   *
   * @param newColumns as many, in the order of the file
   */
  public TableSchema withColumns(List<ColumnSchema> newColumns) {
    return new TableSchema(newColumns, label, file, constraints);
  }

  /**
   * {@return the same with other constraints}
   *
   * @param newConstraints what must hold in each row
   */
  public TableSchema withConstraints(List<String> newConstraints) {
    return new TableSchema(columns, label, file, newConstraints);
  }
}
