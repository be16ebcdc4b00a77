package dev.millrace.tables.kind.open;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.read.SourceOptions;
import dev.millrace.tables.read.TableSource;
import dev.millrace.tables.schema.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DistinctNamesTests {
  @Test
  void columnsWithoutANameOfTheirOwnHaveTheirNumberInTheFile(@TempDir Path folder) throws IOException {
    String row = "same,%d.5,%s,%d,%d.25\n";
    StringBuilder text = new StringBuilder("constant,place,place,,size\n");
    for (int i = 0; i < 40; i++) {
      text.append(row.formatted(i, i % 3 == 0 ? "Bern" : "Basel", i % 2, i));
    }
    Path file = Files.writeString(folder.resolve("t.csv"), text, StandardCharsets.UTF_8);
    try (TableSource source = TableSource.open(file.toString(), SourceOptions.defaults())) {
      TableSchema schema = source.schema();
      Table rows = source.read(schema);
      Table named = DistinctNames.in(schema, rows);
      assertEquals(List.of("place (2)", "place (3)", "(column 4)", "size"),
          named.columns().stream().map(Column::name).toList());
      assertEquals(rows.column(1).text(7), named.column(1).text(7));
    }
  }
}
