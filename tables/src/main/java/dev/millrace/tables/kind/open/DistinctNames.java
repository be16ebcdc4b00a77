package dev.millrace.tables.kind.open;

import java.util.stream.IntStream;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.TableSchema;

/** Names by which figures and pictures can tell columns apart: with the number in the file where there is none, or two. */
public final class DistinctNames {
  private DistinctNames() {
  }

  /**
   * {@return the same rows under names that differ}
   *
   * @param schema all columns of the file
   * @param learnt the columns that are learnt
   */
  public static Table in(TableSchema schema, Table learnt) {
    return new Table(IntStream.range(0, learnt.width())
        .mapToObj(c -> named(learnt.column(c), name(schema, schema.learnt().get(c)))).toList());
  }

  private static String name(TableSchema schema, int c) {
    String name = schema.columns().get(c).name();
    if (name.isBlank()) {
      return "(column " + (c + 1) + ")";
    }
    return schema.columns().stream().filter(column -> column.name().equals(name)).count() > 1
        ? name + " (" + (c + 1) + ")"
        : name;
  }

  private static Column named(Column column, String name) {
    return switch (column) {
      case Numbers numbers -> new Numbers(name, numbers.values(), numbers.form());
      case Words words -> new Words(name, words.codes(), words.levels());
    };
  }
}
