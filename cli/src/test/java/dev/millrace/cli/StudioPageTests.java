package dev.millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.serve.studio.Studio;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The studio in a browser. Pictures of what it shows are left in {@code target/studio}, for people to look at. */
class StudioPageTests {
  private static final Path PICTURES = Path.of("target", "studio");
  private static final double RADIUS = 2.4;
  /** Of the plane that is drawn upon: from its middle to its nearer edge, in the units of the data. */
  private static final double HALF = 4.15;
  /** The brush is 0.4 wide. */
  private static final double NEAR = 0.2 + 0.25;
  /** Whether what is asked of the server has come and is drawn. */
  private static final String SETTLED = """
      studio.scene.cells.every(cell => !cell.run || studio.scene.showsFrame(cell) || cell.carried
        && !cell.stale && cell.query === cell.run + '?' + studio.scene.computed.query(cell)
        && (cell.version === -1 || studio.scene.computed.isLive(cell.run))) && studio.scene.asked === 0""";

  @TempDir
  private static Path folder = Path.of("");

  private static final List<Throwable> FAULTS = new CopyOnWriteArrayList<>();
  private static Optional<Chromium> chromium = Optional.empty();
  private static Optional<Studio> studio = Optional.empty();

  @BeforeAll
  static void start() throws IOException {
    chromium = Optional.of(Chromium.open());
    Files.createDirectories(PICTURES);
    Outcome.of("train", "moons", "--steps", "400", "--hidden", "32", "--out", folder.resolve("typed").toString(),
        "--quiet").succeeded();
    studio = Optional.of(Studio.start(new Studio.Options(folder, Optional.empty(), 0), Kinds.load(), (_, _) -> {},
        FAULTS::add));
  }

  @AfterAll
  static void close() {
    studio.ifPresent(Studio::close);
    chromium.ifPresent(Chromium::close);
  }

  @AfterEach
  void theServerHadNoFault() {
    assertEquals(List.of(), FAULTS);
  }

  private static Browser.NewContextOptions window() {
    return new Browser.NewContextOptions().setViewportSize(1280, 800).setReducedMotion(ReducedMotion.REDUCE);
  }

  private static Chromium.Tab open(String address, Browser.NewContextOptions options) {
    Chromium.Tab tab = chromium.orElseThrow().tab(address, options);
    ready(tab.page());
    return tab;
  }

  private static Chromium.Tab open() {
    return open(studio.orElseThrow().address(), window());
  }

  private static void ready(Page page) {
    page.waitForSelector("html[data-ready=yes]");
  }

  /** Waits until an expression of the page is true. */
  private static void until(Page page, String condition) {
    page.evaluate("""
        async () => {
          const end = performance.now() + 90000;
          while (!(%s)) {
            if (performance.now() > end) throw new Error('it never came: ' + document.body.innerText);
            await new Promise(resolve => setTimeout(resolve, 20));
          }
        }""".formatted(condition));
  }

  private static void settle(Page page) {
    until(page, SETTLED);
  }

  private static void picture(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
  }

  private static Locator panel(Page page, String name) {
    Locator panel = page.locator("#panel-" + name);
    if (panel.getAttribute("open") == null) {
      panel.locator("summary").click();
    }
    return panel;
  }

  private static Locator field(Locator panel, String label) {
    return panel.getByLabel(label, new Locator.GetByLabelOptions().setExact(true));
  }

  private static void enter(Locator field, String value) {
    field.fill(value);
    field.blur();
  }

  private static void choose(Page page, String text) {
    page.locator(".segments label").filter(new Locator.FilterOptions().setHasText(text)).first().click();
  }

  /** Starts a small training by the page's own controls. */
  private static void train(Page page, int steps, int hidden) {
    Locator panel = panel(page, "train");
    enter(field(panel, "Steps"), Integer.toString(steps));
    enter(field(panel, "Width"), Integer.toString(hidden));
    page.click("#go");
  }

  private static void untilTrained(Page page) {
    until(page, "document.getElementById('headline').textContent.startsWith('Trained')");
    settle(page);
  }

  private static void openTyped(Page page) {
    panel(page, "keep").locator("[data-run=typed]").click();
    until(page, "studio.run === 'typed'");
    settle(page);
  }

