package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.serve.studio.Studio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes the picture of the studio, as {@code docs/pictures} asks for it: a heart that is drawn with the mouse, trained and
 * straightened. Its property is picture, the file to write.
 */
class StudioPicture {
  private static final int POINTS = 90;
  private static final double PATIENCE_MS = 600_000;

  @Test
  void isTaken(@TempDir Path folder) throws IOException {
    try (Studio studio = Studio.start(new Studio.Options(folder, Optional.empty(), 0), Kinds.load(), (_, _) -> {},
        Throwable::printStackTrace);
        Chromium chromium = Chromium.open();
        Chromium.Tab tab = chromium.tab(studio.address(), new Browser.NewContextOptions().setViewportSize(1280, 800))) {
      Page page = tab.page();
      page.setDefaultTimeout(PATIENCE_MS);
      page.getByTitle("Draw a shape of your own").click();
      draw(page, page.locator("#cells canvas").first());
      page.locator("#transport").getByText("Train", new Locator.GetByTextOptions().setExact(true)).click();
      page.getByText("Straighten", new Page.GetByTextOptions().setExact(true)).first().click();
      page.locator("#straighten:enabled").click();
      page.locator("#straighten:enabled", new Page.LocatorOptions().setHasText("again")).waitFor();
      page.locator(".rounds td:has-text('…')").first()
          .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
      page.waitForTimeout(3000);
      page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(System.getProperty("picture"))));
      tab.requireQuiet();
    }
  }

  private static void draw(Page page, Locator plot) {
    BoundingBox box = plot.boundingBox();
    for (int i = 0; i <= POINTS; i++) {
      double a = 2 * Math.PI * i / POINTS;
      double x = box.x + box.width / 2 + 14 * Math.pow(Math.sin(a), 3) * box.height / 48;
      double y = box.y + box.height / 2
          - (11 * Math.cos(a) - 4.5 * Math.cos(2 * a) - 2 * Math.cos(3 * a) - Math.cos(4 * a)) * box.height / 48;
      page.mouse().move(x, y);
      if (i == 0) {
        page.mouse().down();
      }
    }
    page.mouse().up();
  }
}
