package dev.millrace.serve.http;

import java.util.Optional;

import com.sun.net.httpserver.Headers;

/**
 * Who may use a server.
 *
 * @param users the tokens of those who use it; empty if anybody may who reaches it
 * @param administrators the tokens of those who also administer it; empty if all users do
 */
public record Access(Optional<TokenFile> users, Optional<TokenFile> administrators) {
  /** For servers that only this machine can reach. */
  public static final Access OPEN = new Access(Optional.empty(), Optional.empty());
  private static final String BEARER = "bearer ";

  /** {@return whether anything needs a token} */
  public boolean isClosed() {
    return users.isPresent() || administrators.isPresent();
  }

  /**
   * Requires that a request may use a route.
   *
   * @throws Problem 401 if it has no valid token, 403 if its token is not one for administration
   */
  void require(Role role, Headers headers) {
    boolean free = switch (role) {
      case ANYBODY -> true;
      case USER -> users.isEmpty();
      case ADMINISTRATOR -> !isClosed();
    };
    if (free) {
      return;
    }
    String given = headers.getFirst("Authorization");
    if (given == null || !given.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new Problem(401, "expected a header `Authorization: Bearer TOKEN` with a token of the server's token file")
          .withFlag("--token-file");
    }
    String token = given.substring(BEARER.length()).strip();
    boolean administers = administrators.isPresent() && administrators.get().contains(token);
    boolean uses = users.isPresent() && users.get().contains(token);
    if (!administers && !uses) {
      throw new Problem(401, "the token is not one of the server's token file").withFlag("--token-file");
    }
    if (role == Role.ADMINISTRATOR && administrators.isPresent() && !administers) {
      throw new Problem(403, "the token is not one for administration").withFlag("--admin-token-file");
    }
  }
}
