package dev.millrace.plot;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SmallMultiplesTests {
  private static int pixels(BufferedImage image, int rgb) {
    int found = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        found += image.getRGB(x, y) == rgb ? 1 : 0;
      }
    }
    return found;
  }

  private static Cell.Bars bars(double real, double synthetic) {
    return new Cell.Bars("sex", "", List.of("female", "male"), new double[]{0.5, real}, new double[]{0.5, synthetic});
  }

  @Test
  void barsAreAsLongAsTheirShares() {
    int half = pixels(SmallMultiples.distributions("", List.of(bars(0.25, 0.25)), 1).image(), Ink.REAL.getRGB());
    int full = pixels(SmallMultiples.distributions("", List.of(bars(0.5, 0.25)), 1).image(), Ink.REAL.getRGB());
    // One bar and a half against two; the dot of the legend is small.
    assertEquals(4 / 3.0, full / (double) half, 0.03);
  }

  @Test
  void realSharesFillTheirBins() {
    double[] shares = {1, 0.5};
    Cell cell = new Cell.Histogram("age", "off by 1.0 %", 0, 2, shares, new double[]{0, 0}, List.of());
    int grey = pixels(SmallMultiples.distributions("people", List.of(cell), 3).image(), Ink.REAL.getRGB());
    assertEquals(230 * 120 * 0.94 * 0.75, grey, 900);
  }

  @Test
  void namesThatDoNotFitAreCut() {
    String cut = SmallMultiples.cut("a name that is far too long for a small panel 🙂🙂🙂", 100);
    assertTrue(cut.endsWith("…") && Text.width(Text.LABEL, cut) <= 100, cut);
    assertEquals("short", SmallMultiples.cut("short", 100));
  }

  @Test
  void figuresAreDrawnInAnyLocaleAndWithGaps() {
    Cell.Lines cell = new Cell.Lines("W1", "", new double[]{1, 2, 50}, new double[]{3, Double.NaN, 1},
        new double[]{0.5, Double.NaN});
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      String german = SmallMultiples.figures("t", List.of(cell, cell), 2, "flow", List.of("floor", "SMOTE")).svg();
      Locale.setDefault(Locale.ROOT);
      assertEquals(german,
          SmallMultiples.figures("t", List.of(cell, cell), 2, "flow", List.of("floor", "SMOTE")).svg());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void matricesShowTheirValues() {
    double[][] values = {{1, 0}, {0, 1}};
    Picture picture = Matrices.draw("", List.of("a", "b"), List.of(new Matrices.Matrix("real", values, 1, "V", "1")));
    // Two of four cells of 44 pixels; the ramp of the legend ends in the same colour.
    assertEquals(2 * 44 * 44, pixels(picture.image(), Heat.color(1)), 20);
    assertThrows(IllegalArgumentException.class, () -> Matrices.draw("", List.of("a"),
        List.of(new Matrices.Matrix("real", values, 1, "V", "1"))));
  }

  @Test
  void nothingToDrawIsNamed() {
    assertThrows(IllegalArgumentException.class, () -> SmallMultiples.distributions("", List.of(), 1));
    assertThrows(IllegalArgumentException.class,
        () -> new Cell.Histogram("x", "", 1, 1, new double[]{1}, new double[]{1}, List.of()));
  }
}
