package dev.millrace.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;

/** A window with the page of the studio, and what users do there. Its pictures lie in {@code target/studio}, for people to look at. */
final class StudioWindow implements AutoCloseable {
  /** Of the ring that is drawn. */
  static final double RADIUS = 2.4;
  /** Of the plane that is drawn upon: from its middle to its nearer edge, in the units of the data. */
  private static final double HALF = 4.15;
  private static final Path PICTURES = Path.of("target", "studio");
  /** Whether what is asked of the server has come and is drawn. */
  private static final String SETTLED = """
      studio.scene.cells.every(cell => !cell.run || studio.scene.showsFrame(cell) || cell.carried
        && !cell.stale && cell.query === cell.run + '?' + studio.scene.computed.query(cell)
        && (cell.version === -1 || studio.scene.computed.isLive(cell.run))) && studio.scene.asked === 0""";

  private final Chromium.Tab tab;

  StudioWindow(Chromium.Tab tab) {
    this.tab = tab;
    ready();
  }

  Page page() {
    return tab.page();
  }

  private void ready() {
    page().waitForSelector("html[data-ready=yes]");
  }

  void reload() {
    page().reload();
    ready();
  }

  /** Waits until an expression of the page is true. */
  void until(String condition) {
    page().evaluate("""
        async () => {
          const end = performance.now() + 90000;
          while (!(%s)) {
            if (performance.now() > end) throw new Error('it never came: ' + document.body.innerText);
            await new Promise(resolve => setTimeout(resolve, 20));
          }
        }""".formatted(condition));
  }

  void settle() {
    until(SETTLED);
  }

  void picture(String name) {
    page().screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
  }

  void wholePicture(String name) {
    page().screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }

  String text(String expression) {
    return String.valueOf(page().evaluate(expression));
  }

  double number(String expression) {
    return ((Number) page().evaluate(expression)).doubleValue();
  }

  String run() {
    return text("studio.run");
  }

  /** A panel, open. */
  Locator panel(String name) {
    Locator panel = page().locator("#panel-" + name);
    if (panel.getAttribute("open") == null) {
      panel.locator("summary").click();
    }
    return panel;
  }

  Locator field(String panel, String label) {
    return panel(panel).getByLabel(label, new Locator.GetByLabelOptions().setExact(true));
  }

  void enter(String panel, String label, String value) {
    Locator field = field(panel, label);
    field.fill(value);
    field.blur();
  }

  void choose(String panel, String label, String value) {
    field(panel, label).selectOption(value);
  }

  void press(String panel, String button) {
    panel(panel).locator("button", new Locator.LocatorOptions().setHasText(button)).first().click();
  }

  /** What is shown: one view, steps side by side, before and after. */
  void view(String text) {
    page().locator(".segments label").filter(new Locator.FilterOptions().setHasText(text)).first().click();
  }

  /** Shows these layers of source, data and particles, and no other of them. */
  void show(String... layers) {
    for (String layer : List.of("source", "data", "particles")) {
      Locator box = page().locator("[data-layer=" + layer + "] input");
      if (box.isVisible()) {
        box.setChecked(List.of(layers).contains(layer));
      }
    }
    settle();
  }

  void layer(String name, boolean on) {
    page().locator("[data-layer=" + name + "] input").setChecked(on);
  }

  /**
   * Starts a small training by the page's own controls. It has one thread, because threads that wait for each other take long
   * where tests keep all processors busy.
   */
  void train(int steps, int width) {
    page().evaluate("studio.setOption('threads', 1)");
    enter("train", "Steps", Integer.toString(steps));
    enter("train", "Width", Integer.toString(width));
    enter("train", "Batch", "64");
    page().click("#go");
  }

  void untilTrained() {
    until("document.getElementById('headline').textContent.startsWith('Trained')");
    settle();
  }

  /** Opens a run of the list. */
  void open(String run) {
    panel("keep").locator("[data-run='" + run + "']").click();
    until("studio.run === '" + run + "'");
  }

  void openTyped() {
    open("typed");
    settle();
  }

  /** Begins to draw: the data, or the source if that is drawn. */
  void beginDrawing() {
    page().click(".shape:has-text('draw')");
    page().waitForSelector("#toolbar");
    until("studio.editing === 'data' && studio.scene.asked === 0");
  }

  /** Draws a circle around the middle with the mouse. */
  void drawCircle(double radius) {
    BoundingBox box = page().locator("#cells canvas").boundingBox();
    double scale = Math.min(box.width, box.height) / (2 * HALF);
    for (int i = 0; i <= 32; i++) {
      double angle = Math.PI * i / 16;
      page().mouse().move(box.x + box.width / 2 + scale * radius * Math.cos(angle),
          box.y + box.height / 2 - scale * radius * Math.sin(angle), new Mouse.MoveOptions().setSteps(2));
      if (i == 0) {
        page().mouse().down();
      }
    }
    page().mouse().up();
  }

  void drawRing() {
    beginDrawing();
    drawCircle(RADIUS);
    until("studio.preview.data.values.length > 0 && studio.scene.asked === 0");
  }

  /** Drops a file on the page. */
  void drop(String name, String type, byte[] bytes) {
    page().evaluate("""
        ([name, type, bytes]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], name, {type}));
          document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}));
        }""", List.of(name, type, unsigned(bytes)));
  }

  void drop(String name, String text) {
    drop(name, "", text.getBytes(StandardCharsets.UTF_8));
  }

  /** Pastes a text outside of fields. */
  void paste(String text) {
    page().evaluate("""
        text => {
          const clipboardData = new DataTransfer();
          clipboardData.setData('text/plain', text);
          document.body.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
        }""", text);
  }

  private static List<Integer> unsigned(byte[] bytes) {
    Integer[] values = new Integer[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return List.of(values);
  }

  /** The pixels of the first plane. */
  String pixels() {
    return text("document.querySelector('#cells canvas').toDataURL()");
  }

  /** Fails if the page did something that it should not have. */
  void requireQuiet() {
    tab.requireQuiet();
  }

  void requireOnly(String expected) {
    tab.requireOnly(expected);
  }

  @Override
  public void close() {
    tab.close();
  }
}
