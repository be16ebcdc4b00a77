package dev.millrace.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

import javax.imageio.ImageIO;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The studio in a browser: data of the user's own, and a source that is drawn. */
@ExtendWith(StudioSite.Shared.class)
class StudioDataTests {
  private static StudioSite site;

  @BeforeAll
  static void start(StudioSite shared) {
    site = shared;
  }

  /** Rows of a table whose first two columns are not those to be chosen. */
  private static String table() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder rows = new StringBuilder("id,\"height, cm\",kind,weight\n");
    for (int i = 0; i < 200; i++) {
      rows.append(String.format(Locale.ROOT, "%d,%.2f,%s,%.2f%n", i, 170 + 9 * random.nextGaussian(),
          i % 3 == 0 ? "hen" : "cock", 70 + (i % 3 == 0 ? -20 : 8) + 3 * random.nextGaussian()));
    }
    return rows.toString();
  }

  private static String config(StudioWindow window) throws IOException {
    return Files.readString(site.folder().resolve(window.run()).resolve("run.yaml"), StandardCharsets.UTF_8);
  }

  private static double farthest(StudioWindow window, String rows, String from) {
    return window.number("""
        Math.max(...Array.from({length: %1$s.values.length / %1$s.columns}, (_, i) =>
            Math.abs(Math.hypot(%1$s.values[i * %1$s.columns], %1$s.values[i * %1$s.columns + 1]) - %2$s)))"""
        .formatted(
            rows, from));
  }

  @Test
  void aDrawnSourceIsWhereTheParticlesBegin() throws IOException {
    try (StudioWindow window = site.open()) {
      window.page().click(".shape:has-text('rings')");
      window.choose("data", "Begin with", "drawn");
      window.until("studio.editing === 'source' && studio.scene.asked === 0");
      window.drawCircle(1.5);
      window.until("studio.state.sourceMarks.length === 1 && studio.preview.source.values.length > 0");
      window.picture("source-drawn");
      window.train(300, 16);
      window.untilTrained();
      window.page().locator("#time").fill("0");
      window.settle();
      // The brush is 0.4 wide.
      double farthest = farthest(window, "studio.scene.particles(studio.scene.cells[0])", "1.5");
      assertTrue(farthest < 0.3, "a particle begins " + farthest + " from the circle");
      assertTrue(config(window).contains("source: " + site.folder().resolve("drawn")), config(window));
      window.picture("source-noise");
      window.requireQuiet();
    }
  }

  @Test
  void columnsOfATableAreChosenByTheirNames() throws IOException {
    try (StudioWindow window = site.open()) {
      window.drop("people.csv", table());
      Locator chooser = window.panel("data").getByText("people.csv has 4 columns and 200 rows.");
      chooser.waitFor();
      window.choose("data", "Across", "weight");
      window.choose("data", "Up", "weight");
      window.press("data", "Use these columns");
      window.panel("data").getByText("Choose two different columns.").waitFor();
      window.choose("data", "Across", "height, cm");
      window.choose("data", "Class", "kind");
      window.picture("columns");
      window.press("data", "Use these columns");
      window.until("studio.state.data.kind === 'file' && studio.preview.data.values.length >= 400");
      window.train(100, 8);
      window.untilTrained();
      assertTrue(config(window).contains("labels: kind"), config(window));
      assertEquals("[\"cock\",\"hen\"]", window.text("JSON.stringify([...studio.facts(studio.run).classes].sort())"));
      assertEquals("[\"height, cm\",\"weight\"]", window.text("JSON.stringify(studio.facts(studio.run).columns)"));
      window.choose("see", "Class", "hen");
      window.settle();
      // Two colours of classes become one.
      double middle = window.number("""
          (() => {
            const {values, columns} = studio.scene.particles(studio.scene.cells[0]);
            let sum = 0;
            for (let i = 1; i < values.length; i += columns) sum += values[i];
            return sum / (values.length / columns);
          })()""");
      assertTrue(middle < 65, "the mean weight of a hen is " + middle);
      window.picture("classes-of-a-file");
      window.requireQuiet();
    }
  }

  @Test
  void aTableIsPastedAndLearntAsAWhole() {
    try (StudioWindow window = site.open()) {
      window.paste(table());
      window.panel("data").getByText("pasted text has 4 columns and 200 rows.").waitFor();
      // A hole keeps a column from the plane, and not from the table.
      window.paste("a,b,word\n1,2,x\n,4,y\n5,6,x\n");
      window.panel("data").getByText("Fewer than two of them are numbers without holes").waitFor();
      assertFalse(window.panel("data").getByText("Use these columns").isVisible());
      window.paste(table());
      window.panel("data").getByText("pasted text has 4 columns and 200 rows.").waitFor();
      window.press("data", "The whole table");
      assertEquals("", window.field("train", "Batch").inputValue());
      window.enter("train", "Steps", "60");
      window.enter("train", "Width", "16");
      window.page().click("#go");
      window.until("studio.facts(studio.run)?.state === 'done' && document.querySelector('#other tbody tr')");
      assertEquals("tables", window.text("studio.facts(studio.run).kind"));
      assertEquals(List.of("id", "height, cm", "kind", "weight"),
          window.page().locator("#other thead th").allTextContents());
      window.picture("table-trained");
      window.requireQuiet();
    }
  }

  @Test
  void theDarkPartsOfAPictureBecomePoints() throws IOException {
    BufferedImage image = new BufferedImage(120, 120, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, 120, 120);
    pen.setColor(Color.BLACK);
    pen.fillOval(20, 20, 80, 80);
    pen.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    try (StudioWindow window = site.open()) {
      window.drop("disc.png", "image/png", png.toByteArray());
      window.until("studio.state.data.kind === 'drawn' && studio.preview.data.values.length > 0");
      // The disc is 6.5 wide, and has a border of half a pixel.
      double farthest = farthest(window, "studio.preview.data", "0");
      assertTrue(farthest > 3 && farthest < 3.4, "farthest " + farthest);
      window.page().keyboard().press("Control+z");
      window.until("studio.preview.data.values.length === 0");
      window.page().keyboard().press("Control+y");
      window.until("studio.preview.data.values.length > 0");
      window.picture("picture-of-points");
      window.drop("no.png", "image/png", "no picture".getBytes(StandardCharsets.UTF_8));
      window.panel("data").getByText("This file is not a picture").waitFor();
      window.requireQuiet();
    }
  }
}
