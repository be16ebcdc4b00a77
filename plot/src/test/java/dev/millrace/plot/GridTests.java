package dev.millrace.plot;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Pictures of several panels: grids of models and steps, trajectories side by side, densities. */
class GridTests {
  private static final Limits SQUARE = new Limits(-2, 2, -2, 2);
  private static final float[] NONE = {};

  @Test
  void aGridShowsEachModelInItsRowAndEachStepCountInItsColumnOnEqualLimits() {
    List<List<Panel>> panels = IntStream.range(0, 2)
        .mapToObj(row -> IntStream.range(0, 3)
            .mapToObj(column -> new Panel("W2 0.1", new float[]{column - 1, row == 0 ? 1 : -1})).toList())
        .toList();
    BufferedImage image = Pictures.stepsGrid("Grid", List.of("before", "after"),
        List.of("1 step", "2 steps", "4 steps"),
        panels, new float[]{1.5f, 0}, SQUARE).image();
    List<Rectangle> boxes = PixelSearch.panels(image);
    assertEquals(6, boxes.size());
    for (int i = 0; i < 6; i++) {
      Rectangle box = boxes.get(i);
      assertEquals(boxes.getFirst().getSize(), box.getSize());
      double unit = box.width / 4.0;
      var dot = PixelSearch.within(image, box, PixelSearch::blue);
      assertEquals(box.getCenterX() + (i % 3 - 1) * unit, dot.meanX(), 0.6, "panel " + i);
      assertEquals(box.getCenterY() - (i < 3 ? 1 : -1) * unit, dot.meanY(), 0.6, "panel " + i);
      var real = PixelSearch.within(image, box, rgb -> (rgb & 0xFFFFFF) == 0xCACACA || grey(rgb, 0xB0, 0xD8));
      assertEquals(box.getCenterX() + 1.5 * unit, real.meanX(), 0.6, "panel " + i);
    }
  }

  private static boolean grey(int rgb, int from, int to) {
    int blue = rgb & 0xFF;
    return blue > from && blue < to && blue == ((rgb >> 16) & 0xFF);
  }

  @Test
  void captionsAndTitlesKeepApartAndAreNeverCut() {
    String caption = "S = 0.021, one-step W2 = 0.095, and quite some more than fits";
    var path = new PathPanel("a title", caption, new float[][]{{0, 0}, {1, 1}});
    var cloud = new Panel(caption, NONE);
    for (int columns : new int[]{1, 2, 3, 6}) {
      BufferedImage ways = Pictures.trajectoriesSideBySide("Ways", Collections.nCopies(columns, path), SQUARE).image();
      BufferedImage grid = Pictures.stepsGrid("",
          Collections.nCopies(2, "a model whose name is long, " + "x".repeat(60)),
          Collections.nCopies(columns, "1 step"), Collections.nCopies(2, Collections.nCopies(columns, cloud)), NONE,
          new Limits(-2, 2, -0.5, 0.5)).image();
      for (BufferedImage image : List.of(ways, grid)) {
        var drawn = PixelSearch.of(image, rgb -> (rgb & 0xFF) < 0xE0);
        assertTrue(drawn.minX() >= 8 && drawn.maxX() < image.getWidth() - 8, drawn + " in " + image.getWidth());
        assertTrue(drawn.minY() >= 8 && drawn.maxY() < image.getHeight() - 8, drawn + " in " + image.getHeight());
        Rectangle first = PixelSearch.panels(image).getFirst();
        int gaps = 0;
        int empty = 0;
        for (int x = first.x - 40; x < image.getWidth(); x++) {
          int ink = PixelSearch.of(image, x, x + 1, first.y - 21, first.y - 4, rgb -> (rgb & 0xFF) < 0xE0).count();
          empty = ink == 0 ? empty + 1 : 0;
          gaps += empty == 9 ? 1 : 0;
        }
        assertTrue(gaps >= columns, gaps + " gaps between " + columns + " captions");
      }
      Rectangle upper = PixelSearch.panels(grid).getFirst();
      Rectangle lower = PixelSearch.panels(grid).get(columns);
      // Above the first panel and its caption there is nothing but the name of its row, which is longer than the panel is high.
      var names = new Rectangle(0, 0, upper.x, upper.y - 60);
      var turned = PixelSearch.within(grid, names, rgb -> (rgb & 0xFF) < 0x80);
      assertTrue(turned.count() > 100);
      int middle = (upper.y + upper.height + lower.y) / 2;
      assertEquals(0, PixelSearch.of(grid, names.x, names.width, middle - 3, middle + 3, rgb -> (rgb & 0xFF) < 0xE0)
          .count(), "the names of the rows keep apart");
    }
  }

  @Test
  void waysSideBySideStartAtTheSamePlacesAndShowWhichIsStraight() {
    float[][] bent = {{-1, -1}, {1, -1}, {1, 1}};
    float[][] straight = {{-1, -1}, {0, 0}, {1, 1}};
    BufferedImage image = Pictures.trajectoriesSideBySide("", List.of(new PathPanel("before", "S = 1", bent),
        new PathPanel("after", "S = 0", straight)), SQUARE).image();
    List<Rectangle> boxes = PixelSearch.panels(image);
    assertEquals(2, boxes.size());
    assertEquals(boxes.get(0).getSize(), boxes.get(1).getSize());
    for (Rectangle box : boxes) {
      double unit = box.width / 4.0;
      assertEquals(box.getCenterX() - unit, PixelSearch.within(image, box, PixelSearch::orange).meanX(), 0.6);
      assertEquals(box.getCenterX() + unit, PixelSearch.within(image, box, PixelSearch::blue).meanX(), 0.6);
      int x = (int) box.getCenterX();
      int y = (int) box.getCenterY();
      boolean throughTheMiddle = PixelSearch.of(image, x - 12, x - 2, y + 2, y + 12, rgb -> (rgb & 0xFF) < 0xD0)
          .count() > 0;
      assertEquals(box.equals(boxes.get(1)), throughTheMiddle);
    }
  }

