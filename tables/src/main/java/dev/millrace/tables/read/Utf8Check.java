package dev.millrace.tables.read;

/** Looks at bytes one after the other: whether they are UTF-8, and whether there are zeros. */
final class Utf8Check {
  private long line = 1;
  private long zeroLine;
  private long wrongLine;
  private int wrongByte;
  private long manyBytes;
  private boolean hasC1;
  private int lead;
  private int expected;
  private int low = 0x80;
  private int high = 0xBF;

  void take(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      int b = bytes[i];
      if (b > 0 && expected == 0) {
        if (b == '\n') {
          line++;
        }
        continue;
      }
      take(b & 0xFF);
    }
  }

  private void take(int b) {
    if (expected > 0) {
      if (b >= low && b <= high) {
        low = 0x80;
        high = 0xBF;
        if (--expected == 0) {
          manyBytes++;
        }
        return;
      }
      wrong(lead);
      expected = 0;
      low = 0x80;
      high = 0xBF;
    }
    if (b == 0 && zeroLine == 0) {
      zeroLine = line;
    } else if (b == '\n') {
      line++;
    } else if (b >= 0x80) {
      start(b);
    }
  }

  /** The first byte of a character (table 3-7 of the Unicode standard). */
  private void start(int b) {
    lead = b;
    if (b >= 0xC2 && b <= 0xDF) {
      expected = 1;
    } else if (b >= 0xE0 && b <= 0xEF) {
      expected = 2;
      low = b == 0xE0 ? 0xA0 : 0x80;
      high = b == 0xED ? 0x9F : 0xBF;
    } else if (b >= 0xF0 && b <= 0xF4) {
      expected = 3;
      low = b == 0xF0 ? 0x90 : 0x80;
      high = b == 0xF4 ? 0x8F : 0xBF;
    } else {
      hasC1 |= b <= 0x9F;
      wrong(b);
    }
  }

  private void wrong(int b) {
    if (wrongLine == 0) {
      wrongLine = line;
      wrongByte = b;
    }
  }

  /** The first line with a zero byte; 0 if there is none. */
  long zeroLine() {
    return zeroLine;
  }

  /** The first line that is not UTF-8; 0 if there is none. */
  long wrongLine() {
    return wrongLine == 0 && expected > 0 ? line : wrongLine;
  }

  int wrongByte() {
    return wrongByte;
  }

  /** The number of characters of several bytes. */
  long manyBytes() {
    return manyBytes;
  }

  /** Whether there are bytes that Latin-1 uses for control characters, so that it is rather windows-1252. */
  boolean hasC1() {
    return hasC1;
  }
}
