package dev.millrace.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.TableSchema;

/** The schema of a table whose columns are all learnt. */
public final class Schemas {
  private Schemas() {
  }

  public static TableSchema of(Table table) {
    List<ColumnSchema> columns = new ArrayList<>();
    for (Column column : table.columns()) {
      columns.add(switch (column) {
        case Numbers n -> new ColumnSchema(n.name(), ColumnType.NUMBER, n.form(), n.missing(), n.size(), List.of(),
            false, Arrays.stream(n.values()).filter(v -> !Double.isNaN(v)).min().orElse(Double.NaN),
            Arrays.stream(n.values()).filter(v -> !Double.isNaN(v)).max().orElse(Double.NaN), "", "numbers");
        case Words w -> new ColumnSchema(w.name(), ColumnType.CATEGORY, null, w.missing(), w.levels().size(),
            w.levels(), false, Double.NaN, Double.NaN, "", "words");
      });
    }
    return new TableSchema(columns, null);
  }
}
