package dev.millrace.flow.io;

import java.io.IOException;
import java.util.Arrays;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What a reader says of a bad file, and of a good one with every damage in turn. */
final class Refused {
  private Refused() {
  }

  /** The message with which {@code read} is refused, which must be a single line. */
  static String message(Executable read) {
    String message = String.valueOf(assertThrows(InvalidInputException.class, read).getMessage());
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  /** Reads a file with these bytes. */
  @FunctionalInterface
  interface Reader {
    void read(byte[] bytes) throws IOException;
  }

  /** Sees to it that a file is refused wherever it is cut off. */
  static void everyCut(byte[] whole, Reader reader) {
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      message(() -> reader.read(cut));
    }
  }

  /**
   * Flips each bit in turn; what is not refused must be read.
   *
   * @param bytes of the file, from its begin, whose bits are flipped
   * @return how many were refused
   */
  static int flippedBits(byte[] whole, int bytes, Reader reader) throws IOException {
    int refused = 0;
    for (int bit = 0; bit < Byte.SIZE * bytes; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      try {
        reader.read(flipped);
      } catch (InvalidInputException e) {
        refused++;
      }
    }
    return refused;
  }
}
