package dev.millrace.cli;

import java.io.Serial;

/** The work ended early because the user stopped it; the message says how to resume it. */
final class StoppedException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  StoppedException(String message) {
    super(message);
  }
}
