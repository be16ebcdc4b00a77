package dev.millrace.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import javax.imageio.ImageIO;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The studio in a browser: five wrong inputs for each control. A control that the page has and these tables have not fails
 * the test.
 */
@ExtendWith(StudioSite.Shared.class)
class StudioWrongInputTests {
  private static final List<String> PANELS = List.of("data", "train", "see", "straighten", "keep");
  private static final String NUMBER = "LABEL \\S+: expected .{5,80}";
  private static final String DAMAGED = "This link is damaged: its part “%s” has another form than expected\\.|"
      + "This link is damaged: its (mixture has|data have) another form than expected\\.|The drawing in this link is damaged\\.";

  /** How a control is given something, and where an answer is looked for. */
  @FunctionalInterface
  private interface Way {
    /** Returns what is said, or the value that there is then. */
    String give(StudioWindow window, Wrong wrong, String input);
  }

  /**
   * What a control is given.
   *
   * @param control its place and its name
   * @param way how it is given
   * @param inputs five of them
   * @param expected a regular expression of what is said, or what the value is then
   */
  private record Wrong(String control, Way way, List<String> inputs, String expected) {
    Wrong {
      assertEquals(5, Set.copyOf(inputs).size(), control);
    }

    String place() {
      return control.substring(0, control.indexOf(' '));
    }

    String label() {
      return control.substring(control.indexOf(' ') + 1);
    }

    Locator field(StudioWindow window) {
      Locator parent = PANELS.contains(place()) ? window.panel(place()) : window.page().locator("#" + place());
      return parent.getByLabel(label(), new Locator.GetByLabelOptions().setExact(true))
          .and(window.page().locator("input, select"));
    }

    /** What was not as expected. */
    List<String> misses(StudioWindow window) {
      List<String> misses = new ArrayList<>();
      for (String input : inputs) {
        String found = way.give(window, this, input);
        if (!found.matches(expected)) {
          misses.add("%s, %s: %s".formatted(control, input, found));
        }
      }
      return misses;
    }
  }

  /** What typing and pressing a button does, for all inputs but the first, which is typed indeed. */
  private static final String TYPE = """
      (field, [input, button]) => {
        field.value = input;
        ['input', 'change'].forEach(type => field.dispatchEvent(new Event(type, {bubbles: true})));
        document.querySelector(button)?.click();
      }""";

  /** What is typed before a button is pressed; an empty field of an option has its usual value again. */
  private static Wrong typed(String control, String button, String expected, String... inputs) {
    return new Wrong(control, (window, wrong, input) -> {
      Locator field = wrong.field(window);
      String said = input.equals(inputs[0]) ? said(window, () -> {
        field.fill(input);
        field.blur();
        window.page().click(button);
      }) : said(window, () -> field.evaluate(TYPE, List.of(input, button)));
      field.evaluate(TYPE, List.of("", "none"));
      return wrong.place().equals("other") || (!field.inputValue().isEmpty()
          && "false".equals(field.getAttribute("aria-invalid"))) ? said : "the empty field has not its usual value";
    }, List.of(inputs), label(control) + " " + expected.replace("LABEL", label(control)));
  }

  private static String label(String control) {
    return control.substring(control.indexOf(' ') + 1);
  }

  /** What is said at the one field that is wrong, with the field's label before it. */
  private static String said(StudioWindow window, Runnable what) {
    window.page().evaluate("document.querySelectorAll('.error').forEach(each => (each.textContent = ''))");
    what.run();
    return window.text("""
        (async () => {
          const said = () => %s.filter(text => !text.endsWith(' '));
          for (let k = 0; k < 500 && said().length === 0; k++) await new Promise(resolve => setTimeout(resolve, 5));
          return said().join(' and ') || 'nothing is said';
        })()""".formatted(SAID));
  }

  /** An option of a link, which is refused at its field when a training is asked for. */
  private static Wrong option(String control, String name) {
    return new Wrong(control, (window, wrong, input) -> {
      open(window, "{options: {'%s': %s}}".formatted(name, input));
      return said(window, () -> window.page().evaluate("document.getElementById('go').click()"));
    }, List.of("'nosuch'", "7", "true", "'linear, euler'", "'ΩΩ 1'"),
        label(control) + " " + label(control) + " .+: (unknown name; )?expected .{3,250}");
  }