  private static void drawRing(Page page) {
    page.click(".shape:has-text('draw')");
    page.waitForSelector("#toolbar");
    until(page, "studio.editing === 'data' && studio.scene.asked === 0");
    var box = page.locator("#cells canvas").boundingBox();
    double scale = Math.min(box.width, box.height) / (2 * HALF);
    for (int i = 0; i <= 32; i++) {
      double angle = Math.PI * i / 16;
      page.mouse().move(box.x + box.width / 2 + scale * RADIUS * Math.cos(angle),
          box.y + box.height / 2 - scale * RADIUS * Math.sin(angle), new Mouse.MoveOptions().setSteps(2));
      if (i == 0) {
        page.mouse().down();
      }
    }
    page.mouse().up();
    until(page, "studio.preview.data.values.length > 0 && studio.scene.asked === 0");
  }

  private static void show(Page page, String... layers) {
    for (String layer : List.of("source", "data", "particles")) {
      Locator box = page.locator("[data-layer=" + layer + "] input");
      if (box.isVisible()) {
        box.setChecked(List.of(layers).contains(layer));
      }
    }
    settle(page);
  }

  /**
   * Looks at the first plane's pixels.
   *
   * @param share of the coloured pixels those near the ring
   * @param eighths how many eighths of the ring have such pixels
   */
  private record Ring(double share, int eighths) {
    static Ring of(Page page) {
      List<?> found = (List<?>) page.evaluate("""
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
          }""", List.of(RADIUS, NEAR));
      return new Ring(((Number) found.getFirst()).doubleValue(), ((Number) found.getLast()).intValue());
    }
  }

  private static String pixels(Page page) {
    return (String) page.evaluate("document.querySelector('#cells canvas').toDataURL()");
  }

  private static double number(Page page, String expression) {
    return ((Number) page.evaluate(expression)).doubleValue();
  }

