package dev.millrace.serve.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.flow.InvalidInputException;

/**
 * An HTTP server on the loopback address, for a page that runs on the same machine. Each request has a virtual thread
 * of its own. Requests of other sites and to other host names are refused.
 */
public final class LocalServer implements AutoCloseable {
  private static final String PROBLEM = "application/problem+json";
  /** The page takes scripts, styles and data from this server only, and no other page may show it in a frame. */
  private static final String POLICY = "default-src 'self'; img-src 'self' blob: data:; style-src 'self'; "
      + "script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
  private static final Pattern NAMED = Pattern
      .compile("`(?<a>[a-z][a-z0-9-]*)`|^unknown (?<b>data) '|^(?<c>[a-z][a-z0-9-]*)(?: [a-z]+)?(?:: | ')");

  private final HttpServer server;
  private final ExecutorService threads;
  private final Router router;
  private final OwnPage own;
  private final Consumer<Throwable> faults;

  private LocalServer(HttpServer server, Router router, Consumer<Throwable> faults) {
    this.server = server;
    this.router = router;
    this.faults = faults;
    threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
    own = new OwnPage(server.getAddress().getPort());
    server.setExecutor(threads);
    server.createContext("/", this::answer);
  }

  /**
   * Starts a server.
   *
   * @param port the port; 0 for any free one
   * @param router what it answers
   * @param faults hears of errors that are not the client's
   * @return the server
   * @throws InvalidInputException if the port is taken
   * @throws IOException if the server cannot start
   */
  public static LocalServer start(int port, Router router, Consumer<Throwable> faults) throws IOException {
    // Clients that send slowly are cut off. These settings are of the whole process, and read once.
    setUnlessGiven("sun.net.httpserver.maxReqTime", "60");
    setUnlessGiven("sun.net.httpserver.idleInterval", "60");
    setUnlessGiven("sun.net.httpserver.nodelay", "true");
    try {
      HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      LocalServer server = new LocalServer(http, router, faults);
      http.start();
      return server;
    } catch (BindException e) {
      throw new InvalidInputException("`port` %d: is taken by another program; expected a free port, or 0 for any"
          .formatted(port), e);
    }
  }

  private static void setUnlessGiven(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** {@return the port that it listens on} */
  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange http) {
    try (http) {
      http.getResponseHeaders().set("Content-Security-Policy", POLICY);
      http.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      http.getResponseHeaders().set("Referrer-Policy", "no-referrer");
      http.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
      http.getResponseHeaders().set("Cache-Control", "no-cache");
      Exchange exchange = null;
      try {
        Optional<Problem> refusal = own.refusal(http.getRequestHeaders());
        if (refusal.isPresent()) {
          throw refusal.get();
        }
        Router.Match match = router.find(http.getRequestMethod(), http.getRequestURI().getRawPath());
        exchange = new Exchange(http, match.values());
        match.handler().handle(exchange);
      } catch (Problem e) {
        send(http, e);
      } catch (InvalidInputException e) {
        send(http, of(e));
      } catch (RuntimeException | Error e) {
        faults.accept(e);
        if (exchange == null || !exchange.isAnswered()) {
          send(http, new Problem(500, e instanceof OutOfMemoryError
              ? "not enough memory for this request"
              : "an internal error; the terminal of the server shows it"));
        }
      }
    } catch (IOException _) {
      // The client has gone.
    }
  }

  /** The problem of wrong input: the first option that the message names, in one of its usual forms, is the field. */
  private static Problem of(InvalidInputException e) {
    String message = String.valueOf(e.getMessage());
    Matcher named = NAMED.matcher(message);
    return new Problem(422, message, named.find()
        ? Stream.of("a", "b", "c").map(named::group).filter(Objects::nonNull).findFirst().orElse("")
        : "");
  }

  private static void send(HttpExchange http, Problem problem) throws IOException {
    if (http.getResponseCode() == -1) {
      Exchange.send(http, problem.status(), PROBLEM,
          Json.MAPPER.writeValueAsString(problem.members()).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Stops: requests that are being answered are cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