  /** A part of a link to a run, which is refused at its field when the flow is shown. */
  private static Wrong view(String control, String part) {
    return new Wrong(control,
        (window, wrong, input) -> said(window, () -> open(window, "{chain: ['eight'], %s: %s}".formatted(part, input))),
        List.of("'nosuch'", "'-1'", "'8'", "'Euler '", "'ΩΩ'"),
        label(control) + " " + label(control) + " .+: expected .{3,200}");
  }

  /** A part of a link, for which the link as a whole is refused. */
  private static Wrong refused(String control, String part, String... inputs) {
    return new Wrong(control, (window, wrong, input) -> {
      open(window, "{%s: %s}".formatted(part, input));
      return trouble(window);
    }, List.of(inputs), DAMAGED.formatted(part));
  }

  /** What is said in the line at the top, if the page has stayed what it was before the link. */
  private static String trouble(StudioWindow window) {
    return window.text("""
        document.getElementById('trouble').hidden ? 'nothing is said'
            : JSON.stringify(studio.state) !== studio.before ? 'the page is another'
            : document.querySelector('#trouble span').textContent""");
  }

  private static void open(StudioWindow window, String state) {
    window.page().evaluate("""
        (async () => {
          document.getElementById('trouble').hidden = true;
          studio.before = JSON.stringify(studio.state);
          history.replaceState(null, '', '#' + await (await import('/studio/compress.js')).toText(%s));
          await studio.open();
        })()""".formatted(state));
  }

  private static Wrong layer(String label, String name) {
    return refused("bar " + label, "layers", "{%s: 'yes'}".formatted(name), "{%s: 1}".formatted(name),
        "{%s: null}".formatted(name), "{%s: {}}".formatted(name), "['%s']".formatted(name));
  }

  /** A number of a link that is out of range, and becomes one of the two ends. */
  private static Wrong limited(String control, String part, String ends, String... inputs) {
    return new Wrong(control, (window, wrong, input) -> {
      open(window, "{%s: %s}".formatted(part, input));
      return window.text("studio.state." + part);
    }, List.of(inputs), ends);
  }

  /** A slider, which goes no farther than it can, also by the keyboard; what is no number is its middle. */
  private static Wrong moved(String control, String values) {
    return new Wrong(control, (window, wrong, input) -> {
      Locator field = wrong.field(window);
      if (List.of("Home", "End").contains(input)) {
        field.press(input);
        field.press(input.equals("Home") ? "ArrowLeft" : "ArrowRight");
        return field.inputValue();
      }
      return field.evaluate("""
          (slider, input) => {
            slider.value = input;
            slider.dispatchEvent(new Event('input', {bubbles: true}));
            return slider.value;
          }""", input).toString();
    }, List.of("-7", "1e9", "NaN", "Home", "End"), values);
  }

  /** A file, or a text, that is no data. */
  private static Wrong file(String control, Way give, String expected, String... inputs) {
    return new Wrong(control, (window, wrong, input) -> said(window, () -> give.give(window, wrong, input)),
        List.of(inputs), expected);
  }

  private static final String[] NO_TABLES = {"", "x,y\n", "one two\nthree four\n", "x,y\n1,2\n3\n", "x,y\n1,\0\n"};

