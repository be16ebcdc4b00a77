package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;

/**
 * Makes a picture of a page that {@code export --to web} wrote, as {@code docs/pictures} asks for it. Its properties are page
 * (the folder), picture (the file to write), width, height, scheme (light or dark), and at (the time that the page shows).
 */
class WebPagePicture {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 715;

  @Test
  void isTaken() throws IOException {
    var options = new Browser.NewContextOptions()
        .setViewportSize(Integer.getInteger("width", WIDTH), Integer.getInteger("height", HEIGHT))
        .setColorScheme(System.getProperty("scheme", "light").equals("dark") ? ColorScheme.DARK : ColorScheme.LIGHT);
    try (FileServer server = new FileServer(Path.of(System.getProperty("page")));
        Chromium chromium = Chromium.open();
        Chromium.Tab tab = chromium.tab(server.address(), options)) {
      Page page = tab.page();
      page.waitForSelector("#shown[aria-busy=false]");
      page.evaluate("""
          t => {
            document.getElementById('time').value = t;
            document.getElementById('time').dispatchEvent(new Event('input'));
          }""", System.getProperty("at", "1"));
      page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(System.getProperty("picture"))));
      System.out.println("took " + page.textContent("#status"));
      tab.requireQuiet();
    }
  }
}
