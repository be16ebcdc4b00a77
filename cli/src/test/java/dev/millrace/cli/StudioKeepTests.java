package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The studio in a browser: runs are listed and taken away. */
@ExtendWith(StudioSite.Shared.class)
class StudioKeepTests {
  private static StudioSite site;

  @BeforeAll
  static void start(StudioSite shared) {
    site = shared;
  }

  private static Path taken(StudioWindow window, String button, String name) {
    Download download = window.page().waitForDownload(() -> window.press("keep", button));
    assertEquals(name, download.suggestedFilename());
    return download.path();
  }

  @Test
  void aRunOfTheCommandLineIsListedAndCanBeTakenAway() throws IOException {
    try (StudioWindow window = site.open()) {
      window.openTyped();
      Locator panel = window.panel("keep");
      assertTrue(panel.locator("tr[aria-current=true]").textContent().contains("typed"));
      String command = panel.locator("pre").first().textContent();
      assertTrue(command.startsWith("millrace train moons --batch 64 --hidden 32 --steps 400"), command);
      try (ZipFile zip = new ZipFile(taken(window, "Run folder", "typed.zip").toFile())) {
        assertTrue(zip.stream().anyMatch(entry -> entry.getName().endsWith("run.yaml")));
      }
      assertArrayEquals(Files.readAllBytes(site.folder().resolve("typed/model.safetensors")),
          Files.readAllBytes(taken(window, "Weights (safetensors)", "typed.safetensors")));
      Path rows = taken(window, "Samples (CSV)", "typed.csv");
      assertEquals(2000, Files.readString(rows, StandardCharsets.UTF_8).lines().count());
      byte[] picture = Files.readAllBytes(taken(window, "Picture (PNG)", "millrace.png"));
      assertEquals("PNG", new String(picture, 1, 3, StandardCharsets.US_ASCII));
      String animation = new String(Files.readAllBytes(taken(window, "Animation (PNG)", "millrace-animation.png")),
          StandardCharsets.ISO_8859_1);
      assertTrue(animation.contains("acTL\0\0\0\u0019"), "25 frames");
      assertEquals("t 1.00", window.page().textContent("#t"));
      Path graph = taken(window, "ONNX", "typed.onnx");
      Outcome.of("doctor", graph.toString(), "--check", site.folder().resolve("typed").toString()).succeeded();
      window.requireQuiet();
    }
  }
}
