package dev.millrace.flow.fuzz;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files made to hurt, larger than fuzzing makes them: refused quickly, in one line, without taking the memory they ask for. */
class HostileFileTests {
  private static final int LONG = 300_000;
  /** Within the size that is read at all. */
  private static final int LONG_OF_YAML = 60_000;

  @TempDir
  Path folder = Path.of("");

  private void refused(Target target, byte[] input) throws IOException {
    Fuzz fuzz = new Fuzz(target, folder);
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> fuzz.accept(input));
    Path file = target.in(folder);
    assertThrows(InvalidInputException.class, () -> target.read(file));
  }

  private void refused(Target target, String text) throws IOException {
    refused(target, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] safetensors(String header, int data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json)
        .array();
  }

  private static byte[] npy(String header) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(12 + text.length).order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93)
        .put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 2).put((byte) 0).putInt(text.length).put(text)
        .array();
  }

  @Test
  void absurdShapes() throws IOException {
    for (String shape : new String[]{"(2147483647, 2147483647)", "(1000000000,)", "(0, 2147483647, 2147483647)",
        "(" + "1,".repeat(LONG) + ")", "(" + "9".repeat(LONG) + ",)"}) {
      refused(Target.NPY, npy("{'descr': '<f8', 'fortran_order': True, 'shape': %s, }".formatted(shape)));
    }
    refused(Target.SAFETENSORS,
        safetensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000000],\"data_offsets\":[0,4000000000]}}", 4));
    refused(Target.SAFETENSORS, safetensors(
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[" + "0,".repeat(LONG) + "0]}}", 4));
    refused(Target.SAFETENSORS, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE).array());
    refused(Target.SAFETENSORS, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(-1).array());
  }

  @Test
  void aNetworkThatItsTensorsCannotFill() throws IOException {
    Map<String, String> tensors = new LinkedHashMap<>();
    tensors.put("net.0.weight", "\"shape\":[5000,3],\"data_offsets\":[0,60000]");
    for (int i = 0; i < 4000; i++) {
      tensors.put("net." + 2 * i + ".nothing", "\"shape\":[0],\"data_offsets\":[60000,60000]");
    }
    StringBuilder header = new StringBuilder("{");
    tensors.forEach((name, place) -> header.append(header.length() > 1 ? "," : "")
        .append("\"%s\":{\"dtype\":\"F32\",%s}".formatted(name, place)));
    refused(Target.MODEL, safetensors(header + "}", 60_000));
  }

  @Test
  void deepNestingAndAliases() throws IOException {
    for (Target target : new Target[]{Target.EVALUATION, Target.MANIFEST, Target.YAML}) {
      refused(target, "[".repeat(LONG_OF_YAML));
      refused(target, "{\"a\":".repeat(LONG_OF_YAML / 5));
    }
    refused(Target.SAFETENSORS, safetensors("{\"a\":".repeat(LONG), 0));
    StringBuilder laughs = new StringBuilder("data: &a [x,x,x,x,x,x,x,x,x]\n");
    for (char c = 'b'; c < 'z'; c++) {
      laughs.append("%c: &%c [%s]\n".formatted(c, c, ("*" + (char) (c - 1) + ",").repeat(9)));
    }
    refused(Target.YAML, laughs.toString());
    refused(Target.YAML, "&a [*a]");
  }

  @Test
  void longNumbersAndWords() throws IOException {
    refused(Target.CSV, "1".repeat(LONG) + "x,1\n1,2\n1");
    refused(Target.CSV, "1,2\n" + "1".repeat(LONG) + "x,1\n");
    refused(Target.CSV, "1,2\n3,\"" + "x\n".repeat(LONG));
    refused(Target.YAML, "time: logit-normal:" + "1".repeat(LONG_OF_YAML) + "x\n");
    refused(Target.YAML, "steps: " + "9".repeat(LONG_OF_YAML) + "\n");
    refused(Target.YAML, "x".repeat(LONG_OF_YAML) + ": 1\n");
    refused(Target.YAML, "coupling: " + "x".repeat(LONG_OF_YAML) + "\n");
    refused(Target.YAML, "a: b\n".repeat(LONG_OF_YAML / 5));
    refused(Target.LOG, "{\"step\":1}\n" + "{\"step\":1e" + "9".repeat(LONG) + "}\n{}\n");
    refused(Target.EVALUATION, "9".repeat(LONG));
  }

  @Test
  void giantsAreRefusedByTheirSize() throws IOException {
    // Sparse: none of them takes room on the disk.
    for (Target target : new Target[]{Target.YAML, Target.EVALUATION, Target.LOG, Target.MANIFEST, Target.NPY,
        Target.SAFETENSORS}) {
      Path file = target.in(folder);
      Files.deleteIfExists(file);
      try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(3L << 30);
      }
      assertTimeoutPreemptively(Duration.ofSeconds(10),
          () -> assertThrows(InvalidInputException.class, () -> target.read(file)), target.toString());
      Files.delete(file);
    }
  }

  @Test
  void foldersDevicesAndDeadLinks() throws IOException {
    for (Target target : Target.ALL) {
      Path file = target.in(folder.resolve(target.toString()));
      Files.createDirectory(file);
      assertThrows(InvalidInputException.class, () -> target.read(file), target.toString());
      Files.delete(file);
      if (Files.exists(Path.of("/dev/zero")) && target != Target.LOG && target != Target.EVALUATION) {
        Files.createSymbolicLink(file, Path.of("/dev/zero"));
        assertTimeoutPreemptively(Duration.ofSeconds(10),
            () -> assertThrows(InvalidInputException.class, () -> target.read(file), target.toString()));
        Files.delete(file);
      }
    }
    assertTrue(Target.ALL.size() > 5);
  }
}
