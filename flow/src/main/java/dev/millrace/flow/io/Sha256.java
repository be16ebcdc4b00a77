package dev.millrace.flow.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 checksums (FIPS 180-4), which identify files and weights. */
public final class Sha256 {
  private static final int BLOCK = 1 << 12;

  private Sha256() {
  }

  /** {@return a new digest} */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * {@return the checksum of a text in UTF-8, as 64 hexadecimal digits}
   *
   * @param text the text
   */
  public static String of(String text) {
    return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * {@return the checksum of numbers, as 64 hexadecimal digits}
   *
   * @param values the numbers
   * @param order the byte order of each number
   */
  public static String of(float[] values, ByteOrder order) {
    return of(values.length, Float.BYTES, order,
        (bytes, from, count) -> bytes.asFloatBuffer().put(values, from, count));
  }

  /**
   * As {@link #of(float[], ByteOrder)}, for doubles.
   *
   * @param values the numbers
   * @param order the order in which the bytes of a number are hashed
   * @return the hash in hexadecimal digits
   */
  public static String of(double[] values, ByteOrder order) {
    return of(values.length, Double.BYTES, order,
        (bytes, from, count) -> bytes.asDoubleBuffer().put(values, from, count));
  }

  private static String of(int length, int width, ByteOrder order, Block block) {
    MessageDigest digest = digest();
    ByteBuffer bytes = ByteBuffer.allocate(BLOCK * width).order(order);
    for (int from = 0; from < length; from += BLOCK) {
      int count = Math.min(BLOCK, length - from);
      block.put(bytes.clear(), from, count);
      digest.update(bytes.limit(count * width));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Puts some of an array's numbers into a buffer. */
  private interface Block {
    void put(ByteBuffer bytes, int from, int count);
  }
}
