package dev.millrace.serve.http;

import java.io.IOException;

/** Answers a request. */
@FunctionalInterface
public interface Handler {
  /**
   * Answers.
   *
   * @param exchange the request and its answer
   * @throws Problem if the request cannot be answered
   * @throws IOException if reading or writing fails
   */
  void handle(Exchange exchange) throws IOException;
}
