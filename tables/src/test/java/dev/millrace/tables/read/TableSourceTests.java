package dev.millrace.tables.read;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class TableSourceTests {
  @TempDir
  private Path folder;

  /** The tests' own reader is a second implementation. */
  @ParameterizedTest
  @ValueSource(strings = {"iris", "wine", "penguins", "concrete", "breast_cancer"})
  void readsThePublicTables(String name) throws IOException {
    Path file = folder.resolve(name + ".csv");
    try (var in = Sets.class.getResourceAsStream(name + ".csv")) {
      Files.copy(in, file);
    }
    Table expected = Sets.table(name);
    try (TableSource source = TableSource.open(file.toString(), SourceOptions.defaults())) {
      TableSchema schema = source.schema();
      Table table = source.read(schema);
      assertEquals(expected.width(), table.width());
      for (int c = 0; c < table.width(); c++) {
        switch (expected.column(c)) {
          case Numbers numbers -> {
            assertArrayEquals(numbers.values(), ((Numbers) table.column(c)).values());
            assertEquals(((dev.millrace.tables.data.ValueForm.Decimal) numbers.form()).digits(),
                ((dev.millrace.tables.data.ValueForm.Decimal) ((Numbers) table.column(c)).form()).digits());
          }
          case Words words -> {
            assertArrayEquals(words.codes(), ((Words) table.column(c)).codes());
            assertEquals(words.levels(), ((Words) table.column(c)).levels());
          }
        }
        assertEquals(expected.column(c).missing(), schema.columns().get(c).missing());
      }
    }
  }

  @Test
  void findsTypes() throws IOException {
    StringBuilder text = new StringBuilder("id;zip;price;day;when;ok;colour;note;same;\uD83D\uDE00\n");
    for (int r = 0; r < 200; r++) {
      text.append(
          "%d;%05d;%d,%d5;%02d.%02d.2020;2020-01-%02dT%02d:30:00;%s;%s;%s;x;%s\n".formatted(r + 7, r % 50, r % 90,
              r % 10, r % 28 + 1, r % 12 + 1, r % 28 + 1, r % 24, r % 3 == 0 ? "yes" : "no",
              List.of("red", "green", "blue").get(
                  r % 3),
              "the customer number " + r + " was not at home", r % 7 == 0 ? "NA" : r % 30));
    }
    TableSchema schema = schema(text.toString());
    assertEquals(List.of(ColumnType.IDENTIFIER, ColumnType.CATEGORY, ColumnType.NUMBER, ColumnType.DATE,
        ColumnType.TIMESTAMP, ColumnType.BOOLEAN, ColumnType.CATEGORY, ColumnType.TEXT, ColumnType.CONSTANT,
        ColumnType.NUMBER), schema.columns().stream().map(column -> column.type()).toList());
    assertEquals("sequence from 207", schema.columns().getFirst().pattern());
    assertEquals(29, schema.columns().get(9).missing());
  }

  private TableSchema schema(String text) throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, text, StandardCharsets.UTF_8);
    try (TableSource source = TableSource.open(file.toString(), SourceOptions.defaults())) {
      return source.schema();
    }
  }
}
