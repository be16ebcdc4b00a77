package dev.millrace.serve.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What answers look like, whatever happens. */
@Timeout(60)
class AnswerTests {
  private final CopyOnWriteArrayList<Throwable> faults = new CopyOnWriteArrayList<>();
  private final AtomicLong written = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Metrics metrics = new Metrics();
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server = Server.start(ServerOptions.ofPort(0).withLimits(Limits.DEFAULTS.withTimes(60, 60, 1)), new Router()
        .add("GET", "/files/{name}", exchange -> exchange.sendJson(Map.of("name", exchange.path("name"))))
        .add("GET", "/form", exchange -> exchange.send(exchange.accepted(List.of("application/json", "text/csv",
            "image/png")), new byte[]{1}))
        .add("GET", "/null", _ -> {
          throw new NullPointerException("/secret/path of java.lang.String");
        })
        .add("GET", "/memory", _ -> {
          throw new OutOfMemoryError("Java heap space");
        })
        .add("GET", "/part", exchange -> exchange.sendStream("text/csv", out -> {
          out.write("1,2\n".getBytes(StandardCharsets.US_ASCII));
          out.flush();
          throw new IllegalStateException("secret");
        }))
        .add("GET", "/whole", exchange -> exchange.sendStream("text/csv", out -> out.write(
            "1,2\n".getBytes(StandardCharsets.US_ASCII))))
        .add("GET", "/echo", exchange -> {
          exchange.header("X-Echo", exchange.query("text").orElse(""));
          exchange.sendJson(Map.of());
        })
        .add("GET", "/endless", exchange -> {
          try {
            exchange.sendStream("text/csv", this::writeForEver);
          } finally {
            ended.countDown();
          }
        }), new Server.Watchers(faults::add, metrics, Optional.empty()));
  }

  private void writeForEver(OutputStream out) throws IOException {
    byte[] some = new byte[10_000];
    while (true) {
      out.write(some);
      written.addAndGet(some.length);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String get(String path, String... headers) throws IOException {
    return Raw.get(server.port(), path, headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/null", "/memory"})
  void failuresTellNothingOfTheProgram(String path) throws IOException {
    String answer = get(path);
    assertEquals(500, Raw.status(answer), answer);
    assertEquals(Problem.TYPE, Raw.header(answer, "Content-Type"));
    assertFalse(answer.matches("(?si).*(secret|exception|java|millrace|heap|0\\.2\\.0|\\bat \\b).*"), answer);
    assertEquals(1, faults.size());
  }

  @Test
  void answersThatFailMidwayDoNotEndInGoodOrder() throws IOException {
    String whole = get("/whole");
    assertTrue(whole.endsWith("4\r\n1,2\n\r\n0\r\n\r\n"), whole);
    String part = get("/part");
    assertEquals(200, Raw.status(part), part);
    assertTrue(part.endsWith("4\r\n1,2\n\r\n"), part);
    assertEquals(1, faults.size());
  }

  @Test
  void otherMethodsAreNamed() throws IOException {
    String answer = Raw.post(server.port(), "/form", "");
    assertEquals(405, Raw.status(answer));
    assertEquals("GET", Raw.header(answer, "Allow"));
    String head = Raw.answer(server.port(), Raw.head(server.port(), "HEAD", "/form") + "Connection: close\r\n\r\n");
    assertEquals(200, Raw.status(head));
    assertTrue(head.endsWith("\r\n\r\n"), head);
    assertEquals("1", Raw.header(head, "Content-Length"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/../etc/passwd", "/..%2f..%2fetc/passwd", "/files/..", "/files/%2e%2e", "/files/a/../../b",
      "//etc/passwd", "/files/%00", "/files/..%5c..%5c", "/files//", "/files/;x=1"})
  void pathsLeadNowhereElse(String path) throws IOException {
    String answer = get(path);
    if (Raw.status(answer) == 200) {
      // A placeholder takes one segment, decoded once, and its handler has to know that name.
      assertTrue(path.startsWith("/files/") && path.indexOf('/', 7) < 0, answer);
    } else {
      assertEquals(404, Raw.status(answer), answer);
    }
    assertFalse(answer.contains("root:"), answer);
  }

  @Test
  void headersCannotBeInjected() throws IOException {
    String answer = get("/echo?text=a%0d%0aX-Evil:%20yes");
    assertEquals("", Raw.header(answer, "X-Evil"), answer);
    assertNotEquals(200, Raw.status(answer));
    String id = get("/files/a", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n X-Evil: yes");
    assertEquals("", Raw.header(id, "X-Evil"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01|0af7651916cd43dd8448eb211c80319c",
      "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more|0af7651916cd43dd8448eb211c80319c",
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more|",
      "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01|",
      "00-00000000000000000000000000000000-b7ad6b7169203331-01|",
      "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01|",
      "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01|", "x|", "''|"})
  void requestsAreNamedByTheirTrace(String parent, String expected) throws IOException {
    String id = Raw.header(get("/files/a", "traceparent: " + parent), "X-Request-Id");
    assertTrue(id.matches("[0-9a-f]{32}"), id);
    if (expected != null) {
      assertEquals(expected, id);
    } else {
      assertFalse(parent.contains(id), id);
      assertNotEquals(id, Raw.header(get("/files/a", "traceparent: " + parent), "X-Request-Id"));
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"text/csv|text/csv", "*/*|application/json", "text/*|text/csv",
      "text/csv;q=0.5, application/json;q=0.4|text/csv", "text/csv;q=0, */*|application/json",
      "image/png, */*;q=0.1|image/png", "APPLICATION/JSON|application/json", "''|application/json",
      "text/csv;q=0.5;level=1, image/*;q=0.6|image/png"})
  void formsByAccept(String accept, String expected) throws IOException {
    assertEquals(expected, Raw.header(get("/form", "Accept: " + accept), "Content-Type"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/csv;q=0", "text/csv;q=2", "text/csv;q=x", "nonsense"})
  void formsThatThereAreNot(String accept) throws IOException {
    String answer = get("/form", "Accept: " + accept);
    assertEquals(406, Raw.status(answer), answer);
    assertTrue(answer.contains("expected application/json, text/csv, image/png"), answer);
  }

  @Test
  void clientsThatNeverReadAreCutOff() throws IOException, InterruptedException {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(1 << 16);
      socket.connect(new java.net.InetSocketAddress("127.0.0.1", server.port()));
      Raw.write(socket, Raw.head(server.port(), "GET", "/endless") + "\r\n");
      assertTrue(ended.await(20, TimeUnit.SECONDS));
      // What the two systems have buffered, and no more: the handler was waiting meanwhile.
      assertTrue(written.get() < 64 << 20, written.toString());
    }
    while (!metrics.text().contains("millrace_requests_in_flight 0\n")) {
      Thread.sleep(10);
    }
    assertTrue(metrics.text().contains("millrace_slow_readers_total 1\n"), metrics.text());
    assertEquals(200, Raw.status(get("/form")));
    assertEquals(List.of(), faults);
  }

  @Test
  void clientsThatLeaveEndTheWork() throws IOException, InterruptedException {
    try (Socket socket = Raw.connect(server.port())) {
      Raw.write(socket, Raw.head(server.port(), "GET", "/endless") + "\r\n");
      assertEquals(100_000, socket.getInputStream().readNBytes(100_000).length);
    }
    assertTrue(ended.await(10, TimeUnit.SECONDS));
    assertEquals(List.of(), faults);
  }
}
