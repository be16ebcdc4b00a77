package dev.millrace.tables.schema;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a user decides about a table, as a schema's file says it.
 *
 * @param place the start of messages, such as the name of the file
 * @param columns what is decided about columns; those of the same name in the order in which the table has them
 * @param label the name of the column by which rows are classed; null for none
 * @param constraints what must hold in each row; null for what is found
 */
public record SchemaChoices(String place, List<Named> columns, @Nullable String label,
    @Nullable List<String> constraints) {
  /** Nothing is decided. */
  public static final SchemaChoices NONE = new SchemaChoices("", List.of(), null, null);

  /**
   * What is decided about a column.
   *
   * @param name of the column
   * @param line in the file; 0 if there is none
   * @param choice what is decided
   */
  public record Named(String name, int line, ColumnChoice choice) {
    /** {@return whether a file decides it, so that a user can change it there} */
    public boolean isInFile() {
      return line > 0;
    }
  }

  /** Copies the lists. */
  public SchemaChoices {
    columns = List.copyOf(columns);
    constraints = constraints == null ? null : List.copyOf(constraints);
  }

  /**
   * {@return the same with another label}
   *
   * @param newLabel the name of a column; null for none
   */
  public SchemaChoices withLabel(@Nullable String newLabel) {
    return new SchemaChoices(place, columns, newLabel, constraints);
  }
}
