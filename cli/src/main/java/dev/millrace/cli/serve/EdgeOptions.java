package dev.millrace.cli.serve;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import dev.millrace.cli.terminal.Messages;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.serve.http.Access;
import dev.millrace.serve.http.AccessLog;
import dev.millrace.serve.http.Limits;
import dev.millrace.serve.http.ServerOptions;
import dev.millrace.serve.http.Tls;
import dev.millrace.serve.http.TokenFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the server listens, for whom, what it takes from clients, and how it ends. */
final class EdgeOptions {
  private static final double MOST_SECONDS = 86_400;

  @Option(names = "--port", paramLabel = "N", defaultValue = "8080",
      description = "the port; 0 for any free one; default ${DEFAULT-VALUE}")
  private int port;

  @Option(names = "--bind", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
      description = "the address to listen on; other machines can reach 0.0.0.0, which needs --token-file, and "
          + "--tls-cert or --insecure; default ${DEFAULT-VALUE}")
  private String bind = "";

  @Option(names = "--token-file", paramLabel = "FILE",
      description = "a file with a token a line; clients send one as Authorization: Bearer TOKEN")
  private @Nullable Path tokens;

  @Option(names = "--admin-token-file", paramLabel = "FILE",
      description = "a file with tokens for /metrics; without it, --token-file has them")
  private @Nullable Path adminTokens;

  @Option(names = "--tls-cert", paramLabel = "FILE",
      description = "the certificate and its chain, in PEM; read again when it changes")
  private @Nullable Path cert;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "its key, in PEM (PKCS#8, not encrypted)")
  private @Nullable Path key;

  @Option(names = "--insecure", description = "let other machines send tokens in clear, as behind a proxy with TLS")
  private boolean insecure;

  @Option(names = "--access-log", paramLabel = "FILE",
      description = "write a line of JSON for each request; - for standard error")
  private @Nullable String log;

  @Option(names = "--max-body", paramLabel = "BYTES",
      description = "the longest body of a request; default ${DEFAULT-VALUE}")
  private int body = Limits.DEFAULTS.bodyBytes();

  @Option(names = "--max-header", paramLabel = "BYTES",
      description = "the longest request line and headers; default ${DEFAULT-VALUE}")
  private int header = Limits.DEFAULTS.headerBytes();

  @Option(names = "--max-json-depth", paramLabel = "N",
      description = "the greatest depth of JSON; default ${DEFAULT-VALUE}")
  private int depth = Limits.DEFAULTS.jsonDepth();

  @Option(names = "--max-json-text", paramLabel = "N",
      description = "the longest string in JSON, in characters; default ${DEFAULT-VALUE}")
  private int text = Limits.DEFAULTS.jsonText();

  @Option(names = "--max-requests", paramLabel = "N",
      description = "how many requests are answered at once; default ${DEFAULT-VALUE}")
  private int requests = Limits.DEFAULTS.requests();

  @Option(names = "--max-connections", paramLabel = "N",
      description = "how many connections are open at once; default ${DEFAULT-VALUE}")
  private int connections = Limits.DEFAULTS.connections();

  @Option(names = "--request-timeout", paramLabel = "S",
      description = "seconds within which a request must have arrived; default ${DEFAULT-VALUE}")
  private int requestSeconds = Limits.DEFAULTS.requestSeconds();

  @Option(names = "--idle-timeout", paramLabel = "S",
      description = "seconds after which an idle connection is closed; default ${DEFAULT-VALUE}")
  private int idleSeconds = Limits.DEFAULTS.idleSeconds();

  @Option(names = "--write-timeout", paramLabel = "S",
      description = "seconds within which a client must read 64 KiB of its answer; default ${DEFAULT-VALUE}")
  private int writeSeconds = Limits.DEFAULTS.writeSeconds();

  @Option(names = "--drain-delay", paramLabel = "S", defaultValue = "0",
      description = "seconds for which the service goes on after SIGTERM, while /readyz says no; default "
          + "${DEFAULT-VALUE}")
  private double drainDelay;

  @Option(names = "--drain-timeout", paramLabel = "S", defaultValue = "30",
      description = "seconds that it then waits for requests that are under way; default ${DEFAULT-VALUE}")
  private double drainTimeout;

  /** What the server is started with. */
  ServerOptions server() throws IOException {
    Limits limits = Limits.DEFAULTS.withSizes(body, header, depth, text).withCounts(requests, connections)
        .withTimes(requestSeconds, idleSeconds, writeSeconds);
    drain();
    if ((cert == null) != (key == null)) {
      throw new InvalidInputException("--tls-cert and --tls-key: expected both, or neither");
    }
    Optional<Tls> tls = Optional.empty();
    if (cert != null && key != null) {
      requireFile("--tls-cert", cert);
      requireFile("--tls-key", key);
      tls = Optional.of(Tls.read(cert, key, Messages::complain));
    }
    Access access = new Access(read("--token-file", tokens), read("--admin-token-file", adminTokens));
    return new ServerOptions(ServerOptions.address(bind), port, tls, insecure, access, limits);
  }

  private static Optional<TokenFile> read(String flag, @Nullable Path file) throws IOException {
    if (file == null) {
      return Optional.empty();
    }
    requireFile(flag, file);
    return Optional.of(TokenFile.read(file, Messages::complain));
  }

  private static void requireFile(String flag, Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new InvalidInputException("%s %s: no such file; expected one that can be read".formatted(flag, file));
    }
  }

  /** The access log, if there is one. */
  Optional<AccessLog> log() throws IOException {
    if (log == null) {
      return Optional.empty();
    }
    return Optional.of(log.equals("-")
        ? new AccessLog(new FileOutputStream(FileDescriptor.err))
        : AccessLog.of(Path.of(log)));
  }

  /** How the server ends. */
  Drain drain() {
    return new Drain(seconds("--drain-delay", drainDelay), seconds("--drain-timeout", drainTimeout));
  }

  /**
   * How a server ends.
   *
   * @param delay for how long it serves on
   * @param timeout for how long it then waits for requests that are under way
   */
  record Drain(Duration delay, Duration timeout) {}

  private static Duration seconds(String flag, double value) {
    if (!(value >= 0 && value <= MOST_SECONDS)) {
      throw new InvalidInputException("%s %s: expected 0 to %.0f seconds".formatted(flag, value, MOST_SECONDS));
    }
    return Duration.ofNanos((long) (value * 1e9));
  }
}
