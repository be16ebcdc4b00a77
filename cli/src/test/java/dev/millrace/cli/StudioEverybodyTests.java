package dev.millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The studio in a browser: keys, screen readers, dark screens, phones, and lessons. */
@ExtendWith(StudioSite.Shared.class)
class StudioEverybodyTests {
  private static final List<String> PANELS = List.of("data", "train", "see", "straighten", "lessons", "keep");

  /** The number of colours in the picture of a shape. */
  private static final String COLOURS = """
      (() => {
        const {width, height} = document.querySelector('.shape canvas');
        const {data} = document.querySelector('.shape canvas').getContext('2d').getImageData(0, 0, width, height);
        return new Set(new Uint32Array(data.buffer)).size;
      })()""";

  private static StudioSite site;

  @BeforeAll
  static void start(StudioSite shared) {
    site = shared;
  }

  @Test
  void keysDoWhatTheHelpSays() {
    try (StudioWindow window = site.open()) {
      Page page = window.page();
      page.keyboard().press("Tab");
      assertEquals("To the plot", page.evaluate("document.activeElement.textContent"));
      window.openTyped();
      page.focus("#cells canvas");
      String[] counts = {"1", "2", "4", "8", "100"};
      for (int i = 0; i < counts.length; i++) {
        page.keyboard().press(Integer.toString(i + 1));
        assertEquals(counts[i], page.locator("#transport input[type=radio]:checked").getAttribute("value"));
        window.settle();
      }
      page.keyboard().press("ArrowLeft");
      assertEquals("t 0.99", page.textContent("#t"));
      page.keyboard().press("Shift+ArrowLeft");
      assertEquals("t 0.89", page.textContent("#t"));
      page.keyboard().press("ArrowRight");
      assertEquals("t 0.90", page.textContent("#t"));
      page.keyboard().press("Space");
      assertEquals("Pause the particles", page.getAttribute("#play", "aria-label"));
      window.until("studio.state.t !== 0.9");
      page.keyboard().press("Space");
      assertEquals("Play", page.getAttribute("#play", "aria-label"));
      page.keyboard().press("h");
      assertFalse(page.isVisible("#panels"));
      window.picture("bare");
      page.keyboard().press("h");
      assertTrue(page.isVisible("#panels"));
      page.keyboard().press("?");
      assertTrue(page.isVisible("#keys"));
      page.keyboard().press("Escape");
      assertFalse(page.isVisible("#keys"));
      window.requireQuiet();
    }
  }

  @Test
  void axeFindsNothingSerious() throws IOException {
    String axe;
    try (InputStream in = StudioEverybodyTests.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    try (StudioWindow window = site.open()) {
      Page page = window.page();
      page.evaluate(axe);
      requireAccessible(window, "start");
      window.beginDrawing();
      requireAccessible(window, "drawing");
      window.openTyped();
      for (String panel : PANELS) {
        window.panel(panel);
        window.settle();
        requireAccessible(window, panel, "#panel-" + panel);
      }
      window.view("Steps side by side");
      window.settle();
      requireAccessible(window, "steps");
      page.click("#help");
      requireAccessible(window, "keys");
      page.keyboard().press("Escape");
      window.panel("lessons").locator("ol button").first().click();
      requireAccessible(window, "lesson");
      window.requireQuiet();
    }
  }

  private static void requireAccessible(StudioWindow window, String where) {
    requireAccessible(window, where, "html");
  }

  /** Looks at a part of the page as it is, then at the colours of the dark scheme, which is all that differs there. */
  private static void requireAccessible(StudioWindow window, String where, String part) {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      boolean dark = scheme == ColorScheme.DARK;
      window.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      window.until("studio.scene.asked === 0");
      assertEquals(List.of(), window.page().evaluate(
          """
              async ([dark, part]) => (await axe.run(document.querySelector(part), {resultTypes: ['violations'], ...(dark ? {runOnly: ['color-contrast']} : {})})).violations
                  .filter(({impact}) => impact === 'serious' || impact === 'critical')
                  .map(({id, nodes}) => `${id}: ${nodes.map(node => node.html + ' ' + node.any.map(each => each.message)).join(' | ')}`)""",
          List.of(dark, part)), where + (dark ? ", dark" : ""));
      assertTrue(window.number(COLOURS) > 1, "the picture of a shape is empty");
      window.picture((dark ? "dark-" : "light-") + where);
    }
  }

