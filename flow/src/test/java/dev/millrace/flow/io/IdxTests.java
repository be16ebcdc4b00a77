package dev.millrace.flow.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IdxTests {
  private static byte[] idx(int magic, int[] shape, byte... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
    bytes.putInt(magic);
    for (int extent : shape) {
      bytes.putInt(extent);
    }
    return bytes.put(values).array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static Idx read(byte[] bytes, int dimensions) throws IOException {
    return Idx.read(new ByteArrayInputStream(bytes), "data.gz", dimensions);
  }

  private static String refused(byte[] bytes, int dimensions) {
    String message = Refused.message(() -> read(bytes, dimensions));
    assertTrue(message.startsWith("data.gz: "), message);
    return message;
  }

  @Test
  void whatIsWrittenIsReadBackGzippedOrNot(@TempDir Path folder) throws IOException {
    byte[] values = {0, 1, -1, 127, -128, 5, 6, 7, 8, 9, 10, 11};
    byte[] plain = idx(0x803, new int[]{2, 3, 2}, values);
    for (byte[] bytes : List.of(plain, gzip(plain))) {
      // The name does not tell, and must not.
      Path file = Files.write(folder.resolve("images.gz"), bytes);
      Idx read = Idx.read(file, 3);
      assertEquals(List.of(2, 3, 2), read.shape());
      assertArrayEquals(values, read.values());
    }
    assertArrayEquals(new byte[]{3, 4}, read(idx(0x801, new int[]{2}, (byte) 3, (byte) 4), 1).values());
    assertEquals(0, read(idx(0x803, new int[]{0, 28, 28}), 3).values().length);
  }

  @Test
  void anyCutIsRefused() throws IOException {
    byte[] values = new byte[5000];
    Arrays.setAll(new int[5000], i -> values[i] = (byte) (i * i % 251));
    byte[] plain = idx(0x803, new int[]{5, 10, 100}, values);
    byte[] zipped = gzip(plain);
    for (int length : new int[]{0, 1, 3, 4, 7, 15, 16, 17, 5015}) {
      assertTrue(refused(Arrays.copyOf(plain, length), 3).contains("cut short"), "length " + length);
    }
    for (int length : new int[]{2, 9, 10, 11, 30, zipped.length / 2, zipped.length - 9, zipped.length - 1}) {
      refused(Arrays.copyOf(zipped, length), 3);
    }
  }

  @Test
  void damagedGzipIsRefused() throws IOException {
    byte[] zipped = gzip(idx(0x801, new int[]{6}, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6));
    zipped[zipped.length - 6] ^= 1; // the checksum
    assertTrue(refused(zipped, 1).contains("damaged gzip"));
  }

  @Test
  void wrongMagicNumbersAreRefused() {
    assertEquals("data.gz: magic number 0x00000801, expected 0x00000803 (unsigned bytes, 3 dimensions)",
        refused(idx(0x801, new int[]{1, 2, 3}), 3));
    assertTrue(refused(idx(0x0D03, new int[]{1, 2, 3}), 3).contains("0x00000D03"));
    assertTrue(refused("not at all an idx file".getBytes(StandardCharsets.US_ASCII), 1)
        .contains("0x6E6F7420"));
  }

  @Test
  void promisesAreNotPaidInAdvance() throws IOException {
    // 2³¹ images, 2³² − 1 of them, and sizes whose product overflows 64 bits.
    for (int[] shape : new int[][]{{Integer.MIN_VALUE, 28, 28}, {-1, 1, 1}, {-1, -1, -1}, {1 << 30, 1, 4}}) {
      assertTrue(refused(idx(0x803, shape, new byte[900]), 3).contains("more than"));
      assertTrue(refused(gzip(idx(0x803, shape, new byte[900])), 3).contains("more than"));
    }
    // Within what an array can hold, but not there: refused without the two gigabytes (the tests have as many in all).
    long before = Runtime.getRuntime().totalMemory();
    assertTrue(refused(gzip(idx(0x803, new int[]{2_000_000, 32, 32}, new byte[900])), 3).contains("cut short"));
    assertTrue(Runtime.getRuntime().totalMemory() - before < 1L << 30);
  }

  @Test
  void whatComesAfterTheLastByteIsNotReadOn() {
    assertTrue(
        refused(idx(0x801, new int[]{2}, (byte) 1, (byte) 2, (byte) 3), 1).contains("continues after the 2 bytes"));
    // An endless stream stands for a bomb: whoever reads it all never comes back.
    var zeros = new InputStream() {
      @Override
      public int read() {
        return 0;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        Arrays.fill(bytes, offset, offset + length, (byte) 0);
        return length;
      }
    };
    var endless = new SequenceInputStream(new ByteArrayInputStream(idx(0x801, new int[]{1000})), zeros);
    assertTrue(Refused.message(() -> Idx.read(endless, "endless", 1)).contains("continues"));
  }

  @Test
  void foldersAndMissingFilesAreRefused(@TempDir Path folder) {
    assertTrue(Refused.message(() -> Idx.read(folder, 3)).contains("is a folder"));
    assertTrue(Refused.message(() -> Idx.read(folder.resolve("none"), 3)).contains("no such file"));
  }
}