  private static final List<Wrong> START = List.of(
      typed("train Steps", "#go", NUMBER, "-5", "many", "2.5", "1e30", "0"),
      typed("train Learning rate", "#go", NUMBER, "NaN", "-0.1", "1,5,2x", "Infinity", "0"),
      typed("train Width", "#go", NUMBER, "0", "-3", "1e30", "wide", "2.5"),
      typed("train Depth", "#go", NUMBER, "-1", "many", "1.5", "1e9", "0"),
      typed("train Batch", "#go", NUMBER, "2.5", "0", "-64", "1e9", "all"),
      typed("train Seed", "#go", NUMBER, "0x1", "one", "1.5", "1e30", "--1"),
      option("train Coupling", "coupling"),
      option("train Path", "path"),
      option("train Times", "time"),
      option("train Learn", "objective"),
      option("data Begin with", "source"),
      refused("train For one step: samples need a single step", "options", "{'one-step': {}}", "{'one-step': null}",
          "{'one-step': [1]}", "7", "'one'"),
      refused("data Colours are classes, which the flow learns", "options", "{classes: {}}", "{classes: null}",
          "{classes: [true]}", "true", "[]"),
      refused("bar View", "mode", "'two'", "''", "1", "null", "['one']"),
      layer("Noise", "source"), layer("Data", "data"), layer("Particles", "particles"), layer("Paths", "ways"),
      layer("Field", "field"), layer("Grid", "grid"), layer("Pairs", "pairs"), layer("Density", "density"),
      limited("see Particles", "particles", "1|20000", "-5", "0", "1e9", "0.4", "20001"),
      limited("see Guidance", "guidance", "0|6", "-5", "6.5", "1e9", "-1e-9", "2e300"),
      limited("transport Steps of the solver", "steps", "1|1000", "-5", "0", "1e9", "0.4", "1000.7"),
      refused("toolbar Tool", "sourceMarks", "[[4, 0, 50, [0, 0]]]", "[[-1, 0, 50, [0, 0]]]",
          "[['brush', 0, 50, [0, 0]]]", "'none'", "[7]"),
      refused("toolbar Colour, which is the class", "sourceMarks", "[[0, -1, 50, [0, 0]]]", "[[0, 100, 50, [0, 0]]]",
          "[[0, 1.5, 50, [0, 0]]]", "[[0, 'red', 50, [0, 0]]]", "[[0, null, 50, [0, 0]]]"),
      refused("toolbar Emoji to stamp", "sourceMarks", "[[3, 0, 50, 0, 0, 2, 2, [1, 2, 3]]]",
          "[[3, 0, 50, 0, 0, 0, 0, []]]", "[[3, 0, 50, 0, 0, 1, 1, '♥']]", "[[3, 0, 0, 0, 0, 1, 1, [9]]]", "[[3]]"),
      refused("page mixture", "data", "{kind: 'mixture'}", "{kind: 'mixture', parts: []}",
          "{kind: 'mixture', parts: [{mean: [0, 0]}]}", "{kind: 'circle'}", "{kind: 'named', name: 7}"),
      new Wrong("page address", (window, wrong, input) -> {
        window.page().evaluate(
            """
                async input => {
                  const {toText} = await import('/studio/compress.js');
                  const texts = {cut: () => toText({noise: 3}), huge: () => toText({class: 'a'.repeat(9e6)}), list: () => toText([1])};
                  const text = await texts[input]?.() ?? input;
                  document.getElementById('trouble').hidden = true;
                  studio.before = JSON.stringify(studio.state);
                  const happened = new Promise(resolve => addEventListener('hashchange', resolve, {once: true}));
                  location.hash = input === 'cut' ? text.slice(0, -4) : text;
                  await happened;
                  while (document.getElementById('trouble').hidden) await new Promise(resolve => setTimeout(resolve, 5));
                }""",
            input);
        return trouble(window);
      }, List.of("cut", "2.q1YqSy1SsqpWKlOyUjLVUVIqAbKMagE", "huge", "1.Ω%%%;;", "list"), "This link .{20,80}\\."),
      file("page drop", (window, wrong, input) -> {
        window.drop("wrong.csv", input);
        return "";
      }, " wrong\\.csv: .{20,100}", NO_TABLES),
      file("page paste", (window, wrong, input) -> {
        window.paste(input);
        return "";
      }, " pasted text: .{20,100}", "hello", "x,y\n", "one two\nthree four\n", "x;y\n1;2\n3\n", "x\ty\n1\ta\n2\tb\n"),
      file("data File", (window, wrong, input) -> {
        window.page().locator("#panel-data input[type=file]")
            .setInputFiles(new FilePayload("wrong.csv", "text/csv", input.getBytes(StandardCharsets.UTF_8)));
        return "";
      }, " wrong\\.csv: .{20,100}", NO_TABLES),
      file("toolbar Picture", (window, wrong, input) -> {
        window.page().locator("#toolbar input[type=file]")
            .setInputFiles(new FilePayload("wrong.png", "image/png", picture(input)));
        return "";
      }, " This (file is not a picture that the browser can read|picture is empty, or of one colour): .{10,50}",
          "white",
          "black", "cut", "empty", "no picture"));

  private static final List<Wrong> DRAWING = List.of(
      moved("toolbar Size", "0.05|1.5|0.8"),
      new Wrong("toolbar Text to stamp", (window, wrong, input) -> {
        wrong.field(window).fill(input);
        return said(window, () -> window.page().click("#cells canvas"));
      }, List.of("", " ", "\u200b", "\u00a0", "\u2060"),
          "Text to stamp There is nothing to stamp: write a word here\\."));

