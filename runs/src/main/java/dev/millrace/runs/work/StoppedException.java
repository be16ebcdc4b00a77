package dev.millrace.runs.work;

import java.io.Serial;

/** The work ended early because the caller cancelled it; it can be resumed where it ended. */
public final class StoppedException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  public StoppedException(String message) {
    super(message);
  }
}
