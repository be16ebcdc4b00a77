package dev.millrace.serve.service;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.millrace.flow.io.Npy;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.SamplingOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ServiceTests {
  private static final Map<String, Object> SMALL = Map.of("steps", 30, "hidden", 16, "layers", 2, "batch", 64);
  private static final WorkLimits LIMITS = WorkLimits.DEFAULTS.withSizes(20_000_000, 1_000_000_000)
      .withBatches(1024, WorkLimits.DEFAULTS.delay());
  private static final String MOONS = "/v1/models/moons/sample";
  private static final String CLASSES = "/v1/models/classes/sample";

  @TempDir
  private static Path folder;
  private static Served served;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Served.train("moons", SMALL, folder.resolve("moons"));
    Served.train("8gaussians", Map.of("steps", 30, "hidden", 16, "layers", 2, "batch", 64, "classes", true),
        folder.resolve("classes"));
    Served.train("moons", Map.of("steps", 30, "hidden", 16, "layers", 2, "batch", 64, "objective", "mean-flow"),
        folder.resolve("maps"));
    served = new Served(folder, LIMITS);
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), served.faults);
  }

  private static SamplingOptions options(int count, long seed, long offset, int steps) {
    return SamplingOptions.of(count, seed).withRows(offset, count)
        .withIntegration(new Integration(null, steps, null, null, null, null));
  }

  /** A request, and the bytes that the command writes for it. */
  private record Wanted(String path, String body, String type, byte[] bytes) {
    static Wanted of(SplittableRandom random) throws IOException {
      int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 3000 : 20);
      long offset = random.nextInt(3) == 0 ? 0 : random.nextLong(100_000);
      long seed = random.nextInt(3);
      int steps = 1 + random.nextInt(3);
      String model = List.of("moons", "classes", "maps").get(random.nextInt(3));
      Form form = List.of(Form.NPY, Form.CSV, Form.LINES).get(random.nextInt(3));
      SamplingOptions options = options(count, seed, offset, steps);
      String more = "";
      if (model.equals("classes")) {
        String wanted = List.of("3", "0,5,2", "any").get(random.nextInt(3));
        double guidance = random.nextInt(2) == 0 ? 1 : 1.5;
        options = options.withClasses(wanted).withGuidance(guidance);
        more = ",\"class\":\"%s\",\"guidance\":%s".formatted(wanted, guidance);
      }
      String body = "{\"count\":%d,\"offset\":%d,\"seed\":%d,\"steps\":%d%s}".formatted(count, offset, seed, steps,
          more);
      return new Wanted("/v1/models/" + model + "/sample", body, form.type(),
          Served.file(folder.resolve(model), options, form.ending()));
    }
  }

  @Test
  void rowsAreThoseOfTheCommandAmongThirtyTwoStrangers() throws Exception {
    double batches = served.figure("millrace_batch_rows_count{model=\"moons\"}");
    try (ExecutorService strangers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> done = new ArrayList<>();
      for (int client = 0; client < 32; client++) {
        SplittableRandom random = new SplittableRandom(client);
        done.add(strangers.submit(() -> {
          int requests = 0;
          for (; requests < 3; requests++) {
            Wanted wanted = Wanted.of(random);
            HttpResponse<byte[]> answer = served.post(wanted.path, wanted.body, wanted.type);
            assertEquals(200, answer.statusCode(), wanted.body);
            assertArrayEquals(wanted.bytes, answer.body(), wanted.path + wanted.body + wanted.type);
          }
          return requests;
        }));
      }
      for (Future<Integer> each : done) {
        assertEquals(3, each.get());
      }
    }
    assertTrue(served.figure("millrace_batch_rows_count{model=\"moons\"}") > batches);
  }

  @Test
  void jsonTellsAllAndTheDrawnSeedGivesTheRowsAgain() throws Exception {
    HttpResponse<byte[]> first = served.post(MOONS, "{\"count\":5,\"steps\":2}", "");
    JsonNode told = served.json(first);
    long seed = told.path("seed").longValue();
    assertTrue(seed >= 0 && seed < 1L << 53);
    assertEquals("moons", told.path("model").stringValue());
    assertEquals(0, told.path("offset").intValue());
    assertEquals(5, told.path("count").intValue());
    assertEquals(2, told.path("nfe").intValue());
    assertTrue(told.path("queuedMilliseconds").isNumber());
    assertTrue(told.path("computedMilliseconds").isNumber());
    assertEquals(5, told.path("rows").size());
    assertEquals(Long.toString(seed), first.headers().firstValue("Millrace-Seed").orElseThrow());
    assertEquals("0", first.headers().firstValue("Millrace-Offset").orElseThrow());
    assertEquals("2", first.headers().firstValue("Millrace-Nfe").orElseThrow());
    assertEquals(told.path("checksum").stringValue(), first.headers().firstValue("Millrace-Checksum").orElseThrow());
    JsonNode again = served.json(served.post(MOONS, "{\"count\":5,\"steps\":2,\"seed\":%d}".formatted(seed), "*/*"));
    assertEquals(told.path("rows"), again.path("rows"));
    assertNotEquals(seed, served.json(served.post(MOONS, "{\"count\":1,\"steps\":2}", "")).path("seed").longValue());
  }

  @Test
  void jsonOfManyRowsIsTheSameAsItsLines() throws Exception {
    String body = "{\"count\":5000,\"steps\":1,\"seed\":4,\"offset\":100}";
    JsonNode whole = served.json(served.post(CLASSES, body, "application/json"));
    String lines = new String(served.post(CLASSES, body, "application/x-ndjson").body(), StandardCharsets.UTF_8);
    List<JsonNode> rows = new ArrayList<>();
    whole.path("rows").forEach(rows::add);
    assertEquals(5000, rows.size());
    assertEquals(lines.lines().toList(), rows.stream().map(JsonNode::toString).toList());
    assertEquals(List.of("x", "y", "class"), List.copyOf(rows.getFirst().propertyNames()));
    assertTrue(whole.path("computedMilliseconds").doubleValue() > 0);
  }

  @Test
  void picturesAreThoseOfTheCommand() throws Exception {
    for (String wanted : List.of("", ",\"class\":\"1,2\"", ",\"class\":3")) {
      String classes = wanted.isEmpty() ? null : wanted.endsWith("3") ? "3" : "1,2";
      byte[] picture = served.post(CLASSES, "{\"count\":2000,\"seed\":1,\"steps\":2%s}".formatted(wanted), "image/png")
          .body();
      assertArrayEquals(
          Served.file(folder.resolve("classes"), options(2000, 1, 0, 2).withClasses(classes), ".png"), picture);
    }
  }

  @Test
  void ourReaderReadsNpy() throws Exception {
    Path file = folder.resolve("rows.npy");
    Files.write(file, served.post(MOONS, "{\"count\":3000,\"seed\":1,\"steps\":1}", "application/x-npy").body());
    assertEquals(List.of(3000, 2), Npy.read(file).shape());
    Files.delete(file);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"count\":0}|400|count", "{\"count\":1.5}|400|count", "{\"count\":\"1\"}|400|count",
      "{\"count\":99999999999}|400|count", "{\"cuont\":1}|400|cuont", "{\"seed\":true}|400|seed",
      "{\"seed\":1e30}|400|seed", "{\"offset\":-1}|400|offset", "{\"steps\":0}|400|steps",
      "{\"steps\":2000000}|422|steps", "{\"solver\":3}|400|solver", "{\"solver\":\"dopri5\"}|422|solver",
      "{\"solver\":\"eulr\"}|422|solver", "{\"class\":9}|422|class", "{\"class\":[1]}|400|class",
      "{\"guidance\":1e999}|400|guidance", "{\"count\":1,\"guidance\":NaN}|400|guidance",
      "{\"guidance\":-Infinity,\"count\":1}|400|guidance", "{\"guidance\":\"NaN\"}|400|guidance",
      "{\"count\":1,\"guidance\":1e39}|422|guidance", "{\"count\":1,\"guidance\":-1e300}|422|guidance",
      "{\"where\":\"x>1\"}|422|where",
      "{\"columns\":\"x\"}|422|columns", "[]|400|", "{|400|", "{\"count\":1,\"count\":2}|400|count"
  })
  void whatIsWrongIsNamed(String body, int status, String field) throws Exception {
    HttpResponse<byte[]> answer = served.post(CLASSES, body, "");
    JsonNode problem = served.json(answer);
    assertEquals(status, answer.statusCode(), problem.toString());
    assertEquals(field == null ? "" : field, problem.path("field").asString(""), problem.toString());
    assertFalse(problem.toString().contains(folder.toString()), problem.toString());
  }

  @ParameterizedTest
  @CsvSource({"20000001,1,--max-rows", "10000000,51,--max-work"})
  void limitsAreNamed(int count, int steps, String flag) throws Exception {
    JsonNode problem = served
        .json(served.post(MOONS, "{\"count\":%d,\"steps\":%d}".formatted(count, steps), "text/csv"));
    assertEquals(422, problem.path("status").intValue());
    assertEquals("count", problem.path("field").stringValue());
    assertEquals(flag, problem.path("flag").stringValue());
  }

  @Test
  void whatIsInTheAddressIsRefused() throws Exception {
    JsonNode problem = served.json(served.post(MOONS + "?count=5", "{}", "application/json"));
    assertEquals(400, problem.path("status").intValue());
    assertEquals("count", problem.path("field").stringValue());
    assertEquals("`count`: is in the address; expected it as a member of the JSON object of the body",
        problem.path("detail").stringValue());
  }

  @Test
  void formsThatAreNotOfferedAreRefused() throws Exception {
    JsonNode problem = served.json(served.post(MOONS, "{}", "application/vnd.apache.parquet"));
    assertEquals(406, problem.path("status").intValue());
    assertTrue(problem.path("detail").stringValue().contains("application/x-npy"), problem.toString());
    assertEquals(404, served.post("/v1/models/mons/sample", "{}", "").statusCode());
    assertEquals(404, served.post("/v1/models/..%2Fmoons/sample", "{}", "").statusCode());
  }

  @Test
  void modelsDescribeThemselves() throws Exception {
    JsonNode list = served.json(served.get("/v1/models")).path("models");
    assertEquals(List.of("classes", "maps", "moons"), list.valueStream().map(m -> m.path("name").stringValue())
        .toList());
    JsonNode maps = served.json(served.get("/v1/models/maps"));
    assertEquals("points", maps.path("kind").stringValue());
    assertEquals("map", maps.path("defaults").path("solver").stringValue());
    assertEquals(1, maps.path("defaults").path("steps").intValue());
    JsonNode classes = served.json(served.get("/v1/models/classes"));
    assertEquals(8, classes.path("classes").size());
    assertEquals(3, classes.path("columns").size());
    assertEquals("8gaussians", classes.path("provenance").path("data-hash").stringValue());
    assertFalse(classes.toString().contains(System.getProperty("java.version")), classes.toString());
    assertEquals(200, served.get("/readyz").statusCode());
    assertEquals(200, served.get("/healthz").statusCode());
  }

  @Test
  void densitiesAreThoseOfTheFlow() throws Exception {
    // The integral of the density over the plane is 1.
    StringBuilder points = new StringBuilder();
    int side = 41;
    double step = 0.3;
    for (int i = 0; i < side * side; i++) {
      points.append(i == 0 ? "" : ",").append("[%s,%s]".formatted((i % side - side / 2) * step,
          (i / side - side / 2) * step));
    }
    JsonNode answer = served.json(served.post("/v1/models/classes/likelihood", "{\"points\":[" + points
        + "],\"class\":\"any\"}", ""));
    double integral = answer.path("logDensities").valueStream().mapToDouble(d -> Math.exp(d.doubleValue())).sum()
        * step * step;
    assertEquals(1, integral, 0.02);
    assertEquals(side * side, answer.path("logDensities").size());
    JsonNode wrong = served.json(served.post("/v1/models/moons/likelihood", "{\"points\":[[1,2],[3]]}", ""));
    assertEquals("points[1]", wrong.path("field").stringValue());
    // As rows to impute: nothing is asked.
    JsonNode none = served.json(served.post("/v1/models/moons/likelihood", "{\"points\":[]}", ""));
    assertEquals(422, none.path("status").intValue());
    assertEquals("points", none.path("field").stringValue());
    assertEquals(422, served.post("/v1/models/moons/impute", "{\"rows\":[]}", "").statusCode());
    JsonNode beyond = served.json(served.post("/v1/models/moons/likelihood", "{\"points\":[[1e300,2]]}", ""));
    assertEquals("`points[0][0]` 1.0E300: expected a finite number from -3.4028235E38 to 3.4028235E38",
        beyond.path("detail").stringValue());
    // The row is also named if it is not among those that are computed first.
    String far = "{\"points\":[" + "[0,0],".repeat(1030) + "[1e30,2]]}";
    JsonNode uncomputable = served.json(served.post("/v1/models/moons/likelihood", far, ""));
    assertEquals(422, uncomputable.path("status").intValue());
    assertEquals("points[1030]", uncomputable.path("field").stringValue());
    assertEquals("`points[1030]`: the log density of row 1031 (counted from 1) cannot be computed; expected numbers "
        + "nearer to the data", uncomputable.path("detail").stringValue());
    assertEquals(422, served.post("/v1/models/moons/impute", "{\"rows\":[{\"x\":1}]}", "").statusCode());
  }

  private static Socket asking(String body) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port());
    OutputStream out = socket.getOutputStream();
    out.write(("POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/csv\r\nContent-Type: application/json\r\n"
        + "Content-Length: %d\r\n\r\n%s").formatted(MOONS, served.port(), body.length(), body)
        .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return socket;
  }

  private static double rowsWhenStill() throws InterruptedException {
    double before = -1;
    double now = served.figure("millrace_rows_total{model=\"moons\"}");
    for (int i = 0; i < 100 && now != before; i++) {
      before = now;
      Thread.sleep(100);
      now = served.figure("millrace_rows_total{model=\"moons\"}");
    }
    assertEquals(before, now, "rows are computed for ever");
    return now;
  }

  @Test
  void whoReadsNothingStopsTheWorkAndWhoLeavesEndsIt() throws Exception {
    double before = rowsWhenStill();
    double after;
    try (Socket socket = asking("{\"count\":20000000,\"seed\":1,\"steps\":1}")) {
      assertEquals('H', socket.getInputStream().read());
      after = rowsWhenStill();
      assertTrue(after - before < 1_000_000, "%.0f rows for a client that reads nothing".formatted(after - before));
      assertEquals(200, served.post(MOONS, "{\"count\":1,\"steps\":1}", "").statusCode());
    }
    assertTrue(rowsWhenStill() - after < 100_000);
    for (int i = 0; i < 100 && served.figure("millrace_requests_in_flight") > 0; i++) {
      Thread.sleep(20);
    }
    assertEquals(0, served.figure("millrace_requests_in_flight"));
  }
}
