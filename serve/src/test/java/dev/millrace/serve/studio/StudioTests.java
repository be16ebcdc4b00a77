package dev.millrace.serve.studio;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.Runs;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.points.PointKind;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.serve.http.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StudioTests {
  private static final Map<String, Object> SMALL = Map.of("steps", 300, "hidden", 16, "layers", 2, "batch", 64);
  private static final Kinds POINTS = Kinds.of(List.of(new PointKind()));

  private final CopyOnWriteArrayList<Throwable> faults = new CopyOnWriteArrayList<>();
  @TempDir
  private Path folder;
  private Studio studio;
  private Pages page;

  @BeforeEach
  void start() throws IOException {
    studio = Studio.start(new Studio.Options(folder, Optional.empty(), 0), POINTS, (run, file) -> {
      throw new IOException("no graphs here");
    }, faults::add);
    page = new Pages(studio.address());
  }

  @AfterEach
  void stop() {
    studio.close();
    assertEquals(List.of(), faults);
  }

  private Map<String, Object> asked(String data, Map<String, Object> options) {
    return new LinkedHashMap<>(Map.of("page", "p", "data", data, "options", options, "particles", 50));
  }

  private String trained(Map<String, Object> asked) throws IOException, InterruptedException {
    String run = page.train(asked);
    List<Pages.Received> records = page.records("GET", "/trainings/" + run + "/stream");
    assertEquals("done", records.getLast().json().path("state").asString(""), records.getLast().json().toString());
    return run;
  }

  @Test
  void trainingsAreOrdinaryRunsThatPagesSee() throws Exception {
    String run = page.train(asked("moons", SMALL));
    Set<String> types = new HashSet<>();
    List<Pages.Received> records = page.records("GET", "/trainings/" + run + "/stream");
    records.forEach(each -> types.add(each.columns() > 0 ? "frame" : each.json().path("type").asString("")));
    assertTrue(types.containsAll(Set.of("state", "loss", "frame", "figures", "times")), types.toString());
    Pages.Received last = records.stream().filter(each -> each.columns() > 0).reduce((_, b) -> b).orElseThrow();
    assertEquals(100, last.values().length);
    Path elsewhere = folder.resolve("elsewhere");
    Runs.of(Caller.silent()).train(TrainingRequest.of("moons", SMALL, elsewhere).bare());
    assertArrayEquals(Files.readAllBytes(elsewhere.resolve("model.safetensors")),
        Files.readAllBytes(folder.resolve(run).resolve("model.safetensors")));
    JsonNode facts = page.get("/runs/" + run);
    assertEquals("done", facts.path("state").asString(""));
    assertEquals(6, facts.path("loss").size());
    assertEquals("millrace train moons --batch 64 --hidden 16 --layers 2 --steps 300 --out " + folder.resolve(run),
        facts.path("command").asString(""));
    assertEquals(2, page.get("/runs").path("runs").size());
  }

  @Test
  void samplesAreThoseOfTheCommand() throws Exception {
    String run = trained(asked("8gaussians", with("classes", true)));
    SamplingOptions options = SamplingOptions.of(20, 7).withIntegration(new Integration("heun", 3, null, null, null,
        null)).withClasses("5").withGuidance(2.0);
    float[] command = Runs.of(Caller.silent()).sample(folder.resolve(run), options).values();
    List<Pages.Received> states = page.records("POST",
        "/runs/" + run + "/carry?solver=heun&steps=3&count=20&seed=7&class=5&guidance=2");
    assertEquals(5, states.size());
    float[] rows = states.get(3).values();
    for (int i = 0; i < 20; i++) {
      assertArrayEquals(new float[]{command[2 * i], command[2 * i + 1], 5}, Arrays.copyOfRange(rows, 3 * i, 3 * i + 3));
    }
    assertEquals(12, states.get(4).json().path("nfe").asInt(0) * 2);
  }

  private static Map<String, Object> with(String option, Object value) {
    Map<String, Object> options = new LinkedHashMap<>(SMALL);
    options.put(option, value);
    return options;
  }

  @Test
  void densitiesAreThoseOfADistribution() throws Exception {
    String run = trained(asked("moons", SMALL));
    int n = 60;
    List<Pages.Received> found = page.records("GET", "/runs/" + run + "/density?n=" + n + "&extent=-6,6,-6,6");
    double sum = 0;
    for (float logDensity : found.getFirst().values()) {
      sum += Math.exp(logDensity) * 12 * 12 / (n * n);
    }
    assertEquals(1, sum, 0.02);
  }

  @Test
  void velocitiesCarryPoints() throws Exception {
    String run = trained(asked("moons", SMALL));
    float[] field = page.records("GET", "/runs/" + run + "/field?n=4&t=0&extent=-2,2,-1,3").getFirst().values();
    ByteBuffer start = ByteBuffer.allocate(16 * 2 * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 16; i++) {
      start.putFloat(field[4 * i]).putFloat(field[4 * i + 1]);
    }
    HttpResponse<String> wrong = page.post("/runs/" + run + "/carry?steps=1", "text/plain", start.array());
    assertEquals(415, wrong.statusCode());
    try (InputStream in = page.streamOf("/runs/" + run + "/carry?steps=1", start.array())) {
      assertEquals(field[0], Pages.next(in).values()[0]);
      float[] end = Pages.next(in).values();
      for (int i = 0; i < 16; i++) {
        assertEquals(field[4 * i] + field[4 * i + 2], end[2 * i], 1e-5);
        assertEquals(field[4 * i + 1] + field[4 * i + 3], end[2 * i + 1], 1e-5);
      }
    }
  }

  @Test
  void pausedTrainingsDoSingleStepsAndEndWithTheSameBytes() throws Exception {
    Map<String, Object> options = with("steps", 20_000);
    String run = page.train(asked("moons", options));
    try (InputStream stream = page.stream("/trainings/" + run + "/stream")) {
      JsonNode state = Pages.next(stream).json();
      while (!state.path("state").asString("").equals("training")) {
        state = Pages.next(stream).json();
      }
      page.post("/trainings/" + run + "/pause", Map.of());
      while (!state.path("state").asString("").equals("paused")) {
        state = Pages.next(stream).json();
      }
      int at = state.path("step").asInt(-1);
      JsonNode once = Json.MAPPER.readTree(page.post("/trainings/" + run + "/step", Map.of()).body());
      assertEquals(at + 1, once.path("step").asInt(-1));
      JsonNode row = once.path("rows").path(0);
      double t = row.path("t").asDouble(-1);
      for (int i = 0; i < 2; i++) {
        double x0 = row.path("x0").path(i).asDouble(0);
        double x1 = row.path("x1").path(i).asDouble(0);
        assertEquals((1 - t) * x0 + t * x1, row.path("xt").path(i).asDouble(0), 1e-5);
        assertEquals(x1 - x0, row.path("target").path(i).asDouble(0), 1e-5);
      }
      HttpResponse<String> second = page.post("/trainings", asked("moons", SMALL));
      assertEquals(409, second.statusCode());
      assertTrue(second.body().contains(run + ", which this page began"), second.body());
      page.post("/trainings/" + run + "/stop", Map.of());
      while (!state.path("state").asString("").equals("stopped")) {
        state = Pages.next(stream).json();
      }
      assertEquals(at + 1, state.path("step").asInt(-1));
    }
    // What is not trained to its end is shown as it was at its checkpoint.
    assertEquals(at(run), page.records("POST", "/runs/" + run + "/carry?steps=1&count=3").getFirst().step());
    String resumed = trained(new LinkedHashMap<>(Map.of("page", "p", "resume", run)));
    assertEquals(run, resumed);
    Path elsewhere = folder.resolve("elsewhere");
    Runs.of(Caller.silent()).train(TrainingRequest.of("moons", options, elsewhere).bare());
    assertArrayEquals(Files.readAllBytes(elsewhere.resolve("model.safetensors")),
        Files.readAllBytes(folder.resolve(run).resolve("model.safetensors")));
  }

  private int at(String run) throws IOException {
    return (int) new RunDirectory(folder.resolve(run)).newestCheckpoint(_ -> {}).orElseThrow().step();
  }

  @Test
  void reflowsStraighten() throws Exception {
    String teacher = trained(asked("moons", with("steps", 1500)));
    Map<String, Object> asked = new LinkedHashMap<>(Map.of("page", "p", "particles", 50));
    asked.put("reflow", Map.of("of", teacher, "pairs", 2000, "steps", 600));
    String straight = trained(asked);
    assertEquals(teacher, page.get("/runs/" + straight).path("teacher").asString(""));
    for (int wrong : new int[]{0, 10, 1_000_001}) {
      HttpResponse<String> refused = page.post("/trainings",
          Map.of("page", "p", "reflow", Map.of("of", teacher, "pairs", wrong, "steps", 10)));
      assertEquals(422, refused.statusCode(), refused.body());
      assertEquals("pairs", Json.MAPPER.readTree(refused.body()).path("field").asString(""), refused.body());
    }
    String seed = trained(asked("moons", Map.of("steps", 1, "seed", "9007199254740993")));
    assertTrue(Files.readString(folder.resolve(seed).resolve("run.yaml")).contains("seed: 9007199254740993"));
    double before = page.get("/runs/" + teacher + "/straightness").path("straightness").asDouble(0);
    double after = page.get("/runs/" + straight + "/straightness").path("straightness").asDouble(1);
    assertTrue(after < before / 3, before + " " + after);
    // The pairs are those of the teacher: it carries x0 to x1.
    float[] pair = page.records("GET", "/runs/" + straight + "/pairs?count=1").getFirst().values();
    ByteBuffer start = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(pair[0]).putFloat(pair[1]);
    try (
        InputStream in = page.streamOf("/runs/" + teacher + "/carry?steps=50&solver=heun&frames=last", start.array())) {
      assertArrayEquals(new float[]{pair[2], pair[3]}, Pages.next(in).values(), 1e-3f);
    }
  }

  @Test
  void trainingsThatAreBeingPreparedAreSeenBeforeTheirFolderHasAnything() throws Exception {
    String teacher = trained(asked("moons", SMALL));
    Map<String, Object> asked = new LinkedHashMap<>(Map.of("page", "p", "particles", 50));
    asked.put("reflow", Map.of("of", teacher, "pairs", 1_000_000, "steps", 600));
    String run = page.train(asked);
    JsonNode facts = page.get("/runs/" + run);
    assertEquals("points", facts.path("kind").asString(""));
    assertEquals("moons", facts.path("data").asString(""));
    assertEquals("preparing", facts.path("state").asString(""));
    assertEquals(0, facts.path("step").asInt(-1));
    assertEquals(600, facts.path("steps").asInt(-1));
    assertTrue(facts.path("watched").asBoolean(false));
    assertEquals(16, facts.path("options").path("hidden").asInt(-1));
    assertEquals("{\"batch\":64,\"hidden\":16,\"layers\":2,\"steps\":600}", facts.path("unusual").toString());
    JsonNode listed = page.get("/runs").path("runs");
    assertEquals(List.of(run, teacher), listed.valueStream().map(each -> each.path("name").asString("")).toList());
    assertEquals("preparing", listed.path(0).path("state").asString(""));
    try (InputStream later = page.stream("/trainings/" + run + "/stream")) {
      JsonNode record = Pages.next(later).json();
      while (!record.path("type").asString("").equals("work")) {
        record = Pages.next(later).json();
      }
      assertTrue(record.path("work").asString("").contains("pairs"), record.toString());
    }
    page.post("/trainings/" + run + "/stop", Map.of());
    assertEquals("stopped", page.records("GET", "/trainings/" + run + "/stream").getLast().json().path("state")
        .asString(""));
    page.refused(404, "/runs/" + run);
    assertTrue(Files.notExists(folder.resolve(run)), "a reflow without pairs leaves nothing");
  }

  @Test
  void aFolderWithWeightsIsNeverTakenForAnEmptyOne() throws Exception {
    Map<String, Object> asked = asked("moons", SMALL);
    asked.put("paused", true);
    String run = page.train(asked);
    try (InputStream stream = page.stream("/trainings/" + run + "/stream")) {
      Pages.Received each = Pages.next(stream);
      while (!each.json().path("state").asString("").equals("paused")) {
        each = Pages.next(stream);
      }
      Files.delete(folder.resolve(run).resolve("run.yaml"));
      page.post("/trainings/" + run + "/continue", Map.of());
      for (Pages.Received next = each; next.columns() >= 0; next = Pages.next(stream)) {
        each = next;
      }
      assertEquals("done", each.json().path("state").asString(""), each.json().toString());
    }
    assertTrue(Files.size(folder.resolve(run).resolve("model.safetensors")) > 0);
    assertTrue(Files.size(folder.resolve(run).resolve("training.jsonl")) > 0);
  }

  @Test
  void drawingsAreFilesNamedByTheirContent() throws Exception {
    ByteBuffer points = ByteBuffer.allocate(3 * 3 * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : new float[]{1, 2, 0, 3.5f, -4, 1, 5, 6, 0}) {
      points.putFloat(value);
    }
    JsonNode drawn = Json.MAPPER
        .readTree(page.post("/data?columns=3", "application/octet-stream", points.array()).body());
    assertEquals(2, drawn.path("classes").asInt(0));
    Path file = Path.of(drawn.path("data").asString(""));
    assertEquals("x,y,class\n1.0,2.0,0\n3.5,-4.0,1\n5.0,6.0,0\n", Files.readString(file));
    assertEquals(drawn, Json.MAPPER.readTree(page.post("/data?columns=3", "application/octet-stream", points.array())
        .body()));
    points.putFloat(4, Float.NaN);
    HttpResponse<String> bad = page.post("/data?columns=3", "application/octet-stream", points.array());
    assertEquals(422, bad.statusCode());
    assertTrue(bad.body().contains("row 0 of the points: NaN"), bad.body());
    assertEquals(422, page.post("/data", "application/octet-stream", new byte[7]).statusCode());
    assertEquals(422, page.post("/data", "application/octet-stream", new byte[0]).statusCode());
  }

  @Test
  void sourcesMayBeDrawn() throws Exception {
    ByteBuffer points = ByteBuffer.allocate(40 * 2 * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 40; i++) {
      points.putFloat(3 + i % 2).putFloat(-i);
    }
    String source = Json.MAPPER.readTree(page.post("/data", "application/octet-stream", points.array()).body())
        .path("data").asString("");
    points.putFloat(0, 9);
    String data = Json.MAPPER.readTree(page.post("/data", "application/octet-stream", points.array()).body())
        .path("data").asString("");
    float[] preview = page.records("GET", "/points?count=2&data=" + source).getFirst().values();
    assertArrayEquals(new float[]{3, 0, 4, -1}, preview);
    page.refused(404, "/points?data=/etc/passwd");
    Map<String, Object> options = with("source", source);
    options.put("kind", "points");
    String run = trained(asked(data, options));
    float[] noise = page.records("GET", "/runs/" + run + "/source?count=50").getFirst().values();
    for (int i = 0; i < noise.length; i += 2) {
      assertTrue(Math.abs(noise[i] - 3) < 1e-4 || Math.abs(noise[i] - 4) < 1e-4, Float.toString(noise[i]));
      assertEquals(Math.rint(noise[i + 1]), noise[i + 1], 1e-4);
    }
  }

  @Test
  void pausedTrainingsWaitBeforeTheirFirstStep() throws Exception {
    Map<String, Object> asked = asked("8gaussians", with("classes", true));
    asked.put("paused", true);
    String run = page.train(asked);
    try (InputStream stream = page.stream("/trainings/" + run + "/stream")) {
      Pages.Received each = Pages.next(stream);
      while (each.columns() == 0 && !each.json().path("state").asString("").equals("paused")) {
        each = Pages.next(stream);
      }
      JsonNode once = Json.MAPPER.readTree(page.post("/trainings/" + run + "/step", Map.of()).body());
      assertEquals(1, once.path("step").asInt(0));
      while (each.columns() <= 0) {
        each = Pages.next(stream);
      }
      assertEquals(3, each.columns());
      assertEquals(7, each.values()[7 * 3 + 2]);
    }
  }

  @Test
  void tablesAreReadByTheServer() throws Exception {
    byte[] csv = "a,\"b, c\",d\n1,2,x\n3,4,\"y \"\"z\"\"\"\n".getBytes(StandardCharsets.UTF_8);
    JsonNode all = Json.MAPPER.readTree(page.post("/csv", "text/csv", csv).body());
    assertEquals(
        "[{\"name\":\"a\",\"numeric\":true},{\"name\":\"b, c\",\"numeric\":true},{\"name\":\"d\",\"numeric\":false}]",
        sorted(all.path("columns")));
    JsonNode two = Json.MAPPER.readTree(page.post("/csv?x=a&y=d", "text/csv", csv).body());
    assertEquals("a,d\n1,x\n3,\"y \"\"z\"\"\"\n", Files.readString(Path.of(two.path("data").asString(""))));
    for (char separator : new char[]{';', '\t'}) {
      byte[] other = "a,b,c\n1,2,x\n3,4,y\n".replace(',', separator).getBytes(StandardCharsets.UTF_8);
      JsonNode chosen = Json.MAPPER.readTree(page.post("/csv?x=a&y=b", "text/csv", other).body());
      assertEquals("a,b\n1,2\n3,4\n", Files.readString(Path.of(chosen.path("data").asString(""))));
    }
    for (String bad : List.of("", "a,b\n", "a,b\n1\n", "a\n\0\n", "a,a2\n1,2,3\n")) {
      HttpResponse<String> answer = page.post("/csv", "text/csv", bad.getBytes(StandardCharsets.UTF_8));
      assertEquals(422, answer.statusCode(), bad);
    }
    assertEquals(422, page.post("/csv", "text/csv", new byte[]{(byte) 0xff, 'a', '\n', '1'}).statusCode());
    assertEquals(422, page.post("/csv?x=a&y=zz", "text/csv", csv).statusCode());
  }

  private static String sorted(JsonNode columns) {
    StringBuilder text = new StringBuilder("[");
    columns.forEach(column -> text.append(text.length() > 1 ? "," : "").append("{\"name\":").append(column.path("name"))
        .append(",\"numeric\":").append(column.path("numeric")).append('}'));
    return text.append(']').toString();
  }

  @Test
  void wrongOptionsAreSaidAtTheirFieldAndLeaveNothing() throws Exception {
    for (Map.Entry<String, Object> option : Map.<String, Object>of("lr", "NaN", "steps", "abc", "hidden", 0, "coupling",
        "optimal", "batch", "1e9", "path", "bent", "time", "never", "seed", "x", "layers", -1, "source", "nosuch")
        .entrySet()) {
      HttpResponse<String> answer = page.post("/trainings", asked("moons", with(option.getKey(), option.getValue())));
      assertEquals(422, answer.statusCode(), option + " " + answer.body());
      assertEquals(option.getKey(), Json.MAPPER.readTree(answer.body()).path("field").asString(""), answer.body());
    }
    HttpResponse<String> huge = page.post("/trainings", asked("moons", Map.of("hidden", 16384, "layers", 64)));
    assertEquals(422, huge.statusCode(), huge.body());
    assertTrue(huge.body().contains("more than 2^30 parameters"), huge.body());
    assertEquals(422, page.post("/trainings", asked("mons", SMALL)).statusCode());
    assertEquals(422, page.post("/trainings", asked("/etc/passwd.csv", SMALL)).statusCode());
    try (Stream<Path> inside = Files.list(folder)) {
      assertEquals(0, inside.count());
    }
  }

  @Test
  void whatIsAskedForHasTheRightTypesAndNothingElse() throws Exception {
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("{'data': 'moons', 'options': 'abc'}", "options");
    wrong.put("{'data': 'moons', 'particles': 'abc'}", "particles");
    wrong.put("{'data': 'moons', 'particles': 20001}", "particles");
    wrong.put("{'data': 'moons', 'seed': 'abc'}", "seed");
    wrong.put("{'data': 'moons', 'seed': 0.5}", "seed");
    wrong.put("{'data': 'moons', 'paused': 1}", "paused");
    wrong.put("{'data': 'moons', 'page': {}}", "page");
    wrong.put("{'data': 'moons', 'foo': 7}", "foo");
    wrong.put("{'data': ['moons']}", "data");
    wrong.put("{'data': null}", "data");
    wrong.put("{'data': 'a\\u0000b'}", "data");
    wrong.put("{}", "data");
    wrong.put("{'resume': 7}", "resume");
    wrong.put("{'reflow': 'moons-1'}", "reflow");
    wrong.put("{'reflow': {'of': 'moons-1', 'foo': 7}}", "reflow.foo");
    wrong.put("{'reflow': {}}", "reflow.of");
    wrong.put("{'data': 'moons', 'options': {'weight-decay': 'NaN'}}", "weight-decay");
    wrong.put("{'data': 'moons', 'options': {'clip': -1}}", "clip");
    wrong.put("{'data': 'moons', 'options': {'time': ['uniform']}}", "time");
    wrong.put("{'data': 'moons', 'options': {'time': null}}", "time");
    wrong.put("{'data': 'moons', 'options': {'one-step': 'abc'}}", "one-step");
    wrong.put("{'data': 'moons', 'options': {'kind': 7}}", "kind");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      HttpResponse<String> answer = page.post("/trainings", "application/json",
          each.getKey().replace('\'', '"').getBytes(StandardCharsets.UTF_8));
      assertTrue(answer.statusCode() == 400 || answer.statusCode() == 422, each + " " + answer.body());
      assertEquals(each.getValue(), Json.MAPPER.readTree(answer.body()).path("field").asString(""), answer.body());
    }
    try (Stream<Path> inside = Files.list(folder)) {
      assertEquals(0, inside.count());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "%2e%2e", "..%2f..%2fetc", "%2fetc", "a%00b", "nosuch", "drawn", "%5c..%5c"})
  void namesLeadToRunsOfTheFolderOnly(String name) throws Exception {
    page.refused(404, "/runs/" + name);
  }

  @Test
  void filesOfARunAreItsPicturesAndItsReport() throws Exception {
    String run = trained(asked("moons", SMALL));
    for (String file : List.of("run.yaml", "plots/..%2frun.yaml", "plots/.hidden.png", "..%2f..%2fx.png",
        "model.safetensors", "plots/nosuch.png")) {
      page.refused(404, "/runs/" + run + "/files/" + file);
    }
    page.refused(404, "/runs/" + run + "/export/exe");
    assertEquals("422", page.refused(422, "/runs/" + run + "/steps?counts=0").path("status").toString());
    assertEquals("class", page.refused(422, "/runs/" + run + "/density?class=3").path("field").asString(""));
    assertEquals("extent", page.refused(422, "/runs/" + run + "/field?extent=1,1,0,2").path("field").asString(""));
    assertEquals("t", page.refused(422, "/runs/" + run + "/field?t=2").path("field").asString(""));
  }

  @Test
  void divergedTrainingsSayWhy() throws Exception {
    String run = page.train(asked("moons", with("lr", 50_000.0)));
    JsonNode last = page.records("GET", "/trainings/" + run + "/stream").getLast().json();
    assertEquals("diverged", last.path("state").asString(""));
    assertTrue(last.path("message").asString("").contains("diverged"), last.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"steps", "lr", "hidden", "layers", "batch", "seed"})
  void wrongValuesOfFieldsAreSaidInALine(String option) throws Exception {
    for (Object wrong : List.of("", "many", "NaN", "1,5", 1e30, option.equals("seed") ? 0.5 : -5)) {
      HttpResponse<String> answer = page.post("/trainings", asked("moons", with(option, wrong)));
      assertEquals(422, answer.statusCode(), option + " " + wrong + ": " + answer.body());
      JsonNode problem = Json.MAPPER.readTree(answer.body());
      assertEquals(option, problem.path("field").asString(""));
      String said = problem.path("detail").asString("");
      assertTrue(said.matches("`" + option + "` .*: expected .{5,60}"), said);
    }
    assertEquals(0, page.get("/runs").path("runs").size());
  }
}