  private static final List<Wrong> OF_A_TABLE_OF_POINTS = List.of(
      same("data Across"), same("data Up"),
      new Wrong("data Class", (window, wrong, input) -> {
        window.choose("data", "Across", "a");
        window.choose("data", "Up", "b");
        window.choose("data", "Class", input);
        return said(window, () -> window.press("data", "Use these columns"));
      }, List.of("a", "b", "c", "d", "e"), "Class .{20,200}"));

  /** The same column twice. */
  private static Wrong same(String control) {
    return new Wrong(control, (window, wrong, input) -> {
      window.choose("data", "Across", input);
      window.choose("data", "Up", input);
      return said(window, () -> window.press("data", "Use these columns"));
    }, List.of("a", "b", "c", "e", "f"), "Across Choose two different columns\\.");
  }

  private static final List<Wrong> OF_A_FLOW_WITH_CLASSES = List.of(view("see Solver", "solver"),
      view("see Class", "class"));

  private static final List<Wrong> OF_A_FLOW = List.of(
      typed("straighten Pairs", "#straighten", NUMBER, "many", "0", "-1", "2.5", "1e30"),
      typed("straighten Steps", "#straighten", NUMBER, "-5", "0", "few", "1.5", "NaN"),
      moved("transport Time t, from noise at 0 to data at 1", "0|1|0.5"));

  private static final List<Wrong> OF_A_TABLE = List.of(
      typed("other Rows", "#other .row button", NUMBER, "many", "-3", "1e9", "NaN", "2,5"),
      typed("other Where", "#other .row button", ".{20,200}", "nosuch=3", "length>", "length=a", "kind>left",
          "kind=nobody"),
      typed("other Steps", "#other .row button", NUMBER, "-1", "0", "many", "1.5", "1001"),
      typed("other Seed", "#other .row button", NUMBER, "many", "1.5", "0x1", "1e30", "--1"),
      chosen("other Class"));

  private static final List<Wrong> OF_IMAGES = List.of(
      typed("other Images", "#other .row button", NUMBER, "many", "0", "101", "NaN", "2,5"),
      typed("other Steps", "#other .row button", NUMBER, "-1", "0", "many", "1.5", "1001"),
      typed("other Seed", "#other .row button", NUMBER, "many", "1.5", "0x1", "1e30", "--1"),
      chosen("other Class"));

  private static final List<Wrong> SLIDERS_OF_IMAGES = List.of(
      moved("other Time t", "0|1|0.5"), moved("other Guidance", "0|6|3"));

  /** A choice that a list does not offer. */
  private static Wrong chosen(String control) {
    return new Wrong(control, (window, wrong, input) -> said(window, () -> wrong.field(window).evaluate("""
        (select, input) => {
          select.append(new Option(input));
          select.value = input;
          select.dispatchEvent(new Event('change'));
        }""", input)), List.of("nosuch", "7", "-1", "left;right", "ΩΩ"), "Class .{5,200}");
  }

  private static final List<Wrong> OF_RUNS = List.of(
      new Wrong("keep Compare the loss of …", (window, wrong, input) -> {
        window.page().locator("[aria-label='Compare the loss of %s']".formatted(input)).click();
        window.until("document.querySelectorAll('#panel-keep input:checked').length === 0"
            + " && document.querySelector('#panel-keep [role=status]').textContent.includes('damaged')");
        return window.text("document.querySelector('#panel-keep [role=status]').textContent");
      }, List.of("damaged-1", "damaged-2", "damaged-3", "damaged-4", "damaged-5"), ".{20,200}"));

  /** The names of all controls that are in the page, shown or not. A group of which one is chosen is one control. */
  private static final String CONTROLS = """
      [...document.querySelectorAll('input:not([type=hidden]), select, textarea, [contenteditable]')].map(each => {
        const place = each.closest('details')?.id.replace('panel-', '') ?? each.closest('#toolbar, #bar, #transport, #other')?.id ?? 'page';
        const name = each.type === 'radio' ? each.closest('[role=radiogroup]').ariaLabel : each.ariaLabel ?? each.labels[0].textContent;
        return place + ' ' + name.replace(/(Compare the loss of) .*/, '$1 …');
      })""";
  /** What is said at fields, each with the field's label before it. */
  private static final String SAID = """
      [...document.querySelectorAll('.field:has([aria-invalid=true])')]
          .map(each => each.querySelector('label').textContent + ' ' + each.querySelector('.error').textContent)""";

  private static StudioSite site;

