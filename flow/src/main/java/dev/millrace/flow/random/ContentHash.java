package dev.millrace.flow.random;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hashes of contents, which look like random numbers: a choice by them is random, and yet a function of the contents. They are
 * no protection against somebody who chooses the contents.
 */
public final class ContentHash {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final int LOST_BITS = 11;
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private ContentHash() {
  }

  /**
   * {@return the hash of 64 bits} Different bits have different hashes.
   *
   * @param bits the bits
   */
  public static long of(long bits) {
    return Seed.mix(bits + GAMMA);
  }

  /**
   * {@return the hash of bytes}
   *
   * @param bytes the bytes
   * @param key other keys give other hashes
   */
  public static long of(byte[] bytes, long key) {
    long hash = of(key ^ bytes.length);
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      hash = of(hash ^ (long) LONGS.get(bytes, at));
    }
    long rest = 0;
    for (; at < bytes.length; at++) {
      rest = rest << Byte.SIZE | (bytes[at] & 0xff);
    }
    return of(hash ^ rest);
  }

  /**
   * {@return the hash of a text}
   *
   * @param text the text
   * @param key other keys give other hashes
   */
  public static long of(String text, long key) {
    long hash = of(key ^ text.length());
    for (int i = 0; i < text.length(); i++) {
      hash = of(hash ^ text.charAt(i));
    }
    return hash;
  }

  /**
   * {@return a hash as an evenly distributed number in [0, 1)}
   *
   * @param hash a hash
   */
  public static double unit(long hash) {
    return (hash >>> LOST_BITS) * 0x1p-53;
  }
}
