package dev.millrace.flow.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import com.sun.management.ThreadMXBean;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.PictureFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

  private static byte[] png(int width, int height, int colorType, byte[]... parts) {
    byte[] header = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).put((byte) colorType).array();
    var png = new ByteArrayOutputStream();
    png.writeBytes(new byte[]{(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    png.writeBytes(part("IHDR", header));
    for (byte[] part : parts) {
      png.writeBytes(part);
    }
    png.writeBytes(part("IEND", new byte[0]));
    return Pictures.withChecksums(png.toByteArray());
  }

  private static byte[] part(String name, byte[] content) {
    return ByteBuffer.allocate(12 + content.length).putInt(content.length)
        .put(name.getBytes(StandardCharsets.US_ASCII)).put(content).array();
  }

  private static byte[] deflated(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(packed)) {
      deflater.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void picturesThatAreNotThere() throws IOException {
    byte[] little = part("IDAT", deflated(new byte[1000]));
    for (int[] size : new int[][]{{100_000, 100_000}, {8000, 8000}, {Integer.MAX_VALUE, 1}, {1, Integer.MAX_VALUE},
        {-1, -1}, {0, 5}}) {
      refused(Target.PNG, png(size[0], size[1], 2, little));
    }
    for (int length : new int[]{Integer.MAX_VALUE, -1, 1 << 30}) {
      byte[] png = png(5, 5, 0, little);
      ByteBuffer.wrap(png).putInt(33, length);
      refused(Target.PNG, png);
    }
  }

  @Test
  void textThatUnpacksToAThousandTimesItsSizeIsNotUnpacked() throws IOException {
    var text = new ByteArrayOutputStream();
    text.writeBytes(new byte[]{'a', 0, 0});
    text.writeBytes(deflated(new byte[100 << 20]));
    byte[] palette = part("PLTE", new byte[3]);
    byte[] pixels = part("IDAT", deflated(new byte[6]));
    byte[] png = png(2, 2, 3, palette, part("zTXt", text.toByteArray()), pixels);
    new Fuzz(Target.PNG, folder).accept(png);
    long before = allocated();
    assertEquals(12, PictureFile.read(Files.write(folder.resolve("b.png"), png), 3).length);
    assertTrue(allocated() - before < 4 << 20);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  /** A JPEG's begin up to its pixels, of the size given, from one that is good. */
  private static byte[] jpeg(int width, int height) throws IOException {
    byte[] jpeg = Corpus.of(Target.JPEG).stream().filter(input -> input.length > 300).findFirst().orElseThrow();
    for (int at = 2; at < jpeg.length - 9; at += 2 + ByteBuffer.wrap(jpeg).getShort(at + 2)) {
      if ((jpeg[at + 1] & 0xFC) == 0xC0 && (jpeg[at + 1] & 3) < 3) {
        ByteBuffer.wrap(jpeg).putShort(at + 5, (short) height).putShort(at + 7, (short) width);
        return jpeg;
      }
    }
    throw new AssertionError("no frame");
  }

  @Test
  void photographsThatAreNotThere() throws IOException {
    refused(Target.JPEG, jpeg(65_500, 65_500));
    refused(Target.JPEG, jpeg(8000, 8000));
    refused(Target.JPEG, jpeg(0, 0));
    for (int length : new int[]{0, 1, 0xFFFF}) {
      byte[] jpeg = jpeg(8, 8);
      ByteBuffer.wrap(jpeg).putShort(4, (short) length);
      refused(Target.JPEG, jpeg);
    }
    // Each of them would visit every block.
    byte[] scan = {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 63, 0};
    var many = new ByteArrayOutputStream();
    many.write(0xFF);
    many.write(0xD8);
    for (int i = 0; i < LONG / scan.length; i++) {
      many.writeBytes(scan);
    }
    refused(Target.JPEG, many.toByteArray());
    byte[] fill = new byte[LONG];
    Arrays.fill(fill, (byte) 0xFF);
    fill[1] = (byte) 0xD8;
    refused(Target.JPEG, fill);
  }

  private static byte[] gzip(byte[] begin, int zeros) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(begin);
      gzip.write(new byte[zeros]);
    }
    return packed.toByteArray();
  }

  @Test
  void imagesThatUnpackToTooMuch() throws IOException {
    int size = 100 << 20;
    byte[] honest = ByteBuffer.allocate(16).putInt(0x803).putInt(size >> 20).putInt(1024).putInt(1024).array();
    refused(Target.IDX, gzip(honest, size));
    byte[] liar = ByteBuffer.allocate(16).putInt(0x803).putInt(1900).putInt(1024).putInt(1024).array();
    refused(Target.IDX, gzip(liar, 1000));
    byte[] modest = ByteBuffer.allocate(16).putInt(0x803).putInt(1).putInt(10).putInt(10).array();
    refused(Target.IDX, gzip(modest, size));
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
        Target.SAFETENSORS, Target.PNG, Target.JPEG}) {
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
