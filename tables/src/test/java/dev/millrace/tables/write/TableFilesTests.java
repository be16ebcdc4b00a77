package dev.millrace.tables.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import de.siegmar.fastcsv.reader.CsvReader;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.Npy;
import dev.millrace.tables.Schemas;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.FileForm;
import dev.millrace.tables.schema.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TableFilesTests {
  private static final Table PENGUINS = Sets.table("penguins");

  @TempDir
  Path folder = Path.of("");

  private static byte[] bytes(String ending, TableSchema schema, Table rows, boolean safe) throws IOException {
    TableFiles files = new TableFiles(WrittenColumns.of(schema, null), safe);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    files.body(ending, "rows" + ending, inBlocks(rows)).writeTo(out);
    return out.toByteArray();
  }

  /** Blocks of odd sizes, the first of them empty. */
  private static Blocks inBlocks(Table rows) {
    return sink -> {
      sink.accept(rows.rows(new int[0]));
      for (int from = 0; from < rows.rows(); from += 101) {
        sink.accept(rows.rows(IntStream.range(from, Math.min(rows.rows(), from + 101)).toArray()));
      }
    };
  }

  private static String text(String ending, TableSchema schema, Table rows) throws IOException {
    return new String(bytes(ending, schema, rows, false), StandardCharsets.UTF_8);
  }

  @Test
  void csvHasTheTextsOfTheTable() throws IOException {
    List<List<String>> lines = new ArrayList<>();
    CsvReader.builder().ofCsvRecord(text(".csv", Schemas.of(PENGUINS), PENGUINS))
        .forEach(line -> lines.add(line.getFields()));
    assertEquals(PENGUINS.columns().stream().map(c -> c.name()).toList(), lines.getFirst());
    assertEquals(PENGUINS.rows() + 1, lines.size());
    for (int row = 0; row < PENGUINS.rows(); row++) {
      int r = row;
      assertEquals(PENGUINS.columns().stream().map(c -> c.text(r)).toList(), lines.get(row + 1));
    }
  }

  @Test
  void parquetHasTheValuesAndTypesOfTheTable() throws IOException, SQLException {
    Path file = folder.resolve("rows.parquet");
    AtomicFile.write(file, out -> out.write(bytes(".parquet", Schemas.of(PENGUINS), PENGUINS, false)));
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var sql = connection.createStatement();
        ResultSet found = sql.executeQuery("SELECT * FROM '" + file + "'")) {
      int rows = 0;
      while (found.next()) {
        for (int c = 0; c < PENGUINS.width(); c++) {
          Object value = found.getObject(c + 1);
          if (PENGUINS.column(c).isMissing(rows)) {
            assertEquals(null, value);
          } else if (PENGUINS.column(c) instanceof Numbers numbers) {
            assertEquals(numbers.values()[rows], ((Number) value).doubleValue());
          } else {
            assertEquals(PENGUINS.column(c).text(rows), value);
          }
        }
        rows++;
      }
      assertEquals(PENGUINS.rows(), rows);
      assertEquals("BIGINT", found.getMetaData().getColumnTypeName(6));
    }
  }

  @Test
  void typesOfParquetAreThoseThatCameIn() throws IOException, SQLException {
    ValueForm.Date date = ValueForm.Date.of("dd.MM.uuuu");
    Table rows = new Table(List.of(new Numbers("a", new double[]{3, Double.NaN}, ValueForm.Decimal.INTEGER),
        new Numbers("A", new double[]{1.25, -0.5}, new ValueForm.Decimal(2, true, ',')),
        new Numbers("", new double[]{date.parse("31.12.1969"), date.parse("29.02.2024")}, date),
        new Words("a", new int[]{1, 0}, List.of("false", "true")),
        new Numbers("t\"", new double[]{0.5, 86400}, ValueForm.Timestamp.of("uuuu-MM-dd HH:mm:ss.S", 0.1))));
    List<String> stored = List.of("SMALLINT", "FLOAT", "DATE", "BOOLEAN", "VARCHAR");
    List<ColumnSchema> columns = new ArrayList<>();
    for (int c = 0; c < rows.width(); c++) {
      columns.add(new ColumnSchema(rows.column(c).name(), c == 3 ? ColumnType.BOOLEAN : ColumnType.NUMBER,
          rows.column(c) instanceof Numbers n ? n.form() : null, 0, 2, c == 3 ? List.of("false", "true") : List.of(),
          false, 0, 1, "", "", List.of(), Map.of(), "", stored.get(c)));
    }
    Path file = folder.resolve("rows.parquet");
    TableSchema schema = new TableSchema(columns, null);
    AtomicFile.write(file, out -> out.write(bytes(".parquet", schema, rows, false)));
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var sql = connection.createStatement();
        ResultSet found = sql.executeQuery("SELECT * FROM '" + file + "'")) {
      List<String> names = new ArrayList<>();
      List<String> types = new ArrayList<>();
      for (int c = 1; c <= 5; c++) {
        names.add(found.getMetaData().getColumnName(c));
        types.add(found.getMetaData().getColumnTypeName(c));
      }
      assertEquals(List.of("SMALLINT", "FLOAT", "DATE", "BOOLEAN", "TIMESTAMP"), types);
      assertEquals(List.of("a", "A_2", "column3", "a_3", "t\""), names);
      assertTrue(found.next());
      assertEquals("1969-12-31", found.getString(3));
      assertEquals("1970-01-01 00:00:00.5", found.getString(5));
    }
    JsonNode first = JsonMapper.shared().readTree(text(".jsonl", schema, rows).lines().findFirst().orElseThrow());
    assertEquals("{\"a\":3,\"A_2\":1.25,\"column3\":\"31.12.1969\",\"a_3\":true,\"t\\\"\":\"1970-01-01 00:00:00.5\"}",
        first.toString());
  }

  @Test
  void csvKeepsTheFormOfTheFile() throws IOException {
    Table rows = new Table(
        List.of(new Numbers("preis", new double[]{1.5, Double.NaN}, new ValueForm.Decimal(2, true, ',')),
            new Words("ort", new int[]{0, 1}, List.of("a;b", " Zürich \"West\""))));
    List<ColumnSchema> columns = new ArrayList<>(Schemas.of(rows).columns());
    ColumnSchema price = columns.getFirst();
    columns.set(0, new ColumnSchema(price.name(), price.type(), price.form(), 1, 1, List.of(), false, 0, 1, "", "",
        List.of("NA"), Map.of(), "", "VARCHAR"));
    TableSchema schema = new TableSchema(columns, null, new FileForm("csv", ';', "ISO-8859-1", true), List.of());
    assertEquals("preis;ort\n1,50;\"a;b\"\nNA;\" Zürich \"\"West\"\"\"\n",
        new String(bytes(".csv", schema, rows, false), StandardCharsets.ISO_8859_1));
  }

  @Test
  void aSingleColumnKeepsItsMissingRows() throws IOException {
    Table rows = new Table(List.of(new Words("a", new int[]{0, -1, 0}, List.of("x"))));
    assertEquals("a\nx\n\"\"\nx\n", text(".csv", Schemas.of(rows), rows));
    assertEquals("{\"a\":\"x\"}\n{\"a\":null}\n{\"a\":\"x\"}\n", text(".jsonl", Schemas.of(rows), rows));
  }

  @Test
  void formulasAreTextIfThatIsAskedForButNumbersStayNumbers() throws IOException {
    Table rows = new Table(List.of(new Words("=w", new int[]{0, 1, 2, 3}, List.of("=1+1", "@x", "a=b", "-2")),
        new Numbers("n", new double[]{-1, 2, 3, 4}, ValueForm.Decimal.INTEGER)));
    TableSchema schema = Schemas.of(rows);
    assertEquals("'=w,n\n'=1+1,-1\n'@x,2\na=b,3\n'-2,4\n",
        new String(bytes(".csv", schema, rows, true), StandardCharsets.UTF_8));
    assertFalse(text(".csv", schema, rows).contains("'"));
  }

  @Test
  void npyHoldsNumbersOnly() throws IOException {
    Table numbers = new Table(PENGUINS.columns().stream().filter(Numbers.class::isInstance).toList());
    Path file = folder.resolve("n.npy");
    AtomicFile.write(file, out -> out.write(bytes(".npy", Schemas.of(numbers), numbers, false)));
    var read = Npy.read(file);
    assertEquals(List.of(PENGUINS.rows(), 4), read.shape());
    assertEquals(
        Arrays.toString(IntStream.range(0, 344).mapToObj(r -> (float) ((Numbers) numbers.column(2)).values()[r])
            .toArray()),
        Arrays.toString(IntStream.range(0, 344).mapToObj(r -> read.values()[4 * r + 2]).toArray()));
    var refused = assertThrows(InvalidInputException.class,
        () -> bytes(".npy", Schemas.of(PENGUINS), PENGUINS, false));
    assertTrue(refused.getMessage().contains("'species' is words"), refused.getMessage());
  }

  @Test
  void columnsAreChosenByName() {
    TableSchema schema = Schemas.of(PENGUINS);
    assertEquals(List.of(6, 0), WrittenColumns.of(schema, "sex, species").indices());
    for (String wrong : List.of("sexx", "sex,sex", "")) {
      assertThrows(InvalidInputException.class, () -> WrittenColumns.of(schema, wrong));
    }
    assertTrue(assertThrows(InvalidInputException.class, () -> WrittenColumns.of(schema, "specis")).getMessage()
        .contains("did you mean 'species'?"));
    assertEquals(List.of("a, b", "c"), Names.split("\"a, b\", c"));
    assertEquals(List.of("don't", "x"), Names.split("don't,x"));
  }

  @Test
  void aFailureLeavesNoFile() {
    Path file = folder.resolve("rows.parquet");
    TableFiles files = new TableFiles(WrittenColumns.of(Schemas.of(PENGUINS), null), false);
    for (String ending : TableFiles.ENDINGS.subList(0, 3)) {
      assertThrows(IllegalStateException.class, () -> AtomicFile.write(file, files.body(ending, "x", sink -> {
        sink.accept(PENGUINS);
        throw new IllegalStateException("stopped");
      })));
      assertFalse(Files.exists(file));
    }
  }
}
