package dev.millrace.serve.http;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Each limit, just below and just above, and bodies made to hurt. */
@Timeout(60)
class LimitTests {
  private static final int MOST_BODY = 10_000;
  private static final int MOST_HEADER = 2048;
  private static final int MOST_DEPTH = 5;
  private static final int MOST_TEXT = 100;
  private static final int MOST_REQUESTS = 3;

  private final CopyOnWriteArrayList<Throwable> faults = new CopyOnWriteArrayList<>();
  private final Semaphore waiting = new Semaphore(0);
  private final CountDownLatch go = new CountDownLatch(1);
  private final Metrics metrics = new Metrics();
  private Server server;

  record Body(@Field(value = "a number", least = 1, most = 9) int count, Optional<Long> seed,
      Optional<List<Double>> values, @Field(value = "a word", choices = {"a", "b"}) Optional<String> word) {}

  @BeforeEach
  void start() throws IOException {
    Limits limits = Limits.DEFAULTS.withSizes(MOST_BODY, MOST_HEADER, MOST_DEPTH, MOST_TEXT).withCounts(MOST_REQUESTS,
        2000);
    server = Server.start(ServerOptions.ofPort(0).withLimits(limits), new Router()
        .add("GET", "/ok", exchange -> exchange.sendJson(Map.of("ok", true)))
        .add(Route.of("GET", "/live", exchange -> exchange.sendJson(Map.of("ok", true))).forRole(Role.ANYBODY))
        .add("POST", "/tree", exchange -> exchange.sendJson(exchange.json()))
        .add("POST", "/record", exchange -> exchange.sendJson(exchange.json(Body.class)))
        .add("POST", "/bytes", exchange -> exchange.sendJson(Map.of("bytes", exchange.body().length)))
        .add("GET", "/wait", exchange -> {
          waiting.release();
          await();
          exchange.sendJson(Map.of("ok", true));
        }), new Server.Watchers(faults::add, metrics, Optional.empty()));
  }

