package dev.millrace.flow.io;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What a reader says of a bad file. */
final class Refused {
  private Refused() {
  }

  /** The message with which {@code read} is refused, which must be a single line. */
  static String message(Executable read) {
    String message = String.valueOf(assertThrows(InvalidInputException.class, read).getMessage());
    assertEquals(1, message.lines().count(), message);
    return message;
  }
}
