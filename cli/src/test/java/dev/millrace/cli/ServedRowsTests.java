package dev.millrace.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.millrace.flow.io.Npy;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.serve.http.ServerOptions;
import dev.millrace.tables.kind.TrainedTable;
import dev.millrace.tables.kind.sample.RowOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Rows of tables and images that are served are those of the command, whoever else asks. */
class ServedRowsTests {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Map<String, String> TYPES = Map.of(".csv", "text/csv", ".jsonl", "application/x-ndjson", ".npy",
      "application/x-npy", ".parquet", "application/vnd.apache.parquet", ".png", "image/png");

  @TempDir
  private static Path folder = Path.of("");
  private static ServedModels served;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    ServedModels.train(folder);
    TinyImages.writeData(folder.resolve("data"));
    TinyImages.writeRun(folder.resolve("images"), folder.resolve("data"), 1, List.of("a", "b", "c"), Map.of());
    served = ServedModels.of(folder, ServerOptions.ofPort(0));
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @AfterEach
  void nothingHasFailed() {
    assertEquals(List.of(), served.faults());
  }

  private static HttpResponse<byte[]> post(String path, String body, String accept)
      throws IOException, InterruptedException {
    return HTTP.send(HttpRequest.newBuilder(URI.create(served.server().url() + "/v1/models/" + path))
        .header("Accept", accept).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** A request, and what the command writes for it. */
  private record Wanted(String model, String body, String ending, byte[] bytes) {
    static Wanted of(String model, int count, long offset, long seed, String more, String ending) throws IOException {
      JsonNode asked = JSON.readTree(
          "{\"count\":%d,\"offset\":%d,\"seed\":%d,\"steps\":2%s}".formatted(count, offset, seed, more));
      SamplingOptions options = SamplingOptions.of(count, seed).withRows(offset, count)
          .withIntegration(new Integration(null, 2, null, null, null, null)).withClasses(text(asked, "class"));
      TrainedRun run = Kinds.load().open(folder.resolve(model));
      String where = text(asked, "where");
      var made = run instanceof TrainedTable table
          ? table.sample(options, new RowOptions(where == null ? "" : where, text(asked, "columns"), false, false),
              Caller.silent())
          : run.sample(options, Caller.silent());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      made.file(ending, "file").writeTo(out);
      return new Wanted(model, asked.toString(), ending, out.toByteArray());
    }

    private static @Nullable String text(JsonNode asked, String field) {
      return asked.has(field) ? asked.path(field).stringValue() : null;
    }

    boolean check() throws IOException, InterruptedException {
      HttpResponse<byte[]> answer = post(model + "/sample", body, TYPES.get(ending));
      assertEquals(200, answer.statusCode(), () -> body + new String(answer.body(), StandardCharsets.UTF_8));
      assertArrayEquals(bytes, answer.body(), model + body + ending);
      return true;
    }
  }

  @Test
  void rowsAreThoseOfTheCommandAmongStrangers() throws Exception {
    String penguins = "penguins";
    List<Wanted> all = List.of(Wanted.of(penguins, 20, 0, 1, "", ".csv"), Wanted.of(penguins, 1, 4000, 1, "", ".jsonl"),
        Wanted.of(penguins, 3000, 1000, 2, ",\"where\":\"body_mass_g>=4000\"", ".jsonl"),
        Wanted.of(penguins, 2500, 7, 2, ",\"columns\":\"body_mass_g,bill_length_mm\"", ".npy"),
        Wanted.of(penguins, 40, 3, 2, ",\"class\":\"Gentoo,Adelie\"", ".csv"),
        Wanted.of(penguins, 9000, 0, 5, "", ".csv"), Wanted.of("images", 70, 0, 1, ",\"class\":\"b\"", ".npy"),
        Wanted.of("images", 5, 40, 1, ",\"class\":\"c\"", ".npy"),
        Wanted.of("images", 9, 0, 3, ",\"class\":\"a\"", ".png"),
        Wanted.of("images", 70, 33, 3, "", ".npy"), Wanted.of("images", 12, 1, 3, ",\"class\":\"c,a\"", ".png"));
    try (ExecutorService strangers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> done = new ArrayList<>();
      for (int client = 0; client < 32; client++) {
        int first = client;
        done.add(
            strangers.submit(() -> all.get(first % all.size()).check() && all.get((first + 4) % all.size()).check()));
      }
      for (Future<Boolean> each : done) {
        assertTrue(each.get());
      }
    }
  }

  @Test
  void imagesOfAllClassesHaveThemInTurn() throws Exception {
    byte[] all = post("images/sample", "{\"count\":6,\"seed\":1,\"steps\":1}", "application/x-npy").body();
    Path file = Files.write(folder.resolve("all.npy"), all);
    assertEquals(List.of(6, 1, TinyImages.SIDE, TinyImages.SIDE), Npy.read(file).shape());
    byte[] same = post("images/sample", "{\"count\":6,\"seed\":1,\"steps\":1,\"class\":\"a,b,c\"}", "application/x-npy")
        .body();
    assertArrayEquals(all, same);
    JsonNode json = JSON
        .readTree(post("images/sample", "{\"count\":2,\"seed\":1,\"steps\":1}", "application/json").body());
    assertEquals(TinyImages.DIM, json.path("rows").get(1).size());
    assertEquals(Npy.read(file).values()[TinyImages.DIM], json.path("rows").get(1).get(0).floatValue());
    Files.delete(file);
  }

  @Test
  void duckDbReadsWhatIsServed() throws Exception {
    String ask = "{\"count\":2000,\"seed\":3,\"where\":\"species=Gentoo\"}";
    Path parquet = Files.write(folder.resolve("rows.parquet"),
        post("penguins/sample", ask, TYPES.get(".parquet")).body());
    Path csv = Files.write(folder.resolve("rows.csv"), post("penguins/sample", ask, "text/csv").body());
    try (var db = DriverManager.getConnection("jdbc:duckdb:"); var sql = db.createStatement()) {
      String counted = "SELECT count(*), count(DISTINCT species), sum(body_mass_g) FROM '%s'";
      List<String> read = new ArrayList<>();
      for (Path file : List.of(parquet, csv)) {
        try (ResultSet found = sql.executeQuery(counted.formatted(file))) {
          found.next();
          read.add("%d %d %.0f".formatted(found.getLong(1), found.getLong(2), found.getDouble(3)));
        }
      }
      assertTrue(read.getFirst().startsWith("2000 1 "), read.toString());
      assertEquals(read.getFirst(), read.getLast());
    } catch (SQLException e) {
      throw new IOException(e);
    }
    Files.delete(parquet);
    Files.delete(csv);
  }

  @Test
  void holesAreFilledAsByTheCommand() throws Exception {
    Path csv = folder.resolve("holes.csv");
    Files.writeString(csv, "species,island,body_mass_g\nGentoo,,5000\n,Dream,\nEmperor,,30000\n");
    Path filled = folder.resolve("filled.jsonl");
    Outcome.of("impute", folder.resolve("penguins").toString(), csv.toString(), "--quiet", "--out", filled.toString())
        .succeeded();
    HttpResponse<byte[]> answer = post("penguins/impute",
        "{\"rows\":[{\"species\":\"Gentoo\",\"island\":null,\"body_mass_g\":5000},{\"island\":\"Dream\"},"
            + "{\"species\":\"Emperor\",\"body_mass_g\":30000}]}",
        "application/json");
    JsonNode said = JSON.readTree(answer.body());
    assertTrue(said.path("nfe").intValue() > 0 && said.path("nfe").intValue() % 16 == 0, said.toString());
    assertEquals(Files.readAllLines(filled), said.path("rows").valueStream().map(JsonNode::toString).toList(),
        said.toString());
    JsonNode wrong = JSON.readTree(post("penguins/impute",
        "{\"rows\":[{\"body_mass_g\":5000,\"island\":null},{\"body_mass_g\":\"abc\"}]}", "application/json").body());
    assertEquals("`rows`: column 'body_mass_g': expected numbers, but 'abc' is none",
        wrong.path("detail").stringValue());
    Files.delete(csv);
    Files.delete(filled);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "penguins|{\"where\":\"mass>3\"}|where", "penguins|{\"columns\":\"nosuch\"}|columns",
      "penguins|{\"class\":\"Emperor\"}|class", "penguins|{\"solver\":\"heun\"}|solver",
      "penguins|{\"guidance\":2}|guidance",
      "penguins|{\"count\":5,\"where\":\"body_mass_g>6290, body_mass_g<2710\"}|where",
      "images|{\"count\":1,\"class\":\"a\",\"guidance\":1e39}|guidance",
      "penguins|{\"guidance\":1e300}|guidance",
      "images|{\"where\":\"x=1\"}|where", "images|{\"class\":\"z\"}|class", "images|{\"solver\":\"tsit5\"}|solver"
  })
  void settingsWithoutMeaningAreNamed(String model, String body, String field) throws Exception {
    HttpResponse<byte[]> answer = post(model + "/sample", body, "application/json");
    JsonNode problem = JSON.readTree(answer.body());
    assertEquals(422, answer.statusCode(), problem.toString());
    assertEquals(field, problem.path("field").asString(""), problem.toString());
    assertFalse(problem.toString().contains(folder.toString()), problem.toString());
  }
}
