package dev.millrace.flow.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import dev.millrace.flow.data.PictureOptions;

/** What pictures need so that changed bytes get further than a checksum, and a folder of them fits one input. */
final class Pictures {
  private static final int SIGNATURE = 8;
  private static final int AROUND_CONTENT = 12;
  private static final List<String> NAMES = List.of("a.png", "b.jpg", "c.png", "x/a.png", "y/b.jpeg", "train/a.png",
      "test/b.png", "train/x/a.PNG", "test/x/b.png", ".hidden.png", "not-a-picture.txt", "folder.png/a.png");

  private Pictures() {
  }

  /** A PNG whose parts have the checksums that belong to them, as far as there are parts. */
  static byte[] withChecksums(byte[] png) {
    ByteBuffer bytes = ByteBuffer.wrap(png.clone());
    for (int at = SIGNATURE; at <= png.length - AROUND_CONTENT;) {
      int length = bytes.getInt(at);
      if (length < 0 || length > png.length - at - AROUND_CONTENT) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(png, at + Integer.BYTES, Integer.BYTES + length);
      bytes.putInt(at + 2 * Integer.BYTES + length, (int) crc.getValue());
      at += AROUND_CONTENT + length;
    }
    return bytes.array();
  }

  /** The first byte says which. */
  static PictureOptions options(byte[] packed) {
    int choice = packed.length == 0 ? 0 : packed[0] & 0xFF;
    return new PictureOptions(choice % 5, List.of(0, 1, 3).get(choice / 5 % 3));
  }

  /** The other bytes are files: a byte for the name, two for the length, the content. */
  static void unpack(byte[] packed, Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> old = Files.walk(folder)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(folder);
    ByteBuffer bytes = ByteBuffer.wrap(packed, Math.min(1, packed.length), Math.max(0, packed.length - 1));
    while (bytes.remaining() > 3) {
      Path file = folder.resolve(NAMES.get((bytes.get() & 0xFF) % NAMES.size()));
      byte[] content = new byte[Math.min(bytes.getShort() & 0xFFFF, bytes.remaining())];
      bytes.get(content);
      Files.createDirectories(file.resolveSibling(""));
      Files.write(file, file.toString().toLowerCase(Locale.ROOT).endsWith("png") ? withChecksums(content) : content);
    }
  }
}
