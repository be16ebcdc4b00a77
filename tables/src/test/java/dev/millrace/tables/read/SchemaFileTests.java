package dev.millrace.tables.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.SchemaChoices;
import dev.millrace.tables.schema.SchemaFile;
import dev.millrace.tables.schema.SchemaJson;
import dev.millrace.tables.schema.SchemaReader;
import dev.millrace.tables.schema.SchemaText;
import dev.millrace.tables.schema.TableSchema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SchemaFileTests {
  @TempDir
  private Path folder;
  private Path data = Path.of("");

  /** 60 rows with numbers, words, dates, identifiers, and names that are empty or repeated. */
  @BeforeEach
  void writeTable() throws IOException {
    data = folder.resolve("t.csv");
    StringBuilder text = new StringBuilder("nr,size,day,age,yes,,age,made\n");
    for (int r = 0; r < 60; r++) {
      text.append(
          "C-%03d,%s,%02d/%02d/2020,%s,%s,%s,%d,\n".formatted(r + 5, List.of("small", "large", "medium").get(r % 3),
              r % 12 + 1, r % 11 + 1, r % 9 == 0 ? "?" : r % 40, r % 2 == 0 ? "no" : "yes", "w" + r % 4, r % 5));
    }
    Files.writeString(data, text);
  }

  private Path yaml(String text) throws IOException {
    return Files.writeString(folder.resolve("s.yaml"), text);
  }

  @Test
  void whatIsWrittenGivesTheSameSchema() throws IOException {
    try (TableSource source = TableSource.open(data.toString(), SourceOptions.defaults())) {
      TableSchema found = source.schema();
      Path file = folder.resolve("schema.yaml");
      SchemaFile.write(file, found, "t.csv");
      SchemaChoices choices = SchemaReader.read(file);
      TableSchema again = source.schema(choices);
      for (int c = 0; c < found.columns().size(); c++) {
        ColumnSchema column = again.columns().get(c);
        assertEquals(found.columns().get(c).type(), column.type());
        assertEquals(found.columns().get(c).missing(), column.missing());
        assertEquals(found.columns().get(c).levels(), column.levels());
        assertEquals(found.columns().get(c).pattern(), column.pattern());
      }
      assertEquals(SchemaFile.yaml(found, "x").lines().filter(line -> !line.contains("#")).toList(),
          SchemaFile.yaml(again, "x").lines().filter(line -> !line.contains("#")).toList());
      assertTrue(SchemaText.of(found, 60, List.of()).lines().allMatch(line -> line.length() <= 80));
      assertEquals(SchemaJson.of(found), SchemaJson.of(SchemaJson.schema(SchemaJson.of(found))));
    }
  }

  @Test
  void aUserDecides() throws IOException {
    Path file = yaml("""
        label: size
        constraints:
        - age <= 99
        - {unique: nr}
        columns:
        - name: size
          ordered: true
          levels: [small, medium, large]
        - name: day
          form: dd/MM/uuuu
        - name: age
          missing: ["?", "7"]
        - name: age
          type: category
        - name: nr
          type: text
        """);
    try (TableSource source = TableSource.open(data.toString(), SourceOptions.defaults())) {
      TableSchema schema = source.schema(SchemaReader.read(file));
      assertEquals(1, schema.label());
      assertEquals(List.of("age <= 99", "{\"unique\":\"nr\"}"), schema.constraints());
      assertEquals(List.of("small", "medium", "large"), schema.columns().get(1).levels());
      assertTrue(schema.columns().get(1).ordered());
      assertEquals(7 + 2, schema.columns().get(3).missing());
      assertEquals(ColumnType.CATEGORY, schema.columns().get(6).type());
      assertEquals(ColumnType.TEXT, schema.columns().getFirst().type());
      Table table = source.read(schema);
      assertEquals("small", table.column(0).text(0));
      assertEquals(2, ((Words) table.column(0)).codes()[1]);
      assertEquals("02/02/2020", table.column(1).text(1));
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          columns:~- name: siez                                 | s.yaml:2: there is no column 'siez'; did you mean 'size'?
          columns:~- name: size~  typ: number                   | s.yaml:3: unknown key 'typ'; did you mean 'type'?
          columns:~- name: size~  type: numbr                   | s.yaml:3: unknown type 'numbr'; did you mean 'number'?
          colums:~- name: size                                  | s.yaml:1: unknown key 'colums'; did you mean 'columns'?
          columns:~- name: size~  type: number                  | column 'size': 'type' is number, but 'small' is none
          columns:~- name: size~  type: date                    | column 'size': 'type' is date, but 'small' has none
          columns:~- name: size~  levels: [small, larg, medium] | lacks 'large', which 20 rows have; is 'larg' meant?
          columns:~- name: size~  type: boolean                 | column 'size': 'type' is boolean, but its values are
          columns:~- name: day~  form: dd.MM.uuuu               | column 'day': '01/01/2020' does not have the 'form' dd.MM.uuuu
          columns:~- name: day~  form: dd.QQ.uuuu               | column 'day': 'form' 'dd.QQ.uuuu': 'QQ', expected
          columns:~- name: size~- name: size                    | s.yaml:3: there is but one column 'size'
          label: sise                                           | s.yaml: 'label': there is no column 'sise'; did you mean
          columns: 3                                            | s.yaml:1: 'columns': expected a list
          columns:~- name: size~  levels: x                     | s.yaml:3: "x", expected a list such as [a, b]
          columns: [                                            | s.yaml:1: not YAML
          """)
  void namesWhatDoesNotFit(String text, String message) throws IOException {
    Path file = yaml(text.replace('~', '\n') + "\n");
    try (TableSource source = TableSource.open(data.toString(), SourceOptions.defaults())) {
      String said = assertThrows(InvalidInputException.class, () -> source.schema(SchemaReader.read(file)))
          .getMessage();
      assertTrue(said.contains(message) && !said.contains("\n"), said);
    }
  }
}
