package dev.millrace.flow.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CsvTests {
  private static final float[] TWO_BY_TWO = {1, -2.5f, 300, 0.0625f};

  @TempDir
  Path folder;

  // --- what is read

  @ParameterizedTest
  @ValueSource(strings = {"1,-2.5\n300,0.0625\n", "1,-2.5\n300,0.0625", "1,-2.5\r\n300,0.0625\r\n",
      "1;-2.5\n300;0.0625\n",
      "1\t-2.5\n300\t0.0625\n", " 1 , -2.5\n\t300 ,0.0625 \n", "+1.,-25e-1\n3E+2,.0625\n",
      "\"1\",\"-2.5\"\n\"300\",0.0625\n",
      "\n  \n1,-2.5\n\n\n300,0.0625\n \n", "\uFEFF1,-2.5\n300,0.0625\n", "1,-2.5\r300,0.0625\r"})
  void readsNumbers(String text) throws IOException {
    assertEquals(Table.of(TWO_BY_TWO, 2, List.of()), read(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x,y\n1,-2.5\n300,0.0625\n", "\uFEFFx,y\n1,-2.5\n300,0.0625\n",
      "\n x ; y \n1;-2.5\n300;0.0625\n",
      "\"x\",\"y\"\n1,-2.5\n300,0.0625\n"})
  void readsNames(String text) throws IOException {
    assertEquals(Table.of(TWO_BY_TWO, 2, List.of("x", "y")), read(text));
  }

  @Test
  void readsOddHeaders() throws IOException {
    assertEquals(List.of("", "x"), read(",x\n1,2\n").names());
    assertEquals(List.of("a;b", "c\nd"), read("\"a;b\",\"c\nd\"\n1,2\n").names());
    assertEquals(List.of("größe", "2nd"), read("größe\t2nd\n1\t2\n").names());
  }

  @Test
  void readsOneColumnAndManyColumns() throws IOException {
    assertEquals(Table.of(new float[]{1, 2, 3}, 1, List.of()), read("1\n2\n3\n"));
    var wide = read("7,".repeat(16383) + "8\n");
    assertEquals(16384, wide.columns());
    assertEquals(8, wide.values()[16383]);
    assertEquals(": Record starting at line 1 has surpassed the maximum limit of 16384 fields",
        refused("7,".repeat(16384)
            + "8\n"));
  }

  @Test
  void numbersAreReadAsDoublesAndRoundedWhereFloatsAreAsGood() throws IOException {
    assertArrayEquals(new double[]{1, 0.1f, -3, 0.3f},
        read("1.00000001,0.1\n-3,0.3\n").values());
    Table far = read("500000.123456789,1\n500001.987654321,2\n");
    assertArrayEquals(new double[]{500000.123456789, 1, 500001.987654321, 2}, far.values());
    assertArrayEquals(new boolean[]{true, false}, far.wide());
    assertEquals("500000.123456789,1.0\n500001.987654321,2.0\n", csv(far));
    assertArrayEquals(new double[]{3.4028235e38, 0.1, 1e-60}, read("3.4028235e38,.1,1e-60\n").values());
  }

  // --- headers

  @Test
  void theFirstRowIsTakenAsTold() throws IOException {
    for (String years : List.of("0,1\n5,6\n", "2019,2020\n5,6\n")) {
      assertEquals(2, Csv.read(file(years)).rows());
      assertEquals(2, Csv.read(file(years), Csv.Header.NO).rows());
      Table named = Csv.read(file(years), Csv.Header.YES);
      assertEquals(1, named.rows());
      assertEquals(List.of(years.substring(0, years.indexOf('\n')).split(",")), named.names());
    }
    assertEquals(":1: column 1: 'x' is not a number", message("x,y\n1,2\n", Csv.Header.NO));
    assertEquals(List.of("x", "2"), Csv.read(file("x,2\n1,2\n"), Csv.Header.YES).names());
    assertEquals(":1: column 1: 'x' is not a number", message("x,2\n1,2\n", Csv.Header.AUTO));
  }

  @Test
  void aRowOfMissingValuesIsNoHeader() throws IOException {
    for (String row : List.of("NA,na", "N/A,n/a", ",null", "-,?", "?,None", "missing,NA")) {
      assertTrue(message(row + "\n1,2\n", Csv.Header.AUTO).matches(":1: column 1: '.*' is not a number"), row);
      assertEquals(1, Csv.read(file(row + "\n1,2\n"), Csv.Header.YES).rows());
    }
    assertEquals(List.of("k", "na"), read("k,na\n1,2\n").names());
    assertEquals(List.of("", "x", "y"), read(",x,y\n0,1,2\n").names());
    assertEquals(List.of(), Csv.read(file(",\n1,2\n"), Csv.Header.YES).names());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("a.csv"), text);
  }

  private String message(String text, Csv.Header header) {
    String message = Refused.message(() -> Csv.read(file(text), header));
    return message.substring(folder.resolve("a.csv").toString().length());
  }

  // --- what is written

  @Test
  void writesTheShortestDecimals() throws IOException {
    float[] values = {0.1f, 1 / 3f, -0f, 1e10f, 16777216, Float.MIN_VALUE};
    assertEquals("0.1,0.33333334\n-0.0,1.0E10\n1.6777216E7,1.4E-45\n", csv(Table.of(values, 2, List.of())));
    assertEquals("x,\"y,z\"\n1.0,-2.5\n300.0,0.0625\n", csv(Table.of(TWO_BY_TWO, 2, List.of("x", "y,z"))));
  }

  @Test
  void wordsAreTheLastColumn() throws IOException {
    List<String> words = List.of("3", "a, \"b\"");
    var out = new ByteArrayOutputStream();
    Csv.write(out, Table.of(TWO_BY_TWO, 2, List.of("x", "y")), new WordColumn("kind", words::get));
    String text = out.toString(StandardCharsets.UTF_8);
    assertEquals("x,y,kind\n1.0,-2.5,3\n300.0,0.0625,\"a, \"\"b\"\"\"\n", text);
    LabelledTable read = Csv.readLabelled(file(text), Csv.Header.AUTO, names -> names.indexOf("kind"));
    assertEquals(words, read.labels());
    assertEquals(2, read.column());
    assertEquals(List.of("x", "y", "kind"), read.numbers().names());
    assertArrayEquals(new float[]{1, -2.5f, 0, 300, 0.0625f, 0}, read.numbers().floats());
    out.reset();
    JsonLines.write(out, Table.of(TWO_BY_TWO, 2, List.of("x", "y")), new WordColumn("kind", words::get));
    assertEquals("{\"x\":1.0,\"y\":-2.5,\"kind\":3}\n{\"x\":300.0,\"y\":0.0625,\"kind\":\"a, \\\"b\\\"\"}\n",
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void roundTrips() throws IOException {
    long seed = 20260102;
    System.out.println("CsvTests seed " + seed);
    var random = new SplittableRandom(seed);
    for (int[] shape : new int[][]{{1, 1}, {1, 7}, {13, 1}, {17, 3}, {1025, 5}}) {
      var values = new float[shape[0] * shape[1]];
      for (int i = 0; i < values.length; i++) {
        do {
          values[i] = Float.intBitsToFloat(random.nextInt());
        } while (!Float.isFinite(values[i]));
      }
      List<String> names = IntStream.range(0, shape[1]).mapToObj(k -> "a \"name\"; with\tall,\nof it" + k).toList();
      for (var table : List.of(Table.of(values, shape[1], List.of()), Table.of(values, shape[1], names))) {
        assertArrayEquals(values, read(csv(table)).floats(), Arrays.toString(shape));
        assertEquals(table.names(), read(csv(table)).names());
      }
      double[] doubles = new double[values.length];
      Arrays.setAll(doubles, i -> 1e6 + 1e-3 * random.nextDouble());
      Table wide = Table.ofDoubles(doubles, shape[1], names);
      assertEquals(wide, read(csv(wide)), Arrays.toString(shape));
    }
  }

  @Test
  void aTableMustMakeSense() {
    assertEquals("3 numbers do not make rows of 2", refusedTable(new float[3], 2, List.of()));
    assertEquals("0 numbers do not make rows of 0", refusedTable(new float[0], 0, List.of()));
    assertEquals("[x] does not name 2 columns", refusedTable(TWO_BY_TWO, 2, List.of("x")));
  }

  private static String refusedTable(float[] values, int columns, List<String> names) {
    return String
        .valueOf(assertThrows(IllegalArgumentException.class, () -> Table.of(values, columns, names)).getMessage());
  }

  @Test
  void aStreamThatFailsIsAnIoException() {
    var full = new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException("No space left on device");
      }
    };
    assertEquals("No space left on device",
        assertThrows(IOException.class, () -> Csv.write(full, Table.of(TWO_BY_TWO, 2,
            List.of()))).getMessage());
  }

  // --- refusals

  @Test
  void refusesWhatIsNoFile() {
    Path missing = folder.resolve("no.csv");
    assertEquals(missing + ": no such file", Refused.message(() -> Csv.read(missing)));
    assertEquals(folder + ": is a folder, expected a file", Refused.message(() -> Csv.read(folder)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " \n\t\r\n\n", "\uFEFF"})
  void refusesAnEmptyFile(String text) {
    assertEquals(": is empty, expected rows of numbers", refused(text));
  }

  @Test
  void refusesAHeaderAlone() {
    assertEquals(": no row of numbers follows the header in line 2", refused("\nx,y\n\n"));
  }

  @Test
  void refusesRaggedRows() {
    assertEquals(":17: 3 fields, expected 2 as in line 1", refused("1,2\n".repeat(16) + "1,2,3\n"));
    assertEquals(":5: 1 fields, expected 2 as in line 2", refused("\nx,y\n1,2\n\n7\n"));
    assertEquals(":4: 3 fields, expected 2 as in line 1", refused("\"a\nb\",c\n1,2\n1,2,\n"));
  }

  @Test
  void refusesWhatIsNoNumber() {
    assertEquals(":17: column 2: 'abc' is not a number", refused("1,2\n".repeat(16) + "1, abc\n"));
    assertEquals(":1: column 2: 'abc' is not a number", refused("1,abc\n1,2\n"));
    assertEquals(":1: column 1: 'x' is not a number", refused("x,nan\n1,2\n"));
    assertEquals(":2: column 1: 'x' is not a number", refused("x,y\nx,y\n"));
    assertEquals(":1: column 1: '' is not a number", refused(",\n1,2\n"));
    assertEquals(":2: column 3: '' is not a number", refused("1,2,3\n1,2,\n"));
    assertEquals(":2: column 1: '1 2' is not a number; expected ',', ';' or a tab between columns, not spaces",
        refused("1\n1 2\n"));
    assertEquals(":2: column 1: '1,5' is not a number; expected a decimal point, not a comma", refused("x;y\n1,5;2\n"));
    assertEquals(":1: column 1: '1 2' is not a number; expected ',', ';' or a tab between columns, not spaces",
        refused("1 2\n3 4\n"));
    assertEquals(
        ":1: column 2: '5;2' is not a number; expected a decimal point in numbers, not a comma, where ';' separates columns",
        refused("1,5;2,5\n3,5;4,5\n"));
    assertEquals(":2: column 1: 'a?b' is not a number", refused("1\n\"a\nb\"\n"));
    assertEquals(":2: column 1: '%s…' is not a number".formatted("z".repeat(40)),
        refused("1\n" + "z".repeat(1000) + "\n"));
    for (String javaOnly : List.of("1f", "1d", "0x1p3", "1_000", "١", "1e", "e1", ".", "-", "--1")) {
      assertEquals(":2: column 1: '" + javaOnly + "' is not a number", refused("1\n" + javaOnly + "\n"));
    }
  }

  @Test
  void refusesWhatIsNotFinite() {
    for (String word : List.of("nan", "NaN", "-nan", "inf", "-Inf", "+infinity", "Infinity")) {
      assertEquals(":2: column 2: '" + word + "' is not a finite number", refused("1,2\n1," + word + "\n"));
      assertEquals(":1: column 1: '" + word + "' is not a finite number", refused(word + "," + word + "\n"));
    }
    assertEquals(":1: column 2: '-1e39' is beyond the range of a 32-bit float (±3.4028235E38)", refused("1,-1e39\n"));
    assertEquals(":1: column 2: '3.4028236e38' is beyond the range of a 32-bit float (±3.4028235E38)", refused(
        "1,3.4028236e38\n"));
  }

  @Test
  void refusesBrokenQuotes() {
    assertEquals(": Unclosed quoted field at end of input (record starting at line 2)", refused("1,2\n\"3,4\n"));
    assertEquals(": Unexpected character after closing quote: '5' (0x35) (record starting at line 2)", refused(
        "1,2\n3,\"4\"5\n"));
  }

  @Test
  void refusesWhatIsNotUtf8() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.write(file, "größe\n1\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(file + ": is not text in UTF-8", Refused.message(() -> Csv.read(file)));
    Files.write(file, "x\n1\n".getBytes(StandardCharsets.UTF_16));
    assertEquals(file + ": is not text in UTF-8", Refused.message(() -> Csv.read(file)));
    // Far behind what is looked at for the separator.
    Files.write(file, ("1\n".repeat(100_000) + "é\n").getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(file + ": is not text in UTF-8", Refused.message(() -> Csv.read(file)));
  }

  // --- damage

  @Test
  void everyTruncationAndEveryFlippedBitIsReadOrRefused() throws IOException {
    byte[] whole = "\"x\",y\r\n1.5,-2e3\n\n3;4,\t5\n".getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("a.csv");
    int refused = Refused.flippedBits(whole, whole.length, bytes -> Csv.read(Files.write(file, bytes)));
    for (int length = 0; length < whole.length; length++) {
      refused += isRefused(Files.write(file, Arrays.copyOf(whole, length)));
    }
    assertTrue(refused > 0);
  }

  private static int isRefused(Path file) throws IOException {
    try {
      Csv.read(file);
      return 0;
    } catch (InvalidInputException e) {
      return 1;
    }
  }

  // --- helpers

  private Table read(String text) throws IOException {
    return Csv.read(Files.writeString(folder.resolve("a.csv"), text));
  }

  private String refused(String text) {
    String message = Refused.message(() -> read(text));
    String place = folder.resolve("a.csv").toString();
    assertTrue(message.startsWith(place), message);
    return message.substring(place.length());
  }

  private static String csv(Table table) throws IOException {
    var out = new ByteArrayOutputStream();
    Csv.write(out, table);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void eachColumnHasANameOfItsOwn(@TempDir Path folder) throws IOException {
    Path twice = folder.resolve("twice.csv");
    Files.writeString(twice, "\na, b,a\n1,2,3\n");
    assertEquals(twice + ":2: two columns are named 'a', expected a name of its own for each",
        assertThrows(InvalidInputException.class, () -> Csv.read(twice)).getMessage());
    Files.writeString(twice, ",b,\n1,2,3\n");
    assertEquals(List.of("", "b", ""), Csv.read(twice).names());
  }
}
