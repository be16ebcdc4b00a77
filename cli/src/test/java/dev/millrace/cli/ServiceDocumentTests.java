package dev.millrace.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.millrace.serve.client.Ask;
import dev.millrace.serve.client.MillraceClient;
import dev.millrace.serve.client.RefusedException;
import dev.millrace.serve.client.Samples;
import dev.millrace.serve.client.Told;
import dev.millrace.serve.http.ServerOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The OpenAPI document beside what the service answers, and the client beside the command. */
@Timeout(120)
class ServiceDocumentTests {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  /** A body that each route takes, by the last segment of its path, and the model that is asked. */
  private static final Map<String, Map.Entry<String, String>> BODIES = Map.of(
      "sample", Map.entry("points", "{\"count\":3,\"seed\":7,\"steps\":2,\"class\":1}"),
      "impute", Map.entry("penguins", "{\"rows\":[{\"species\":\"Gentoo\",\"island\":null}]}"),
      "likelihood", Map.entry("points", "{\"points\":[[0.5,-1],[0,0]]}"));

  @TempDir
  private static Path folder = Path.of("");
  private static ServedModels served;
  private static JsonNode document;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    ServedModels.train(folder);
    served = ServedModels.of(folder, ServerOptions.ofPort(0));
    document = JSON.readTree(send("GET", "/openapi.json", "", "application/json").body());
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @AfterEach
  void nothingHasFailed() {
    assertEquals(List.of(), served.faults());
  }

  private static HttpResponse<byte[]> send(String method, String path, String body, String accept)
      throws IOException, InterruptedException {
    return HTTP.send(HttpRequest.newBuilder(URI.create(served.server().url() + path)).header("Accept", accept)
        .header("Content-Type", "application/json").method(method, HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String type(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("Content-Type").orElse("").split(";", -1)[0];
  }

  @Test
  void everyRouteAnswersAsTheDocumentSays() throws IOException, InterruptedException {
    int asked = 0;
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        String verb = path.getKey().substring(path.getKey().lastIndexOf('/') + 1);
        boolean posts = method.getKey().equals("post");
        String model = posts ? BODIES.get(verb).getKey() : "penguins";
        String body = posts ? BODIES.get(verb).getValue() : "";
        if (posts) {
          JsonNode schema = method.getValue().at("/requestBody/content/application~1json/schema");
          assertEquals(List.of(), JsonSchema.errors(document, schema, JSON.readTree(body)), verb);
        }
        for (Map.Entry<String, JsonNode> form : method.getValue().at("/responses/200/content").properties()) {
          HttpResponse<byte[]> answer = send(method.getKey().toUpperCase(Locale.ROOT), path.getKey().replace("{model}",
              form.getKey().contains("parquet") ? "penguins" : model),
              form.getKey().contains("parquet") ? "{\"count\":2}" : body, form.getKey());
          String said = path.getKey() + " " + form.getKey() + ": " + new String(answer.body(), StandardCharsets.UTF_8);
          assertEquals(200, answer.statusCode(), said);
          assertEquals(form.getKey(), type(answer), said);
          if (form.getValue().path("schema").has("$ref")) {
            assertEquals(List.of(), JsonSchema.errors(document, form.getValue().path("schema"),
                JSON.readTree(answer.body())), said);
          }
          asked++;
        }
      }
    }
    assertTrue(asked >= 14, asked + " answers");
  }

  @Test
  void everyMemberOfABodyIsChecked() throws IOException, InterruptedException {
    JsonNode problem = document.at("/components/schemas/Problem");
    List<String> checked = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      String verb = path.getKey().substring(path.getKey().lastIndexOf('/') + 1);
      if (!path.getValue().has("post")) {
        continue;
      }
      String reference = path.getValue().at("/post/requestBody/content/application~1json/schema/$ref").asString("");
      List<String> members = new ArrayList<>(document.at(reference.substring(1)).path("properties").propertyNames());
      members.add("nosuch");
      for (String member : members) {
        // An array in an object is right for none of them.
        var body = (tools.jackson.databind.node.ObjectNode) JSON.readTree(BODIES.get(verb).getValue());
        body.set(member, JSON.readTree("{\"a\":[{}]}"));
        HttpResponse<byte[]> answer = send("POST", path.getKey().replace("{model}", BODIES.get(verb).getKey()),
            body.toString(), "*/*");
        JsonNode said = JSON.readTree(answer.body());
        assertEquals(400, answer.statusCode(), verb + "." + member + ": " + said);
        assertEquals("application/problem+json", type(answer));
        assertEquals(List.of(), JsonSchema.errors(document, problem, said));
        assertTrue(said.path("field").asString("").startsWith(member), said.toString());
        checked.add(verb + "." + member);
      }
    }
    assertTrue(checked.contains("sample.seed") && checked.size() >= 12, checked.toString());
  }

