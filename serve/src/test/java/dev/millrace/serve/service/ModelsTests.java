package dev.millrace.serve.service;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Models that come, change, are damaged and go while others are asked. */
class ModelsTests {
  private static final String ASK = "{\"count\":3,\"seed\":1,\"steps\":1}";

  @TempDir
  private static Path trained;
  @TempDir
  private Path folder;

  @BeforeAll
  static void train() throws IOException {
    for (int seed = 1; seed <= 2; seed++) {
      Served.train("moons", Map.of("steps", 5, "hidden", 8, "layers", 1, "batch", 16, "seed", seed),
          trained.resolve("seed-" + seed));
    }
  }

  private void put(String name, int seed) throws IOException {
    Files.createDirectories(folder.resolve(name));
    for (String file : new String[]{"run.yaml", "training.jsonl", "model.safetensors"}) {
      Path part = folder.resolve(name).resolve(file + ".part");
      Files.copy(trained.resolve("seed-" + seed).resolve(file), part);
      Files.move(part, folder.resolve(name).resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    for (int i = 0; i < 500 && !condition.call(); i++) {
      Thread.sleep(10);
    }
    assertTrue(condition.call());
  }

  private static String ask(Served served, String name) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = served.post("/v1/models/" + name + "/sample", ASK, "");
    return answer.statusCode() == 200 ? served.json(answer).path("rows").toString() : "" + answer.statusCode();
  }

  @Test
  void aChangedModelTakesThePlaceOfTheFormerOneWithoutALostRequest() throws Exception {
    put("a", 1);
    try (Served served = new Served(folder, WorkLimits.DEFAULTS)) {
      String first = ask(served, "a");
      AtomicBoolean ended = new AtomicBoolean();
      AtomicBoolean failed = new AtomicBoolean();
      Thread client = Thread.ofVirtual().start(() -> {
        try {
          while (!ended.get()) {
            failed.compareAndSet(false, ask(served, "a").length() < 4);
          }
        } catch (IOException | InterruptedException e) {
          failed.set(true);
        }
      });
      put("a", 2);
      until(() -> !ask(served, "a").equals(first));
      ended.set(true);
      client.join();
      assertFalse(failed.get());
      assertEquals(200, served.get("/readyz").statusCode());
      assertTrue(served.faults.isEmpty());
    }
  }

  @Test
  void aDamagedModelIsNamedAndTheOthersServe() throws Exception {
    put("good", 1);
    put("cut", 1);
    Path model = folder.resolve("cut/model.safetensors");
    byte[] whole = Files.readAllBytes(model);
    Files.write(model, Arrays.copyOf(whole, whole.length - 5));
    try (Served served = new Served(folder, WorkLimits.DEFAULTS)) {
      HttpResponse<byte[]> ready = served.get("/readyz");
      assertEquals(503, ready.statusCode());
      JsonNode reasons = served.json(ready).path("reasons");
      assertEquals(1, reasons.size());
      assertTrue(reasons.get(0).stringValue().startsWith("cut: "), reasons.toString());
      assertFalse(reasons.toString().contains(folder.toString()), reasons.toString());
      assertEquals("503", ask(served, "cut"));
      String good = ask(served, "good");
      assertTrue(good.length() > 3, good);
      Files.write(model, whole);
      until(() -> served.get("/readyz").statusCode() == 200);
      assertEquals(good, ask(served, "cut"));
    }
  }

  @Test
  void theFormerModelServesOnIfTheNewOneIsDamaged() throws Exception {
    put("a", 1);
    try (Served served = new Served(folder, WorkLimits.DEFAULTS)) {
      String before = ask(served, "a");
      Path model = folder.resolve("a/model.safetensors");
      byte[] whole = Files.readAllBytes(model);
      // The exponent of the last weight: it becomes NaN or huge, and the samples are not finite.
      byte[] flipped = whole.clone();
      for (int i = flipped.length - 4; i < flipped.length; i++) {
        flipped[i] = (byte) 0xFF;
      }
      Files.write(model, flipped);
      until(() -> served.get("/readyz").statusCode() == 503);
      assertTrue(served.json(served.get("/readyz")).path("reasons").get(0).stringValue()
          .endsWith("the former one serves on"));
      assertEquals(before, ask(served, "a"));
      Files.write(model, new byte[]{1, 2, 3});
      Thread.sleep(100);
      assertEquals(before, ask(served, "a"));
      Files.write(model, whole);
      until(() -> served.get("/readyz").statusCode() == 200);
      assertEquals(before, ask(served, "a"));
    }
  }

  @Test
  void aFlippedBitChangesTheChecksum() throws Exception {
    put("a", 1);
    try (Served served = new Served(folder, WorkLimits.DEFAULTS)) {
      String before = served.json(served.get("/v1/models/a")).path("checksum").stringValue();
      Path model = folder.resolve("a/model.safetensors");
      byte[] flipped = Files.readAllBytes(model);
      flipped[flipped.length - 8] ^= 1;
      Files.write(model, flipped);
      until(() -> !served.json(served.get("/v1/models/a")).path("checksum").stringValue().equals(before));
      assertNotEquals(before, served.post("/v1/models/a/sample", ASK, "text/csv").headers()
          .firstValue("Millrace-Checksum").orElseThrow());
    }
  }

  @Test
  void modelsComeAndGo() throws Exception {
    put("a", 1);
    Path elsewhere = Files.createDirectories(trained.resolve("elsewhere"));
    try (Served served = new Served(folder, WorkLimits.DEFAULTS)) {
      put("b", 2);
      // Links lead to models inside of the folder only, and trainings that have not ended are no models.
      Files.createSymbolicLink(folder.resolve("link"), trained.resolve("seed-1"));
      Files.createDirectories(folder.resolve("unfinished"));
      Files.writeString(folder.resolve("unfinished/run.yaml"), "data: moons\n");
      until(() -> ask(served, "b").length() > 3);
      assertEquals("404", ask(served, "link"));
      assertEquals("404", ask(served, "unfinished"));
      assertEquals(200, served.get("/readyz").statusCode());
      Files.move(folder.resolve("b"), elsewhere.resolve("b"));
      until(() -> ask(served, "b").equals("404"));
      assertTrue(ask(served, "a").length() > 3);
      Files.move(elsewhere.resolve("b"), folder.resolve("b"));
      Files.delete(folder.resolve("a/model.safetensors"));
      until(() -> served.get("/readyz").statusCode() == 503);
      assertTrue(ask(served, "a").length() > 3, "it serves until there is a new one");
    }
  }

  @Test
  void oneRunIsServedByItsName() throws Exception {
    put("only", 1);
    try (Served served = new Served(folder.resolve("only"), WorkLimits.DEFAULTS)) {
      assertTrue(ask(served, "only").length() > 3);
      assertEquals(1, served.json(served.get("/v1/models")).path("models").size());
    }
  }
}
