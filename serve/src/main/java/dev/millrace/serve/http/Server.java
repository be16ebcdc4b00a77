package dev.millrace.serve.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server. Each request has a virtual thread of its own. A server without tokens refuses requests of other sites
 * and to other host names. Nothing that it answers shows where it runs, or what failed in it.
 */
public final class Server implements AutoCloseable {
  /** A page takes scripts, styles and data from this server only, and no other page may show it in a frame. */
  private static final String POLICY = "default-src 'self'; img-src 'self' blob: data:; style-src 'self'; "
      + "script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
  private static final Pattern NAMED = Pattern
      .compile("`(?<a>[a-z][a-z0-9-]*)`|^unknown (?<b>data) '|^(?<c>[a-z][a-z0-9-]*)(?: [a-z]+)?(?:: | ')");
  private static final int BACKLOG = 4096;
  private static final int LONGEST_SHOWN = 200;
  private static final long QUIET = 200_000_000L;

  private final HttpServer server;
  private final ServerOptions options;
  private final Router router;
  private final Watchers watchers;
  private final Json json;
  private final Optional<OwnPage> own;
  private final ExecutorService threads;
  private final ScheduledExecutorService watchdog;
  private final Set<AnswerStream> answers = ConcurrentHashMap.newKeySet();
  private final Set<Arrival> arrivals = ConcurrentHashMap.newKeySet();
  /** Requests that are being answered, whatever the answer. */
  private final AtomicInteger open = new AtomicInteger();
  /** Those of them that were let in, for whose answer a drain waits. */
  private final AtomicInteger working = new AtomicInteger();
  private final BodyMemory bodies = new BodyMemory();
  private final HttpFigures figures;
  private volatile boolean draining;
  private volatile boolean refusing;
  private volatile long arrived = System.nanoTime();

  /**
   * Who hears of what a server does.
   *
   * @param faults hears of errors that are not the client's
   * @param metrics where its figures are kept
   * @param log has a line for each request; empty for none
   */
  public record Watchers(Consumer<Throwable> faults, Metrics metrics, Optional<AccessLog> log) {
    /**
     * Without a log.
     *
     * @param faults hears of errors that are not the client's
     */
    public Watchers(Consumer<Throwable> faults) {
      this(faults, new Metrics(), Optional.empty());
    }
  }

