package dev.millrace.flow.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NpyTests {
  @TempDir
  Path folder;

  // --- what NumPy 2.4.6 wrote

  @Test
  void writesTheBytesThatNumPyWrites() throws IOException {
    // numpy.save of numpy.arange(6, dtype='<f4').reshape(2, 3)
    byte[] numpy = join("\u0093NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }" + " ".repeat(58)
        + "\n", "000000000000803f0000004000004040000080400000a040");
    var array = FloatArray.of(new float[]{0, 1, 2, 3, 4, 5}, 2, 3);
    assertArrayEquals(numpy, npy(array));
    assertEquals(array, read(numpy));
  }

  /** The columns: a shape, the header up to the padding, and the header's whole length, all from numpy.save. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      ''                                    | ()                                    | 128
      0                                     | (0,)                                  | 128
      7                                     | (7,)                                  | 128
      0,2                                   | (0, 2)                                | 128
      12345,28                              | (12345, 28)                           | 128
      101,100,2                             | (101, 100, 2)                         | 128
      3,1,28,28                             | (3, 1, 28, 28)                        | 128
      1,1,1,1,1,1,1,1,1,1,1,1,1             | (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1) | 128
      2,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1   | (2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1) | 192
      """)
  void writesTheHeaderThatNumPyWrites(String extents, String tuple, int length) throws IOException {
    int[] shape = Arrays.stream(extents.split(",")).filter(e -> !e.isEmpty()).mapToInt(Integer::parseInt).toArray();
    int count = IntStream.of(shape).reduce(1, (a, b) -> a * b);
    byte[] bytes = npy(FloatArray.of(new float[count], shape));
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + tuple + ", }";
    byte[] expected = ("\u0093NUMPY\1\0" + (char) (length - 10) + "\0" + header + " ".repeat(length - 11 - header
        .length()) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    assertArrayEquals(expected, Arrays.copyOf(bytes, length));
    assertEquals(length + 4 * count, bytes.length);
  }

  /** The columns: the type, the bytes NumPy stores for the values, and the values as NumPy casts them to float32. */
  @ParameterizedTest
  @CsvSource({"<f4,000000000000c0bf000010400000c842,0 -1.5 2.25 100",
      ">f4,00000000bfc000004010000042c80000,0 -1.5 2.25 100",
      "<f8,0000000000000000000000000000f8bf00000000000002400000000000005940,0 -1.5 2.25 100",
      ">f8,0000000000000000bff800000000000040020000000000004059000000000000,0 -1.5 2.25 100",
      "<f2,000000be80404056,0 -1.5 2.25 100", ">f2,0000be0040805640,0 -1.5 2.25 100",
      "<i2,0000ffff02009cff,0 -1 2 -100",
      ">i2,0000ffff0002ff9c,0 -1 2 -100", "<i4,00000000ffffffff020000009cffffff,0 -1 2 -100",
      ">i4,00000000ffffffff00000002ffffff9c,0 -1 2 -100",
      "<i8,0000000000000000ffffffffffffffff02000000000000009cffffffffffffff,0 -1 2 -100",
      ">i8,0000000000000000ffffffffffffffff0000000000000002ffffffffffffff9c,0 -1 2 -100", "|i1,00ff029c,0 -1 2 -100",
      "<u2,00000100c800ffff,0 1 200 65535", ">u2,0000000100c8ffff,0 1 200 65535",
      "<u4,0000000001000000c8000000ffffffff,0 1 200 4294967296",
      ">u4,0000000000000001000000c8ffffffff,0 1 200 4294967296",
      "<u8,0000000000000000c800000000000000,0 200", ">u8,000000000000000000000000000000c8,0 200",
      "|u1,0001c8ff,0 1 200 255", "|b1,00010001,0 1 0 1"})
  void readsEveryNumberType(String type, String hex, String values) throws IOException {
    String[] words = values.split(" ", -1);
    var expected = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      expected[i] = Float.parseFloat(words[i]);
    }
    assertEquals(FloatArray.of(expected, words.length),
        read(join(header(type, "False", "(" + words.length + ",)"), hex)));
  }

  @Test
  void readsFortranOrder() throws IOException {
    // numpy.asfortranarray(numpy.arange(24, dtype='<i2').reshape(2, 3, 4))
    var rank3 = read(join(header("<i2", "True", "(2, 3, 4)"),
        "00000c00040010000800140001000d00050011000900150002000e00060012000a00160003000f00070013000b001700"));
    var expected = new float[24];
    for (int i = 0; i < 24; i++) {
      expected[i] = i;
    }
    assertEquals(FloatArray.of(expected, 2, 3, 4), rank3);

    // A whole file: >f8, Fortran order, numpy.arange(24).reshape(2, 3, 4)[:, :2, :3]
    var file = Base64.getDecoder().decode("k05VTVBZAQB2AHsnZGVzY3InOiAnPmY4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUn"
        + "OiAoMiwgMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAEAo"
        + "AAAAAAAAQBAAAAAAAABAMAAAAAAAAD/wAAAAAAAAQCoAAAAAAABAFAAAAAAAAEAxAAAAAAAAQAAAAAAAAABALAAAAAAAAEAYAAAAAAAAQDIA"
        + "AAAAAAA=");
    assertEquals(FloatArray.of(new float[]{0, 1, 2, 4, 5, 6, 12, 13, 14, 16, 17, 18}, 2, 2, 3), read(file));
  }

  @Test
  void fortranOrderOfOtherRanks() throws IOException {
    String one = "010203";
    assertEquals(FloatArray.of(new float[]{1, 2, 3}, 3), read(join(header("|u1", "True", "(3,)"), one)));
    assertEquals(FloatArray.of(new float[]{1, 2, 3}, 1, 3), read(join(header("|u1", "True", "(1, 3)"), one)));
    assertEquals(FloatArray.of(new float[]{1, 3, 2, 4}, 2, 2), read(join(header("|u1", "True", "(2, 2)"), "01020304")));
    assertEquals(FloatArray.of(new float[]{9}), read(join(header("|u1", "True", "()"), "09")));
    assertEquals(FloatArray.of(new float[0], 2, 0, 3), read(join(header("|u1", "True", "(2, 0, 3)"), "")));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void readsVersionsTwoAndThree(int version) throws IOException {
    // numpy.lib.format.write_array(…, version=(2, 0)) and (3, 0)
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }" + " ".repeat(56) + "\n";
    byte[] file = join("\u0093NUMPY" + (char) version + "\0t\0\0\0" + text,
        "000000000000803f0000004000004040000080400000a040");
    assertEquals(FloatArray.of(new float[]{0, 1, 2, 3, 4, 5}, 2, 3), read(file));
  }

  @Test
  void readsHeadersOfOtherWriters() throws IOException {
    assertEquals(FloatArray.of(new float[]{7}, 1),
        read(file("{\"shape\":(1),\"descr\":\"<i1\",\"fortran_order\":False}",
            "07")));
  }

  @Test
  void unsignedLongsRoundAsAWhole() throws IOException {
    // numpy.array([0, 1, 2**63 + 2**39 + 1, 2**64 - 1], '<u8').astype('<f4'), the third just above a tie
    assertEquals(FloatArray.of(new float[]{0, 1, 0x1.000002p63f, 0x1p64f}, 4), read(join(header("<u8", "False",
        "(4,)"), "000000000000000001000000000000000100000080000080ffffffffffffffff")));
  }

  @Test
  void readsManyIntegers() throws IOException {
    var values = new float[40001];
    var hex = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
      hex.append("%04x".formatted(i));
    }
    assertEquals(FloatArray.of(values, values.length), read(join(header(">u2", "False", "(40001,)"), hex.toString())));
  }

  @Test
  void nanAndInfinityAreReadAsTheyAre() throws IOException {
    assertEquals(FloatArray.of(new float[]{Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}, 3), read(join(
        header("<f8", "False", "(3,)"), "000000000000f87f000000000000f07f000000000000f0ff")));
  }

  // --- round trips

  @Test
  void roundTripsOddSizes() throws IOException {
    long seed = 20260101;
    System.out.println("NpyTests seed " + seed);
    var random = new SplittableRandom(seed);
    int[][] shapes = {{}, {1}, {13}, {1, 1}, {3, 5}, {17, 1, 3}, {2, 3, 1, 7}, {16385}, {127, 129}, {0}, {5, 0}};
    for (int[] shape : shapes) {
      var values = new float[IntStream.of(shape).reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.intBitsToFloat(random.nextInt());
      }
      var array = FloatArray.of(values, shape);
      byte[] bytes = npy(array);
      assertEquals(array, read(bytes), Arrays.toString(shape));
      assertArrayEquals(bytes, npy(read(bytes)));
    }
  }

  // --- refusals

  @Test
  void refusesWhatIsNoFile() {
    Path missing = folder.resolve("no.npy");
    assertEquals(missing + ": no such file", Refused.message(() -> Npy.read(missing)));
    assertEquals(folder + ": is a folder, expected a file", Refused.message(() -> Npy.read(folder)));
  }

  @Test
  void refusesABadFrame() {
    assertEquals("is not a .npy file: it does not begin with the bytes 93 'NUMPY'", refused(new byte[0]));
    assertEquals("is not a .npy file: it does not begin with the bytes 93 'NUMPY'", refused(join("PK\3\4", "")));
    assertEquals("ends after 6 bytes, before its header", refused(join("\u0093NUMPY", "")));
    assertEquals("ends after 11 bytes, before its header", refused(join("\u0093NUMPY\2\0\0\0\0", "")));
    assertEquals("version 4.0 of the .npy format, expected 1.0, 2.0 or 3.0", refused(join("\u0093NUMPY\4\0\0\0", "")));
    assertEquals("version 1.1 of the .npy format, expected 1.0, 2.0 or 3.0", refused(join("\u0093NUMPY\1\1\0\0", "")));
    assertEquals("header of 118 bytes, but only 2 follow", refused(join("\u0093NUMPY\1\0v\0{}", "")));
    assertEquals("header of 4294967295 bytes, at most 1048576 are read",
        refused(join("\u0093NUMPY\2\0", "ffffffff7b7d")));
    assertEquals("20 bytes of data, but shape [2, 3] of '<f4' takes 24", refused(join(header("<f4", "False", "(2, 3)"),
        "00".repeat(20))));
    assertEquals("25 bytes of data, but shape [2, 3] of '<f4' takes 24", refused(join(header("<f4", "False", "(2, 3)"),
        "00".repeat(25))));
    assertEquals("0 bytes of data, but shape [2000000000] of '<f8' takes 16000000000",
        refused(join(header("<f8", "False",
            "(2000000000,)"), "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"|O", "<c8", "<U3", "<M8[ns]", "|f4", "f4", "", "=f4", "<f16", "<b2", "|"})
  void refusesOtherTypes(String type) {
    assertEquals("type '" + type + "', expected floats (f2, f4, f8), integers (i1 to i8, u1 to u8) or booleans (b1)",
        refused(
            join(header(type, "False", "(1,)"), "00000000")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`',
      textBlock = """
          []                                         | header, character 1: expected '{', found '[]'
          {                                          | header, character 2: expected a string in quotes, found the header's end
          {'descr                                    | header, character 2: expected a string that ends, found ''descr'
          {'descr' '<f4'}                            | header, character 10: expected ':', found ''<f4'}'
          {'descr': [('x', '<f4')], 'shape': (1,)}   | header, character 11: expected a string in quotes, found '[('x', '<f4')], 'shape': (1,)}'
          {'descr': '<f4'; 'shape': (1,)}            | header, character 16: expected '}', found '; 'shape': (1,)}'
          {'fortran_order': Maybe}                   | header, character 19: expected True or False, found 'Maybe}'
          {'shape': 3}                               | header, character 11: expected '(', found '3}'
          {'shape': (-1,)}                           | header, character 12: expected an extent from 0 to 2147483647, found '-1,)}'
          {'shape': (1, 2147483648)}                 | header, character 15: expected an extent from 0 to 2147483647, found '2147483648)}'
          {'shape': (1 2)}                           | header, character 14: expected ')', found '2)}'
          {'colour': 'red'}                          | header with the unknown key 'colour'
          {'descr': '<f4', 'shape': (1,)}            | header without 'fortran_order'
          {'descr': '<f4', 'fortran_order': False}   | header without 'shape'
          {'fortran_order': False, 'shape': (1,)}    | header without 'descr'
          {} {}                                      | header, character 4: expected the end, found '{}'
          {'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536)} | shape [65536, 65536] has more than 2147483639 elements
          """)
  void refusesABadHeader(String text, String message) {
    assertEquals(message, refused(file(text, "00000000")));
  }

  @Test
  void refusesADoubleThatNoFloatHolds() {
    // 1, then 1e300
    assertEquals("element 2 in the file's order: 1.0E300 is beyond the range of a 32-bit float (±3.4028235E38)",
        refused(join(
            header("<f8", "False", "(2,)"), "000000000000f03f9c7500883ce4377e")));
  }

  // --- damage

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = npy(FloatArray.of(new float[]{1, 2, 3, 4, 5, 6}, 2, 3));
    Refused.everyCut(whole, this::read);
  }

  @Test
  void everyFlippedBitIsReadOrRefused() throws IOException {
    int refused = Refused.flippedBits(npy(FloatArray.of(new float[]{1, 2, 3, 4, 5, 6}, 2, 3)), 128, this::read);
    assertTrue(refused > 500, refused + " refused");
  }

  // --- helpers

  private FloatArray read(byte[] bytes) throws IOException {
    return Npy.read(Files.write(folder.resolve("a.npy"), bytes));
  }

  private String refused(byte[] bytes) {
    String message = Refused.message(() -> read(bytes));
    String place = folder.resolve("a.npy") + ": ";
    assertTrue(message.startsWith(place), message);
    return message.substring(place.length());
  }

  private static byte[] npy(FloatArray array) throws IOException {
    var out = new ByteArrayOutputStream();
    Npy.write(out, array);
    return out.toByteArray();
  }

  private static String header(String type, String fortranOrder, String shape) {
    String text = "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }".formatted(type, fortranOrder, shape);
    return "\u0093NUMPY\1\0v\0" + text + " ".repeat(117 - text.length()) + "\n";
  }

  private static byte[] file(String header, String hex) {
    return join("\u0093NUMPY\1\0" + (char) header.length() + "\0" + header, hex);
  }

  private static byte[] join(String latin1, String hex) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(HexFormat.of().parseHex(hex));
    return out.toByteArray();
  }

  @Test
  void aNameThatIsNotUtf8IsSaidToBe() {
    // As Java decodes the bytes "lat\xe9.npy" of a command line.
    Path latin = folder.resolve("lat\uFFFD.npy");
    assertEquals(latin + ": no such file; Java cannot open names that are not in UTF-8, rename it",
        Refused.message(() -> Npy.read(latin)));
  }
}
