package dev.millrace.flow.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import dev.millrace.flow.InvalidInputException;

/**
 * An array of unsigned bytes with a shape, read from the IDX format, in which MNIST was published: a magic number
 * 0x000008DD, where DD is the number of dimensions, then each dimension as a big-endian 32-bit number, then the bytes
 * in C order. A file may be gzipped, whatever its name is.
 *
 * @param shape the extent of each dimension, each ≥ 0
 * @param values all elements in C order; shared, not copied
 */
// Instances are never compared, so it does no harm that arrays are equal only to themselves.
@SuppressWarnings("ArrayRecordComponent")
public record Idx(List<Integer> shape, byte[] values) {
  /** The longest array that every JVM can allocate. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;
  private static final int UNSIGNED_BYTES = 0x0800;
  private static final int GZIP_MAGIC = 0x1F8B;
  /**
   * Images of drawings are compressed to about a tenth. A large file that unpacks to more than this was made to exhaust
   * memory.
   */
  private static final long MOST_UNPACKED_A_BYTE = 200;
  private static final long ALWAYS_UNPACKED = 16 << 20;

  /**
   * Reads a file, gzipped or not.
   *
   * @param file the file
   * @param dimensions the number of dimensions it must have: 3 for images, 1 for labels
   * @return the array
   * @throws InvalidInputException if there is no such file, it does not have this format, is shorter or longer than its
   *     header says, or unpacks to more than both 16 MB and 200 times its size
   * @throws IOException if reading fails
   */
  public static Idx read(Path file, int dimensions) throws IOException {
    InputFile.requireReadable(file);
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString(), dimensions, Math.max(ALWAYS_UNPACKED, MOST_UNPACKED_A_BYTE * Files.size(file)));
    }
  }

  /**
   * Reads a stream to its end, gzipped or not. Memory grows with the bytes that are read, not with the number that the
   * header states. If the stream holds more than its header says, reading stops one byte after that.
   *
   * @param stream the bytes
   * @param place how messages name the stream
   * @param dimensions the number of dimensions the array must have: 3 for images, 1 for labels
   * @return the array
   * @throws IOException if reading fails
   */
  public static Idx read(InputStream stream, String place, int dimensions) throws IOException {
    return read(stream, place, dimensions, MOST_BYTES);
  }

  private static Idx read(InputStream stream, String place, int dimensions, long most) throws IOException {
    try {
      return parse(unzipped(stream), place, dimensions, most);
    } catch (ZipException e) {
      throw new InvalidInputException("%s: damaged gzip data (%s)".formatted(place, e.getMessage()), e);
    } catch (EOFException e) {
      throw new InvalidInputException(place + ": cut short, the gzip data ends too early", e);
    }
  }

  private static InputStream unzipped(InputStream stream) throws IOException {
    var in = new BufferedInputStream(stream, 1 << 16);
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private static Idx parse(InputStream in, String place, int dimensions, long most) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(in.readNBytes(Integer.BYTES * (1 + dimensions)));
    int expected = UNSIGNED_BYTES | dimensions;
    if (header.remaining() >= Integer.BYTES && header.getInt(0) != expected) {
      throw new InvalidInputException("%s: magic number 0x%08X, expected 0x%08X (unsigned bytes, %d dimension%s)"
          .formatted(place, header.getInt(0), expected, dimensions, dimensions == 1 ? "" : "s"));
    }
    if (header.remaining() < Integer.BYTES * (1 + dimensions)) {
      throw new InvalidInputException("%s: cut short, %d bytes, but an IDX header has %d"
          .formatted(place, header.remaining(), Integer.BYTES * (1 + dimensions)));
    }
    List<Integer> shape = new ArrayList<>();
    long size = 1;
    for (int d = 1; d <= dimensions; d++) {
      long extent = Integer.toUnsignedLong(header.getInt(Integer.BYTES * d));
      // Stops growing beyond the limit, so that it cannot overflow.
      size = size > MOST_BYTES ? size : size * extent;
      shape.add((int) Math.min(extent, Integer.MAX_VALUE));
    }
    if (size > MOST_BYTES || shape.contains(Integer.MAX_VALUE)) {
      throw new InvalidInputException("%s: dimensions %s, more than the %d bytes that can be read"
          .formatted(place, shape, MOST_BYTES));
    }
    if (size > most) {
      throw new InvalidInputException("%s: dimensions %s, more than %d bytes from a file of this size"
          .formatted(place, shape, most));
    }
    byte[] values = in.readNBytes((int) size);
    if (values.length < size) {
      throw new InvalidInputException("%s: cut short, dimensions %s need %d bytes, found %d"
          .formatted(place, shape, size, values.length));
    }
    if (in.read() >= 0) {
      throw new InvalidInputException("%s: continues after the %d bytes that dimensions %s need"
          .formatted(place, size, shape));
    }
    return new Idx(List.copyOf(shape), values);
  }
}
