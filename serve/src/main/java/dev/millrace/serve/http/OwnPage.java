package dev.millrace.serve.http;

import java.util.Optional;
import java.util.Set;

import com.sun.net.httpserver.Headers;

/**
 * Refuses requests that do not come from the server's own page: those to another host name, as after DNS rebinding, and
 * those that a page of another site makes.
 */
final class OwnPage {
  private final Set<String> hosts;

  /** @param port the port of the server on the loopback address */
  OwnPage(int port) {
    hosts = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
  }

  /**
   * {@return why a request is refused, if it is}
   *
   * @param headers those of the request
   */
  Optional<Problem> refusal(Headers headers) {
    String host = headers.getFirst("Host");
    if (host == null || !hosts.contains(host)) {
      return Optional.of(new Problem(403, "the request names another host than this machine's"));
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !hosts.contains(origin.replaceFirst("^https?://", ""))) {
      return Optional.of(new Problem(403, "the request comes from a page of another site"));
    }
    String site = headers.getFirst("Sec-Fetch-Site");
    // "none" is an address that the user typed; another site may link to the page, but a link loads only the page itself.
    boolean linked = "navigate".equals(headers.getFirst("Sec-Fetch-Mode"));
    if (site != null && !site.equals("same-origin") && !site.equals("none") && !linked) {
      return Optional.of(new Problem(403, "the request comes from a page of another site"));
    }
    return Optional.empty();
  }
}
