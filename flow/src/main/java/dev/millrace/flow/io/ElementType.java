package dev.millrace.flow.io;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import dev.millrace.flow.InvalidInputException;

/** The number types that files may hold, and how each is converted to a float (to the nearest, ties to even). */
enum ElementType {
  BOOL(1),
  I8(1),
  I16(2),
  I32(4),
  I64(8),
  U8(1),
  U16(2),
  U32(4),
  U64(8),
  F16(2),
  BF16(2),
  F32(4),
  F64(8);

  private static final int ELEMENTS_A_BLOCK = 1 << 14;

  /** The size of one element in bytes. */
  final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads consecutive elements.
   *
   * @param place the file, or the tensor in it, as messages name it
   * @param file the bytes to read from; the caller has checked that there are enough of them
   * @param begin the index of the first element's first byte
   * @param count how many elements
   * @param order the file's byte order
   * @return the elements as floats
   * @throws InvalidInputException if a finite F64 is beyond float's range
   */
  float[] read(String place, MemorySegment file, long begin, int count, ByteOrder order) {
    var values = new float[count];
    for (int done = 0; done < count;) {
      int block = Math.min(count - done, ELEMENTS_A_BLOCK);
      // A buffer holds at most 2 GiB, but a file may be larger.
      ByteBuffer buffer = file.asSlice(begin + (long) done * bytes, (long) block * bytes).asByteBuffer().order(order);
      if (this == F32) {
        buffer.asFloatBuffer().get(values, done, block);
      } else {
        for (int i = 0; i < block; i++) {
          values[done + i] = read(place, buffer, done + i);
        }
      }
      done += block;
    }
    return values;
  }

  /**
   * As {@link #read(String, MemorySegment, long, int, ByteOrder)}, as doubles; integers beyond ±2^53 are rounded.
   *
   * @throws InvalidInputException if a finite F64 is beyond float's range
   */
  double[] readDoubles(String place, MemorySegment file, long begin, int count, ByteOrder order) {
    var values = new double[count];
    for (int done = 0; done < count;) {
      int block = Math.min(count - done, ELEMENTS_A_BLOCK);
      ByteBuffer buffer = file.asSlice(begin + (long) done * bytes, (long) block * bytes).asByteBuffer().order(order);
      for (int i = 0; i < block; i++) {
        values[done + i] = readDouble(place, buffer, done + i);
      }
      done += block;
    }
    return values;
  }

  private double readDouble(String place, ByteBuffer buffer, int index) {
    return switch (this) {
      case I32 -> buffer.getInt();
      case I64 -> (double) buffer.getLong();
      case U32 -> Integer.toUnsignedLong(buffer.getInt());
      case U64 -> unsignedToDouble(buffer.getLong());
      case F64 -> {
        double value = buffer.getDouble();
        narrow(place, index, value);
        yield value;
      }
      case BOOL, I8, I16, U8, U16, F16, BF16, F32 -> read(place, buffer, index);
    };
  }

  private static double unsignedToDouble(long value) {
    return value >= 0 ? (double) value : 2 * (double) ((value >>> 1) | (value & 1));
  }

  private float read(String place, ByteBuffer buffer, int index) {
    return switch (this) {
      case BOOL -> buffer.get() == 0 ? 0 : 1;
      case I8 -> buffer.get();
      case I16 -> buffer.getShort();
      case I32 -> (float) buffer.getInt();
      case I64 -> (float) buffer.getLong();
      case U8 -> Byte.toUnsignedInt(buffer.get());
      case U16 -> Short.toUnsignedInt(buffer.getShort());
      case U32 -> (float) Integer.toUnsignedLong(buffer.getInt());
      case U64 -> unsignedToFloat(buffer.getLong());
      case F16 -> Float.float16ToFloat(buffer.getShort());
      case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
      case F32 -> buffer.getFloat();
      case F64 -> narrow(place, index, buffer.getDouble());
    };
  }

  private static float unsignedToFloat(long value) {
    // The value is halved and its lost bit is kept as a sticky bit, so that the result is rounded as the whole value
    // would be.
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
    var block = ByteBuffer.allocate(Float.BYTES * Math.min(values.length, ELEMENTS_A_BLOCK))
        .order(ByteOrder.LITTLE_ENDIAN);
    for (int begin = 0; begin < values.length;) {
      int count = Math.min(values.length - begin, ELEMENTS_A_BLOCK);
      block.asFloatBuffer().put(values, begin, count);
      out.write(block.array(), 0, Float.BYTES * count);
      begin += count;
    }
  }
}