  @Test
  void aPhoneNeedsNoSidewaysScrolling() {
    try (StudioWindow window = site.open(site.address(),
        StudioSite.size(360, 740).setDeviceScaleFactor(2).setHasTouch(true))) {
      requireNarrow(window, "start");
      window.beginDrawing();
      requireNarrow(window, "drawing");
      window.openTyped();
      for (String panel : PANELS) {
        window.panel(panel);
        window.settle();
        requireNarrow(window, panel);
      }
      window.view("Steps side by side");
      window.settle();
      requireNarrow(window, "steps");
      window.panel("lessons").locator("ol button").nth(3).click();
      requireNarrow(window, "lesson");
      window.requireQuiet();
    }
  }

  private static void requireNarrow(StudioWindow window, String where) {
    window.wholePicture("phone-" + where);
    assertEquals(360, (int) window.number("document.documentElement.scrollWidth"), where);
  }

  @Test
  void lessonsOpenAndNoticeWhatIsDone() {
    try (StudioWindow window = site.open()) {
      Page page = window.page();
      Locator titles = window.panel("lessons").locator("ol button");
      assertEquals(8, titles.count());
      for (int i = 0; i < 8; i++) {
        window.panel("lessons");
        titles.nth(i).click();
        assertEquals((i + 1) + ". " + titles.nth(i).textContent(), page.textContent("#lesson h2"));
        assertTrue(page.locator("#lesson math").count() >= 1);
        window.until("studio.scene.asked === 0");
        window.picture("lesson-" + (i + 1));
      }
      Locator tasks = page.locator("#lesson ol li");
      assertFalse(tasks.nth(2).textContent().contains("✓"));
      window.enter("train", "Learning rate", "NaN");
      page.click("#go");
      window.until("document.querySelectorAll('#lesson ol li')[2].textContent.includes('✓')");
      assertFalse(tasks.nth(0).textContent().contains("✓"));
      window.panel("lessons");
      titles.nth(2).click();
      page.click("#once");
      window.until("document.querySelectorAll('#lesson ol li')[0].textContent.includes('✓')");
      assertFalse(page.locator("#lesson ol li").nth(1).textContent().contains("✓"));
      window.settle();
      window.picture("batch");
      page.click("#reset");
      window.panel("lessons");
      titles.nth(0).click();
      window.train(1000, 8);
      window.untilTrained();
      window.until("document.querySelectorAll('#lesson ol li')[0].textContent.includes('✓')");
      assertFalse(page.locator("#lesson ol li").nth(1).textContent().contains("✓"));
      page.locator("#time").fill("0");
      page.locator("#time").fill("1");
      window.until("document.querySelector('#lesson').innerText.includes('All done.')");
      // 409: the training before is still writing its checkpoint, so that the page asks again.
      window.requireOnly("error on the console: Failed to load resource.*|4(22|09) for .*/api/trainings");
    }
  }

  @Test
  void closingALessonBringsBackWhatWasThere() {
    try (StudioWindow window = site.open()) {
      Page page = window.page();
      window.drawRing();
      String drawn = window.text("JSON.stringify(studio.state.data)");
      for (boolean byTheBrowser : new boolean[]{false, true}) {
        window.panel("lessons").locator("ol button").nth(1).click();
        window.until("studio.state.lesson === '2' && studio.state.data.name === 'moons'");
        page.locator("#lesson button", new Page.LocatorOptions().setHasText("Next lesson")).click();
        window.until("studio.state.lesson === '3'");
        if (byTheBrowser) {
          page.goBack();
        } else {
          page.locator("#lesson button", new Page.LocatorOptions().setHasText("Close")).click();
        }
        window.until("studio.state.lesson === '' && document.getElementById('lesson').hidden");
        assertEquals(drawn, window.text("JSON.stringify(studio.state.data)"));
      }
      page.keyboard().press("Escape");
      page.keyboard().press("h");
      assertEquals("Show controls", page.locator("#bare").innerText());
      page.click("#bare");
      assertEquals("Hide controls", page.locator("#bare").innerText());
      window.requireQuiet();
    }
  }

  @Test
  void aReloadedPageHasTheFiguresOfItsTraining() {
    try (StudioWindow window = site.open()) {
      window.train(600, 8);
      window.untilTrained();
      String figures = "JSON.stringify([studio.training.distances, studio.training.byTime, studio.training.straightness])";
      window.until("studio.training.distances.length > 0 && studio.training.byTime.length > 0");
      String before = window.text(figures);
      window.reload();
      window.until("studio.training.distances.length > 0 && studio.training.byTime.length > 0");
      assertEquals(before, window.text(figures));
      // A click on the way of the slider ends playing, and goes there.
      window.page().keyboard().press(" ");
      window.until("studio.scene.playing && studio.state.t > 0.1");
      window.page().locator("#time").fill("0.5");
      assertEquals(0.5, window.number("studio.state.t"));
      window.requireQuiet();
    }
  }
}
