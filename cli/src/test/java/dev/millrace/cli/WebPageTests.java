package dev.millrace.cli;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code export --to web}: the files, and the pages in a browser, whose samples are those of {@code sample}. */
@ExtendWith(Chromium.Shared.class)
class WebPageTests {
  /** Differences of sums of floats in another order: of points after 100 steps, and of images after 4. */
  private static final double CLOSE_POINTS = 2e-5;
  private static final double CLOSE_IMAGES = 1e-4;

  @TempDir
  private static Path folder = Path.of("");

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  private static Outcome run(String words) {
    return Outcome.of(words.replace("@", folder + "/").split(" ")).succeeded();
  }

  @BeforeAll
  static void makeRuns() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder rows = new StringBuilder("length,width,kind,seen,few\n");
    for (int i = 0; i < 200; i++) {
      rows.append(String.format(Locale.ROOT, "%.2f,%s,%s,%s,%d%n", 40 + 3 * random.nextGaussian(),
          i % 9 == 0 ? "" : String.format(Locale.ROOT, "%.3f", 10 + (i % 2) * 20 + random.nextGaussian()),
          i % 2 == 0 ? "\"left, or so\"" : "right", "%02d.03.2024".formatted(1 + random.nextInt(28)),
          5 * random.nextInt(3)));
    }
    Files.writeString(folder.resolve("rows.csv"), rows, StandardCharsets.UTF_8);
    String quick = " --threads 1 --quiet --no-plots";
    run("train moons --steps 100 --hidden 32 --out @points" + quick);
    run("train 8gaussians --classes --steps 60 --hidden 24 --out @classes" + quick);
    run("train moons --source 8gaussians --steps 5 --hidden 8 --out @sourced" + quick);
    run("train @rows.csv --label kind --steps 60 --out @table" + quick);
    float[] weights = ImageFixture.NET.start(new Seed(3));
    for (int i = 0; i < weights.length; i++) {
      weights[i] += (float) (0.02 * random.nextGaussian());
    }
    ImageFixture.run(folder.resolve("images"), ImageFixture.data(folder.resolve("data")),
        new ImageModel(ImageFixture.NET, weights, "linear", List.of("lying", "standing")));
    for (String name : List.of("points", "classes", "table", "images")) {
      run("export @%s --to web --out @page-%s".formatted(name, name));
    }
  }

  private static Map<String, byte[]> files(Path of) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(of)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(of.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  @ParameterizedTest
  @ValueSource(strings = {"points", "classes", "table", "images"})
  void theSameRunGivesTheSameFilesAndTheGraphIsItsSampler(String name) throws IOException {
    Files.createDirectory(folder.resolve("again-" + name));
    String told = run("export @%s --to web --out @again-%s".formatted(name, name)).err();
    assertTrue(told.contains(System.lineSeparator() + "  jwebserver -d " + folder.resolve("again-" + name)), told);
    Map<String, byte[]> first = files(folder.resolve("page-" + name));
    Map<String, byte[]> again = files(folder.resolve("again-" + name));
    assertEquals(first.keySet(), again.keySet());
    assertTrue(first.keySet().containsAll(List.of("index.html", "flow.json", "flow.onnx", "ort/LICENSE.txt",
        "ort/ort.wasm.min.js", "ort/ort-wasm-simd-threaded.js", "ort/ort-wasm-simd-threaded.wasm")));
    first.forEach((file, bytes) -> assertEquals(0, Arrays.compare(bytes, again.get(file)), file));
    assertEquals("\0asm", new String(first.get("ort/ort-wasm-simd-threaded.wasm"), 0, 4, StandardCharsets.ISO_8859_1));
    run("doctor @page-%s/flow.onnx --check @%s".formatted(name, name));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          export @points --to web --out @page-points | page-points: already holds files; choose another --out
          export @points --to web --out @rows.csv | rows.csv: is a file, expected a new folder for the page
          export @points --to web --out @rows.csv/page | cannot be created
          export @points --to web --out @none --steps 4 | --steps 4: only with --to onnx
          export @points --to web --out @none --form velocity | --form velocity: only with --to onnx
          export @points --to web --out @none --trajectory | --trajectory: only with --to onnx
          export @points --to web --out @none --solver tsit5 | expected euler, midpoint, heun, ralston or rk4
          export @points --to web --out @none --opset 13 | --opset 13: lacks operators
          export @table --to web --out @none --solver heun | --solver heun: of a table, expected the sampler by Euler steps
          export @sourced --to web --out @none | begins with points of 8gaussians, which a page cannot draw
          export @points --out @m.safetensors --opset 21 | --opset 21: only with --to onnx or --to web
          """)
  void badInputIsOneLineAndNothingIsLeft(String command, String named) throws IOException {
    Outcome outcome = Outcome.of(command.replace("@", folder + "/").split(" "));
    assertEquals(2, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains(named), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertFalse(Files.exists(folder.resolve("none")));
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(List.of(), all.filter(file -> file.toString().endsWith(".tmp")).toList());
    }
  }

  /** Fills in the controls, and waits until what they ask for is drawn. */
  private static void draw(Page page, Map<String, Object> controls) {
    waitUntilDrawn(page);
    page.evaluate("""
        controls => {
          for (const [id, value] of Object.entries(controls)) {
            const input = document.getElementById(id);
            if (id === 'steps') {
              const counts = input.dataset.counts.split(' ');
              input.value = counts.indexOf(String(value));
            } else {
              input.value = value;
            }
          }
          document.getElementById('controls').requestSubmit();
        }""", controls);
    waitUntilDrawn(page);
  }

  private static void waitUntilDrawn(Page page) {
    page.waitForSelector("#shown[aria-busy=false]");
  }

  private static double[] numbers(Page page, String expression) {
    return ((List<?>) page.evaluate("() => Array.from(%s)".formatted(expression))).stream()
        .mapToDouble(value -> ((Number) value).doubleValue()).toArray();
  }

  /** How many pixels of the canvas are not as the paper. */
  private static int inked(Page page) {
    return ((Number) page.evaluate(
        """
            () => {
              const canvas = document.getElementById('picture');
              const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              let inked = 0;
              for (let i = 0; i < data.length; i += 4) {
                inked += Math.abs(data[i] - data[0]) + Math.abs(data[i + 1] - data[1]) + Math.abs(data[i + 2] - data[2]) > 60;
              }
              return inked;
            }"""))
        .intValue();
  }

  private static String picture(Page page) {
    return (String) page.evaluate("document.getElementById('picture').toDataURL()");
  }

  private static double largest(double[] page, float[] ours) {
    assertEquals(ours.length, page.length);
    double largest = 0;
    for (int i = 0; i < ours.length; i++) {
      double difference = Math.abs(page[i] - ours[i]);
      largest = difference > largest || Double.isNaN(difference) ? difference : largest;
    }
    return largest;
  }

  private static float[] sampled(String options) throws IOException {
    run("sample " + options + " --out @samples.npy --quiet");
    FloatArray array = Npy.read(folder.resolve("samples.npy"));
    return array.values();
  }

  @Test
  void itsNoiseIsOurs(Chromium chromium) throws IOException {
    try (FileServer server = new FileServer(folder.resolve("page-points"));
        Chromium.Tab tab = chromium.tab(server.address())) {
      String digest = """
          async ([seed, count, width, images]) => {
            const numbers = (await import('./noise.js')).noise(BigInt(seed), count, width, images);
            const digest = await crypto.subtle.digest('SHA-256', numbers.buffer);
            return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('');
          }""";
      assertEquals(Sha256.of(Sampler.startPoints(new Gaussian(2), 100_000, new Seed(7)), ByteOrder.LITTLE_ENDIAN),
          tab.page().evaluate(digest, List.of("7", 100_000, 2, false)));
      assertEquals(
          Sha256.of(ImageFlow.noise(30, 784, new Seed(Long.MIN_VALUE), Seed.Purpose.SAMPLING),
              ByteOrder.LITTLE_ENDIAN),
          tab.page().evaluate(digest, List.of(Long.toString(Long.MIN_VALUE), 30, 784, true)));
      waitUntilDrawn(tab.page());
      tab.requireQuiet();
    }
  }

  @Test
  void pointsAreThoseOfSample(Chromium chromium) throws IOException {
    try (FileServer server = new FileServer(folder.resolve("page-points"));
        Chromium.Tab tab = chromium.tab(server.address())) {
      Page page = tab.page();
      for (int steps : new int[]{1, 4, 100}) {
        draw(page, Map.of("seed", "7", "count", 1100, "steps", steps));
        double[] last = numbers(page, "millrace.states.slice(-2200)");
        assertEquals(0, largest(last, sampled("@points --seed 7 --count 1100 --steps " + steps)), CLOSE_POINTS,
            steps + " steps");
      }
      assertTrue(inked(page) > 2000, "inked " + inked(page));
      String atTheEnd = picture(page);
      page.evaluate("""
          () => {
            document.getElementById('time').value = '0.5';
            document.getElementById('time').dispatchEvent(new Event('input'));
          }""");
      assertNotEquals(atTheEnd, picture(page));
      assertTrue(page.textContent("#same").contains("millrace sample RUN --seed 7 --count 1100 --steps 100"));
      assertEquals("1,100 points by 100 steps", page.textContent("#status").replaceAll(", [\\d.]+ s$", ""));
      String csv = Files.readString(page.waitForDownload(() -> page.click("#csv")).path(), StandardCharsets.UTF_8);
      assertEquals(1101, csv.lines().count());
      tab.requireQuiet();
    }
  }

  @Test
  void classesAndGuidanceAreThoseOfSample(Chromium chromium) throws IOException {
    try (FileServer server = new FileServer(folder.resolve("page-classes"));
        Chromium.Tab tab = chromium.tab(server.address())) {
      Page page = tab.page();
      draw(page, Map.of("seed", "3", "count", 50, "steps", 8, "guidance", 2.5));
      double[] last = numbers(page, "millrace.states.slice(-100)");
      assertEquals(0, largest(last, points(sampled("@classes --seed 3 --count 50 --steps 8 --guidance 2.5"))),
          CLOSE_POINTS);
      assertTrue(page.isVisible("#legend"));
      draw(page, Map.of("class", "5"));
      last = numbers(page, "millrace.states.slice(-100)");
      assertEquals(0, largest(last, points(sampled("@classes --seed 3 --count 50 --steps 8 --guidance 2.5 --class 5"))),
          CLOSE_POINTS);
      assertTrue(page.textContent("#same").contains("--class 5 --guidance 2.5"), page.textContent("#same"));
      tab.requireQuiet();
    }
  }

  /** The points of a file, which may have the class as a third column. */
  private static float[] points(float[] values) {
    int columns = values.length / 50;
    float[] points = new float[100];
    for (int i = 0; i < 100; i++) {
      points[i] = values[i / 2 * columns + i % 2];
    }
    return points;
  }

  @Test
  void imagesAreThoseOfSampleAndAreShownAsTheyForm(Chromium chromium) throws IOException {
    try (FileServer server = new FileServer(folder.resolve("page-images"));
        Chromium.Tab tab = chromium.tab(server.address())) {
      Page page = tab.page();
      draw(page, Map.of("seed", "5", "count", 20, "steps", 4, "guidance", 2));
      assertEquals(0, largest(numbers(page, "millrace.states"),
          sampled("@images --seed 5 --count 20 --steps 4 --guidance 2 --precision fp32")), CLOSE_IMAGES);
      assertTrue(inked(page) > 500, "inked " + inked(page));
      String atTheEnd = picture(page);
      page.evaluate("""
          () => {
            document.getElementById('time').value = '0';
            document.getElementById('time').dispatchEvent(new Event('input'));
          }""");
      assertNotEquals(atTheEnd, picture(page));
      tab.requireQuiet();
    }
  }

  @Test
  void rowsOfATableAreThoseOfSample(Chromium chromium) throws IOException {
    try (FileServer server = new FileServer(folder.resolve("page-table"));
        Chromium.Tab tab = chromium.tab(server.address())) {
      Page page = tab.page();
      draw(page, Map.of("seed", "11", "count", 700, "steps", 4));
      List<String> shown = Files
          .readString(page.waitForDownload(() -> page.click("#csv")).path(), StandardCharsets.UTF_8)
          .lines().toList();
      run("sample @table --seed 11 --count 700 --steps 4 --out @drawn.csv --quiet");
      List<String> ours = Files.readAllLines(folder.resolve("drawn.csv"), StandardCharsets.UTF_8);
      assertEquals(ours.getFirst(), shown.getFirst());
      assertEquals(ours.size(), shown.size());
      long different = IntStream.range(0, ours.size()).filter(i -> !ours.get(i).equals(shown.get(i)))
          .count();
      // A sum in another order may take a value over the edge of its rounding.
      assertTrue(different <= 3, different + " rows differ, such as " + ours.get(1) + " and " + shown.get(1));
      assertEquals(21, page.locator("#rows tr").count());
      draw(page, Map.of("class", "1"));
      assertEquals(List.of("right"), ((List<?>) page.evaluate(
          """
              () => [...new Set([...document.querySelectorAll('#rows tbody tr')].map(row => row.cells[2].textContent))]""")));
      tab.requireQuiet();
    }
  }

  @Test
  void aPhoneAKeyboardAndADarkScreenAreServedToo(Chromium chromium) throws IOException {
    try (FileServer server = new FileServer(folder.resolve("page-classes"));
        Chromium.Tab tab = chromium.tab(server.address(), new Browser.NewContextOptions().setViewportSize(340, 700)
            .setColorScheme(ColorScheme.DARK).setDeviceScaleFactor(2))) {
      Page page = tab.page();
      waitUntilDrawn(page);
      assertEquals(340, ((Number) page.evaluate("document.documentElement.scrollWidth")).intValue());
      List<?> paper = (List<?>) page.evaluate(
          "Array.from(document.getElementById('picture').getContext('2d').getImageData(0, 0, 1, 1).data)");
      assertTrue(((Number) paper.getFirst()).intValue() < 60, "paper " + paper);
      assertTrue(inked(page) > 1000, "inked " + inked(page));
      page.focus("#steps");
      page.keyboard().press("Home");
      assertEquals("1", page.textContent("#steps-shown"));
      page.keyboard().press("ArrowRight");
      assertEquals("2", page.textContent("#steps-shown"));
      page.waitForSelector("#status:has-text('by 2 steps')");
      page.fill("#seed", "many");
      page.keyboard().press("Enter");
      assertTrue(page.textContent("#status").contains("whole number"), page.textContent("#status"));
      tab.requireQuiet();
    }
  }
}
