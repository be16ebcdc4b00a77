package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The studio in a browser: shapes are drawn, learnt and opened again by a link. */
@ExtendWith(StudioSite.Shared.class)
class StudioTrainTests {
  /** The brush is 0.4 wide. */
  private static final double NEAR = 0.2 + 0.25;

  private static final String DISTANCES = "[...document.querySelectorAll('figcaption')]"
      + ".filter(each => /W2 [0-9.]+$/.test(each.textContent)).length === 5";

  private static StudioSite site;

  @BeforeAll
  static void start(StudioSite shared) {
    site = shared;
  }

  /**
   * Looks at the first plane's pixels.
   *
   * @param share of the coloured pixels those near the ring
   * @param eighths how many eighths of the ring have such pixels
   */
  private record Ring(double share, int eighths) {
    static Ring of(StudioWindow window) {
      List<?> found = (List<?>) window.page().evaluate("""
          ([radius, near]) => {
            const {plane} = studio.scene.cells[0];
            const {width, height} = plane.canvas;
            const {data} = plane.canvas.getContext('2d').getImageData(0, 0, width, height);
            const eighths = new Array(8).fill(0);
            let [all, close] = [0, 0];
            for (let i = 0; i < width * height; i++) {
              if (data[4 * i + 2] - data[4 * i] > 60) {
                const x = plane.view.x + (i % width + 0.5 - width / 2) / plane.scale;
                const y = plane.view.y - (Math.floor(i / width) + 0.5 - height / 2) / plane.scale;
                all++;
                if (Math.abs(Math.hypot(x, y) - radius) < near) {
                  close++;
                  eighths[Math.floor(4 + 3.9999 * Math.atan2(y, x) / Math.PI)]++;
                }
              }
            }
            return [all > 1000 ? close / all : -1, eighths.filter(each => each > 50).length];
          }""", List.of(StudioWindow.RADIUS, NEAR));
      return new Ring(((Number) found.getFirst()).doubleValue(), ((Number) found.getLast()).intValue());
    }
  }

  private static List<Path> drawn() throws IOException {
    try (Stream<Path> all = Files.list(site.folder().resolve("drawn"))) {
      return all.toList();
    }
  }

  @Test
  void aDrawnShapeIsLearntAndTheTimeLeadsFromNoiseToIt() {
    try (StudioWindow window = site.open()) {
      window.picture("start");
      window.drawRing();
      window.picture("drawn");
      window.enter("train", "Learning rate", "0.01");
      window.train(1000, 48);
      window.untilTrained();
      window.picture("drawn-trained");
      window.show("particles");
      Ring end = Ring.of(window);
      assertTrue(end.share > 0.65, end.toString());
      assertEquals(8, end.eighths);
      window.page().locator("#time").fill("0");
      window.settle();
      assertEquals("t 0.00", window.page().textContent("#t"));
      Ring noise = Ring.of(window);
      // Of Gaussian noise as wide as the ring about 3 in 10 are so near to it.
      assertTrue(noise.share > 0.1 && noise.share < 0.45, noise.toString());
      window.picture("drawn-noise");
      window.requireQuiet();
    }
  }

  @Test
  void aLinkOpensTheSamePictureAndTrainsTheSameFlow() throws IOException {
    String address;
    String all;
    String data;
    String run;
    int files;
    try (StudioWindow window = site.open()) {
      window.drawRing();
      window.train(200, 16);
      window.untilTrained();
      all = window.pixels();
      window.show("data");
      data = window.pixels();
      window.show("source", "data", "particles");
      run = window.run();
      files = drawn().size();
      window.page().click("#link");
      window.until("document.getElementById('figures').innerText.includes('The link is')");
      address = window.page().url();
      window.reload();
      window.settle();
      assertEquals(all, window.pixels());
      window.requireQuiet();
    }
    try (StudioWindow window = site.open(address)) {
      window.settle();
      assertEquals(all, window.pixels());
      window.show("data");
      assertEquals(data, window.pixels());
      window.page().click("#go");
      window.until("studio.run !== '%s'".formatted(run));
      window.untilTrained();
      assertArrayEquals(Files.readAllBytes(site.folder().resolve(run).resolve("model.safetensors")),
          Files.readAllBytes(site.folder().resolve(window.run()).resolve("model.safetensors")));
      assertEquals(files, drawn().size());
      window.requireQuiet();
    }
  }

