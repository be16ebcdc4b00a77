package dev.millrace.flow;

import java.io.Serial;

/**
 * Input that the user can correct: a bad file, option or name. The message is one line that names the place, the value
 * found and the form expected; the command line prints it as it is and exits with status 2.
 */
public final class InvalidInputException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  /**
   * An exception without a cause.
   *
   * @param message one line: the place, what was found, what was expected
   */
  public InvalidInputException(String message) {
    super(message);
  }

  /**
   * An exception with a cause.
   *
   * @param message one line: the place, what was found, what was expected
   * @param cause the exception that was caught
   */
  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
