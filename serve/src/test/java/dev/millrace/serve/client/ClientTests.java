package dev.millrace.serve.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.serve.http.Access;
import dev.millrace.serve.http.Exchange;
import dev.millrace.serve.http.Problem;
import dev.millrace.serve.http.Router;
import dev.millrace.serve.http.Server;
import dev.millrace.serve.http.ServerOptions;
import dev.millrace.serve.http.TokenFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The client against answers that are written here; its tests against a service are those of the command. */
@Timeout(60)
class ClientTests {
  private static final String TOKEN = "token-0123456789-abc";
  private static final Patience SHORT = new Patience(3, Duration.ofSeconds(5), Duration.ofSeconds(2),
      Duration.ofSeconds(20));

  @TempDir
  private Path folder = Path.of("");
  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private final CountDownLatch left = new CountDownLatch(1);
  private Server server;
  private MillraceClient client;

  @BeforeEach
  void start() throws IOException {
    TokenFile tokens = TokenFile.read(Files.writeString(folder.resolve("tokens"), TOKEN), _ -> {});
    server = Server.start(ServerOptions.ofPort(0).withAccess(new Access(Optional.of(tokens), Optional.empty())),
        new Router().add("POST", "/v1/models/{model}/sample", this::sample)
            .add("GET", "/v1/models", exchange -> exchange.sendJson(Map.of("models", List.of("a")))),
        new Server.Watchers(_ -> {}));
    client = MillraceClient.of(URI.create(server.url())).withToken(TOKEN).withPatience(SHORT);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private void sample(Exchange exchange) throws IOException {
    calls.incrementAndGet();
    if (busy.getAndDecrement() > 0) {
      throw new Problem(503, "busy").withRetryAfter(1);
    }
    asked.add(exchange.json());
    exchange.header("Millrace-Seed", "-7");
    exchange.header("Millrace-Offset", "3");
    exchange.header("Millrace-Checksum", "sha256:ab");
    exchange.header("Millrace-Nfe", "4");
    exchange.header("Millrace-Queued-Milliseconds", "0.5");
    switch (exchange.path("model")) {
      case "wrong" -> throw new Problem(422, "`count` 9: expected less", "count").withFlag("--max-rows");
      case "part" -> exchange.sendStream("application/x-ndjson", out -> {
        out.write("{\"x\":1}\n{\"x\":2}\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        throw new IllegalStateException("it fails");
      });
      case "endless" -> {
        try {
          exchange.sendStream("text/csv", out -> {
            while (true) {
              out.write(new byte[1000]);
            }
          });
        } finally {
          left.countDown();
        }
      }
      default -> {
        String type = exchange.accepted(List.of("application/x-npy", "application/x-ndjson"));
        exchange.sendStream(type, out -> {
          if (type.endsWith("npy")) {
            Npy.write(out, new FloatArray(new float[]{1, 2, 3, 4, 5, 6}, List.of(3, 2)));
          } else {
            out.write("{\"x\":1.5}\n[2]\n".getBytes(StandardCharsets.US_ASCII));
          }
        });
      }
    }
  }

  @Test
  void samplesAndWhatIsToldWithThem() throws Exception {
    Samples samples = client.samples("a b/c", Ask.of(3).withSeed(-7).withOffset(3).withSteps(4).withSolver("heun")
        .withClass("x").withGuidance(2.5).withWhere("a>1").withColumns("a,b"));
    assertArrayEquals(new float[][]{{1, 2}, {3, 4}, {5, 6}}, samples.toArrays());
    Told told = samples.told();
    assertEquals(new Told(-7, 3, "sha256:ab", 4, 0.5, Double.NaN, told.requestId()), told);
    assertTrue(told.requestId().matches("[0-9a-f]{32}"), told.requestId());
    assertEquals(
        "{\"count\":3,\"seed\":-7,\"offset\":3,\"steps\":4,\"solver\":\"heun\",\"class\":\"x\",\"guidance\":2.5,"
            + "\"where\":\"a>1\",\"columns\":\"a,b\"}",
        asked.getFirst().toString());
    List<JsonNode> rows = new ArrayList<>();
    assertEquals(-7, client.rows("a", Ask.of(2), rows::add).seed());
    assertEquals("[{\"x\":1.5}, [2]]", rows.toString());
    assertEquals("{\"count\":2}", asked.get(1).toString());
    assertEquals("a", client.get("/v1/models").path("models").path(0).asString(""));
  }

  @Test
  void waitsAsLongAsTheServiceSays() throws Exception {
    busy.set(1);
    long began = System.nanoTime();
    client.samples("a", Ask.of(3));
    assertTrue(System.nanoTime() - began > 900_000_000L);
    assertEquals(2, calls.get());
  }

  @Test
  void doesNotTryForEver() {
    busy.set(100);
    RefusedException refused = assertThrows(RefusedException.class, () -> client.samples("a", Ask.of(3)));
    assertEquals(503, refused.status());
    assertEquals("busy", refused.getMessage());
    assertEquals(3, calls.get());
    // A wait that would take too long is not begun.
    calls.set(0);
    MillraceClient hasty = client.withPatience(new Patience(3, Duration.ofMillis(500), Duration.ofSeconds(1),
        Duration.ofSeconds(1)));
    assertThrows(RefusedException.class, () -> hasty.samples("a", Ask.of(3)));
    assertEquals(1, calls.get());
  }

  @Test
  void whatIsWrongIsNotSentAgain() {
    RefusedException wrong = assertThrows(RefusedException.class, () -> client.samples("wrong", Ask.of(9)));
    assertEquals(List.of(422, "count", "--max-rows"), List.of(wrong.status(), wrong.field(), wrong.flag()));
    assertEquals(1, calls.get());
    RefusedException stranger = assertThrows(RefusedException.class, () -> client.withToken("other-token-0123456789")
        .get("/v1/models"));
    assertEquals(401, stranger.status());
    assertThrows(IllegalArgumentException.class, () -> Ask.of(0));
  }

  @Test
  void aPartIsNotTakenForTheWhole() {
    List<JsonNode> rows = new ArrayList<>();
    assertThrows(IOException.class, () -> client.rows("part", Ask.of(9), rows::add));
    assertEquals(2, rows.size());
  }

  @Test
  void closingAStreamEndsTheWork() throws Exception {
    try (InputStream in = client.stream("endless", Ask.of(9), "text/csv")) {
      assertEquals(10_000, in.readNBytes(10_000).length);
    }
    assertTrue(left.await(10, TimeUnit.SECONDS));
  }

  @Test
  void servicesThatAreNotThereAreSaid() {
    server.close();
    assertThrows(ConnectException.class, () -> client.samples("a", Ask.of(1)));
  }
}
