package dev.millrace.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The studio in a browser: wrong input, and a server that is killed. */
@ExtendWith(StudioSite.Shared.class)
class StudioRobustTests {
  private static StudioSite site;

  @BeforeAll
  static void start(StudioSite shared) {
    site = shared;
  }

  @Test
  void aServerThatIsKilledGoesOnFromTheCheckpoint(@TempDir Path own) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    KillHarness harness = new KillHarness(own, new Random(1));
    List<String> command = List.of("studio", "--runs", "runs", "--port", Integer.toString(port), "--no-browser");
    Process server = harness.start(command);
    try {
      awaitText(own.resolve("out.txt"), server);
      try (StudioWindow window = site.open("http://127.0.0.1:%d/studio/".formatted(port))) {
        window.enter("train", "Depth", "1");
        window.train(5_000, 8);
        window.until("studio.training.phase === 'training' && studio.training.step >= 1500");
        String run = window.run();
        server.destroyForcibly();
        assertTrue(server.waitFor(60, TimeUnit.SECONDS));
        assertFalse(Files.exists(own.resolve("runs").resolve(run).resolve("model.safetensors")));
        window.until("document.getElementById('headline').textContent === 'No answer'");
        window.picture("lost");
        server = harness.start(command);
        awaitText(own.resolve("out.txt"), server);
        window.reload();
        window.until("document.getElementById('headline').textContent.startsWith('Stopped at step')");
        double step = window.number("studio.training.step");
        assertTrue(step >= 1000, window.page().textContent("#headline"));
        window.picture("stopped");
        window.page().click("#go");
        window.until("document.getElementById('headline').textContent.startsWith('Trained')");
        assertEquals(run, window.run());
        Outcome.of("train", "moons", "--steps", "5000", "--hidden", "8", "--batch", "64", "--layers", "1", "--quiet",
            "--no-plots", "--out", own.resolve("whole").toString()).succeeded();
        assertArrayEquals(Files.readAllBytes(own.resolve("whole/model.safetensors")),
            Files.readAllBytes(own.resolve("runs").resolve(run).resolve("model.safetensors")));
        window.requireOnly("error on the console: Failed to load resource.*|"
            + "404 for http://127.0.0.1:\\d+/studio/api/trainings/.*/stream");
      }
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void thatTheServerDoesNotAnswerIsSaidUntilItDoes() {
    try (StudioWindow window = site.open()) {
      window.page().route("**/api/**", Route::abort);
      window.page().click("#go");
      window.until("!document.getElementById('trouble').hidden");
      assertEquals("The studio's server does not answer. Is it still running?",
          window.page().textContent("#trouble span"));
      window.page().unroute("**/api/**");
      window.until("document.getElementById('trouble').hidden");
      window.requireOnly("error on the console: Failed to load resource.*");
    }
  }

  private static void awaitText(Path file, Process process) throws IOException, InterruptedException {
    while (Files.readString(file, StandardCharsets.UTF_8).lines().count() < 2) {
      assertTrue(process.isAlive(), "the studio ended");
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void aBadFileIsAMessageAndAGoodOneIsTaken() {
    byte[] noise = new byte[500];
    new Random(3).nextBytes(noise);
    Map<String, byte[]> bad = new TreeMap<>(Map.of("binary.csv", noise, "empty.csv", new byte[0], "words.csv",
        "one two\nthree four\n".getBytes(StandardCharsets.UTF_8), "ragged.csv",
        "x,y\n1,2\n3\n".getBytes(StandardCharsets.UTF_8)));
    try (StudioWindow window = site.open()) {
      bad.forEach((name, bytes) -> {
        window.page().click(".shape:has-text('moons')");
        window.until("!document.querySelector('#panel-data .error:not([hidden])')");
        window.drop(name, "", bytes);
        window.until("document.querySelector('#panel-data .error:not([hidden])')"
            + " || !document.getElementById('trouble').hidden");
        window.picture("bad-" + name);
        String message = window.text(
            "document.querySelector('#panel-data .error:not([hidden])')?.textContent ?? document.querySelector('#trouble span').textContent");
        assertTrue(message.length() > 20 && message.length() < 250 && !message.contains("\n"), name + ": " + message);
      });
      StringBuilder rows = new StringBuilder("left,right\n");
      Random random = new Random(1);
      for (int i = 0; i < 200; i++) {
        rows.append("%.3f,%.3f%n".formatted(random.nextGaussian(), random.nextGaussian()));
      }
      window.drop("good.csv", rows.toString());
      window.until("studio.state.data.kind === 'file' && studio.preview.data.values.length >= 400");
      assertTrue(window.page().textContent("#panel-data").contains("good.csv: 200 rows"));
      window.requireOnly("error on the console: Failed to load resource.*|422 for .*/api/csv.*");
    }
  }

  @Test
  void aLearningRateThatIsNoNumberIsRefusedAtItsField() throws IOException {
    try (StudioWindow window = site.open()) {
      List<String> before = site.runs();
      Locator rate = window.field("train", "Learning rate");
      window.enter("train", "Learning rate", "NaN");
      window.page().click("#go");
      window.until("document.querySelector('#panel-train [aria-invalid=true]')");
      assertEquals("true", rate.getAttribute("aria-invalid"));
      Locator message = window.page().locator("#panel-train .error:visible");
      assertTrue(message.textContent().startsWith("Learning rate NaN: expected"), message.textContent());
      assertTrue(Objects.requireNonNull(rate.getAttribute("aria-describedby"))
          .contains(Objects.requireNonNull(message.getAttribute("id"))));
      assertEquals(before, site.runs());
      window.picture("refused");
      window.enter("train", "Learning rate", "0,01");
      window.train(100, 8);
      window.untilTrained();
      assertEquals("false", rate.getAttribute("aria-invalid"));
      String config = Files.readString(site.folder().resolve(window.run()).resolve("run.yaml"),
          StandardCharsets.UTF_8);
      assertTrue(config.contains("lr: 0.01\n"), config);
      window.requireOnly("error on the console: Failed to load resource.*|422 for .*/api/trainings");
    }
  }
}
