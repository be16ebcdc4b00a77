package dev.millrace.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import dev.millrace.flow.InvalidInputException;

/**
 * Reads the fields of a protobuf message, one after another. No length is believed before that many bytes are there, and
 * nothing is copied but texts.
 */
final class ProtoReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;
  private static final int LONGEST_VARINT = 10;
  private static final int LONGEST_TEXT = 1 << 20;

  private final String file;
  private final ByteBuffer bytes;
  /** The place of the message in the file. */
  private final int start;
  private int field;
  private int wire;

  /**
   * A reader of a whole file.
   *
   * @param file its name, for messages
   * @param bytes its contents, from the position to the limit
   */
  ProtoReader(String file, ByteBuffer bytes) {
    this(file, bytes.slice(), 0);
  }

  private ProtoReader(String file, ByteBuffer bytes, int start) {
    this.file = file;
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    this.start = start;
  }

  /** Goes to the next field; false at the end. */
  boolean next() {
    if (!bytes.hasRemaining()) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wire = (int) (tag & 7);
    if (tag < 0 || tag >>> 3 == 0 || tag >>> 3 > 1 << 29
        || (wire != VARINT && wire != FIXED64 && wire != LENGTH && wire != FIXED32)) {
      throw damaged("no field of a message begins with %d".formatted(tag));
    }
    return true;
  }

  /** The number of the field. */
  int field() {
    return field;
  }

  /** The field as a whole number. */
  long integer() {
    require(VARINT);
    return varint();
  }

  /** The field as a text, which is cut if it is very long. */
  String text() {
    ByteBuffer part = part();
    byte[] text = new byte[Math.min(part.remaining(), LONGEST_TEXT)];
    part.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The field as a message. */
  ProtoReader message() {
    ByteBuffer part = part();
    return new ProtoReader(file, part, start + bytes.position() - part.remaining());
  }

  /** Whether the field is a packed list of whole numbers rather than one of them. */
  boolean isPacked() {
    return wire == LENGTH;
  }

  /** The next number of a packed list, as whose reader this was made. */
  long packed() {
    return varint();
  }

  boolean hasMore() {
    return bytes.hasRemaining();
  }

  /** Passes over the field. */
  void skip() {
    switch (wire) {
      case VARINT -> varint();
      case LENGTH -> part();
      default -> {
        int length = wire == FIXED64 ? Long.BYTES : Integer.BYTES;
        requireBytes(length);
        bytes.position(bytes.position() + length);
      }
    }
  }

  private ByteBuffer part() {
    require(LENGTH);
    long length = varint();
    requireBytes(length);
    ByteBuffer part = bytes.slice(bytes.position(), (int) length);
    bytes.position(bytes.position() + (int) length);
    return part;
  }

  private void require(int expected) {
    if (wire != expected) {
      throw damaged("field %d has wire type %d, expected %d".formatted(field, wire, expected));
    }
  }

  private void requireBytes(long length) {
    if (length < 0 || length > bytes.remaining()) {
      throw damaged("%s bytes are announced, %d are left".formatted(Long.toUnsignedString(length), bytes.remaining()));
    }
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      requireBytes(1);
      byte next = bytes.get();
      value |= (next & 0x7FL) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw damaged("a number has more than %d bytes".formatted(LONGEST_VARINT));
  }

  /** What is wrong, with the place. */
  InvalidInputException damaged(String what) {
    return new InvalidInputException(
        "%s: not an ONNX model, or damaged: at byte %d %s".formatted(file, start + bytes.position(), what));
  }
}