  @BeforeAll
  static void start(StudioSite shared) throws IOException {
    site = shared;
    site.addOtherKinds();
  }

  private static byte[] picture(String kind) {
    if (kind.equals("empty")) {
      return new byte[0];
    }
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(kind.equals("white") ? Color.WHITE : Color.BLACK);
    pen.fillRect(0, 0, 40, 40);
    pen.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return kind.equals("cut")
        ? Arrays.copyOf(png.toByteArray(), 40)
        : kind.equals("no picture") ? kind.getBytes(StandardCharsets.UTF_8) : png.toByteArray();
  }

  /** Six columns, of which the third cannot be a class: a, b are the plane, c has too many values, d holes, e decimals. */
  private static String table() {
    StringBuilder rows = new StringBuilder("a,b,c,d,e,f\n");
    for (int i = 0; i < 300; i++) {
      rows.append("%d,%d,%d,%s,%d.5,%d%n".formatted(i % 7, i % 5, i * 1_000_003, i % 2 == 0 ? "" : "u", i % 3, i % 2));
    }
    return rows.toString();
  }

  /** Copies of a run, each with a file that is damaged. */
  private static void addDamagedRuns() throws IOException {
    List<String> damages = List.of("run.yaml:}{", "run.yaml:", "run.yaml:data: [moons", "run.yaml:nosuch: 3\n",
        "evaluation.json:{");
    for (int i = 0; i < 5; i++) {
      Path run = Files.createDirectory(site.folder().resolve("damaged-" + (i + 1)));
      for (String file : List.of("run.yaml", "model.safetensors", "training.jsonl")) {
        Files.copy(site.folder().resolve("typed").resolve(file), run.resolve(file));
      }
      String[] damage = damages.get(i).split(":", 2);
      Files.writeString(run.resolve(damage[0]), damage[1], StandardCharsets.UTF_8);
    }
  }

  private static void removeDamagedRuns() throws IOException {
    for (int i = 1; i <= 5; i++) {
      for (Path file : Files.list(site.folder().resolve("damaged-" + i)).toList()) {
        Files.delete(file);
      }
      Files.delete(site.folder().resolve("damaged-" + i));
    }
  }

  private static List<?> controls(StudioWindow window) {
    return (List<?>) window.page().evaluate(CONTROLS);
  }

  @Test
  void everyControlSaysWhatIsWrong() throws IOException {
    List<String> runs = site.runs();
    Set<String> found = new TreeSet<>(Set.of("page address", "page drop", "page paste", "page mixture"));
    Set<String> tried = new TreeSet<>();
    List<String> misses = new ArrayList<>();
    try (StudioWindow window = site.open()) {
      Consumer<List<Wrong>> require = wrongs -> {
        controls(window).forEach(name -> found.add(name.toString()));
        wrongs.forEach(wrong -> {
          misses.addAll(wrong.misses(window));
          tried.add(wrong.control);
        });
      };
      require.accept(START);
      assertEquals("idle moons", window.text("studio.training.phase + ' ' + studio.state.data.name"));
      window.beginDrawing();
      window.view("Text");
      require.accept(DRAWING);
      window.drop("table.csv", table());
      window.panel("data").getByText("table.csv has 6 columns").waitFor();
      require.accept(OF_A_TABLE_OF_POINTS);
      require.accept(OF_A_FLOW_WITH_CLASSES);
      window.openTyped();
      require.accept(OF_A_FLOW);
      window.open("rows");
      window.until("document.querySelectorAll('#other tbody tr').length === 20");
      require.accept(OF_A_TABLE);
      assertEquals(20, window.page().locator("#other tbody tr").count());
      window.open("bars");
      window.until("document.querySelector('#other img.grid').naturalWidth > 0");
      String images = window.text("document.querySelector('#other img.grid').src");
      require.accept(OF_IMAGES);
      assertEquals(images, window.text("document.querySelector('#other img.grid').src"));
      require.accept(SLIDERS_OF_IMAGES);
      addDamagedRuns();
      window.press("keep", "Look again");
      window.until("document.querySelectorAll('#panel-keep tbody tr').length >= 9");
      require.accept(OF_RUNS);
      removeDamagedRuns();
      assertEquals("", String.join("\n", misses));
      assertEquals(runs, site.runs());
      assertEquals(found, tried);
      window.requireOnly("error on the console: Failed to load resource.*|4(22|04) for .*");
    }
  }
}
