package dev.millrace.flow.io;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.InvalidInputException;

/**
 * NumPy's array files, {@code .npy}: the magic bytes {@code 93 "NUMPY"}, the version, the header's length, a header
 * that is a Python dictionary, and the elements.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  /** NumPy itself reads headers up to 10 000 bytes. */
  private static final long MAX_HEADER_BYTES = 1 << 20;
  private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Npy() {
  }

  /**
   * Reads an array of versions 1.0, 2.0 or 3.0, in C or Fortran order, of floats (2, 4 or 8 bytes), integers (signed or
   * not, 1 to 8 bytes) or booleans, in either byte order. Each element becomes the nearest float: integers beyond ±2^24
   * are rounded. NaN and infinity are read as they are.
   *
   * @param file the file
   * @return the array in C order, whatever the order in the file
   * @throws InvalidInputException if the file is missing, unreadable, damaged, of another type, or holds a double
   *     beyond the range of a float; the message is one line with the file and what was found
   * @throws IOException if reading fails
   */
  public static FloatArray read(Path file) throws IOException {
    if (PipedInput.is(file)) {
      return decode(file.toString(), MemorySegment.ofArray(PipedInput.readAll(file)));
    }
    InputFile.requireReadable(file);
    try (var channel = FileChannel.open(file); var arena = Arena.ofConfined()) {
      return decode(file.toString(), channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  /**
   * Reads an array as {@link #read(Path)} does, from memory.
   *
   * @param name what messages call it
   * @param bytes the content of a file
   * @return the array in C order
   * @throws InvalidInputException as {@link #read(Path)}
   */
  public static FloatArray read(String name, byte[] bytes) {
    return decode(name, MemorySegment.ofArray(bytes));
  }

  /**
   * Reads rows of finite numbers, as {@link #read(Path)}, but in double precision where that is needed ({@link
   * Table#ofDoubles}).
   *
   * @param file the file
   * @return [rows, columns]: an array of one dimension becomes one column; in an array of more than two dimensions all
   *     but the first are flattened into one row
   * @throws InvalidInputException as {@link #read(Path)}, and if there is no row or no column, or a number is not finite
   * @throws IOException if reading fails
   */
  public static Table readRows(Path file) throws IOException {
    InputFile.requireReadable(file);
    try (var channel = FileChannel.open(file); var arena = Arena.ofConfined()) {
      return rows(file, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  static Table readRows(Path file, byte[] bytes) {
    return rows(file, MemorySegment.ofArray(bytes));
  }

  /** Whether these are the first bytes of such a file. */
  static boolean isOne(byte[] bytes) {
    return Arrays.mismatch(MAGIC, bytes) == MAGIC.length || Arrays.equals(MAGIC, bytes);
  }

  private static Table rows(Path file, MemorySegment bytes) {
    String name = file.toString();
    Content content = content(name, bytes);
    NpyHeader header = content.header;
    if (header.elements() == 0 || header.shape().isEmpty()) {
      throw new InvalidInputException(
          "%s: shape %s, expected at least one row of numbers".formatted(file, header.shape()));
    }
    double[] read = header.type().readDoubles(name, bytes, content.begin, header.elements(), header.order());
    double[] values = read;
    if (header.reorders()) {
      double[] ordered = new double[read.length];
      eachInCOrder(header.shape(), (from, to) -> ordered[to] = read[from]);
      values = ordered;
    }
    int columns = header.elements() / header.shape().getFirst();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw FloatArray.notFinite(file, i / columns, i % columns, values[i]);
      }
    }
    return Table.ofDoubles(values, columns, List.of());
  }

  /** The header, and the index of the first byte of the elements. */
  private record Content(NpyHeader header, long begin) {}

  private static FloatArray decode(String file, MemorySegment bytes) {
    Content content = content(file, bytes);
    NpyHeader header = content.header;
    float[] values = header.type().read(file, bytes, content.begin, header.elements(), header.order());
    if (header.reorders()) {
      float[] ordered = new float[values.length];
      eachInCOrder(header.shape(), (from, to) -> ordered[to] = values[from]);
      return new FloatArray(ordered, header.shape());
    }
    return new FloatArray(values, header.shape());
  }

  private static Content content(String file, MemorySegment bytes) {
    int headerBegin = headerBegin(file, bytes);
    long headerLength = headerBegin == 10
        ? Short.toUnsignedLong(bytes.get(U16, 8))
        : Integer.toUnsignedLong(bytes.get(U32, 8));
    if (headerLength > MAX_HEADER_BYTES) {
      throw new InvalidInputException("%s: header of %d bytes, at most %d are read".formatted(file, headerLength,
          MAX_HEADER_BYTES));
    }
    long dataBegin = headerBegin + headerLength;
    if (dataBegin > bytes.byteSize()) {
      throw new InvalidInputException("%s: header of %d bytes, but only %d follow".formatted(file, headerLength,
          bytes.byteSize() - headerBegin));
    }
    // Version 3 allows UTF-8 for the names of fields, but arrays with named fields are refused anyway.
    var headerText = new String(bytes.asSlice(headerBegin, headerLength).toArray(ValueLayout.JAVA_BYTE),
        StandardCharsets.ISO_8859_1);
    NpyHeader header = NpyHeader.parse(file, headerText);

    long dataLength = bytes.byteSize() - dataBegin;
    int elements = header.elements();
    long expected = (long) elements * header.type().bytes;
    if (dataLength != expected) {
      throw new InvalidInputException("%s: %d bytes of data, but shape %s of '%s' takes %d".formatted(file, dataLength,
          header.shape(), header.descr(), expected));
    }
    return new Content(header, dataBegin);
  }

  /**
   * The index at which the header's text begins: after a length of 2 bytes in version 1, and of 4 bytes in later
   * versions.
   */
  private static int headerBegin(String file, MemorySegment bytes) {
    long size = bytes.byteSize();
    for (int i = 0; i < MAGIC.length; i++) {
      if (i >= size || bytes.get(ValueLayout.JAVA_BYTE, i) != MAGIC[i]) {
        throw new InvalidInputException(file + ": is not a .npy file: it does not begin with the bytes 93 'NUMPY'");
      }
    }
    int major = size < 8 ? 1 : Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, 6));
    int minor = size < 8 ? 0 : Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, 7));
    if (major < 1 || major > 3 || minor != 0) {
      throw new InvalidInputException(
          "%s: version %d.%d of the .npy format, expected 1.0, 2.0 or 3.0".formatted(file, major,
              minor));
    }
    int begin = major == 1 ? 10 : 12;
    if (size < begin) {
      throw new InvalidInputException("%s: ends after %d bytes, before its header".formatted(file, size));
    }
    return begin;
  }

  @FunctionalInterface
  private interface Move {
    void element(int from, int to);
  }

  /** Visits the elements in Fortran order (the first index varies fastest) and gives the index of each in C order. */
  private static void eachInCOrder(List<Integer> shape, Move move) {
    int rank = shape.size();
    int[] extent = shape.stream().mapToInt(Integer::intValue).toArray();
    int[] stride = new int[rank];
    stride[rank - 1] = 1;
    for (int axis = rank - 2; axis >= 0; axis--) {
      stride[axis] = stride[axis + 1] * extent[axis + 1];
    }
    int elements = stride[0] * extent[0];
    int[] index = new int[rank];
    int target = 0;
    for (int source = 0; source < elements; source++) {
      move.element(source, target);
      for (int axis = 0; axis < rank; axis++) {
        target += stride[axis];
        if (++index[axis] < extent[axis]) {
          break;
        }
        target -= stride[axis] * extent[axis];
        index[axis] = 0;
      }
    }
  }

  /**
   * {@return how many numbers a file holds, according to its header and its length} The numbers are not read.
   *
   * @param file the file
   * @throws InvalidInputException as {@link #read}
   * @throws IOException if reading fails
   */
  public static int elements(Path file) throws IOException {
    InputFile.requireReadable(file);
    try (var channel = FileChannel.open(file); var arena = Arena.ofConfined()) {
      return content(file.toString(), channel.map(MapMode.READ_ONLY, 0, channel.size(), arena)).header.elements();
    }
  }

  /**
   * Writes an array as NumPy does: version 1.0, {@code '<f4'}, C order, the elements beginning at a multiple of 64
   * bytes.
   *
   * @param out the stream to write to; it is not closed
   * @param array the array to write; it may contain NaN and infinity
   * @throws IOException if the stream fails
   */
  public static void write(OutputStream out, FloatArray array) throws IOException {
    writeHeader(out, array.shape());
    writeElements(out, array.values());
  }

  /**
   * Writes the header of an array whose elements follow part by part.
   *
   * @param out the stream to write to; it is not closed
   * @param shape the shape of the whole array
   * @throws IOException if the stream fails
   */
  public static void writeHeader(OutputStream out, List<Integer> shape) throws IOException {
    String header = NpyHeader.format(shape);
    int headerBegin = MAGIC.length + 4;
    // NumPy writes 1 to 64 spaces, never 0, before the line feed.
    String padding = " ".repeat(ALIGNMENT - (headerBegin + header.length() + 1) % ALIGNMENT);
    int headerLength = header.length() + padding.length() + 1;
    out.write(MAGIC);
    out.write(new byte[]{1, 0, (byte) headerLength, (byte) (headerLength >> 8)});
    out.write((header + padding + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Writes elements that follow a header or other elements.
   *
   * @param out the stream to write to; it is not closed
   * @param values elements in C order
   * @throws IOException if the stream fails
   */
  public static void writeElements(OutputStream out, float[] values) throws IOException {
    ElementType.writeF32(out, values);
  }
}
