package dev.millrace.flow.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JsonLinesTests {
  @TempDir
  Path folder = Path.of("");

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("d.jsonl"), text, StandardCharsets.UTF_8);
  }

  private static String written(Table table) throws IOException {
    var bytes = new ByteArrayOutputStream();
    JsonLines.write(bytes, table);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void rowsAreArraysOrObjectsAndComeBackTheSame() throws IOException {
    float[] values = {0.1f, -2, 3e-20f, 16_777_216, Float.MAX_VALUE, 0};
    Table bare = Table.of(values, 2, List.of());
    assertEquals("[0.1,-2.0]\n[3.0E-20,1.6777216E7]\n[3.4028235E38,0.0]\n", written(bare));
    assertEquals(bare, JsonLines.read(file(written(bare))));
    Table named = Table.of(values, 3, List.of("x", "a \"b\"", "é"));
    assertEquals("{\"x\":0.1,\"a \\\"b\\\"\":-2.0,\"é\":3.0E-20}", written(named).lines().findFirst().orElse(""));
    assertEquals(named, JsonLines.read(file(written(named))));
    assertEquals(Table.of(new float[]{1, 2}, 1, List.of()), JsonLines.read(file("\n [1] \r\n\n[2]")));
    double[] wide = {5_400_000.1, 5_400_000.2, 5_400_000.4};
    Table coordinates = Table.ofDoubles(wide.clone(), 1, List.of());
    assertEquals(coordinates, JsonLines.read(file(written(coordinates))));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      ``                          | is empty, expected rows of numbers
      [1,2]\\n[3]                 | 2: an array of 1, expected an array of 2 as in the first line
      {"a":1}\\n{"b":1}           | 2: an object of b, expected an object of a as in the first line
      [1,"x"]                     | 1: '"x"' is not a number within the range of a 32-bit float
      [1,null]                    | 1: 'null' is not a number within the range of a 32-bit float
      [[1]]                       | 1: '[1]' is not a number within the range of a 32-bit float
      [1e39]                      | 1: '1.0E39' is not a number within the range of a 32-bit float
      7                           | 1: '7' is not a row, expected an array or an object of numbers
      []                          | 1: '[]' is not a row, expected an array or an object of numbers
      [1,2                        | 1: is not JSON: it ends too early
      [NaN]                       | 1: is not JSON: 'NaN' is not a number of JSON
      {"a":1,"a":2}               | 1: is not JSON: the name 'a' is there twice
      """)
  void whatIsNoTableIsRefusedWithItsLine(String text, String message) throws IOException {
    Path file = file(text.replace("\\n", "\n"));
    String said = Refused.message(() -> JsonLines.read(file));
    assertTrue(said.startsWith(file + ":") && said.contains(message), said);
    assertEquals(1, said.lines().count());
  }
}