  private void await() throws IOException {
    try {
      assertTrue(go.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @AfterEach
  void stop() {
    go.countDown();
    server.close();
    assertEquals(List.of(), faults);
  }

  private String json(String path, String body) throws IOException {
    return Raw.postJson(server.port(), path, body);
  }

  private static void assertProblem(int status, String flag, String answer) {
    assertEquals(status, Raw.status(answer), answer);
    assertEquals(Problem.TYPE, Raw.header(answer, "Content-Type"), answer);
    assertTrue(flag.isEmpty() || answer.contains("\"flag\":\"" + flag + "\""), answer);
  }

  @Test
  void bodies() throws IOException {
    assertTrue(Raw.post(server.port(), "/bytes", "x".repeat(MOST_BODY)).endsWith("{\"bytes\":10000}"));
    assertProblem(413, "--max-body", Raw.post(server.port(), "/bytes", "x".repeat(MOST_BODY + 1)));
    // The client learns why, although it has not been read to its end.
    assertProblem(413, "--max-body", Raw.post(server.port(), "/bytes", "x".repeat(4 << 20)));
    String head = Raw.head(server.port(), "POST", "/bytes", "Transfer-Encoding: chunked", "Connection: close") + "\r\n";
    String most = Integer.toHexString(MOST_BODY) + "\r\n" + "x".repeat(MOST_BODY) + "\r\n";
    assertTrue(Raw.answer(server.port(), head + most + "0\r\n\r\n").endsWith("{\"bytes\":10000}"));
    assertProblem(413, "--max-body", Raw.answer(server.port(), head + most + "1\r\nx\r\n0\r\n\r\n"));
  }

  /** Without a byte of the body having come: whoever waits for the rest would wait for ever. */
  @ParameterizedTest
  @ValueSource(strings = {"10001", "4000000000", "9223372036854775807", "00000000000000010001"})
  void lengthsOfBodiesAreRefusedAtOnce(String length) throws IOException {
    try (Socket socket = Raw.connect(server.port())) {
      Raw.write(socket, Raw.head(server.port(), "POST", "/bytes", "Content-Length: " + length) + "\r\n");
      assertProblem(413, "--max-body", Raw.readOne(socket.getInputStream()));
    }
    assertTrue(Raw.post(server.port(), "/bytes", "x").endsWith("{\"bytes\":1}"));
  }

  @Test
  void aRequestHasOneHost() throws IOException {
    String host = "Host: 127.0.0.1:" + server.port();
    assertProblem(400, "", Raw.get(server.port(), "/ok", host));
    assertProblem(400, "", Raw.get(server.port(), "/ok", "Host: example.org"));
    assertProblem(400, "", Raw.answer(server.port(), "GET /ok HTTP/1.1\r\nConnection: close\r\n\r\n"));
    assertEquals(200, Raw.status(Raw.answer(server.port(), "GET /ok HTTP/1.0\r\n" + host + "\r\n\r\n")));
  }

  @Test
  void headers() throws IOException {
    // What the limit counts: the path, and each header's name, value and four characters.
    int others = "/ok".length() + "Host".length() + ("127.0.0.1:" + server.port()).length() + 4 + "Connection".length()
        + "close".length() + 4 + "X".length() + 4;
    String most = "x".repeat(MOST_HEADER - others);
    assertEquals(200, Raw.status(Raw.get(server.port(), "/ok", "X: " + most)));
    assertProblem(431, "--max-header", Raw.get(server.port(), "/ok", "X: " + most + "x"));
    assertProblem(431, "--max-header", Raw.get(server.port(), "/ok?" + "x".repeat(MOST_HEADER)));
    assertProblem(431, "--max-header", Raw.get(server.port(), "/ok", "X: " + "x".repeat(100_000)));
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      many.add("X" + i + ": " + "x".repeat(20));
    }
    assertProblem(431, "--max-header", Raw.get(server.port(), "/ok", many.toArray(String[]::new)));
  }

  @Test
  void depthAndText() throws IOException {
    assertEquals(200,
        Raw.status(json("/tree", "{\"a\":" + "[".repeat(MOST_DEPTH - 1) + "]".repeat(MOST_DEPTH - 1) + "}")));
    assertProblem(400, "--max-json-depth",
        json("/tree", "{\"a\":" + "[".repeat(MOST_DEPTH) + "]".repeat(MOST_DEPTH) + "}"));
    assertProblem(400, "--max-json-depth", json("/tree", "{\"a\":" + "[".repeat(9000)));
    assertEquals(200, Raw.status(json("/tree", "{\"a\":\"" + "x".repeat(MOST_TEXT) + "\"}")));
    assertProblem(400, "--max-json-text", json("/tree", "{\"a\":\"" + "x".repeat(MOST_TEXT + 1) + "\"}"));
    assertProblem(400, "", json("/tree", "{\"a\":" + "9".repeat(5000) + "}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "1", "{", "{\"a\":1}}", "{\"a\":1,\"a\":2}", "{a:1}", "{\"a\":NaN}",
      "{\"a\":Infinity}", "{\"a\":01}", "{\"a\":\"\\ud8\"}", "{\"a\":\"\u0001\"}", "{\"a\":\"\u00e4\"}",
      "\u00ef\u00bb\u00bf{}",
      "\0{\0}", "\u00ff\u00fe{\0}\0", "{\"a\":1,}", "{\"a\":1}{\"a\":1}", "{\"a\":[1", "{\"a\":[1}", "/**/{}",
      "{\"a\":'b'}"})
  void whatIsNoJsonInUtf8(String body) throws IOException {
    String answer = json("/tree", body);
    assertProblem(400, "", answer);
    assertFalse(answer.contains("`") || answer.contains("Feature") || answer.contains("Source"), answer);
    assertFalse(answer.contains("jackson") || answer.contains("JsonReadFeature") || answer.contains("Exception")
        || answer.contains("dev.millrace"), answer);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{}|count|`count`: is missing",
      "{\"count\":null}|count|`count`: is missing",
      "{\"count\":0}|count|`count` 0: expected a whole number from 1 to 9",
      "{\"count\":10}|count|`count` 10: expected a whole number from 1 to 9",
      "{\"count\":1.5}|count|`count` 1.5: expected a whole number from 1 to 9",
      "{\"count\":\"1\"}|count|expected a whole number from 1 to 9",
      "{\"count\":true}|count|`count` true: expected a whole number from 1 to 9",
      "{\"count\":[1]}|count|`count` [1]: expected a whole number from 1 to 9",
      "{\"count\":4294967297}|count|`count` 4294967297: expected a whole number from 1 to 9",
      "{\"count\":1,\"seed\":9223372036854775808}|seed|expected a whole number",
      "{\"count\":1,\"values\":[1,1e999]}|values[1]|expected a finite number",
      "{\"count\":1,\"values\":[1,null]}|values[1]|`values[1]` null: expected a finite number",
      "{\"count\":1,\"values\":{}}|values|`values` {}: expected an array",
      "{\"count\":1,\"word\":\"c\"}|word|expected a, b",
      "{\"count\":1,\"Count\":1}|Count|`Count`: is not known; expected count, seed, values, word"})
  void fieldsThatAreWrong(String body, String field, String detail) throws IOException {
    String answer = json("/record", body);
    assertProblem(400, "", answer);
    assertTrue(answer.contains("\"field\":\"" + field + "\""), answer);
    assertTrue(answer.contains(detail), answer);
  }

  @Test
  void fieldsThatAreRight() throws IOException {
    String answer = json("/record", "{\"count\":9,\"seed\":-9223372036854775808,\"values\":[1,-2.5e3],\"word\":\"b\"}");
    assertTrue(answer.endsWith("{\"count\":9,\"seed\":-9223372036854775808,\"values\":[1.0,-2500.0],\"word\":\"b\"}"),
        answer);
    assertTrue(json("/record", "{\"count\":1,\"seed\":null}").endsWith(
        "{\"count\":1,\"seed\":null,\"values\":null,\"word\":null}"));
  }

  @Test
  void otherBodies() throws IOException {
    assertProblem(415, "", Raw.post(server.port(), "/tree", "{}", "Content-Type: text/plain"));
    assertProblem(415, "", Raw.post(server.port(), "/tree", "{}"));
    assertProblem(415, "", Raw.post(server.port(), "/tree", "{}", "Content-Type: application/json; charset=latin1"));
    assertProblem(415, "",
        Raw.post(server.port(), "/tree", "{}", "Content-Type: application/json", "Content-Encoding: gzip"));
    assertEquals(200,
        Raw.status(Raw.post(server.port(), "/tree", "{}", "Content-Type: application/json; charset=\"UTF-8\"")));
  }

  @Test
  void requestsAtOnce() throws IOException, InterruptedException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < MOST_REQUESTS; i++) {
        Socket socket = Raw.connect(server.port());
        sockets.add(socket);
        Raw.write(socket, Raw.head(server.port(), "GET", "/wait") + "\r\n");
      }
      waiting.acquire(MOST_REQUESTS);
      String refused = Raw.get(server.port(), "/ok");
      assertProblem(429, "--max-requests", refused);
      assertEquals("1", Raw.header(refused, "Retry-After"));
      // Probes are answered whatever there is to do.
      assertEquals(200, Raw.status(Raw.get(server.port(), "/live")));
      go.countDown();
      for (Socket socket : sockets) {
        assertEquals(200, Raw.status(Raw.readOne(socket.getInputStream())));
      }
      assertEquals(200, Raw.status(Raw.get(server.port(), "/ok")));
      assertTrue(metrics.text().contains("millrace_rejected_total{reason=\"too_many_requests\"} 1\n"), metrics.text());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void aThousandConnections() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        sockets.add(Raw.connect(server.port()));
      }
      for (int turn = 0; turn < 2; turn++) {
        for (Socket socket : sockets) {
          Raw.write(socket, Raw.head(server.port(), "GET", "/live") + "\r\n");
        }
        for (Socket socket : sockets) {
          assertEquals(200, Raw.status(Raw.readOne(socket.getInputStream())));
        }
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void bodiesOfAllRequestsShareMemory() {
    BodyMemory memory = new BodyMemory(100);
    try (BodyMemory.Part one = memory.part(); BodyMemory.Part other = memory.part()) {
      one.take(60);
      other.take(40);
      assertEquals(503, assertThrows(Problem.class, () -> memory.part().take(1)).status());
    }
    memory.part().close();
    // One alone may have more, and then no other.
    BodyMemory empty = new BodyMemory(100);
    try (BodyMemory.Part large = empty.part()) {
      large.take(1000);
      assertThrows(Problem.class, () -> empty.part().take(10));
    }
    empty.part().take(10);
  }

  @Test
  void limitsCheckThemselves() {
    assertTrue(assertThrows(InvalidInputException.class, () -> Limits.DEFAULTS.withSizes(0, 2048, 1, 1)).getMessage()
        .startsWith("`max-body` 0: expected 1 to "));
    assertTrue(assertThrows(InvalidInputException.class, () -> Limits.DEFAULTS.withTimes(0, 1, 1)).getMessage()
        .startsWith("`request-timeout` 0: expected 1 to "));
  }
}
