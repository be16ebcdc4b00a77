package dev.millrace.flow.io;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

import dev.millrace.flow.InvalidInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Named tensors and metadata: a {@code .safetensors} file. It holds the header's length (8 bytes, little-endian), the
 * header (JSON: for each tensor its type, shape and offsets; padded with spaces) and the elements, little-endian and in
 * C order, without gaps. Reading such a file runs no code, so weights can be exchanged in it safely.
 *
 * @param tensors the tensors by name, in the order of their data
 * @param metadata text by name
 * @see <a href="https://github.com/huggingface/safetensors#format">The format</a>
 */
public record Safetensors(SequencedMap<String, FloatArray> tensors, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";
  private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int LENGTH_BYTES = 8;
  /** The first bytes of a zip file, "PK" and two numbers. */
  private static final int ZIP = 0x04034b50;
  /** The reference implementation's limit. */
  private static final long MAX_HEADER_BYTES = 100_000_000;
  /** The reference implementation does not escape slashes; neither do we, so that the bytes are the same. */
  private static final JsonMapper JSON = JsonMapper
      .builder(JsonFactory.builder().disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES).build()).build();

  /**
   * Copies both maps; the tensors keep their order.
   *
   * @throws IllegalArgumentException if a tensor is named {@code __metadata__}
   */
  public Safetensors {
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    metadata = Map.copyOf(metadata);
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException("a tensor cannot be named " + METADATA);
    }
  }

  /**
   * Reads a file whose tensors are all F32, F64, F16 or BF16; each element becomes the nearest float. NaN and infinity
   * are read as they are. The file may exceed 2 GiB, a tensor may have up to 2^31 − 9 elements.
   *
   * @param file the file
   * @return its tensors, in the order of their data, and its metadata
   * @throws InvalidInputException if the file is missing, unreadable or damaged, or holds another type or a double
   *     beyond the range of a float; the message is one line with the file, the tensor and the numbers that disagree
   * @throws IOException if reading fails
   */
  public static Safetensors read(Path file) throws IOException {
    return read(file, false).floats;
  }

  /**
   * Reads the bytes of such a file, as {@link #read(Path)}.
   *
   * @param name the name of the bytes in messages
   * @param bytes the whole file; not changed
   * @return the tensors
   * @throws InvalidInputException if it is damaged, or holds another type or a double beyond the range of a float
   */
  public static Safetensors read(String name, byte[] bytes) {
    return read(name, bytes, false).floats;
  }

  static Mixed read(String name, byte[] bytes, boolean integers) {
    return decode(name, MemorySegment.ofArray(bytes), integers);
  }

  /**
   * A file's tensors of floats, their types in the file in the same order, and the header entries of its tensors of
   * integers, which are not read.
   */
  record Mixed(Safetensors floats, List<ElementType> types, List<SafetensorsHeader.Entry> integers) {}

  static Mixed read(Path file, boolean integers) throws IOException {
    InputFile.requireReadable(file);
    try (var channel = FileChannel.open(file); var arena = Arena.ofConfined()) {
      return decode(file.toString(), channel.map(MapMode.READ_ONLY, 0, channel.size(), arena), integers);
    }
  }

  private static Mixed decode(String file, MemorySegment bytes, boolean integers) {
    long size = bytes.byteSize();
    if (size < LENGTH_BYTES) {
      throw new InvalidInputException("%s: %d bytes, too short for a .safetensors file".formatted(file, size));
    }
    long headerLength = bytes.get(U64, 0);
    if (headerLength < 0 || headerLength > size - LENGTH_BYTES) {
      if (bytes.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0) == ZIP) {
        throw new InvalidInputException(("%s: a zip file, as torch.save writes it; expected .safetensors: "
            + "safetensors.torch.save_file(model.state_dict(), FILE)").formatted(file));
      }
      throw new InvalidInputException(
          "%s: header of %s bytes, but only %d follow (not a .safetensors file?)".formatted(file,
              Long.toUnsignedString(headerLength), size - LENGTH_BYTES));
    }
    if (headerLength > MAX_HEADER_BYTES) {
      throw new InvalidInputException("%s: header of %d bytes, at most %d are read".formatted(file, headerLength,
          MAX_HEADER_BYTES));
    }
    long dataBegin = LENGTH_BYTES + headerLength;
    byte[] json = bytes.asSlice(LENGTH_BYTES, headerLength).toArray(ValueLayout.JAVA_BYTE);
    SafetensorsHeader header = SafetensorsHeader.parse(file, json, size - dataBegin, integers);

    var tensors = new LinkedHashMap<String, FloatArray>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      if (entry.isInteger()) {
        continue;
      }
      float[] values = entry.type().read(file + ": tensor " + InputFile.quote(entry.name()), bytes,
          dataBegin + entry.begin(), entry.elements(), ByteOrder.LITTLE_ENDIAN);
      tensors.put(entry.name(), new FloatArray(values, entry.shape()));
    }
    return new Mixed(new Safetensors(tensors, header.metadata()),
        header.entries().stream().filter(entry -> !entry.isInteger()).map(SafetensorsHeader.Entry::type).toList(),
        header.entries().stream().filter(SafetensorsHeader.Entry::isInteger).toList());
  }

  /**
   * Writes all tensors as F32, in their order. The same tensors and metadata give the same bytes: metadata is sorted by
   * name and nothing else is added.
   *
   * @param out the stream to write to; it is not closed
   * @throws IOException if the stream fails
   */
  public void write(OutputStream out) throws IOException {
    byte[] json = JSON.writeValueAsString(header()).getBytes(StandardCharsets.UTF_8);
    // The elements begin at a multiple of 8, so that a mapped file can be used in place.
    int padding = -json.length & 7;
    var length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length + padding);
    out.write(length.array());
    out.write(json);
    out.write(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
    for (FloatArray tensor : tensors.values()) {
      ElementType.writeF32(out, tensor.values());
    }
  }

  private ObjectNode header() {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode words = header.putObject(METADATA);
      new TreeMap<>(metadata).forEach(words::put);
    }
    long begin = 0;
    for (var entry : tensors.entrySet()) {
      FloatArray tensor = entry.getValue();
      long end = begin + (long) Float.BYTES * tensor.values().length;
      ObjectNode node = header.putObject(entry.getKey()).put("dtype", "F32");
      tensor.shape().forEach(node.putArray("shape")::add);
      node.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    return header;
  }
}
