package dev.millrace.flow.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;

import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a PNG or JPEG file that the decoders of the JDK receive: only those that define its pixels. Texts,
 * thumbnails and colour profiles, which may be damaged or unpack to a thousand times their size, are skipped.
 *
 * @param format "png" or "jpeg"
 * @param bytes the file without the skipped parts
 * @param mostPixels the most pixels that any file of this size can hold
 */
// Instances are never compared, so it does no harm that arrays are equal only to themselves.
@SuppressWarnings("ArrayRecordComponent")
record PictureBytes(String format, byte[] bytes, long mostPixels) {
  private static final long MOST_BYTES = 1L << 30;
  private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
  private static final Set<String> PNG_PARTS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");
  private static final int IHDR_BYTES = 13;
  private static final byte[] END_OF_PNG = {'I', 'E', 'N', 'D'};
  private static final int END_CHECKSUM = 0xAE426082;
  /** In Deflate, 2 bits encode at most a match of 258 bytes: 1032 bytes per byte. */
  private static final long MOST_INFLATED = 1032;
  /**
   * A block of 8 × 8 values takes at least one bit, and two of three components may each omit 3 of 4 rows or columns.
   */
  private static final long MOST_PIXELS_A_JPEG_BYTE = 1024;
  /** Ten are usual. Each scan may visit all blocks but need only a few bytes. */
  private static final int MOST_SCANS = 200;
  private static final int MARKER = 0xFF;
  private static final int START = 0xD8;
  private static final int END = 0xD9;
  private static final int SCAN = 0xDA;
  private static final int APP0 = 0xE0;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COMMENT = 0xFE;

  /**
   * Reads a file.
   *
   * @param pixels whether the parts that hold the pixels are read too, or only those before them
   * @throws InvalidInputException if it is neither PNG nor JPEG, or is damaged or truncated
   */
  static PictureBytes of(Path file, boolean pixels) throws IOException {
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw new InvalidInputException("%s: %d bytes, expected at most %d".formatted(file, size, MOST_BYTES));
    }
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      byte[] begin = in.readNBytes(Long.BYTES);
      if (begin.length == Long.BYTES && ByteBuffer.wrap(begin).getLong() == PNG_SIGNATURE) {
        return png(in, file, size, pixels);
      }
      if (begin.length > 2 && (begin[0] & 0xFF) == MARKER && (begin[1] & 0xFF) == START
          && (begin[2] & 0xFF) == MARKER) {
        try (var again = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
          again.skipNBytes(2);
          return new PictureBytes("jpeg", jpeg(again, file, pixels), MOST_PIXELS_A_JPEG_BYTE * size);
        }
      }
    } catch (EOFException e) {
      throw new InvalidInputException(file + ": cut short", e);
    }
    throw new InvalidInputException(file + ": neither PNG nor JPEG");
  }

  private static PictureBytes png(DataInputStream in, Path file, long size, boolean pixels) throws IOException {
    var kept = new ByteArrayOutputStream();
    var out = new DataOutputStream(kept);
    out.writeLong(PNG_SIGNATURE);
    int bits = 0;
    String type = "";
    while (!type.equals("IEND")) {
      int length = in.readInt();
      byte[] name = in.readNBytes(Integer.BYTES);
      type = new String(name, StandardCharsets.ISO_8859_1);
      if (length < 0 || (bits == 0 && !(type.equals("IHDR") && length == IHDR_BYTES))) {
        throw new InvalidInputException("%s: part %s of %d bytes, expected %s".formatted(file, InputFile.quote(type),
            Integer.toUnsignedLong(length), bits == 0 ? "IHDR of 13" : "less than 2 GB"));
      }
      if (!PNG_PARTS.contains(type)) {
        in.skipNBytes(length + (long) Integer.BYTES);
        continue;
      }
      boolean enough = type.equals("IDAT") && !pixels;
      byte[] content = content(in, enough ? 0 : length);
      CRC32 crc = new CRC32();
      crc.update(name);
      crc.update(content);
      out.writeInt(content.length);
      out.write(name);
      out.write(content);
      out.writeInt((int) crc.getValue());
      if (enough) {
        // If there is a palette, the decoder also looks for parts after the pixels.
        out.writeInt(0);
        out.write(END_OF_PNG);
        out.writeInt(END_CHECKSUM);
        break;
      }
      if (in.readInt() != (int) crc.getValue()) {
        throw new InvalidInputException("%s: damaged, the checksum of its part %s does not hold".formatted(file, type));
      }
      bits = bits == 0 ? bitsAPixel(content) : bits;
    }
    return new PictureBytes("png", kept.toByteArray(), Byte.SIZE * MOST_INFLATED * size / bits);
  }

  private static int bitsAPixel(byte[] header) {
    int samples = switch (header[9]) {
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> 1;
    };
    return samples * Math.clamp(header[8], 1, 16);
  }

  private static byte[] jpeg(DataInputStream in, Path file, boolean pixels) throws IOException {
    var out = new ByteArrayOutputStream();
    out.write(MARKER);
    out.write(START);
    int scans = 0;
    int marker = nextMarker(in, null);
    while (marker != END) {
      int length = in.readUnsignedShort();
      if (length < Short.BYTES) {
        throw new InvalidInputException("%s: segment 0x%02X of %d bytes, expected 2 or more".formatted(file, marker,
            length));
      }
      byte[] content = content(in, length - Short.BYTES);
      if (isKept(marker, content)) {
        out.write(MARKER);
        out.write(marker);
        out.write(length >> Byte.SIZE);
        out.write(length);
        out.write(content);
      }
      if (marker == SCAN && ++scans > MOST_SCANS) {
        throw new InvalidInputException("%s: more than %d scans".formatted(file, MOST_SCANS));
      }
      if (marker == SCAN && !pixels) {
        break;
      }
      marker = nextMarker(in, marker == SCAN ? out : null);
    }
    out.write(MARKER);
    out.write(END);
    return out.toByteArray();
  }

  /** Skips or copies the bytes before the next marker that begins a segment or ends the file. */
  private static int nextMarker(DataInputStream in, @Nullable ByteArrayOutputStream copy)
      throws IOException {
    while (true) {
      int value = in.readUnsignedByte();
      int marker = 0;
      while (value == MARKER && (marker = in.readUnsignedByte()) == MARKER) {
        // Any number of fill bytes may precede a marker.
      }
      // 0 means a value of 255; 1 and 0xD0 to 0xD7 (restarts) have no content.
      boolean inside = value != MARKER || marker <= 1 || (marker >= 0xD0 && marker < START);
      if (!inside) {
        return marker;
      }
      if (copy != null) {
        copy.write(value);
        if (value == MARKER) {
          copy.write(marker);
        }
      }
    }
  }

  /** Of the segments that applications add, the first ones of JFIF and of Adobe say how colours are encoded. */
  private static boolean isKept(int marker, byte[] content) {
    return switch (marker) {
      case APP0 -> startsWith(content, "JFIF\0");
      case APP14 -> startsWith(content, "Adobe");
      default -> (marker < APP0 || marker > APP15) && marker != COMMENT;
    };
  }

  private static boolean startsWith(byte[] content, String word) {
    byte[] begin = word.getBytes(StandardCharsets.US_ASCII);
    return content.length >= begin.length && Arrays.equals(content, 0, begin.length, begin, 0, begin.length);
  }

  private static byte[] content(DataInputStream in, int length) throws IOException {
    byte[] content = in.readNBytes(length);
    if (content.length < length) {
      throw new EOFException();
    }
    return content;
  }
}
