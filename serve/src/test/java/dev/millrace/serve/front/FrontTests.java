package dev.millrace.serve.front;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.millrace.serve.http.Access;
import dev.millrace.serve.http.Json;
import dev.millrace.serve.http.Metrics;
import dev.millrace.serve.http.Router;
import dev.millrace.serve.http.Server;
import dev.millrace.serve.http.ServerOptions;
import dev.millrace.serve.http.TokenFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrontTests {
  @Test
  void thePageIsForAnybodyAndTheFiguresAreNot(@TempDir Path folder) throws IOException, InterruptedException {
    Access access = new Access(Optional.of(tokens(folder, "user-0123456789abcdef")),
        Optional.of(tokens(folder, "admin-0123456789abcdef")));
    Metrics metrics = new Metrics();
    try (Server server = Server.start(ServerOptions.ofPort(0).withAccess(access), Front.addTo(new Router(), metrics,
        access), new Server.Watchers(_ -> {}, metrics, Optional.empty()));
        HttpClient client = HttpClient.newHttpClient()) {
      for (String path : new String[]{"/", "/page/page.js", "/page/style.css", "/openapi.json"}) {
        HttpResponse<String> answer = get(client, server, path, "");
        assertEquals(200, answer.statusCode(), path);
        assertTrue(answer.headers().firstValue("Content-Security-Policy").orElse("").contains("script-src 'self'"));
      }
      assertEquals(404, get(client, server, "/page/Front.class", "").statusCode());
      assertEquals(404, get(client, server, "/page/..%2f..%2fhttp", "").statusCode());
      assertEquals(401, get(client, server, "/metrics", "").statusCode());
      assertEquals(403, get(client, server, "/metrics", "user-0123456789abcdef").statusCode());
      HttpResponse<String> figures = get(client, server, "/metrics", "admin-0123456789abcdef");
      assertEquals(Metrics.TYPE, figures.headers().firstValue("Content-Type").orElse(""));
      assertTrue(figures.body().contains("millrace_requests_total{method=\"GET\",route=\"/\",code=\"200\"} 1\n"),
          figures.body());
      var document = Json.MAPPER.readTree(get(client, server, "/openapi.json", "").body());
      assertEquals("3.1.0", document.path("openapi").asString(""));
      assertTrue(document.path("paths").has("/metrics") && !document.path("paths").has("/"), document.toString());
      assertTrue(document.path("paths").path("/metrics").path("get").has("security"), document.toString());
    }
  }

  private static TokenFile tokens(Path folder, String token) throws IOException {
    return TokenFile.read(Files.writeString(folder.resolve(token), token), _ -> {});
  }

  private static HttpResponse<String> get(HttpClient client, Server server, String path, String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
