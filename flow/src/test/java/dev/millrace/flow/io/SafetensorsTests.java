package dev.millrace.flow.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SafetensorsTests {
  /** What safetensors.torch.save of safetensors 0.8.0 wrote for {@link #weights()}. */
  private static final byte[] WEIGHTS = Base64.getDecoder().decode("yAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJhcmNoaXRlY3R1cm"
      + "UiOiJtbHAvMSIsIm5vdGUiOiLDvG7Dr2NvZGUgXCJxXCIifSwibmV0LjAuYmlhcyI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbM10sImRhdGFf"
      + "b2Zmc2V0cyI6WzAsMTJdfSwibmV0LjAud2VpZ2h0Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlszLDJdLCJkYXRhX29mZnNldHMiOlsxMiwzNl"
      + "19fSAgIAAAwD8AACDAAQAAAAAAgD8AAADAAAAAP+axYX8AAAAAAAAAgA==");

  /** Five tensors of four types, among them an empty one and a number, from the same library. */
  private static final byte[] TYPES = Base64.getDecoder().decode("GAEAAAAAAAB7ImQiOnsiZHR5cGUiOiJGNjQiLCJzaGFwZSI6WzEs"
      + "Ml0sImRhdGFfb2Zmc2V0cyI6WzAsMTZdfSwiZSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMCwzXSwiZGF0YV9vZmZzZXRzIjpbMTYsMTZdfS"
      + "wicyI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbMTYsMjBdfSwiYiI6eyJkdHlwZSI6IkJGMTYiLCJzaGFwZSI6"
      + "WzRdLCJkYXRhX29mZnNldHMiOlsyMCwyOF19LCJoIjp7ImR0eXBlIjoiRjE2Iiwic2hhcGUiOls1XSwiZGF0YV9vZmZzZXRzIjpbMjgsMzhdfX"
      + "0gAAAAYPshCUAAAAAAAAAAAAAA4ECAP6q+eH8BAAA8VbX/ewEAAHw=");

  @TempDir
  Path folder;

  private static Safetensors weights() {
    SequencedMap<String, FloatArray> tensors = new LinkedHashMap<>();
    tensors.put("net.0.bias", FloatArray.of(new float[]{1.5f, -2.5f, Float.MIN_VALUE}, 3));
    tensors.put("net.0.weight", FloatArray.of(new float[]{1, -2, 0.5f, 3e38f, 0, -0f}, 3, 2));
    return new Safetensors(tensors, Map.of("note", "ünïcode \"q\"", "architecture", "mlp/1"));
  }

  // --- what the reference implementation wrote

  @Test
  void readsWhatTheReferenceImplementationWrote() throws IOException {
    assertEquals(weights(), read(WEIGHTS));
    assertEquals(List.of("net.0.bias", "net.0.weight"), List.copyOf(read(WEIGHTS).tensors().keySet()));
  }

  @Test
  void writesTheBytesThatTheReferenceImplementationWrites() throws IOException {
    assertArrayEquals(WEIGHTS, bytes(weights()));
    assertArrayEquals("\10\0\0\0\0\0\0\0{}      ".getBytes(StandardCharsets.ISO_8859_1), bytes(new Safetensors(
        new LinkedHashMap<>(), Map.of())));
  }

  @Test
  void convertsTheOtherTypes() throws IOException {
    // The values are those that safetensors.torch.load(…).float() gave.
    var types = read(TYPES);
    assertEquals(List.of("d", "e", "s", "b", "h"), List.copyOf(types.tensors().keySet()));
    assertEquals(
        Map.of("d", FloatArray.of(new float[]{3.1415927f, 0}, 1, 2), "e", FloatArray.of(new float[0], 0, 3), "s",
            FloatArray.of(new float[]{7}), "b",
            FloatArray.of(new float[]{1, -0.33203125f, 3.2964854e38f, 9.1835e-41f}, 4),
            "h", FloatArray.of(new float[]{1, -0.33325195f, 65504, 5.9604645e-8f, Float.POSITIVE_INFINITY}, 5)),
        types
            .tensors());
    assertEquals(Map.of(), types.metadata());
  }

  // --- round trips

  @Test
  void roundTripsOddSizesInTheGivenOrder() throws IOException {
    long seed = 20260103;
    System.out.println("SafetensorsTests seed " + seed);
    var random = new SplittableRandom(seed);
    SequencedMap<String, FloatArray> tensors = new LinkedHashMap<>();
    for (int n : new int[]{7, 0, 1, 13, 16384, 16385, 3, 0, 129}) {
      var values = new float[n * 3];
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.intBitsToFloat(random.nextInt());
      }
      tensors.put("z" + random.nextInt() + "/ü\n", FloatArray.of(values, n, 1, 3));
    }
    var all = new Safetensors(tensors, Map.of("é", "", "b", "\"\\\n/", "a", "1"));
    byte[] bytes = bytes(all);
    var again = read(bytes);
    assertEquals(all, again);
    assertEquals(List.copyOf(tensors.keySet()), List.copyOf(again.tensors().keySet()));
    assertArrayEquals(bytes, bytes(again));
    assertEquals(0, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
  }

  @Test
  void noTensorMayBeNamedAsTheMetadata() {
    SequencedMap<String, FloatArray> tensors = new LinkedHashMap<>(Map.of("__metadata__", FloatArray.of(new float[1])));
    assertEquals("a tensor cannot be named __metadata__", assertThrows(IllegalArgumentException.class,
        () -> new Safetensors(tensors, Map.of())).getMessage());
  }

  // --- refusals

  @Test
  void refusesWhatIsNoFile() {
    Path missing = folder.resolve("no.safetensors");
    assertEquals(missing + ": no such file", Refused.message(() -> Safetensors.read(missing)));
    assertEquals(folder + ": is a folder, expected a file", Refused.message(() -> Safetensors.read(folder)));
  }

  @Test
  void refusesABadFrame() {
    assertEquals("0 bytes, too short for a .safetensors file", refused(new byte[0]));
    assertEquals("7 bytes, too short for a .safetensors file", refused(new byte[7]));
    assertEquals("header of 3 bytes, but only 2 follow (not a .safetensors file?)", refused(file(3, "{}")));
    assertEquals("header of 18446744073709551615 bytes, but only 2 follow (not a .safetensors file?)", refused(file(-1,
        "{}")));
    assertEquals("header does not begin with '{' (not a .safetensors file?)", refused(file(0, "{}")));
    assertEquals("header does not begin with '{' (not a .safetensors file?)", refused(file(3, " {}")));
    assertEquals("2 bytes of data, but the tensors take 0", refused(file(2, "{}..")));
  }

  @Test
  void refusesAHeaderBeyondTheLimit() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Files.write(file, file(100_000_001, "{"));
    try (var sparse = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      sparse.position(100_000_100).write(ByteBuffer.allocate(1));
    }
    assertEquals(file + ": header of 100000001 bytes, at most 100000000 are read",
        Refused.message(() -> Safetensors.read(
            file)));
  }

  @Test
  void refusesAHeaderThatIsNotUtf8() {
    assertEquals("header is not UTF-8", refused(file(9, "{\"\u00fc\": {}}")));
  }

  /** The columns: the header, which 16 bytes of data follow, and the message. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`',
      textBlock = """
          {                               | header is not proper JSON: it ends too early (character 1)
          {"a": 1} x                      | header is not proper JSON: 'x' is not a value; expected a text in double quotes, a number, an object, an array, true, false or null (character 9)
          {"a" 1}                         | header is not proper JSON: '1': expected a colon between name and value (character 5)
          {"a": {"dtype": 1, "dtype": 2}} | header is not proper JSON: the name 'dtype' is there twice (character 26)
          {"a": {}, "a": {}}              | header is not proper JSON: the name 'a' is there twice (character 13)
          {"a": 1}                        | tensor 'a': is '1', expected an object
          {"a": {}}                       | tensor 'a': has no data_offsets
          {"a": {"data_offsets": [0, 16]}} | tensor 'a': has no dtype
          {"a": {"data_offsets": [0, 16], "dtype": "F32"}} | tensor 'a': has no shape
          {"a": {"data_offsets": [0, 16], "dtype": "F32", "shape": [4], "device": 0}} | tensor 'a': has the unknown field 'device'
          {"a": {"data_offsets": [0, 16], "dtype": "I32", "shape": [4]}} | tensor 'a': dtype 'I32', expected F32, F64, F16 or BF16
          {"a": {"data_offsets": [0, 16], "dtype": 32, "shape": [4]}} | tensor 'a': dtype '32', expected F32, F64, F16 or BF16
          {"a": {"data_offsets": [0, 16], "dtype": "F32", "shape": 4}} | tensor 'a': shape is '4', expected an array
          {"a": {"data_offsets": [0, 16], "dtype": "F32", "shape": [-4]}} | tensor 'a': shape holds '-4', expected integers from 0 to 2147483647
          {"a": {"data_offsets": [0, 16], "dtype": "F32", "shape": [4.0]}} | tensor 'a': shape holds '4.0', expected integers from 0 to 2147483647
          {"a": {"data_offsets": [0, 16], "dtype": "F32", "shape": ["4"]}} | tensor 'a': shape holds '4', expected integers from 0 to 2147483647
          {"a": {"data_offsets": [0, 16], "dtype": "F32", "shape": [2147483648]}} | tensor 'a': shape holds '2147483648', expected integers from 0 to 2147483647
          {"a": {"data_offsets": [0, 16], "dtype": "F32", "shape": [65536, 65536]}} | tensor 'a': shape [65536, 65536] has more than 2147483639 elements
          {"a": {"data_offsets": [0, 16], "dtype": "F32", "shape": [2147483647, 2147483647, 4]}} | tensor 'a': shape [2147483647, 2147483647, 4] has more than 2147483639 elements
          {"a": {"data_offsets": 16, "dtype": "F32", "shape": [4]}} | tensor 'a': data_offsets is '16', expected an array
          {"a": {"data_offsets": [0], "dtype": "F32", "shape": [4]}} | tensor 'a': data_offsets [0], expected a begin and an end
          {"a": {"data_offsets": [16, 0], "dtype": "F32", "shape": [4]}} | tensor 'a': data_offsets [16, 0], expected a begin and an end
          {"a": {"data_offsets": [-16, 0], "dtype": "F32", "shape": [4]}} | tensor 'a': data_offsets holds '-16', expected integers from 0 to 9223372036854775807
          {"a": {"data_offsets": [0, 9223372036854775808], "dtype": "F32", "shape": [4]}} | tensor 'a': data_offsets holds '9223372036854775808', expected integers from 0 to 9223372036854775807
          {"a": {"data_offsets": [0, 16], "dtype": "F32", "shape": [3]}} | tensor 'a': offsets 0..16 hold 16 bytes, but shape [3] of F32 takes 12
          {"a": {"data_offsets": [0, 16], "dtype": "F64", "shape": [4]}} | tensor 'a': offsets 0..16 hold 16 bytes, but shape [4] of F64 takes 32
          {"a": {"data_offsets": [0, 12], "dtype": "F32", "shape": [3]}} | 16 bytes of data, but the tensors take 12
          {"a": {"data_offsets": [0, 20], "dtype": "F32", "shape": [5]}} | tensor 'a': offsets 0..20 end beyond the file's 16 bytes of data
          {"a": {"data_offsets": [4, 16], "dtype": "F32", "shape": [3]}} | tensor 'a': offsets 4..16 leave a hole after 0
          {"a": {"data_offsets": [8, 16], "dtype": "F32", "shape": [2]}, "b": {"data_offsets": [0, 12], "dtype": "F32", "shape": [3]}} | tensor 'a': offsets 8..16 overlap those of 'b', which end at 12
          {"a": {"data_offsets": [0, 8], "dtype": "F32", "shape": [2]}, "b": {"data_offsets": [12, 16], "dtype": "F32", "shape": [1]}} | tensor 'b': offsets 12..16 leave a hole after 8
          {"a": {"data_offsets": [0, 16], "dtype": "F32", "shape": [4]}, "b": {"data_offsets": [0, 16], "dtype": "F32", "shape": [4]}} | tensor 'b': offsets 0..16 overlap those of 'a', which end at 16
          {"a": {"data_offsets": [0, 16], "dtype": "F64", "shape": [2]}} | tensor 'a': element 2 in the file's order: 1.0E300 is beyond the range of a 32-bit float (±3.4028235E38)
          {"__metadata__": "x"}           | __metadata__: is 'x', expected an object
          {"__metadata__": {"a": 1}}      | __metadata__: 'a' is '1', expected a string
          """)
  void refusesABadHeader(String header, String message) {
    // The data: the doubles 1 and 1e300.
    byte[] data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putDouble(1).putDouble(1e300).array();
    byte[] begin = file(header.length(), header);
    byte[] all = Arrays.copyOf(begin, begin.length + data.length);
    System.arraycopy(data, 0, all, begin.length, data.length);
    assertEquals(message, refused(all));
  }

  @Test
  void aNameFromTheFileCannotBreakTheMessage() {
    assertEquals("tensor 'a?b': is '1', expected an object", refused(file(10, "{\"a\\nb\":1}")));
  }

  // --- damage

  @Test
  void everyTruncationIsRefused() {
    for (byte[] whole : List.of(WEIGHTS, TYPES)) {
      Refused.everyCut(whole, this::read);
    }
  }

  @Test
  void everyFlippedBitIsReadOrRefused() throws IOException {
    for (byte[] whole : List.of(WEIGHTS, TYPES)) {
      int refused = Refused.flippedBits(whole, whole.length, this::read);
      assertTrue(refused > whole.length, refused + " refused");
    }
  }

  // --- helpers

  private Safetensors read(byte[] bytes) throws IOException {
    return Safetensors.read(Files.write(folder.resolve("a.safetensors"), bytes));
  }

  private String refused(byte[] bytes) {
    String message = Refused.message(() -> read(bytes));
    String place = folder.resolve("a.safetensors") + ": ";
    assertTrue(message.startsWith(place), message);
    return message.substring(place.length());
  }

  private static byte[] bytes(Safetensors safetensors) throws IOException {
    var out = new ByteArrayOutputStream();
    safetensors.write(out);
    return out.toByteArray();
  }

  private static byte[] file(long headerLength, String rest) {
    byte[] latin1 = rest.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(8 + latin1.length).order(ByteOrder.LITTLE_ENDIAN).putLong(headerLength).put(latin1)
        .array();
  }
}
