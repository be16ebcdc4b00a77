package dev.millrace.tables.write;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that are written.
 *
 * @param schema all columns of the table
 * @param indices the numbers of those that are written, in order
 */
public record WrittenColumns(TableSchema schema, List<Integer> indices) {
  private static final int MOST_NAMED = 12;

  /** Copies the list. */
  public WrittenColumns {
    indices = List.copyOf(indices);
  }

  /**
   * {@return the columns that a user names, or all that can be written: free text cannot}
   *
   * @param schema all columns of the table
   * @param names separated by commas, in quotes if they contain one; null for all
   * @throws InvalidInputException naming a column that is unknown, is free text, or is named twice, or if none is left
   */
  public static WrittenColumns of(TableSchema schema, @Nullable String names) {
    List<ColumnSchema> columns = schema.columns();
    if (names == null) {
      List<Integer> all = IntStream.range(0, columns.size())
          .filter(c -> columns.get(c).type() != ColumnType.TEXT).boxed().toList();
      return new WrittenColumns(schema, all);
    }
    List<Integer> chosen = new ArrayList<>();
    for (String name : Names.split(names)) {
      List<Integer> found = schema.named(name);
      if (found.isEmpty()) {
        throw unknown("`columns`", name, columns);
      }
      if (columns.get(found.getFirst()).type() == ColumnType.TEXT) {
        throw new InvalidInputException("`columns` %s: is free text, which is not learnt and cannot be written"
            .formatted(Shown.cut(name)));
      }
      if (chosen.containsAll(found)) {
        throw new InvalidInputException("`columns` %s: is named twice".formatted(Shown.cut(name)));
      }
      chosen.addAll(found);
    }
    return new WrittenColumns(schema, chosen);
  }

  /**
   * {@return the complaint about a name that no column has}
   *
   * @param place the start of the message, such as the option
   * @param name the name
   * @param columns those that there are
   */
  public static InvalidInputException unknown(String place, String name, List<ColumnSchema> columns) {
    List<String> known = columns.stream().map(ColumnSchema::name).toList();
    return new InvalidInputException("%s: no column %s%s".formatted(place, Shown.quoted(name),
        Nearest.of(name, known).map(near -> "; did you mean '" + near + "'?").orElseGet(() -> "; there are "
            + known.stream().limit(MOST_NAMED).map(Shown::cut).collect(Collectors.joining(", "))
            + (known.size() > MOST_NAMED ? ", … (" + known.size() + ")" : ""))));
  }

  /** {@return the columns, in the order in which they are written} */
  public List<ColumnSchema> columns() {
    return indices.stream().map(schema.columns()::get).toList();
  }

  /** {@return the free text that is left out, by name} */
  public List<String> leftOut() {
    return schema.columns().stream().filter(column -> column.type() == ColumnType.TEXT).map(ColumnSchema::name)
        .toList();
  }

  /**
   * {@return the names for files in which names must differ, also by more than capital letters, and must not be empty}
   */
  List<String> uniqueNames() {
    Set<String> taken = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (int c = 0; c < indices.size(); c++) {
      String name = schema.columns().get(indices.get(c)).name();
      String base = name.isEmpty() ? "column" + (indices.get(c) + 1) : name;
      String unique = base;
      for (int k = 2; !taken.add(unique.toLowerCase(Locale.ROOT)); k++) {
        unique = base + "_" + k;
      }
      names.add(unique);
    }
    return names;
  }
}
