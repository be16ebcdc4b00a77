package dev.millrace.tables.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.read.SourceOptions;
import dev.millrace.tables.read.TableSource;
import dev.millrace.tables.schema.CsvStyle;
import dev.millrace.tables.schema.SchemaJson;
import dev.millrace.tables.schema.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A file that is read and written is the same file, byte for byte. */
class CsvStyleTests {
  @TempDir
  Path folder = Path.of("");

  private static byte[] written(Path file, SourceOptions options) throws IOException {
    try (TableSource source = TableSource.open(file.toString(), options)) {
      TableSchema schema = SchemaJson.schema(JsonMapper.shared().readTree(SchemaJson.of(source.schema()).toString()));
      Table rows = source.read(schema);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new TableFiles(WrittenColumns.of(schema, null), false).body(".csv", "x.csv", sink -> sink.accept(rows))
          .writeTo(out);
      return out.toByteArray();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '!', quoteCharacter = '~', value = {
      // Quotes where they are needed.
      "UTF-8 ! ort,preis|Bern,1.5|\"Zug, Baar\",2.0|,3.5|Bern,2.5|",
      // All fields in quotes, lines as on Windows, a mark, a decimal comma.
      "UTF-8 ! #\"ort\";\"preis\"^\"Bern\";\"1,5\"^\"Zug\";\"2,0\"^\"Bern\";\"2,5\"^",
      // Missing values in quotes, and not.
      "UTF-8 ! \"ort\",\"preis\"|\"Bern\",\"1.5\"|\"\",\"2.0\"|\"Bern\",\"\"|\"Zug\",\"2.5\"|",
      "UTF-8 ! \"ort\",\"preis\"|\"Bern\",\"1.5\"|,\"2.0\"|\"Bern\",|\"Zug\",\"2.5\"|",
      // As R writes it: words in quotes, numbers and NA without.
      "ISO-8859-1 ! \"ört\",\"preis\"|\"Bern\",1.5|NA,2.0|\"Bern\",NA|\"Zug\",2.5|",
      "UTF-8 ! 'ort','preis'|'Bern','1.5'|'Zug','2.0'|'Bern','2.5'|",
      "UTF-16LE ! #ort\tpreis^Bern\t1.5^Zürich\t2.0^Bern\t2.5^",
      "UTF-16BE ! #ort\tpreis^Bern\t1.5^Zürich\t2.0^Bern\t2.5^"})
  void theFormStays(String encoding, String text) throws IOException {
    Charset charset = Charset.forName(encoding);
    byte[] bytes = text.replace("|", "\n").replace("^", "\r\n").replace('#', '\uFEFF').getBytes(charset);
    Path file = Files.write(folder.resolve("a.csv"), bytes);
    assertEquals(new String(bytes, charset), new String(written(file, SourceOptions.defaults()), charset));
    if (encoding.startsWith("UTF-16")) {
      byte[] named = written(file, SourceOptions.defaults().withEncoding("UTF-16"));
      assertEquals(new String(bytes, charset), new String(named, charset));
    }
  }

  @Test
  void whatTheEncodingLacksIsNotWrittenAsAnotherCharacter() throws IOException {
    Path file = Files.write(folder.resolve("a.csv"), "ört,n\nx,1\n".getBytes(StandardCharsets.ISO_8859_1));
    try (TableSource source = TableSource.open(file.toString(), SourceOptions.defaults())) {
      TableSchema schema = source.schema();
      Table rows = new Table(List.of(new Words("ört", new int[2000], List.of("Łódź"))));
      TableFiles files = new TableFiles(new WrittenColumns(schema, List.of(0)), false);
      String message = assertThrows(InvalidInputException.class, () -> files
          .body(".csv", "x.csv", sink -> sink.accept(rows)).writeTo(new ByteArrayOutputStream())).getMessage();
      assertTrue(
          message.contains("'Łódź' of column ört has a character that ISO-8859-1, the encoding of the file, lacks"),
          message);
    }
  }

  @Test
  void modelsOfEarlierReleasesAreWrittenInTheUsualStyle() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "\"a\",\"b\"\r\n\"x\",\"1\"\r\n\"y\",\"2\"\r\n", StandardCharsets.UTF_8);
    try (TableSource source = TableSource.open(file.toString(), SourceOptions.defaults())) {
      ObjectNode json = SchemaJson.of(source.schema());
      assertEquals("\r\n", SchemaJson.schema(json).file().style().lineEnd());
      ((ObjectNode) json.get("file")).remove("style");
      assertEquals(CsvStyle.USUAL, SchemaJson.schema(json).file().style());
    }
  }
}