  @Test
  void refusalsAreProblemsEverywhere() throws IOException, InterruptedException {
    JsonNode problem = document.at("/components/schemas/Problem");
    String[][] requests = {{"GET", "/nosuch", "404"}, {"GET", "/v1/models/nosuch", "404"},
        {"POST", "/v1/models/nosuch/sample", "404"}, {"DELETE", "/v1/models", "405"},
        {"GET", "/v1/models/points/sample", "405"}, {"GET", "/v1/models/..%2f..%2fetc", "404"}};
    for (String[] request : requests) {
      HttpResponse<byte[]> answer = send(request[0], request[1], request[0].equals("POST") ? "{}" : "", "*/*");
      String said = new String(answer.body(), StandardCharsets.UTF_8);
      assertEquals(Integer.parseInt(request[2]), answer.statusCode(), said);
      assertEquals(List.of(), JsonSchema.errors(document, problem, JSON.readTree(said)), said);
      assertFalse(said.contains(folder.toString()), said);
    }
    assertEquals(406, send("POST", "/v1/models/points/sample", "{}", "text/html").statusCode());
  }

  /** The lines for curl in README.md and docs/serving.md, sent to a run of another name. */
  @Test
  void theLinesOfTheDocumentsWork() throws IOException, InterruptedException {
    int sent = 0;
    for (String file : List.of("../README.md", "../docs/serving.md")) {
      for (String line : Files.readAllLines(Path.of(file), StandardCharsets.UTF_8)) {
        if (line.matches("(\\$ )?curl http://127.*")) {
          String command = line.replaceFirst("^(\\$ )?curl", "curl -s").replace("one-step", "points")
              .replace("http://127.0.0.1:8080", served.server().url());
          Process process = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
          JsonNode said = JSON.readTree(process.getInputStream().readAllBytes());
          assertEquals(0, process.waitFor());
          assertTrue(said.path("rows").size() == 3 || said.path("status").asInt(0) == 400, said.toString());
          sent++;
        }
      }
    }
    assertEquals(3, sent);
  }

  @Test
  void theClientGetsTheRowsOfTheCommand() throws IOException, InterruptedException {
    Path csv = folder.resolve("rows.csv");
    Outcome.of("sample", folder.resolve("penguins").toString(), "--count", "50", "--seed", "3", "--out", csv.toString())
        .succeeded();
    Path npy = folder.resolve("rows.npy");
    Outcome.of("sample", folder.resolve("points").toString(), "--count", "50", "--seed", "3", "--steps", "4", "--out",
        npy.toString()).succeeded();
    try (MillraceClient client = MillraceClient.of(URI.create(served.server().url()))) {
      try (var in = client.stream("penguins", Ask.of(50).withSeed(3), "text/csv")) {
        assertEquals(Files.readString(csv), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
      Samples samples = client.samples("points", Ask.of(50).withSeed(3).withSteps(4));
      try (var in = client.stream("points", Ask.of(50).withSeed(3).withSteps(4), "application/x-npy")) {
        assertArrayEquals(Files.readAllBytes(npy), in.readAllBytes());
      }
      assertEquals(4, samples.told().nfe());
      // The second half of the rows by itself.
      float[][] half = client.samples("points", Ask.of(25).withSeed(3).withSteps(4).withOffset(25)).toArrays();
      for (int i = 0; i < 25; i++) {
        assertArrayEquals(samples.toArrays()[25 + i], half[i]);
      }
      List<JsonNode> rows = new ArrayList<>();
      Told told = client.rows("penguins", Ask.of(5), rows::add);
      assertEquals(5, rows.size());
      assertTrue(rows.getFirst().has("species"), rows.toString());
      // The seed that was drawn makes the same rows again.
      List<JsonNode> again = new ArrayList<>();
      assertEquals(told.checksum(), client.rows("penguins", Ask.of(5).withSeed(told.seed()), again::add).checksum());
      assertEquals(rows, again);
      RefusedException refused = assertThrows(RefusedException.class,
          () -> client.samples("points", Ask.of(1).withSolver("nosuch")));
      assertEquals("solver", refused.field());
    }
  }
}
