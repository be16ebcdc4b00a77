package dev.millrace.serve.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;

/**
 * Where and for whom a server listens. A server that other machines can reach needs tokens, and TLS unless the caller
 * says that it does without.
 *
 * @param address the address that it listens on: 127.0.0.1 or ::1 for this machine only
 * @param port the port; 0 for any free one
 * @param tls the certificate; empty for HTTP in clear
 * @param insecure whether other machines may send their tokens in clear, as behind a proxy that ends TLS
 * @param access the tokens
 * @param limits what it takes from clients
 */
public record ServerOptions(InetAddress address, int port, Optional<Tls> tls, boolean insecure, Access access,
    Limits limits) {
  private static final int MOST_PORT = 65_535;

  /** Checks the values. */
  public ServerOptions {
    if (port < 0 || port > MOST_PORT) {
      throw new InvalidInputException("`port` %d: expected 0 to %d".formatted(port, MOST_PORT));
    }
    if (!address.isLoopbackAddress()) {
      String given = "`bind` %s: other machines can reach this address".formatted(address.getHostAddress());
      if (access.users().isEmpty()) {
        throw new InvalidInputException(given + "; expected `token-file` with a token for each client, or 127.0.0.1");
      }
      if (tls.isEmpty() && !insecure) {
        throw new InvalidInputException(given + " and tokens would travel in clear; expected `tls-cert` and `tls-key`, "
            + "or `insecure` if a proxy encrypts");
      }
    }
  }

  /**
   * {@return options for this machine only, without tokens, with the usual limits}
   *
   * @param port the port; 0 for any free one
   */
  public static ServerOptions ofPort(int port) {
    return new ServerOptions(InetAddress.getLoopbackAddress(), port, Optional.empty(), false, Access.OPEN,
        Limits.DEFAULTS);
  }

  /**
   * {@return an address as it is given to the command}
   *
   * @param text an IP address or the name of a host
   * @throws InvalidInputException if there is none of this name
   */
  public static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new InvalidInputException("`bind` %s: is no address of this machine; expected such as 127.0.0.1 or 0.0.0.0"
          .formatted(text), e);
    }
  }

  /**
   * {@return the same options with others limits}
   *
   * @param limits the limits
   */
  public ServerOptions withLimits(Limits limits) {
    return new ServerOptions(address, port, tls, insecure, access, limits);
  }

  /**
   * {@return the same options with tokens}
   *
   * @param access the tokens
   */
  public ServerOptions withAccess(Access access) {
    return new ServerOptions(address, port, tls, insecure, access, limits);
  }

  /**
   * {@return the same options with a certificate}
   *
   * @param tls the certificate
   */
  public ServerOptions withTls(Tls tls) {
    return new ServerOptions(address, port, Optional.of(tls), insecure, access, limits);
  }

  /** {@return the address for the browser or curl} */
  String url(int port) {
    String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
    return "%s://%s:%d".formatted(tls.isPresent() ? "https" : "http", host.contains(":") ? "[" + host + "]" : host,
        port);
  }
}
