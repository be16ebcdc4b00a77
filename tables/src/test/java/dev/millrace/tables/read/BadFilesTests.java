package dev.millrace.tables.read;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BadFilesTests {
  @TempDir
  private Path folder;

  private void refused(String name, byte[] bytes, String... parts) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    String message = assertThrows(InvalidInputException.class, () -> {
      try (TableSource source = TableSource.open(file.toString(), SourceOptions.defaults())) {
        source.read(source.schema());
      }
    }).getMessage();
    assertFalse(message.contains("\n"), message);
    assertTrue(message.startsWith(file.toString()), message);
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      a,b,c~1,2,3~4,5~7,8,9~                | :3: 2 fields in '4,5', expected 3; mend
      a,b~"x~y",1~1,2,3~4,5,6,7~            | :4: 3 fields in '1,2,3', expected 2; 2 rows are bad; mend
      a,b~1,2~3,"4~5,6~                     | :3: a quote without its end
      a,b~1,2~3^,4~                         | :3: a zero byte
      ''                                    | : is empty
      ~~                                    | : has only blank lines
      a,b,c~                                | : has the names of columns but no rows
      <!DOCTYPE html><html>~</html>         | : is a web page
      """)
  void namesTheLine(String text, String message) throws IOException {
    byte[] bytes = text.replace('~', '\n').replace('^', '\0').getBytes(StandardCharsets.UTF_8);
    refused("t.csv", bytes, "t.csv" + message);
  }

  @Test
  void linesThatEndAsOnWindowsAreCountedToo() throws IOException {
    byte[] bytes = "a;b;c\r\n1;2;x\r\n\r\n3;4;y\r\n5;6\r\n7;8;z\r\n".getBytes(StandardCharsets.UTF_8);
    refused("t.csv", bytes, "t.csv:5: 2 fields in '5;6', expected 3");
  }

  @Test
  void namesWhatElseAFileIs() throws IOException {
    byte[] csv = "a,b\n1,2\n".repeat(9999).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(csv);
    }
    refused("t.csv.gz", csv, "is not packed with gzip");
    refused("t2.csv.gz", Arrays.copyOf(packed.toByteArray(), 60), "end early or are damaged");
    refused("t.parquet", csv, "is not a Parquet file");
    refused("t.duckdb", csv, "is not a DuckDB file");
    try (var in = Sets.class.getResourceAsStream("penguins.parquet")) {
      byte[] parquet = in.readAllBytes();
      refused("t2.parquet", Arrays.copyOf(parquet, 1000), "ends early");
      refused("p.csv", parquet, "is a Parquet file; give it a name that ends in .parquet");
      System.arraycopy(new byte[parquet.length - 400], 0, parquet, 100, parquet.length - 400);
      refused("t3.parquet", parquet);
    }
    refused("mixed.csv",
        new byte[]{'a', ',', 'b', '\n', '1', ',', (byte) 0xC3, (byte) 0xA9, '\n', '2', ',', (byte) 0xE9, '\n'},
        ":3: the byte E9 is not UTF-8", "`encoding` ISO-8859-1");
  }

  @Test
  void leavesBadRowsOutAndSaysWhich() throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, "a,b\n1,x\n2\n3,y\n\"4\n5\",z\n6,7,8\n9,w\n");
    try (TableSource source = TableSource.open(file.toString(), SourceOptions.defaults().withBadRows(BadRows.SKIP))) {
      assertEquals(4, source.rows());
      assertEquals(1, source.notes().size());
      assertTrue(source.notes().getFirst().startsWith("2 bad rows left out; lines 3, 7: 1 field in '2'"),
          source.notes().getFirst());
    }
  }

  @Test
  void readsOtherEncodings() throws IOException {
    String text = "name;wert\nKöln;1,5\nÄhre;2,25\nKöln;3\n";
    for (String encoding : new String[]{"UTF-8", "UTF-16", "UTF-16LE", "ISO-8859-1"}) {
      Path file = folder.resolve(encoding + ".csv");
      Files.write(file, text.getBytes(Charset.forName(encoding)));
      try (TableSource source = TableSource.open(file.toString(), SourceOptions.defaults())) {
        Table table = source.read(source.schema());
        assertEquals("Köln", table.column(0).text(2), encoding);
        assertEquals("2,25", table.column(1).text(1), encoding);
      }
    }
  }
}