  private Server(HttpServer server, ServerOptions options, Router router, Watchers watchers) {
    this.server = server;
    this.options = options;
    this.router = router;
    this.watchers = watchers;
    json = new Json(options.limits());
    own = options.access().users().isPresent()
        ? Optional.empty()
        : Optional.of(new OwnPage(server.getAddress().getPort()));
    figures = new HttpFigures(watchers, open::get);
    threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
    watchdog = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("watchdog").factory());
    var _ = watchdog.scheduleWithFixedDelay(this::endSlowClients, 1, 1, TimeUnit.SECONDS);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
  }

  /**
   * Starts a server.
   *
   * @param options where it listens, and for whom
   * @param router what it answers
   * @param watchers who hears of it
   * @return the server
   * @throws InvalidInputException if the address is not this machine's, or the port is taken
   * @throws IOException if the server cannot start
   */
  public static Server start(ServerOptions options, Router router, Watchers watchers) throws IOException {
    options.limits().applyToProcess();
    try {
      InetSocketAddress address = new InetSocketAddress(options.address(), options.port());
      Server server = new Server(listening(address, options.tls()), options, router, watchers);
      server.server.start();
      return server;
    } catch (BindException e) {
      throw new InvalidInputException(String.valueOf(e.getMessage()).contains("assign")
          ? "`bind` %s: is no address of this machine".formatted(options.address().getHostAddress())
          : "`port` %d: is taken by another program; expected a free port, or 0 for any".formatted(options.port()), e);
    } catch (SocketException e) {
      throw new InvalidInputException("`port` %d: this user may not listen on it; expected one above 1023"
          .formatted(options.port()), e);
    }
  }

  private static HttpServer listening(InetSocketAddress address, Optional<Tls> tls) throws IOException {
    if (tls.isEmpty()) {
      return HttpServer.create(address, BACKLOG);
    }
    HttpsServer server = HttpsServer.create(address, BACKLOG);
    server.setHttpsConfigurator(new HttpsConfigurator(tls.get().context()));
    return server;
  }

  /** {@return the port that it listens on} */
  public int port() {
    return server.getAddress().getPort();
  }

  /** {@return its address, such as http://127.0.0.1:8080} */
  public String url() {
    return options.url(port());
  }

  /** {@return whether it is about to end, so that no one should send it further requests} */
  public boolean isDraining() {
    return draining;
  }

  private void answer(HttpExchange http) throws IOException {
    long began = System.nanoTime();
    arrived = began;
    open.incrementAndGet();
    Map<String, Object> notes = new LinkedHashMap<>();
    AnswerStream answer = new AnswerStream(http);
    Arrival arrival = new Arrival(http, began);
    String id = RequestId.of(http.getRequestHeaders().getFirst("traceparent"));
    @Nullable
    Route route = null;
    Optional<Problem> problem = Optional.empty();
    answers.add(answer);
    arrivals.add(arrival);
    try (BodyMemory.Part memory = bodies.part()) {
      setHeaders(http.getResponseHeaders(), id);
      Exchange.Context context = new Exchange.Context(id, json, options.limits(), arrival, answer, memory,
          notes);
      Exchange exchange = new Exchange(http, context, Map.of());
      try {
        checkClient(http);
        Router.Match match = router.find(http.getRequestMethod(), http.getRequestURI().getRawPath());
        route = match.route();
        options.access().require(route.role(), http.getRequestHeaders());
        exchange = new Exchange(http, context, match.values());
        handle(route, exchange);
      } catch (Problem e) {
        problem = Optional.of(e);
        exchange.send(e);
      } catch (InvalidInputException e) {
        problem = Optional.of(of(e));
        exchange.send(problem.get());
      } catch (RuntimeException | Error e) {
        problem = Optional.of(new Problem(500, e instanceof OutOfMemoryError
            ? "not enough memory for this request"
            : "an internal error; the log of the server shows it"));
        watchers.faults.accept(e);
        if (exchange.isAnswered()) {
          answer.cut();
        }
        exchange.send(problem.get());
      }
      if (answer.isBroken()) {
        throw new IOException("the answer is cut off");
      }
      http.close();
      // An IOException that leaves this method makes the JDK's server close the connection and forget it.
    } finally {
      answers.remove(answer);
      arrivals.remove(arrival);
      double seconds = (System.nanoTime() - began) * 1e-9;
      figures.count(http.getRequestMethod(), route, http.getResponseCode(), seconds);
      problem.ifPresent(figures::refused);
      @Nullable
      Route matched = route;
      watchers.log.ifPresent(log -> log.add(line(http, id, matched, seconds, answer, notes)));
      open.decrementAndGet();
    }
  }

  private void handle(Route route, Exchange exchange) throws IOException {
    if (route.role() != Role.USER) {
      // Probes and administration are answered however much there is to do.
      route.handler().handle(exchange);
      return;
    }
    try {
      int now = working.incrementAndGet();
      if (refusing) {
        throw new Problem(503, "the server is ending and takes no new work").withFlag("--drain-delay")
            .withReason("draining")
            .withRetryAfter(1);
      }
      if (now > options.limits().requests()) {
        throw new Problem(429, "%,d requests are being answered, and no more at once"
            .formatted(options.limits().requests())).withFlag("--max-requests").withRetryAfter(1);
      }
      route.handler().handle(exchange);
    } finally {
      working.decrementAndGet();
    }
  }

  private void setHeaders(Headers headers, String id) {
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cache-Control", "no-cache");
    headers.set("X-Request-Id", id);
    if (refusing) {
      headers.set("Connection", "close");
    }
  }

  private void checkClient(HttpExchange http) {
    Headers headers = http.getRequestHeaders();
    int hosts = headers.getOrDefault("Host", List.of()).size();
    if (hosts > 1 || (hosts == 0 && http.getProtocol().equals("HTTP/1.1"))) {
      throw new Problem(400, "the request has %d headers Host: expected one".formatted(hosts));
    }
    if (own.isPresent()) {
      Optional<Problem> refusal = own.get().refusal(headers);
      if (refusal.isPresent()) {
        throw refusal.get();
      }
    }
    long length = http.getRequestURI().toString().length();
    for (Map.Entry<String, List<String>> each : headers.entrySet()) {
      for (String value : each.getValue()) {
        length += each.getKey().length() + value.length() + 4L;
      }
    }
    if (length > options.limits().headerBytes()) {
      throw new Problem(431, "the request line and headers are longer than %,d bytes"
          .formatted(options.limits().headerBytes())).withFlag("--max-header");
    }
  }

  private static Map<String, Object> line(HttpExchange http, String id, @Nullable Route route, double seconds,
      AnswerStream answer, Map<String, Object> notes) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", Instant.now().toString());
    line.put("id", id);
    line.put("client", http.getRemoteAddress().getAddress().getHostAddress());
    line.put("method", shown(http.getRequestMethod()));
    line.put("path", shown(http.getRequestURI().getRawPath()));
    line.put("route", route == null ? "" : route.template());
    line.put("status", http.getResponseCode());
    line.put("bytes", answer.bytes());
    line.put("milliseconds", Math.round(seconds * 1e6) / 1e3);
    if (answer.isBroken()) {
      line.put("cut", true);
    }
    line.putAll(notes);
    return line;
  }

  private static String shown(String text) {
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
  }

  /** The problem of wrong input: the first option that the message names, in one of its usual forms, is the field. */
  private static Problem of(InvalidInputException e) {
    String message = String.valueOf(e.getMessage());
    Matcher named = NAMED.matcher(message);
    return new Problem(422, message, named.find()
        ? Stream.of("a", "b", "c").map(named::group).filter(Objects::nonNull).findFirst().orElse("")
        : "");
  }

  private void endSlowClients() {
    long now = System.nanoTime();
    for (AnswerStream each : answers) {
      if (each.cutIfSlow(now, TimeUnit.SECONDS.toNanos(options.limits().writeSeconds()))) {
        figures.cut();
      }
    }
    Problem late = new Problem(408, "the body took more than %d s to arrive".formatted(options.limits()
        .requestSeconds())).withFlag("--request-timeout").withReason("slow_body");
    for (Arrival each : arrivals) {
      if (each.refuseIfLate(now, late, TimeUnit.SECONDS.toNanos(options.limits().requestSeconds()))) {
        figures.refused(late);
      }
    }
  }

  /**
   * Ends the work without losing a request that was let in: says that it is not ready, but serves on for a time, so that
   * load balancers hear of it; then refuses new work with 503 and waits for what is under way. It does not close the server.
   *
   * @param delay for how long it serves on
   * @param timeout for how long it then waits
   * @return whether all requests that were let in have been answered
   * @throws InterruptedException if the thread is interrupted
   */
  public boolean drain(Duration delay, Duration timeout) throws InterruptedException {
    draining = true;
    Thread.sleep(delay);
    refusing = true;
    long end = System.nanoTime() + timeout.toNanos();
    while (working.get() > 0 && System.nanoTime() < end) {
      Thread.sleep(5);
    }
    boolean finished = working.get() == 0;
    // Those that are just being refused shall read it; with clients that never stop, this does not wait for ever.
    long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    while ((open.get() > 0 || System.nanoTime() - arrived < QUIET) && finished && System.nanoTime() < last) {
      Thread.sleep(5);
    }
    return finished;
  }

  /** Stops: requests that are being answered are cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    watchdog.shutdownNow();
  }
}
