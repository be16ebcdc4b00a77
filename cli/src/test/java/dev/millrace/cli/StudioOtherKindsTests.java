package dev.millrace.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The studio in a browser: runs of tables and of images. */
@ExtendWith(StudioSite.Shared.class)
class StudioOtherKindsTests {
  private static StudioSite site;

  @BeforeAll
  static void start(StudioSite shared) throws IOException {
    site = shared;
    site.addOtherKinds();
  }

  private static List<String> classes(StudioWindow window) {
    return window.page().locator("#other select option").allTextContents();
  }

  private static void enter(StudioWindow window, String label, String value) {
    window.page().locator("#other .field").getByLabel(label, new Locator.GetByLabelOptions().setExact(true))
        .fill(value);
  }

  private static void press(StudioWindow window, String button) {
    window.page().getByRole(AriaRole.BUTTON,
        new Page.GetByRoleOptions().setName(button)).click();
  }

  @Test
  void rowsOfATableAreMadeInThePage() throws IOException {
    try (StudioWindow window = site.open()) {
      window.open("rows");
      window.until("document.querySelectorAll('#other tbody tr').length === 20");
      assertEquals(List.of("all", "left", "right"), classes(window));
      assertEquals(0, window.page().locator("#other input[type=range]").count(), "tables have no guidance");
      window.picture("table");
      enter(window, "Rows", "7");
      window.page().locator("#other select").selectOption("right");
      window.until("document.querySelectorAll('#other tbody tr').length === 7");
      assertEquals("right", window.text("[...new Set([...document.querySelectorAll('#other tbody tr')]"
          + ".map(row => row.cells[1].textContent))].join()"));
      var download = window.page().waitForDownload(() -> press(window, "Save as CSV"));
      assertEquals(8, Files.readString(download.path(), StandardCharsets.UTF_8).lines().count());
      for (String wrong : List.of("many", "-3", "1e9", "NaN", "2,5")) {
        enter(window, "Rows", wrong);
        press(window, "Make rows");
        window.until("document.querySelector('#other [aria-invalid=true]')");
        String message = window.page().locator("#other .error:visible").textContent();
        assertTrue(message.startsWith("Rows "), message);
        enter(window, "Rows", "3");
        press(window, "Make rows");
        window.until("!document.querySelector('#other [aria-invalid=true]')"
            + " && document.querySelectorAll('#other tbody tr').length === 3");
      }
      for (List<String> wrong : List.of(List.of("Where", "nosuch=3"), List.of("Where", "length>"),
          List.of("Steps", "-1"),
          List.of("Seed", "many"))) {
        enter(window, wrong.getFirst(), wrong.getLast());
        press(window, "Make rows");
        window.until("document.querySelector('#other [aria-invalid=true]')");
        assertEquals(List.of(wrong.getFirst()), window.page().locator("#other .field:has([aria-invalid=true]) label")
            .allTextContents());
        enter(window, wrong.getFirst(), "");
      }
      window.requireOnly("error on the console: Failed to load resource.*|422 for .*/rows.*");
    }
  }

  /** The options of the run that the page has no fields for, such as the label, are among those of the next training. */
  @Test
  void aTableThatIsTrainedAgainGivesTheSameRun() throws IOException {
    try (StudioWindow window = site.open()) {
      window.open("rows");
      window.until("studio.training.run === 'rows' && studio.training.phase === 'done'");
      assertEquals("Train again", window.page().textContent("#go"));
      // The button, which is hidden beside a table that is trained to its end, not beside one that diverged.
      window.page().evaluate("studio.go()");
      window.until("studio.run !== 'rows' && studio.training.phase === 'done'");
      Path again = site.folder().resolve(window.run());
      assertEquals(Files.readString(site.folder().resolve("rows/run.yaml")),
          Files.readString(again.resolve("run.yaml")));
      assertArrayEquals(Files.readAllBytes(site.folder().resolve("rows/model.safetensors")),
          Files.readAllBytes(again.resolve("model.safetensors")));
      window.requireQuiet();
    }
  }

  @Test
  void aRunThatIsNotTrainedYetHasItsOwnDataInThePage() throws IOException {
    Path begun = Files.createDirectories(site.folder().resolve("begun"));
    Files.copy(site.folder().resolve("rows/run.yaml"), begun.resolve("run.yaml"));
    try (StudioWindow window = site.open()) {
      window.until("studio.preview.data.values.length > 0");
      window.open("begun");
      window.page().getByText("A run of tables, which is not trained to its end yet.").waitFor();
      window.until("studio.preview.data.values.length === 0");
      assertTrue(window.panel("data").textContent().contains("rows.csv"));
      assertEquals(0, window.page().locator(".shape[aria-pressed=true]:has-text('moons')").count());
      assertEquals("60", window.field("train", "Steps").inputValue());
      window.picture("table-begun");
      window.requireQuiet();
    }
  }

  @Test
  void imagesFormInThePage() throws IOException {
    try (StudioWindow window = site.open()) {
      window.open("bars");
      window.until("document.querySelector('#other img.grid').naturalWidth > 0");
      assertEquals(List.of("all", "lying", "standing"), classes(window));
      assertEquals(2, window.page().locator("#other input[type=range]").count(), "time and guidance");
      String atTheEnd = window.text("document.querySelector('#other img.grid').src");
      window.page().locator("#other input[type=range]").last().fill("0");
      assertNotEquals(atTheEnd, window.text("document.querySelector('#other img.grid').src"));
      window.picture("images");
      enter(window, "Images", "4");
      press(window, "Make images");
      window.until("document.querySelector('#other img.grid').naturalWidth < 30");
      var download = window.page().waitForDownload(() -> press(window, "Save as PNG"));
      BufferedImage grid = ImageIO.read(download.path().toFile());
      // Two by two images of 8 pixels, perhaps with lines between them.
      assertTrue(grid.getWidth() >= 16 && grid.getWidth() == grid.getHeight(), grid.toString());
      window.requireQuiet();
    }
  }
}
