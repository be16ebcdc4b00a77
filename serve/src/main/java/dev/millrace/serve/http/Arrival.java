package dev.millrace.serve.http;

import java.io.IOException;
import java.io.OutputStream;

import com.sun.net.httpserver.HttpExchange;

/**
 * The body of a request while it arrives. If that takes too long, a watchdog answers in the place of the thread that waits
 * for it. The JDK's server closes the connection soon afterwards.
 */
final class Arrival {
  private final HttpExchange http;
  private final long began;
  private boolean isAwaited;
  private boolean isLate;

  /** @param began when the headers had arrived, in nanoseconds */
  Arrival(HttpExchange http, long began) {
    this.http = http;
    this.began = began;
  }

  /** Reads some of the body. */
  @FunctionalInterface
  interface Reader {
    byte[] read() throws IOException;
  }

  /**
   * {@return what a reader reads}
   *
   * @throws IOException if it fails, or if the watchdog has answered meanwhile
   */
  byte[] await(Reader reader) throws IOException {
    setAwaited(true);
    try {
      return reader.read();
    } finally {
      setAwaited(false);
    }
  }

  private synchronized void setAwaited(boolean value) throws IOException {
    isAwaited = value;
    if (isLate) {
      throw new IOException("the body arrived too late");
    }
  }

  /** Answers if the body has been awaited for too long; whether it did. Called by other threads. */
  synchronized boolean refuseIfLate(long now, Problem problem, long nanoseconds) {
    if (!isAwaited || isLate || now - began < nanoseconds) {
      return false;
    }
    isLate = true;
    try {
      byte[] content = Json.MAPPER.writeValueAsBytes(problem.members());
      problem.putInto(http.getResponseHeaders());
      http.getResponseHeaders().set("Content-Type", Problem.TYPE);
      http.getResponseHeaders().set("Connection", "close");
      http.sendResponseHeaders(problem.status(), content.length);
      // Closing it would wait for the body.
      OutputStream out = http.getResponseBody();
      out.write(content);
      out.flush();
    } catch (IOException _) {
      // The client has gone.
    }
    return true;
  }
}
