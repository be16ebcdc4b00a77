package dev.millrace.tables.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.Elsewhere;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.SchemaJson;
import dev.millrace.tables.schema.TableSchema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TypedSourcesTests {
  private static final String SELECT = "SELECT i AS id, i * 0.5 AS half, CAST(i % 3 AS DECIMAL(9, 2)) AS price, "
      + "DATE '2020-01-01' + CAST(i AS INTEGER) AS day, TIMESTAMP '2020-01-01 00:00:00' + to_minutes(i) AS time, i % 2 = "
      + "0 AS even, CASE WHEN i % 5 = 0 THEN NULL ELSE 'w' || i % 4 END AS word FROM range(100) t(i)";
  private static final List<ColumnType> TYPES = List.of(ColumnType.IDENTIFIER, ColumnType.NUMBER, ColumnType.NUMBER,
      ColumnType.DATE, ColumnType.TIMESTAMP, ColumnType.BOOLEAN, ColumnType.CATEGORY);

  @TempDir
  private Path folder;

  private static void check(String location, SourceOptions options, String format) throws IOException {
    try (TableSource source = TableSource.open(location, options)) {
      TableSchema schema = source.schema();
      assertEquals(TYPES, schema.columns().stream().map(column -> column.type()).toList());
      assertEquals(format, schema.file().format());
      assertEquals(SchemaJson.of(schema), SchemaJson.of(SchemaJson.schema(SchemaJson.of(schema))));
      Table table = source.read(schema);
      assertEquals(100, table.rows());
      assertEquals(49.5, ((Numbers) table.column(0)).values()[99]);
      assertEquals("1.00", table.column(1).text(1));
      assertEquals("2020-04-09", table.column(2).text(99));
      assertEquals("2020-01-01 01:39:00", table.column(3).text(99));
      assertEquals("true", table.column(4).text(2));
      assertEquals(Words.MISSING, ((Words) table.column(5)).codes()[5]);
      assertEquals("w2", table.column(5).text(6));
    }
  }

  @Test
  void readsTypedSources() throws IOException, SQLException {
    Path duck = folder.resolve("a.duckdb");
    Path parquet = folder.resolve("a[1].parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + duck);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t AS " + SELECT);
      statement.execute("COPY t TO '%s' (FORMAT parquet)".formatted(parquet));
    }
    check(duck.toString(), SourceOptions.defaults(), "duckdb");
    check(duck.toString(), SourceOptions.defaults().withQuery("SELECT * FROM t;"), "duckdb");
    check("jdbc:duckdb:" + duck, SourceOptions.defaults(), "duckdb");
    check(parquet.toString(), SourceOptions.defaults(), "parquet");
    try (Elsewhere _ = Elsewhere.registered()) {
      check("jdbc:elsewhere:x", SourceOptions.defaults().withQuery(SELECT), "jdbc");
    }
  }

  @Test
  void keepsDuckDbToTheFileThatWasNamed() throws IOException, SQLException {
    Path duck = folder.resolve("a.duckdb");
    Files.writeString(folder.resolve("secret.csv"), "a,b\n1,2\n");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + duck);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t AS " + SELECT);
      statement.execute("CREATE TABLE \"U v\" AS " + SELECT);
    }
    assertTrue(message(duck, null).contains("has 2 tables (main.\"U v\", main.t); give `query`"));
    assertTrue(message(duck, "SELECT * FROM read_csv('" + folder.resolve("secret.csv") + "')").contains("disabled"));
    assertTrue(message(duck, "SELECT * FROM read_csv('https://example.org/a.csv')").contains(duck.toString()));
    assertTrue(message(duck, "SELECT * FROM nothing").contains("nothing does not exist"));
    assertTrue(message(duck, "SELECT * FROM t WHERE id < 0").contains("the query: has no rows"));
    assertFalse(message(duck, "SELECT 1) TO '" + folder.resolve("x.csv") + "' --").isEmpty());
    assertFalse(Files.exists(folder.resolve("x.csv")));
  }

  private static String message(Path file, @Nullable String query) {
    String message = assertThrows(InvalidInputException.class, () -> {
      try (TableSource _ = TableSource.open(file.toString(), SourceOptions.defaults().withQuery(query))) {
        // Refused before.
      }
    }).getMessage();
    assertFalse(message.contains("\n"), message);
    return message;
  }

  @Test
  void thePasswordComesFromTheEnvironmentIfTheAddressHasNone() {
    assertEquals("geheim", JdbcLoader.properties("jdbc:postgresql:db?user=a", "geheim").getProperty("password"));
    assertEquals(0, JdbcLoader.properties("jdbc:postgresql:db?password=other", "geheim").size());
    assertEquals(0, JdbcLoader.properties("jdbc:postgresql:db", null).size());
  }

  @Test
  void namesTheMissingDriver() {
    String message = message(Path.of("jdbc:postgresql:db?user=a&password=geheim"), "SELECT 1");
    assertTrue(message.contains("org.postgresql:postgresql") && !message.contains("geheim"), message);
  }

  @Test
  void readsParquetOfOthers() throws IOException {
    Path file = folder.resolve("penguins.parquet");
    try (var in = Sets.class.getResourceAsStream("penguins.parquet")) {
      Files.copy(in, file);
    }
    Table expected = Sets.table("penguins");
    try (TableSource source = TableSource.open(file.toString(), SourceOptions.defaults())) {
      Table table = source.read(source.schema());
      for (int c = 0; c < expected.width(); c++) {
        if (expected.column(c) instanceof Numbers numbers) {
          assertArrayEquals(numbers.values(), ((Numbers) table.column(c)).values());
        } else {
          assertArrayEquals(((Words) expected.column(c)).codes(), ((Words) table.column(c)).codes());
        }
      }
    }
  }
}
