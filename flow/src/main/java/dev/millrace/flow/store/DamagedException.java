package dev.millrace.flow.store;

import java.io.Serial;

/** Thrown if a checkpoint is not what was written; the message says in what way. */
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
