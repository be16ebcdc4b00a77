package dev.millrace.serve.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The access log and the figures. */
@Timeout(60)
class LogAndFigureTests {
  @TempDir
  private Path folder = Path.of("");
  private final Metrics metrics = new Metrics();

  private Server server(AccessLog log) throws IOException {
    return Server.start(ServerOptions.ofPort(0), new Router()
        .add("GET", "/rows/{name}", exchange -> {
          exchange.note("rows", 7);
          exchange.sendJson(Map.of("name", exchange.path("name")));
        }), new Server.Watchers(_ -> {}, metrics, Optional.of(log)));
  }

  /** Requests are counted after their answers have been sent. */
  private void awaitAll() throws InterruptedException {
    while (!metrics.text().contains("\nmillrace_requests_in_flight 0\n")) {
      Thread.sleep(1);
    }
  }

  @Test
  void aLineForEachRequest() throws IOException, InterruptedException {
    Path file = folder.resolve("access.jsonl");
    Files.writeString(file, "an older line\n");
    String id;
    try (AccessLog log = AccessLog.of(file); Server server = server(log)) {
      id = Raw.header(Raw.get(server.port(), "/rows/a%0ab?token=secret"), "X-Request-Id");
      Raw.get(server.port(), "/nosuch/" + "x".repeat(500));
      awaitAll();
      assertEquals(0, log.lost());
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    assertEquals(3, lines.size(), lines.toString());
    JsonNode first = Json.MAPPER.readTree(lines.get(1));
    assertEquals(id, first.path("id").asString(""));
    assertEquals("/rows/{name}", first.path("route").asString(""));
    assertEquals("/rows/a%0ab", first.path("path").asString(""));
    assertEquals(200, first.path("status").asInt());
    assertEquals(7, first.path("rows").asInt());
    assertEquals("{\"name\":\"a\\nb\"}".length(), first.path("bytes").asInt());
    assertEquals("127.0.0.1", first.path("client").asString(""));
    assertTrue(first.path("milliseconds").asDouble() > 0, lines.get(1));
    assertTrue(!lines.get(1).contains("secret"), lines.get(1));
    assertEquals(404, Json.MAPPER.readTree(lines.get(2)).path("status").asInt());
    assertTrue(lines.get(2).length() < 600, lines.get(2));
  }

  static boolean hasFullDevice() {
    return Files.exists(Path.of("/dev/full"));
  }

  @Test
  @EnabledIf("hasFullDevice")
  void aFullDiskLosesLinesAndNothingElse() throws IOException, InterruptedException {
    try (AccessLog log = AccessLog.of(Path.of("/dev/full")); Server server = server(log)) {
      for (int i = 0; i < 50; i++) {
        assertEquals(200, Raw.status(Raw.get(server.port(), "/rows/a")));
      }
      while (log.lost() < 50) {
        Thread.sleep(5);
      }
      assertTrue(metrics.text().contains("\nmillrace_log_lines_lost 50\n"), metrics.text());
    }
  }

  @Test
  void figuresOfRequests() throws IOException, InterruptedException {
    try (Server server = server(AccessLog.of(folder.resolve("log")))) {
      for (int i = 0; i < 3; i++) {
        Raw.get(server.port(), "/rows/a" + i);
      }
      Raw.get(server.port(), "/made-up-" + System.nanoTime());
      Raw.answer(server.port(), Raw.head(server.port(), "MADEUP", "/rows/a") + "Connection: close\r\n\r\n");
      awaitAll();
    }
    String text = metrics.text();
    assertTrue(text.contains("\nmillrace_requests_total{method=\"GET\",route=\"/rows/{name}\",code=\"200\"} 3\n"),
        text);
    assertTrue(text.contains("\nmillrace_requests_total{method=\"GET\",route=\"none\",code=\"404\"} 1\n"), text);
    assertTrue(text.contains("\nmillrace_requests_total{method=\"other\",route=\"none\",code=\"405\"} 1\n"), text);
    assertTrue(text.contains("\nmillrace_request_seconds_count{route=\"/rows/{name}\"} 3\n"), text);
    assertTrue(text.contains("\nmillrace_requests_in_flight 0\n"), text);
    assertTrue(text.matches("(?s).*\nmillrace_heap_bytes [1-9][0-9]+\n.*"), text);
  }

  @Test
  void theTextIsThatOfPrometheus() {
    Metrics own = new Metrics();
    Metrics.Counter rows = own.counter("rows_total", "Rows.");
    Metrics.Counter codes = own.counter("codes_total", "Codes\nof \\.", "model", "code");
    Metrics.Histogram seconds = own.histogram("wait_seconds", "Wait.", new double[]{0.1, 1}, "model");
    own.gauge("depth", "Depth.", () -> 2.5);
    own.gauges("models", "Models.", List.of("model"), () -> Map.of(List.of("a"), 1.0));
    codes.add(2, "a\"b\\c\nd", "200");
    for (double value : new double[]{0.05, 0.1, 0.5, 7}) {
      seconds.observe(value, "a");
    }
    rows.add(0);
    assertEquals("""
        # HELP rows_total Rows.
        # TYPE rows_total counter
        rows_total 0
        # HELP codes_total Codes\\nof \\\\.
        # TYPE codes_total counter
        codes_total{model="a\\"b\\\\c\\nd",code="200"} 2
        # HELP wait_seconds Wait.
        # TYPE wait_seconds histogram
        wait_seconds_bucket{model="a",le="0.1"} 2
        wait_seconds_bucket{model="a",le="1"} 3
        wait_seconds_bucket{model="a",le="+Inf"} 4
        wait_seconds_sum{model="a"} 7.65
        wait_seconds_count{model="a"} 4
        # HELP depth Depth.
        # TYPE depth gauge
        depth 2.5
        # HELP models Models.
        # TYPE models gauge
        models{model="a"} 1
        """, own.text());
    assertThrows(IllegalArgumentException.class, () -> own.counter("depth", "again"));
    assertThrows(IllegalArgumentException.class, () -> codes.add(1, "one"));
  }
}
