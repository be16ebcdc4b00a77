package dev.millrace.flow.io;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import dev.millrace.flow.InvalidInputException;

/** The number types that files hold, and how each becomes a float (nearest, ties to even). */
enum ElementType {
  BOOL(1), I8(1), I16(2), I32(4), I64(8), U8(1), U16(2), U32(4), U64(8), F16(2), BF16(2), F32(4), F64(8);

  private static final int FLOATS_A_BLOCK = 1 << 14;

  /** The size of one element. */
  final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads elements that lie one after the other.
   *
   * @param place the file, or the tensor in it, for messages
   * @param file the bytes to read from; the caller has checked that they reach far enough
   * @param begin the first element's first byte
   * @param count how many elements
   * @param order the file's byte order
   * @return the elements as floats
   * @throws InvalidInputException if a finite F64 is beyond float's range
   */
  float[] read(String place, MemorySegment file, long begin, int count, ByteOrder order) {
    var values = new float[count];
    var floats = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order);
    if (this == F32) {
      MemorySegment.copy(file, floats, begin, values, 0, count);
      return values;
    }
    var shorts = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
    var ints = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
    var longs = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order);
    var doubles = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order);
    for (int i = 0; i < count; i++) {
      long at = begin + (long) i * bytes;
      values[i] = switch (this) {
        case BOOL -> file.get(ValueLayout.JAVA_BYTE, at) == 0 ? 0 : 1;
        case I8 -> file.get(ValueLayout.JAVA_BYTE, at);
        case I16 -> file.get(shorts, at);
        case I32 -> (float) file.get(ints, at);
        case I64 -> (float) file.get(longs, at);
        case U8 -> Byte.toUnsignedInt(file.get(ValueLayout.JAVA_BYTE, at));
        case U16 -> Short.toUnsignedInt(file.get(shorts, at));
        case U32 -> (float) Integer.toUnsignedLong(file.get(ints, at));
        case U64 -> unsignedToFloat(file.get(longs, at));
        case F16 -> Float.float16ToFloat(file.get(shorts, at));
        case BF16 -> Float.intBitsToFloat(file.get(shorts, at) << 16);
        case F32 -> file.get(floats, at);
        case F64 -> narrow(place, i, file.get(doubles, at));
      };
    }
    return values;
  }

  private static float unsignedToFloat(long value) {
    // Halved with its last bit kept sticky, a large value still rounds as the whole would.
    return value >= 0 ? (float) value : 2 * (float) ((value >>> 1) | (value & 1));
  }

  private static float narrow(String place, int index, double value) {
    float narrow = (float) value;
    if (Float.isInfinite(narrow) && !Double.isInfinite(value)) {
      throw new InvalidInputException(
          "%s: element %d in the file's order: %s is beyond the range of a 32-bit float (±%s)"
              .formatted(place, index + 1L, value, Float.MAX_VALUE));
    }
    return narrow;
  }

  /** Writes floats as little-endian F32, block by block. */
  static void writeF32(OutputStream out, float[] values) throws IOException {
    var block = ByteBuffer.allocate(Float.BYTES * Math.min(values.length, FLOATS_A_BLOCK))
        .order(ByteOrder.LITTLE_ENDIAN);
    for (int begin = 0; begin < values.length;) {
      int count = Math.min(values.length - begin, FLOATS_A_BLOCK);
      block.asFloatBuffer().put(values, begin, count);
      out.write(block.array(), 0, Float.BYTES * count);
      begin += count;
    }
  }
}
