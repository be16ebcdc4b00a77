package dev.millrace.plot;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.FontRenderContext;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

class TypefaceTests {
  private static final FontRenderContext EXACT = new FontRenderContext(null, true, true);

  @TempDir
  Path folder = Path.of("");

  /** Java's own reading of the same file, which no machine without fonts has. */
  private static Font byJava(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(Typeface.class.getResourceAsStream(name))) {
      return Font.createFont(Font.TRUETYPE_FONT, in).deriveFont(1000f);
    } catch (RuntimeException | Error | FontFormatException e) {
      return abort("this machine has no fonts");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Inter-Regular.ttf", "Inter-Bold.ttf"})
  void outlinesAndWidthsAreThoseThatJavaReads(String name) throws IOException {
    Typeface face = Typeface.ofResource(name);
    Font java = byJava(name);
    for (String letter : "A B g j 8 % @ é ü Å ñ ç × √ σ → ² ≤ − η ½ ∞ ‖ Ж ⁻ 0 . i …".split(" ", -1)) {
      assertTrue(face.covers(letter), letter);
      var expected = java.createGlyphVector(EXACT, letter);
      assertEquals(expected.getGlyphMetrics(0).getAdvanceX(), 1000 * face.width(letter), 1, letter);
      Rectangle2D bounds = expected.getOutline().getBounds2D();
      Rectangle2D found = face.outline(letter).getBounds2D();
      assertEquals(bounds.getX(), 1000 * found.getX(), 1.5, letter);
      assertEquals(bounds.getY(), 1000 * found.getY(), 1.5, letter);
      assertEquals(bounds.getMaxX(), 1000 * found.getMaxX(), 1.5, letter);
      assertEquals(bounds.getMaxY(), 1000 * found.getMaxY(), 1.5, letter);
      assertEquals(area(expected.getOutline().getPathIterator(null, 0.5)),
          1e6 * area(face.outline(letter).getPathIterator(null, 0.0005)), 1500, letter);
    }
  }

  /** What a path encloses, by the shoelace formula; contours that run the other way are holes. */
  private static double area(PathIterator path) {
    double[] p = new double[6];
    double area = 0;
    double startX = 0;
    double startY = 0;
    double x = 0;
    double y = 0;
    for (; !path.isDone(); path.next()) {
      int kind = path.currentSegment(p);
      double toX = kind == PathIterator.SEG_CLOSE ? startX : p[0];
      double toY = kind == PathIterator.SEG_CLOSE ? startY : p[1];
      if (kind == PathIterator.SEG_MOVETO) {
        startX = toX;
        startY = toY;
      } else {
        area += (x * toY - toX * y) / 2;
      }
      x = toX;
      y = toY;
    }
    return Math.abs(area);
  }

  @Test
  void allThatIsDrawnIsCovered() throws IOException {
    Typeface face = Typeface.ofResource("Inter-Regular.ttf");
    assertTrue(face.covers("±²³·½×–‖…⁵⁻→−∞∫≠≤≥√σηπ"));
    assertFalse(face.covers("中"));
    assertEquals(0, face.width(""));
  }

  @Test
  void picturesAreTheSameWhereThereAreNoFonts() throws IOException, InterruptedException {
    // Java finds no fonts where this file is missing.
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djava.awt.headless=true", "-Dsun.awt.fontconfig=" + folder.resolve("nothing"), "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        TypefaceTests.class.getName()).redirectErrorStream(true).redirectOutput(new File(folder.toString(), "out"))
        .start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(List.of("no fonts", picture()),
        Files.readAllLines(folder.resolve("out"), StandardCharsets.UTF_8));
  }

  private static String picture() throws IOException {
    float[] points = {0, 0, 1, 1, 2, -1};
    BufferedImage image = Pictures.scatter("√η ≤ 5 · 10⁻³", points, Limits.around(0.1, points)).image();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Png.write(image, bytes);
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** Draws in a Java virtual machine of its own. */
  public static void main(String[] args) throws IOException {
    try {
      System.out.println(new Font(Font.SANS_SERIF, Font.PLAIN, 12).createGlyphVector(EXACT, "a").getNumGlyphs());
    } catch (RuntimeException | Error e) {
      System.out.println("no fonts");
    }
    System.out.println(picture());
  }
}