  private static List<String> runs() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> Files.exists(each.resolve("run.yaml"))).map(each -> each.getFileName().toString())
          .toList();
    }
  }

  private static List<Path> drawn() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("drawn"))) {
      return all.toList();
    }
  }

  @Test
  void aDrawnShapeIsLearntAndTheTimeLeadsFromNoiseToIt() {
    try (Chromium.Tab tab = open()) {
      Page page = tab.page();
      picture(page, "start");
      drawRing(page);
      picture(page, "drawn");
      enter(field(panel(page, "train"), "Learning rate"), "0.01");
      train(page, 1000, 48);
      untilTrained(page);
      picture(page, "drawn-trained");
      show(page, "particles");
      Ring end = Ring.of(page);
      assertTrue(end.share > 0.65, end.toString());
      assertEquals(8, end.eighths);
      page.locator("#time").fill("0");
      settle(page);
      assertEquals("t 0.00", page.textContent("#t"));
      Ring noise = Ring.of(page);
      // Of Gaussian noise as wide as the ring about 3 in 10 are so near to it.
      assertTrue(noise.share > 0.1 && noise.share < 0.45, noise.toString());
      picture(page, "drawn-noise");
      tab.requireQuiet();
    }
  }

  @Test
  void aLinkOpensTheSamePictureAndTrainsTheSameFlow() throws IOException {
    String address;
    String all;
    String data;
    String run;
    int files;
    try (Chromium.Tab tab = open()) {
      Page page = tab.page();
      drawRing(page);
      train(page, 200, 16);
      untilTrained(page);
      all = pixels(page);
      show(page, "data");
      data = pixels(page);
      show(page, "source", "data", "particles");
      run = (String) page.evaluate("studio.run");
      files = drawn().size();
      page.click("#link");
      until(page, "document.getElementById('figures').innerText.includes('The link is')");
      address = page.url();
      page.reload();
      ready(page);
      settle(page);
      assertEquals(all, pixels(page));
      tab.requireQuiet();
    }
    try (Chromium.Tab tab = open(address, window())) {
      Page page = tab.page();
      settle(page);
      assertEquals(all, pixels(page));
      show(page, "data");
      assertEquals(data, pixels(page));
      page.click("#go");
      until(page, "studio.run !== '%s'".formatted(run));
      untilTrained(page);
      String again = (String) page.evaluate("studio.run");
      assertArrayEquals(Files.readAllBytes(folder.resolve(run).resolve("model.safetensors")),
          Files.readAllBytes(folder.resolve(again).resolve("model.safetensors")));
      assertEquals(files, drawn().size());
      tab.requireQuiet();
    }
  }

  @Test
  void reflowStraightensAndShowsBeforeAndAfter() {
    try (Chromium.Tab tab = open()) {
      Page page = tab.page();
      train(page, 500, 32);
      untilTrained(page);
      Locator panel = panel(page, "straighten");
      enter(field(panel, "Pairs"), "1000");
      enter(field(panel, "Steps"), "300");
      until(page, "!document.getElementById('straighten').disabled");
      page.click("#straighten");
      until(page, "studio.state.chain.length === 2");
      untilTrained(page);
      assertEquals(2, page.locator("#cells canvas").count());
      assertTrue(page.locator("figcaption").first().textContent().startsWith("before, 1 step"));
      assertTrue(page.locator("figcaption").last().textContent().startsWith("after, 1 step"));
      until(page, "/^after.*W2 [0-9.]+$/.test(document.querySelectorAll('figcaption')[1].textContent)");
      until(page, "document.querySelectorAll('.rounds tbody td').length === 8"
          + " && !document.querySelector('.rounds').innerText.includes('…')");
      List<String> cells = panel.locator(".rounds tbody td").allTextContents();
      // Its rows are S, W2 of 1 step, W2 of 100 steps, and crossings: all but the third are to become less.
      for (int column : new int[]{0, 1, 3}) {
        double before = Double.parseDouble(cells.get(column).replace(",", ""));
        double after = Double.parseDouble(cells.get(4 + column).replace(",", "").replace("< ", ""));
        assertTrue(after < before, cells.toString());
      }
      picture(page, "straightened");
      choose(page, "Steps side by side");
      until(page, "document.querySelectorAll('#cells canvas').length === 10");
      settle(page);
      picture(page, "straightened-steps");
      tab.requireQuiet();
    }
  }

  @Test
  void stepsStandSideBySideEachWithItsDistance() {
    try (Chromium.Tab tab = open()) {
      Page page = tab.page();
      openTyped(page);
      choose(page, "Steps side by side");
      until(page, "[...document.querySelectorAll('figcaption')].filter(each => /W2 [0-9.]+$/.test(each.textContent))"
          + ".length === 5");
      settle(page);
      List<String> captions = page.locator("figcaption").allTextContents();
      assertEquals(6, captions.size());
      assertEquals("data", captions.getLast());
      int[] counts = {1, 2, 4, 8, 100};
      double[] distances = new double[5];
      for (int i = 0; i < 5; i++) {
        String name = counts[i] == 1 ? "1 step" : counts[i] + " steps";
        assertTrue(captions.get(i).matches(name + "W2 \\d+\\.\\d+"), captions.get(i));
        distances[i] = Double.parseDouble(captions.get(i).replaceAll(".*W2 ", ""));
      }
      assertTrue(distances[4] < distances[0], captions.toString());
      picture(page, "steps");
      tab.requireQuiet();
    }
  }

  @Test
  void twoPagesTrainAtTheSameTime() {
    try (Chromium.Tab a = open(); Chromium.Tab b = open()) {
      List<Page> pages = List.of(a.page(), b.page());
      for (Page page : pages) {
        train(page, 1_000_000, 8);
        until(page, "studio.training.phase === 'training' && studio.training.step > 0");
      }
      for (Page page : pages) {
        double step = number(page, "studio.training.step");
        until(page, "studio.training.phase === 'training' && studio.training.step > " + (long) step);
      }
      picture(b.page(), "training");
      assertNotEquals(a.page().evaluate("studio.run"), b.page().evaluate("studio.run"));
      for (Page page : pages) {
        page.click("#go");
        until(page, "studio.training.phase === 'paused'");
        assertEquals("Go on", page.textContent("#go"));
        page.click("#reset");
        until(page, "studio.training.phase === 'idle'");
      }
      a.requireQuiet();
      b.requireQuiet();
    }
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
      try (Chromium.Tab tab = open("http://127.0.0.1:%d/studio/".formatted(port), window())) {
        Page page = tab.page();
        Locator panel = panel(page, "train");
        enter(field(panel, "Batch"), "32");
        enter(field(panel, "Depth"), "1");
        train(page, 5_000, 8);
        until(page, "studio.training.phase === 'training' && studio.training.step >= 1500");
        String run = (String) page.evaluate("studio.run");
        server.destroyForcibly();
        assertTrue(server.waitFor(60, TimeUnit.SECONDS));
        assertFalse(Files.exists(own.resolve("runs").resolve(run).resolve("model.safetensors")));
        until(page, "document.getElementById('headline').textContent === 'No answer'");
        picture(page, "lost");
        server = harness.start(command);
        awaitText(own.resolve("out.txt"), server);
        page.reload();
        ready(page);
        until(page, "document.getElementById('headline').textContent.startsWith('Stopped at step')");
        assertTrue(number(page, "studio.training.step") >= 1000, page.textContent("#headline"));
        picture(page, "stopped");
        page.click("#go");
        until(page, "document.getElementById('headline').textContent.startsWith('Trained')");
        assertEquals(run, page.evaluate("studio.run"));
        harness.run(List.of("train", "moons", "--steps", "5000", "--hidden", "8", "--batch", "32", "--layers", "1",
            "--quiet", "--no-plots", "--out", "whole"));
        assertArrayEquals(Files.readAllBytes(own.resolve("whole/model.safetensors")),
            Files.readAllBytes(own.resolve("runs").resolve(run).resolve("model.safetensors")));
        tab.requireOnly("error on the console: Failed to load resource.*|"
            + "404 for http://127.0.0.1:\\d+/studio/api/trainings/.*/stream");
      }
    } finally {
      server.destroyForcibly();
    }
  }

  private static void awaitText(Path file, Process process) throws IOException, InterruptedException {
    while (Files.readString(file, StandardCharsets.UTF_8).lines().count() < 2) {
      assertTrue(process.isAlive(), "the studio ended");
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private static void drop(Page page, String name, byte[] bytes) {
    page.evaluate("""
        ([name, bytes]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], name));
          document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}));
        }""", List.of(name, unsigned(bytes)));
  }

  private static List<Integer> unsigned(byte[] bytes) {
    Integer[] values = new Integer[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return List.of(values);
  }

  @Test
  void aBadFileIsAMessageAndAGoodOneIsTaken() {
    byte[] noise = new byte[500];
    new Random(3).nextBytes(noise);
    Map<String, byte[]> bad = Map.of("binary.csv", noise, "empty.csv", new byte[0], "words.csv",
        "one two\nthree four\n".getBytes(StandardCharsets.UTF_8), "ragged.csv",
        "x,y\n1,2\n3\n".getBytes(StandardCharsets.UTF_8));
    try (Chromium.Tab tab = open()) {
      Page page = tab.page();
      bad.forEach((name, bytes) -> {
        drop(page, name, bytes);
        until(page, "document.querySelector('#panel-data .error:not([hidden])')"
            + " || !document.getElementById('trouble').hidden");
        picture(page, "bad-" + name);
        String message = (String) page.evaluate(
            "document.querySelector('#panel-data .error:not([hidden])')?.textContent ?? document.querySelector('#trouble span').textContent");
        assertTrue(message.length() > 20 && message.length() < 250 && !message.contains("\n"), name + ": " + message);
        page.reload();
        ready(page);
      });
      StringBuilder rows = new StringBuilder("left,right\n");
      Random random = new Random(1);
      for (int i = 0; i < 200; i++) {
        rows.append("%.3f,%.3f%n".formatted(random.nextGaussian(), random.nextGaussian()));
      }
      drop(page, "good.csv", rows.toString().getBytes(StandardCharsets.UTF_8));
      until(page, "studio.state.data.kind === 'file' && studio.preview.data.values.length >= 400");
      assertTrue(page.textContent("#panel-data").contains("good.csv: 200 rows"));
      tab.requireOnly("error on the console: Failed to load resource.*|422 for .*/api/csv.*");
    }
  }

  @Test
  void aLearningRateThatIsNoNumberIsRefusedAtItsField() throws IOException {
    try (Chromium.Tab tab = open()) {
      Page page = tab.page();
      List<String> before = runs();
      Locator rate = field(panel(page, "train"), "Learning rate");
      enter(rate, "NaN");
      page.click("#go");
      until(page, "document.querySelector('#panel-train [aria-invalid=true]')");
      assertEquals("true", rate.getAttribute("aria-invalid"));
      Locator message = page.locator("#panel-train .error:visible");
      assertTrue(message.textContent().contains("lr"), message.textContent());
      assertTrue(Objects.requireNonNull(rate.getAttribute("aria-describedby"))
          .contains(Objects.requireNonNull(message.getAttribute("id"))));
      assertEquals(before, runs());
      picture(page, "refused");
      enter(rate, "0,01");
      train(page, 100, 8);
      untilTrained(page);
      assertEquals("false", rate.getAttribute("aria-invalid"));
      String config = Files.readString(folder.resolve((String) page.evaluate("studio.run")).resolve("run.yaml"),
          StandardCharsets.UTF_8);
      assertTrue(config.contains("lr: 0.01\n"), config);
      tab.requireOnly("error on the console: Failed to load resource.*|422 for .*/api/trainings");
    }
  }

  @Test
  void keysDoWhatTheHelpSays() {
    try (Chromium.Tab tab = open()) {
      Page page = tab.page();
      page.keyboard().press("Tab");
      assertEquals("To the plot", page.evaluate("document.activeElement.textContent"));
      openTyped(page);
      page.focus("#cells canvas");
      String[] counts = {"1", "2", "4", "8", "100"};
      for (int i = 0; i < counts.length; i++) {
        page.keyboard().press(Integer.toString(i + 1));
        assertEquals(counts[i], page.locator("#transport input[type=radio]:checked").getAttribute("value"));
        settle(page);
      }
      page.keyboard().press("ArrowLeft");
      assertEquals("t 0.99", page.textContent("#t"));
      page.keyboard().press("Shift+ArrowLeft");
      assertEquals("t 0.89", page.textContent("#t"));
      page.keyboard().press("ArrowRight");
      assertEquals("t 0.90", page.textContent("#t"));
      page.keyboard().press("Space");
      assertEquals("Pause the particles", page.getAttribute("#play", "aria-label"));
      until(page, "studio.state.t !== 0.9");
      page.keyboard().press("Space");
      assertEquals("Play", page.getAttribute("#play", "aria-label"));
      page.keyboard().press("h");
      assertFalse(page.isVisible("#panels"));
      picture(page, "bare");
      page.keyboard().press("h");
      assertTrue(page.isVisible("#panels"));
      page.keyboard().press("?");
      assertTrue(page.isVisible("#keys"));
      page.keyboard().press("Escape");
      assertFalse(page.isVisible("#keys"));
      tab.requireQuiet();
    }
  }

  @ParameterizedTest
  @EnumSource(ReducedMotion.class)
  void particlesPlayOnTheirOwnUnlessMotionIsUnwanted(ReducedMotion motion) {
    try (Chromium.Tab tab = open(studio.orElseThrow().address(), window().setReducedMotion(motion))) {
      Page page = tab.page();
      train(page, 100, 8);
      until(page, "document.getElementById('headline').textContent.startsWith('Trained')");
      if (motion == ReducedMotion.REDUCE) {
        settle(page);
        assertEquals("Play", page.getAttribute("#play", "aria-label"));
        assertEquals("t 1.00", page.textContent("#t"));
      } else {
        until(page, "document.getElementById('play').ariaLabel === 'Pause the particles' && studio.state.t > 0");
      }
      tab.requireQuiet();
    }
  }

  @ParameterizedTest
  @EnumSource(value = ColorScheme.class, names = {"LIGHT", "DARK"})
  void axeFindsNothingSerious(ColorScheme scheme) throws IOException {
    String axe;
    try (InputStream in = StudioPageTests.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    String name = scheme == ColorScheme.DARK ? "dark" : "light";
    try (Chromium.Tab tab = open(studio.orElseThrow().address(), window().setColorScheme(scheme))) {
      Page page = tab.page();
      page.evaluate(axe);
      requireAccessible(page, "start");
      page.click(".shape:has-text('draw')");
      page.waitForSelector("#toolbar");
      requireAccessible(page, "drawing");
      openTyped(page);
      for (String panel : List.of("data", "train", "see", "straighten", "lessons", "keep")) {
        panel(page, panel);
        settle(page);
        requireAccessible(page, panel);
        picture(page, name + "-" + panel);
      }
      choose(page, "Steps side by side");
      settle(page);
      requireAccessible(page, "steps");
      picture(page, name + "-steps");
      page.click("#help");
      requireAccessible(page, "keys");
      picture(page, name + "-keys");
      page.keyboard().press("Escape");
      panel(page, "lessons").locator("ol button").first().click();
      requireAccessible(page, "lesson");
      tab.requireQuiet();
    }
  }

  private static void requireAccessible(Page page, String where) {
    assertEquals(List.of(), page.evaluate(
        """
            async () => (await axe.run({resultTypes: ['violations']})).violations
                .filter(({impact}) => impact === 'serious' || impact === 'critical')
                .map(({id, nodes}) => `${id}: ${nodes.map(node => node.html + ' ' + node.any.map(each => each.message)).join(' | ')}`)"""),
        where);
  }

  @Test
  void aPhoneNeedsNoSidewaysScrolling() {
    try (Chromium.Tab tab = open(studio.orElseThrow().address(),
        window().setViewportSize(360, 740).setDeviceScaleFactor(2).setHasTouch(true))) {
      Page page = tab.page();
      requireNarrow(page, "start");
      page.click(".shape:has-text('draw')");
      page.waitForSelector("#toolbar");
      requireNarrow(page, "drawing");
      openTyped(page);
      for (String panel : List.of("data", "train", "see", "straighten", "lessons", "keep")) {
        panel(page, panel);
        settle(page);
        requireNarrow(page, panel);
      }
      choose(page, "Steps side by side");
      settle(page);
      requireNarrow(page, "steps");
      panel(page, "lessons").locator("ol button").nth(3).click();
      requireNarrow(page, "lesson");
      tab.requireQuiet();
    }
  }

  private static void requireNarrow(Page page, String where) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve("phone-" + where + ".png")).setFullPage(true));
    assertEquals(360, (int) number(page, "document.documentElement.scrollWidth"), where);
  }

  @Test
  void lessonsOpenAndNoticeWhatIsDone() {
    try (Chromium.Tab tab = open()) {
      Page page = tab.page();
      Locator titles = panel(page, "lessons").locator("ol button");
      assertEquals(8, titles.count());
      for (int i = 0; i < 8; i++) {
        panel(page, "lessons");
        titles.nth(i).click();
        assertEquals((i + 1) + ". " + titles.nth(i).textContent(), page.textContent("#lesson h2"));
        assertTrue(page.locator("#lesson math").count() >= 1);
        until(page, "studio.scene.asked === 0");
        picture(page, "lesson-" + (i + 1));
      }
      Locator tasks = page.locator("#lesson ol li");
      assertFalse(tasks.nth(2).textContent().contains("✓"));
      enter(field(panel(page, "train"), "Learning rate"), "NaN");
      page.click("#go");
      until(page, "document.querySelectorAll('#lesson ol li')[2].textContent.includes('✓')");
      assertFalse(tasks.nth(0).textContent().contains("✓"));
      panel(page, "lessons");
      titles.nth(2).click();
      page.click("#once");
      until(page, "document.querySelectorAll('#lesson ol li')[0].textContent.includes('✓')");
      assertFalse(page.locator("#lesson ol li").nth(1).textContent().contains("✓"));
      settle(page);
      picture(page, "batch");
      page.click("#reset");
      panel(page, "lessons");
      titles.nth(0).click();
      train(page, 1000, 8);
      untilTrained(page);
      until(page, "document.querySelectorAll('#lesson ol li')[0].textContent.includes('✓')");
      assertFalse(page.locator("#lesson ol li").nth(1).textContent().contains("✓"));
      page.locator("#time").fill("0");
      page.locator("#time").fill("1");
      until(page, "document.querySelector('#lesson').innerText.includes('All done.')");
      tab.requireOnly("error on the console: Failed to load resource.*|422 for .*/api/trainings");
    }
  }

  @ParameterizedTest
  @CsvSource({"Run folder,zip", "Weights (safetensors),safetensors", "Samples (CSV),csv", "Picture (PNG),png"})
  void aRunOfTheCommandLineIsListedAndCanBeTakenAway(String button, String form) throws IOException {
    try (Chromium.Tab tab = open()) {
      Page page = tab.page();
      openTyped(page);
      Locator panel = panel(page, "keep");
      assertTrue(panel.locator("tr[aria-current=true]").textContent().contains("typed"));
      assertTrue(panel.locator("pre").first().textContent().startsWith("millrace train moons --hidden 32 --steps 400"),
          panel.locator("pre").first().textContent());
      var download = page.waitForDownload(
          () -> panel.locator("button", new Locator.LocatorOptions().setHasText(button)).first().click());
      assertEquals(form.equals("png") ? "millrace.png" : "typed." + form, download.suggestedFilename());
      Path file = download.path();
      switch (form) {
        case "zip" -> {
          try (ZipFile zip = new ZipFile(file.toFile())) {
            assertTrue(zip.stream().anyMatch(entry -> entry.getName().endsWith("run.yaml")));
          }
        }
        case "safetensors" -> assertArrayEquals(Files.readAllBytes(folder.resolve("typed/model.safetensors")),
            Files.readAllBytes(file));
        case "csv" -> assertEquals(2000, Files.readString(file, StandardCharsets.UTF_8).lines().count());
        default -> assertEquals("PNG", new String(Files.readAllBytes(file), 1, 3, StandardCharsets.US_ASCII));
      }
      tab.requireQuiet();
    }
  }
}
