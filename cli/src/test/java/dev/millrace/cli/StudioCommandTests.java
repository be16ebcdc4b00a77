package dev.millrace.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.millrace.runs.kind.Kinds;
import dev.millrace.serve.studio.Studio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StudioCommandTests {
  @TempDir
  private Path folder = Path.of("");

  private JsonNode facts(String run) throws IOException, InterruptedException {
    try (Studio studio = Studio.start(new Studio.Options(folder, Optional.empty(), 0), Kinds.load(), (_, _) -> {},
        fault -> {
          throw new IllegalStateException(fault);
        })) {
      String answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(studio.address() + "api/runs/"
          + run)).build(), HttpResponse.BodyHandlers.ofString()).body();
      return JsonMapper.shared().readTree(answer);
    }
  }

  private byte[] model(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve("model.safetensors"));
  }

  /** The words of a command line without quotes, which these need not have. */
  private static List<String> words(JsonNode facts) {
    return Arrays.stream(facts.path("command").asString("").split(" ", -1)).skip(1).toList();
  }

  private Outcome again(JsonNode facts, String run) {
    return Outcome.of(words(facts).stream().map(word -> word.equals(folder.resolve(run).toString())
        ? folder.resolve("again-" + run).toString()
        : word).toArray(String[]::new));
  }

  private void runJava(JsonNode facts, String name, String run) throws IOException, InterruptedException {
    Path program = folder.resolve(name + ".java");
    Files.writeString(program, facts.path("java").asString("").replace(folder.resolve(run).toString(),
        folder.resolve("java-" + run).toString()), StandardCharsets.UTF_8);
    JavaProgram.run(program);
  }

  @Test
  void theCommandAndTheProgramThatThePageShowsMakeTheSameRun() throws Exception {
    Outcome
        .of("train", "8gaussians", "--classes", "--steps", "120", "--hidden", "16", "--lr", "0.01", "--coupling", "ot",
            "--out", folder.resolve("a").toString(), "--no-plots", "--quiet")
        .succeeded();
    JsonNode facts = facts("a");
    again(facts, "a").succeeded();
    assertArrayEquals(model("a"), model("again-a"));
    runJava(facts, "Train", "a");
    assertArrayEquals(model("a"), model("java-a"));
  }

  @Test
  void theSameForAReflow() throws Exception {
    Outcome.of("train", "moons", "--steps", "120", "--hidden", "16", "--out", folder.resolve("t").toString(),
        "--no-plots", "--quiet").succeeded();
    Outcome.of("reflow", folder.resolve("t").toString(), "--pairs", "500", "--steps", "60", "--no-report", "--quiet",
        "--out", folder.resolve("r").toString()).succeeded();
    String elsewhere = folder.resolve("t").toString();
    Outcome outside = Outcome.of("studio", folder.resolve("r").toString(), "--runs", elsewhere, "--no-browser");
    assertEquals(2, outside.status());
    assertEquals("millrace: %s: is not in --runs %s%n".formatted(folder.resolve("r"), elsewhere), outside.err());
    JsonNode facts = facts("r");
    assertEquals("t", facts.path("teacher").asString(""));
    again(facts, "r").succeeded();
    assertArrayEquals(model("r"), model("again-r"));
    runJava(facts, "Straighten", "r");
    assertArrayEquals(model("r"), model("java-r"));
  }

  @ParameterizedTest
  @CsvSource({"--port 70000,--port 70000: expected 0 to 65535", "--port -1,--port -1: expected 0 to 65535",
      "nosuch,nosuch", "--runs pom.xml,--runs pom.xml: is a file"})
  void wrongInputIsOneLine(String words, String message) {
    Outcome outcome = Outcome.of(("studio " + words).split(" ", -1));
    assertEquals(2, outcome.status());
    assertTrue(outcome.err().startsWith("millrace: " + message), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertEquals("", outcome.out());
  }
}
