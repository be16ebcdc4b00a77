package dev.millrace.flow.store;

import java.io.Serial;

/** A checkpoint is not what was written; the message says how. */
final class DamagedException extends Exception {
  @Serial
  private static final long serialVersionUID = 1L;

  DamagedException(String message) {
    super(message);
  }

  DamagedException(String message, Throwable cause) {
    super(message, cause);
  }
}