  @Test
  void aDensityHasTheColourOfEachCellFromTheLowestRowUp() {
    double[] log = {2, -1, Double.NEGATIVE_INFINITY, Double.NaN};
    var grid = new DensityGrid("model", 2, log, NONE);
    BufferedImage image = Pictures.density("", List.of(grid, new DensityGrid("other", 1, new double[]{2}, NONE)),
        SQUARE).image();
    List<Rectangle> boxes = PixelSearch.panels(image);
    Rectangle box = boxes.getFirst();
    // In the middle of each quarter, a little off the lines of the grid.
    assertColor(Heat.color(1), image, box.x + box.width / 4 + 5, box.y + 3 * box.height / 4 + 5);
    // Both panels share one scale, from 2 down to the lowest finite value, −1.
    assertColor(Heat.color(0), image, box.x + 3 * box.width / 4 + 5, box.y + 3 * box.height / 4 + 5);
    assertColor(Heat.color(0), image, box.x + box.width / 4 + 5, box.y + box.height / 4 + 5);
    assertColor(0xFFFFFF, image, box.x + 3 * box.width / 4 + 5, box.y + box.height / 4 + 5);
    assertColor(Heat.color(1), image, boxes.get(1).x + 50, boxes.get(1).y + 60);
  }

  private static void assertColor(int expected, BufferedImage image, int x, int y) {
    assertEquals(Integer.toHexString(expected & 0xFFFFFF), Integer.toHexString(image.getRGB(x, y) & 0xFFFFFF));
  }

  @Test
  void theScaleOfADensityEndsAThousandthBelowTheHighest() {
    var grid = new DensityGrid("", 3, new double[]{5, -1000, 1.5}, NONE);
    assertEquals(new Heat(-2, 5), Heat.of(List.of(grid)));
    assertEquals(new Heat(4, 5), Heat.of(List.of(new DensityGrid("", 1, new double[]{5}, NONE))));
  }

  @Test
  void theColoursOfADensityBecomeEvenlyDarker() {
    double[] lightness = IntStream.rangeClosed(0, 20).mapToDouble(i -> lightness(Heat.color(i / 20.0))).toArray();
    double step = (lightness[20] - lightness[0]) / 20;
    assertTrue(step < -3, "L* falls from near 100 to below 40");
    for (int i = 0; i < 20; i++) {
      assertEquals(step, lightness[i + 1] - lightness[i], 0.35 * Math.abs(step), "at " + i);
    }
  }

  /** CIE L* of an sRGB colour, an independent measure of lightness. */
  private static double lightness(int rgb) {
    double[] linear = IntStream.of(16, 8, 0).mapToDouble(shift -> ((rgb >> shift) & 0xFF) / 255.0)
        .map(c -> c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4)).toArray();
    double luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    return luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;
  }

  @Test
  void pointsLieOverTheDensity() {
    var grid = new DensityGrid("", 1, new double[]{0}, new float[]{1, 1, 9, 9});
    BufferedImage image = Pictures.density("", List.of(grid), SQUARE).image();
    Rectangle box = PixelSearch.panels(image).getFirst();
    var dot = PixelSearch.within(image, box, rgb -> ((rgb >> 16) & 0xFF) > 180 && (rgb & 0xFF) < 110);
    assertEquals(box.getCenterX() + box.width / 4.0, dot.meanX(), 0.6);
    assertEquals(box.getCenterY() - box.height / 4.0, dot.meanY(), 0.6);
  }

  @Test
  void aHistogramIsTheLogarithmOfSharesOverAreas() {
    float[] points = {0.1f, 0.1f, 0.2f, 0.3f, 1.9f, 0.1f, 0.1f, 3.9f, 7, 7};
    // Cells of 1 × 2; one of the five points lies outside and counts in the total.
    DensityGrid grid = DensityGrid.histogram("", points, new Limits(0, 2, 0, 4), 2, 2);
    assertArrayEquals(new double[]{Math.log(2.0 / 10), Math.log(1.0 / 10), Math.log(1.0 / 10),
        Double.NEGATIVE_INFINITY}, grid.logDensity(), 1e-12);
  }

  @Test
  void wrongArgumentsAreRefusedWithBothNumbers() {
    var panel = new Panel("", NONE);
    assertRefused("2 ≠ 1", () -> Pictures.stepsGrid("", List.of("a", "b"), List.of("1"), List.of(List.of(panel)), NONE,
        SQUARE).image());
    assertRefused("2 ≠ 1", () -> Pictures.stepsGrid("", List.of("a"), List.of("1", "2"), List.of(List.of(panel)), NONE,
        SQUARE).image());
    assertRefused("not 9", () -> Pictures.stepsGrid("", Collections.nCopies(9, ""), List.of("1"), List.of(), NONE,
        SQUARE).image());
    assertRefused("not 0", () -> Pictures.trajectoriesSideBySide("", List.of(), SQUARE).image());
    assertRefused("1 < 2", () -> new PathPanel("", "", new float[1][2]));
    assertRefused("not 0", () -> Pictures.density("", List.of(), SQUARE).image());
    assertRefused("5 is not a multiple of 2", () -> new DensityGrid("", 2, new double[5], NONE));
    assertRefused("no log density is finite",
        () -> Pictures.density("", List.of(new DensityGrid("", 1, new double[]{Double.NaN}, NONE)), SQUARE).image());
  }

  private static void assertRefused(String part, Executable call) {
    String message = String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    assertTrue(message.contains(part), message);
  }
}
