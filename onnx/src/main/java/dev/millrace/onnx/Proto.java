package dev.millrace.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protobuf message that is being written: the few wire forms that ONNX needs. Weights are not copied; they become bytes when
 * the message is written to a stream.
 */
final class Proto {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;
  private static final int BUFFER = 1 << 14;

  /** Byte arrays, float arrays and messages, in order. */
  private final List<Object> pieces = new ArrayList<>();
  private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
  private long before;

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      tail.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    tail.write((int) rest);
  }

  private void tag(int field, int wire) {
    varint((long) field << 3 | wire);
  }

  Proto integer(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  Proto number(int field, float value) {
    tag(field, FIXED32);
    tail.writeBytes(ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
    return this;
  }

  Proto bytes(int field, byte[] value) {
    tag(field, LENGTH);
    varint(value.length);
    tail.writeBytes(value);
    return this;
  }

  Proto text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Numbers as the bytes of one field, little-endian; they must not change afterwards. */
  Proto floats(int field, float[] values) {
    tag(field, LENGTH);
    varint((long) Float.BYTES * values.length);
    return piece(values, (long) Float.BYTES * values.length);
  }

  /** A message inside this one, which must not change afterwards. */
  Proto message(int field, Proto inner) {
    tag(field, LENGTH);
    varint(inner.size());
    return piece(inner, inner.size());
  }

  private Proto piece(Object piece, long size) {
    before += tail.size() + size;
    pieces.add(tail.toByteArray());
    tail.reset();
    pieces.add(piece);
    return this;
  }

  /** The number of bytes. */
  long size() {
    return before + tail.size();
  }

  void writeTo(OutputStream out) throws IOException {
    for (Object piece : pieces) {
      switch (piece) {
        case byte[] bytes -> out.write(bytes);
        case float[] floats -> write(floats, out);
        case Proto inner -> inner.writeTo(out);
        default -> throw new AssertionError(piece.getClass());
      }
    }
    tail.writeTo(out);
  }

  private static void write(float[] values, OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += BUFFER) {
      int count = Math.min(BUFFER, values.length - from);
      buffer.asFloatBuffer().put(values, from, count);
      out.write(buffer.array(), 0, count * Float.BYTES);
    }
  }
}
