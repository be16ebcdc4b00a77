package dev.millrace.cli;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The verb in a process of its own: its options, and how it ends. */
@Timeout(120)
class ServeCommandTests {
  private static final String TOKEN = "token-0123456789-abc";
  /** A request that takes a while. */
  private static final String LONG = "{\"count\":400000,\"steps\":100,\"seed\":1}";

  @TempDir
  private static Path folder = Path.of("");
  private static Path runs = Path.of("");

  @BeforeAll
  static void train() {
    runs = folder.resolve("runs");
    Outcome.of("train", "moons", "--steps", "100", "--hidden", "16", "--no-plots", "--quiet", "--out",
        runs.resolve("moons").toString()).succeeded();
  }

  private static ServedProcess serve(String... options) throws IOException {
    return ServedProcess.start(runs, folder.resolve("err.txt"), options);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--port 70000|--port 70000: expected 0 to 65535",
      "--bind 0.0.0.0|--bind 0.0.0.0: other machines can reach this address; expected --token-file with",
      "--bind 0.0.0.0 --token-file TOKENS|--bind 0.0.0.0: other machines can reach this address and tokens would travel",
      "--bind nosuch.invalid|--bind nosuch.invalid: is no address",
      "--tls-cert a.pem|--tls-cert and --tls-key: expected both",
      "--token-file EMPTY|EMPTY: holds no token",
      "--token-file none|--token-file none: no such file",
      "--tls-cert none --tls-key none|--tls-cert none: no such file",
      "--max-body 0|--max-body 0: expected 1 to ",
      "--max-requests 0|--max-requests 0: expected 1 to ",
      "--drain-timeout -1|--drain-timeout -1.0: expected 0 to 86400 seconds",
      "--max-rows 0|--max-rows 0: expected 1"})
  void wrongInputIsOneLine(String words, String message) throws IOException {
    Path tokens = Files.writeString(folder.resolve("tokens"), TOKEN);
    Path empty = Files.writeString(folder.resolve("empty"), "# none");
    List<String> arguments = new ArrayList<>(List.of("serve", runs.toString()));
    for (String word : words.split(" ", -1)) {
      arguments.add(word.replace("TOKENS", tokens.toString()).replace("EMPTY", empty.toString()));
    }
    Outcome outcome = Outcome.of(arguments.toArray(String[]::new));
    assertEquals(2, outcome.status(), outcome.err());
    assertTrue(outcome.err().startsWith("millrace: " + message.replace("EMPTY", empty.toString())), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertEquals("", outcome.out());
  }

  @Test
  void underLoadNoRequestThatWasLetInIsLost() throws Exception {
    Path log = folder.resolve("access.jsonl");
    Map<String, Boolean> whole = new ConcurrentHashMap<>();
    AtomicInteger refused = new AtomicInteger();
    try (ServedProcess served = serve("--access-log", log.toString(), "--drain-delay", "0.5", "--drain-timeout", "60");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int rows = 100 + 7000 * (i % 3);
        clients.add(threads.submit(() -> {
          try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
              HttpResponse<String> answer = client.send(ServedProcess.sample(served.url(), "moons",
                  "{\"count\":" + rows + ",\"steps\":4}").build(), HttpResponse.BodyHandlers.ofString());
              if (answer.statusCode() == 200) {
                assertEquals(rows, answer.body().lines().count());
                whole.put(answer.headers().firstValue("X-Request-Id").orElseThrow(), true);
              } else {
                assertEquals(503, answer.statusCode());
                refused.incrementAndGet();
              }
            }
          } catch (IOException _) {
            // The server has ended.
          }
          return null;
        }));
      }
      while (whole.size() < 40 && clients.stream().noneMatch(Future::isDone)) {
        Thread.sleep(5);
      }
      served.terminate();
      assertEquals(0, served.status(), Files.readString(served.err()));
      for (Future<?> client : clients) {
        client.get();
      }
    }
    // All that the server says it has answered, a client has read to its end.
    int answered = 0;
    for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
      if (line.contains("\"status\":200")) {
        assertFalse(line.contains("\"cut\""), line);
        String id = line.replaceFirst(".*\"id\":\"([0-9a-f]+)\".*", "$1");
        assertTrue(whole.containsKey(id), line);
        answered++;
      }
    }
    assertEquals(whole.size(), answered);
    assertTrue(refused.get() > 0);
  }

  @Test
  void theStatusTellsHowItEnded() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      // A request that takes longer than it may.
      try (ServedProcess served = serve("--drain-timeout", "0.2")) {
        var answer = client.sendAsync(ServedProcess.sample(served.url(), "moons", LONG).build(),
            HttpResponse.BodyHandlers.ofString());
        awaitWork(client, served);
        served.terminate();
        assertEquals(1, served.status());
        assertTrue(Files.readString(served.err()).contains("--drain-timeout 0.2 seconds"), Files.readString(served
            .err()));
        assertTrue(answer.handle((_, failure) -> failure != null).get(), "a part was taken for the whole");
      }
      // A second signal does not wait.
      try (ServedProcess served = serve("--drain-delay", "60")) {
        served.terminate();
        while (served.get(client, "/readyz").statusCode() != 503) {
          Thread.sleep(5);
        }
        assertEquals(200, served.get(client, "/v1/models").statusCode());
        served.terminate();
        assertEquals(143, served.status());
      }
    }
  }

  private static void awaitWork(HttpClient client, ServedProcess served) throws IOException, InterruptedException {
    while (!served.get(client, "/metrics").body().contains("\nmillrace_requests_in_flight 2\n")) {
      Thread.sleep(5);
    }
  }

  @Test
  void killsLeaveNothingBehind() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String first;
      try (ServedProcess served = serve()) {
        first = client.send(ServedProcess.sample(served.url(), "moons", "{\"count\":5,\"seed\":1}").build(),
            HttpResponse.BodyHandlers.ofString()).body();
        client.sendAsync(ServedProcess.sample(served.url(), "moons", LONG).build(),
            HttpResponse.BodyHandlers.discarding());
        awaitWork(client, served);
      }
      try (ServedProcess served = serve()) {
        assertEquals(first, client.send(ServedProcess.sample(served.url(), "moons", "{\"count\":5,\"seed\":1}").build(),
            HttpResponse.BodyHandlers.ofString()).body());
      }
    }
  }

  @Test
  void tokensAndLimitsAreThoseOfTheOptions() throws Exception {
    Path tokens = Files.writeString(folder.resolve("user-tokens"), TOKEN);
    try (
        ServedProcess served = serve("--bind", "0.0.0.0", "--insecure", "--token-file", tokens.toString(), "--max-body",
            "200", "--max-rows", "100", "--access-log", "-");
        HttpClient client = HttpClient.newHttpClient()) {
      assertEquals(401, served.get(client, "/v1/models").statusCode());
      assertEquals(200, served.get(client, "/").statusCode());
      HttpRequest.Builder right = ServedProcess.sample(served.url(), "moons", "{\"count\":100}")
          .header("Authorization", "Bearer " + TOKEN);
      assertEquals(200, client.send(right.build(), HttpResponse.BodyHandlers.ofString()).statusCode());
      HttpResponse<String> many = client.send(ServedProcess.sample(served.url(), "moons", "{\"count\":101}")
          .header("Authorization", "Bearer " + TOKEN).build(), HttpResponse.BodyHandlers.ofString());
      assertTrue(many.body().contains("--max-rows"), many.body());
      HttpResponse<String> large = client.send(ServedProcess.sample(served.url(), "moons",
          "{\"count\":1" + " ".repeat(200) + "}").header("Authorization", "Bearer " + TOKEN).build(),
          HttpResponse.BodyHandlers.ofString());
      assertTrue(large.statusCode() == 413 && large.body().contains("--max-body"), large.body());
      served.terminate();
      assertEquals(0, served.status());
      String err = Files.readString(served.err());
      assertTrue(err.lines().anyMatch(line -> line.startsWith("{\"time\":") && line.contains("\"status\":401")), err);
      assertFalse(err.contains(TOKEN), err);
    }
  }
}