  @Test
  void particlesPlayOnTheirOwnUnlessMotionIsUnwanted() {
    try (StudioWindow window = site.open()) {
      window.train(100, 8);
      window.untilTrained();
      assertEquals("Play", window.page().getAttribute("#play", "aria-label"));
      assertEquals("t 1.00", window.page().textContent("#t"));
      window.page().emulateMedia(
          new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
      window.page().click("#go");
      window.until("document.getElementById('play').ariaLabel === 'Pause the particles' && studio.state.t > 0"
          + " && document.getElementById('headline').textContent.startsWith('Trained')");
      window.requireQuiet();
    }
  }

  @Test
  void averageVelocitiesAreFollowedByTheirMap() {
    try (StudioWindow window = site.open()) {
      window.choose("train", "Learn", "mean-flow");
      window.train(400, 32);
      window.untilTrained();
      window.page().hover("#figures .loss .u-over");
      String there = window.page().locator("#figures .loss .u-legend").innerText();
      window.page().hover("#figures .loss h3");
      String newest = window.page().locator("#figures .loss .u-legend").innerText();
      assertTrue(there.matches("(?s).*loss\\W*\\d.*average\\W*\\d.*"), there);
      assertTrue(newest.matches("(?s).*loss\\W*\\d.*average\\W*\\d.*"), newest);
      assertNotEquals(there, newest);
      window.view("Steps side by side");
      window.until(DISTANCES);
      double euler = distance(window);
      window.choose("see", "Solver", "map");
      window.until("studio.state.solver === 'map'");
      window.settle();
      window.until("studio.scene.computed.of(studio.run).figures.rows[0].w2 !== " + euler);
      assertTrue(distance(window) < euler,
          "one step of the map against one of Euler: " + distance(window) + ", " + euler);
      window.picture("map");
      window.requireQuiet();
    }
  }

  private static double distance(StudioWindow window) {
    return window.number("studio.scene.computed.of(studio.run).figures.rows[0].w2");
  }

  @Test
  void twoPagesTrainAtTheSameTime() {
    try (StudioWindow a = site.open(); StudioWindow b = site.open()) {
      List<StudioWindow> windows = List.of(a, b);
      for (StudioWindow window : windows) {
        window.train(1_000_000, 8);
        window.until("studio.training.phase === 'training' && studio.training.step > 0");
      }
      assertNotEquals(a.run(), b.run());
      for (StudioWindow window : windows) {
        double step = window.number("studio.training.step");
        window.until("studio.training.phase === 'training' && studio.training.step > " + (long) step);
      }
      for (StudioWindow window : windows) {
        window.page().click("#go");
        window.until("studio.training.phase === 'paused'");
        assertEquals("Go on", window.page().textContent("#go"));
        window.page().click("#reset");
        window.until("studio.training.phase === 'idle'");
        if (window.equals(a)) {
          b.picture("training");
        }
      }
      a.requireQuiet();
      b.requireQuiet();
    }
  }

  @Test
  void buttonsThatArePressedTwiceBeginOnce() {
    try (StudioWindow window = site.open()) {
      window.page().evaluate("studio.setOption('threads', 1)");
      window.enter("train", "Steps", "300");
      window.enter("train", "Width", "8");
      window.page().locator("#go").dblclick();
      window.untilTrained();
      window.panel("straighten");
      window.field("straighten", "Pairs").fill("500");
      window.enter("straighten", "Steps", "50");
      window.page().locator("#straighten").dblclick();
      window.until("studio.state.chain.length === 2");
      window.untilTrained();
      assertEquals(2, (int) window.number("studio.state.chain.length"));
      window.requireQuiet();
    }
  }
}
