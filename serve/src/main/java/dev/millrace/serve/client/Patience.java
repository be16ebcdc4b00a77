package dev.millrace.serve.client;

import java.time.Duration;

/**
 * How long a client tries. A request for samples may be sent again without harm, because it changes nothing.
 *
 * @param attempts how often a request is sent at most, at least 1
 * @param waiting the longest time to wait in all between attempts
 * @param connecting the longest time for a connection
 * @param answering the longest time until an answer begins
 */
public record Patience(int attempts, Duration waiting, Duration connecting, Duration answering) {
  /** Four attempts within half a minute. */
  public static final Patience DEFAULTS = new Patience(4, Duration.ofSeconds(30), Duration.ofSeconds(5),
      Duration.ofMinutes(10));

  /** Checks the values. */
  public Patience {
    if (attempts < 1) {
      throw new IllegalArgumentException("`attempts` %d: expected at least 1".formatted(attempts));
    }
  }
}
