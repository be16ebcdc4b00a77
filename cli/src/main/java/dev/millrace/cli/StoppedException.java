package dev.millrace.cli;

import java.io.Serial;

/** The work ended early because somebody wanted it to; the message says how to go on. */
final class StoppedException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  StoppedException(String message) {
    super(message);
  }
}
