package dev.millrace.spark.train;

import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;

/** Another rank has ended before its time; the reason is known there. */
final class LostRankException extends UncheckedIOException {
  @Serial
  private static final long serialVersionUID = 1L;

  LostRankException(IOException cause) {
    super("another rank of the training has ended: " + cause.getMessage(), cause);
  }
}
