package dev.millrace.serve.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ServerTests {
  private final CopyOnWriteArrayList<Throwable> faults = new CopyOnWriteArrayList<>();
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server = Server.start(ServerOptions.ofPort(0), new Router()
        .add("GET", "/hello", exchange -> exchange.sendJson(Map.of("n", exchange.whole("n", 1, 1, 9))))
        .add("POST", "/json", exchange -> exchange.sendJson(exchange.json(100)))
        .add("GET", "/wrong", _ -> {
          throw new InvalidInputException("`lr` 7: expected less");
        })
        .add("GET", "/bug", _ -> {
          throw new IllegalStateException("secret");
        }), new Server.Watchers(faults::add));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The answer to a request, whose headers are given as they are sent. */
  private String answer(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String get(String path, String... headers) throws IOException {
    return answer("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n"
        + String.join("", java.util.Arrays.stream(headers).map(header -> header + "\r\n").toList())
        + "Connection: close\r\n\r\n");
  }

  private String post(String type, String body) throws IOException {
    return answer("POST /json HTTP/1.1\r\nHost: localhost:" + server.port() + "\r\nContent-Type: " + type
        + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
  }

  private static void assertStatus(int status, String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
  }

  @Test
  void answers() throws IOException {
    String answer = get("/hello?n=3");
    assertStatus(200, answer);
    assertTrue(answer.endsWith("{\"n\":3}"), answer);
    assertTrue(answer.contains("default-src 'self'"), answer);
    assertStatus(200, post("application/json; charset=utf-8", "{\"a\":[1]}"));
  }

  @Test
  void refusesOtherHostsAndSites() throws IOException {
    assertStatus(403, answer("GET /hello HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n"));
    assertStatus(403, answer("GET /hello HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: close\r\n\r\n"));
    assertStatus(403, get("/hello", "Origin: http://example.org"));
    assertStatus(403, get("/hello", "Origin: null"));
    assertStatus(403, get("/hello", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors"));
    assertStatus(200, get("/hello", "Origin: http://127.0.0.1:" + server.port(), "Sec-Fetch-Site: same-origin"));
    assertStatus(200, get("/hello", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"n=0", "n=10", "n=x", "n=1.5", "n=99999999999999999999"})
  void namesTheFieldThatIsWrong(String query) throws IOException {
    String answer = get("/hello?" + query);
    assertStatus(422, answer);
    assertTrue(answer.contains("\"field\":\"n\""), answer);
    assertTrue(answer.contains("expected a whole number from 1 to 9"), answer);
  }

  @Test
  void readsQueriesAsBrowsersWriteThem() throws IOException {
    String answer = get("/hello?n=a+b%2Bc%20%C3%A4");
    assertTrue(answer.contains("`n` a b+c ä: "), answer);
  }

  @Test
  void refusesBodiesThatItDoesNotExpect() throws IOException {
    assertStatus(415, post("text/plain", "{}"));
    assertStatus(400, post("application/json", "{"));
    assertStatus(400, post("application/json", "[]"));
    assertStatus(400, post("application/json", "{\"a\":1,\"a\":2}"));
    assertStatus(400, post("application/json", "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}"));
    assertStatus(413, post("application/json", "{\"a\":\"" + "x".repeat(100) + "\"}"));
    assertEquals(0, faults.size(), faults.toString());
  }

  @Test
  void wrongInputNamesItsOptionAndBugsTellNothing() throws IOException {
    String wrong = get("/wrong");
    assertStatus(422, wrong);
    assertTrue(wrong.contains("\"field\":\"lr\""), wrong);
    String bug = get("/bug");
    assertStatus(500, bug);
    assertTrue(!bug.contains("secret"), bug);
    assertEquals(1, faults.size());
  }

  @Test
  void portsThatAreTakenAreSaid() {
    InvalidInputException taken = assertThrows(InvalidInputException.class,
        () -> Server.start(ServerOptions.ofPort(server.port()), new Router(), new Server.Watchers(faults::add)));
    assertTrue(taken.getMessage().startsWith("`port` " + server.port() + ": is taken"), taken.getMessage());
  }
}
