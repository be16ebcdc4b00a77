package dev.millrace.serve.studio;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.millrace.serve.http.Json;
import tools.jackson.databind.JsonNode;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Asks a studio what its page asks. */
record Pages(String address) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** A record of a stream: JSON, or a frame. */
  record Received(JsonNode json, int step, int index, int columns, float[] values) {}

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(address + "api" + path));
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(to(path).build());
    assertEquals(200, answer.statusCode(), answer.body());
    return Json.MAPPER.readTree(answer.body());
  }

  /** The problem that a GET is answered with. */
  JsonNode refused(int status, String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(to(path).build());
    assertEquals(status, answer.statusCode(), answer.body());
    return Json.MAPPER.readTree(answer.body());
  }

  HttpResponse<String> post(String path, Map<String, Object> body) throws IOException, InterruptedException {
    return send(to(path).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(Json.MAPPER.writeValueAsString(body))).build());
  }

  HttpResponse<String> post(String path, String type, byte[] body) throws IOException, InterruptedException {
    return send(to(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
  }

  /** Begins a training, and returns its name. */
  String train(Map<String, Object> asked) throws IOException, InterruptedException {
    HttpResponse<String> answer = post("/trainings", asked);
    assertEquals(200, answer.statusCode(), answer.body());
    return Json.MAPPER.readTree(answer.body()).path("run").asString("");
  }

  /** The records of an answer, to its end. */
  List<Received> records(String method, String path) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = CLIENT.send(to(path).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      List<Received> records = new ArrayList<>();
      for (Received each = next(in); each.columns >= 0; each = next(in)) {
        records.add(each);
      }
      assertEquals(200, answer.statusCode());
      return records;
    }
  }

  InputStream stream(String path) throws IOException, InterruptedException {
    return CLIENT.send(to(path).build(), HttpResponse.BodyHandlers.ofInputStream()).body();
  }

  /** The answer to start points. */
  InputStream streamOf(String path, byte[] body) throws IOException, InterruptedException {
    return CLIENT.send(to(path).header("Content-Type", "application/octet-stream")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(), HttpResponse.BodyHandlers.ofInputStream()).body();
  }

  /** The next record; at the end of the stream one with -1 columns. */
  static Received next(InputStream in) throws IOException {
    byte[] head = in.readNBytes(5);
    if (head.length < 5) {
      return new Received(Json.MAPPER.createObjectNode(), 0, 0, -1, new float[0]);
    }
    int length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt() - 1;
    byte[] content = in.readNBytes(length);
    assertEquals(length, content.length);
    if (head[4] == 0) {
      return new Received(Json.MAPPER.readTree(content), 0, 0, 0, new float[0]);
    }
    ByteBuffer frame = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    int step = frame.getInt();
    int index = frame.getInt();
    int rows = frame.getInt();
    int columns = frame.getInt();
    float[] values = new float[rows * columns];
    frame.asFloatBuffer().get(values);
    return new Received(Json.MAPPER.createObjectNode(), step, index, columns, values);
  }
}
