package dev.millrace.plot;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ChartTests {
  private static final double NONE = Double.NaN;

  private static BufferedImage quality(double floor, double floorError, double[] nfe, double... mean) {
    return Pictures.quality("Quality", List.of(new Series("model", nfe, mean)), floor, floorError).image();
  }

  private static IntPredicate exactly(int rgb) {
    return pixel -> (pixel & 0xFFFFFF) == rgb;
  }

  /** The middles of the ticks below the panel, or of those left of it. */
  private static double[] ticks(BufferedImage image, boolean below) {
    var frame = PixelSearch.frame(image);
    int from = below ? frame.minX() : frame.minY();
    int to = below ? frame.maxX() : frame.maxY();
    return IntStream.rangeClosed(from, to)
        .filter(i -> exactly(0x808080).test(
            below ? image.getRGB(i, frame.maxY() + 2) : image.getRGB(frame.minX() - 2, i)))
        .mapToDouble(i -> i + 0.5).toArray();
  }

  @Test
  void equalRatiosAreEquallyLongInBothDirectionsWithATickAtEachNumberOfEvaluations() {
    // Gaps keep the markers apart.
    BufferedImage image = quality(NONE, NONE, new double[]{1, 3, 10, 30, 100}, 1, NONE, 0.1, NONE, 0.01);
    List<PixelSearch> markers = PixelSearch.islands(image, PixelSearch.panels(image).getFirst(), PixelSearch::blue);
    assertEquals(3, markers.size());
    double right = markers.get(1).meanX() - markers.get(0).meanX();
    double down = markers.get(1).meanY() - markers.get(0).meanY();
    assertEquals(right, markers.get(2).meanX() - markers.get(1).meanX(), 0.6);
    assertEquals(down, markers.get(2).meanY() - markers.get(1).meanY(), 0.6);
    assertTrue(right > 250 && down > 130, right + " " + down);
    double[] ticks = ticks(image, true);
    double[] expected = {0, Math.log10(3), 1, Math.log10(30), 2};
    assertArrayEquals(Arrays.stream(expected).map(d -> markers.getFirst().meanX() + d * right).toArray(), ticks, 1.1);
    double[] upTicks = ticks(image, false); // 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01
    assertEquals(7, upTicks.length);
    assertEquals(markers.get(0).meanY(), upTicks[0], 1.1);
    assertEquals(markers.get(1).meanY(), upTicks[3], 1.1);
    assertEquals(markers.get(0).meanY() - Math.log10(0.5) * down, upTicks[1], 1.1);
  }

  @Test
  void theFloorIsABandOfItsErrorAboutADashedLine() {
    BufferedImage image = quality(0.1, 0.03, new double[]{1, 100}, 1, 0.5);
    double[] upTicks = ticks(image, false); // 1, 0.5, 0.2, 0.1
    assertEquals(4, upTicks.length);
    double perUnit = (upTicks[3] - upTicks[0]) / Math.log(10);
    Rectangle panel = PixelSearch.panels(image).getFirst();
    Rectangle leftEdge = new Rectangle(panel.x + 2, panel.y, 1, panel.height);
    var band = PixelSearch.within(image, leftEdge, exactly(0xE2E2E2));
    var line = PixelSearch.within(image, leftEdge, rgb -> (rgb & 0xFF) < 0x90);
    assertEquals(upTicks[3], line.meanY(), 1);
    assertEquals(upTicks[3] - perUnit * Math.log(1.3), band.minY(), 1.5);
    assertEquals(upTicks[3] - perUnit * Math.log(0.7), band.maxY() + 1, 1.5);
    var rightEdge = new Rectangle(panel.x + panel.width - 1, panel.y, 1, panel.height);
    assertTrue(PixelSearch.within(image, rightEdge, exactly(0xE2E2E2)).count() > 20, "it spans the panel");
  }

  @Test
  void panelsOfSeveralDataSetsHaveTheSameAxesAndFloorsOfTheirOwn() {
    double[] nfe = {1, 10};
    List<QualityPanel> panels = new ArrayList<>();
    for (double floor : new double[]{0.5, 0.1, NONE}) {
      panels.add(new QualityPanel("set", List.of(new Series("model", nfe, new double[]{1, NONE}),
          new Series("other", nfe, new double[]{NONE, NONE})), floor, 0));
    }
    BufferedImage image = Pictures.quality("Quality", "W2", "floor", panels).image();
    List<Rectangle> boxes = PixelSearch.panels(image);
    assertEquals(4, boxes.size(), "two side by side, and a place that stays empty");
    List<PixelSearch> marks = boxes.stream()
        .map(box -> PixelSearch.within(image, box, PixelSearch::blue)).toList();
    for (int i = 0; i < 3; i++) {
      assertEquals(marks.getFirst().meanY() - boxes.getFirst().y, marks.get(i).meanY() - boxes.get(i).y, 0.1);
    }
    assertEquals(0, marks.get(3).count());
    double[] floors = boxes.stream().limit(2).mapToDouble(box -> box.y - PixelSearch
        .within(image, new Rectangle(box.x + 2, box.y, 1, box.height), rgb -> (rgb & 0xFF) < 0x90).meanY()).toArray();
    double perUnit = (floors[0] - floors[1]) / Math.log(5);
    assertEquals(marks.getFirst().meanY() - boxes.getFirst().y, -floors[0] - perUnit * Math.log(2), 1.5);
    Rectangle third = boxes.get(2);
    assertEquals(0, PixelSearch.within(image, new Rectangle(third.x + 2, third.y, 1, third.height),
        rgb -> (rgb & 0xFF) < 0x90).count());
    assertRefused("not 9", () -> Pictures.quality("", "", "", Collections.nCopies(9, panels.getFirst())).image());
  }

  @Test
  void aFloorWhoseErrorReachesZeroFillsThePanelBelow() {
    BufferedImage image = quality(0.1, 0.2, new double[]{1, 100}, 1, 0.5);
    Rectangle panel = PixelSearch.panels(image).getFirst();
    assertTrue(exactly(0xE2E2E2).test(image.getRGB(panel.x + 2, panel.y + panel.height - 1)));
  }

  @Test
  void barsReachFromOneErrorBelowToOneAbove() {
    double[] x = {0, 1, 2, 3, 4};
    var series = new Series("", x, new double[]{0, NONE, 4, NONE, 2}, new double[]{0, 0, NONE, 0, 1});
    BufferedImage image = Pictures.lines("", "x", "y", List.of(series), Scale.LINEAR).image();
    List<PixelSearch> marks = PixelSearch.islands(image, PixelSearch.panels(image).getFirst(), PixelSearch::blue);
    double zero = ticks(image, false)[ticks(image, false).length - 1];
    double unit = (zero - marks.get(1).meanY()) / 4;
    assertEquals(3, marks.size());
    assertEquals(zero - 3 * unit, marks.get(2).minY() + 0.5, 1.5);
    assertEquals(zero - unit, marks.get(2).maxY() + 0.5, 1.5);
    assertTrue(marks.get(1).maxY() - marks.get(1).minY() < 10, "no bar without an error");
    assertEquals(marks.get(1).meanX(), (marks.get(0).meanX() + marks.get(2).meanX()) / 2, 1.5);
  }

  @Test
  void aLinePassesThroughItsPointsOnBothScales() {
    double[] x = IntStream.rangeClosed(0, 100).mapToDouble(i -> i / 100.0).toArray();
    for (Scale scale : Scale.values()) {
      // Straight on its own scale: from 1 to 100.
      double[] y = Arrays.stream(x).map(t -> scale == Scale.LINEAR ? 1 + 99 * t : Math.pow(100, t)).toArray();
      BufferedImage image = Pictures.lines("", "t", "y", List.of(new Series("", x, y)), scale).image();
      Rectangle panel = PixelSearch.panels(image).getFirst();
      var all = PixelSearch.within(image, panel, PixelSearch::blue);
      assertTrue(all.maxX() - all.minX() > 600 && all.maxY() - all.minY() > 250, all.toString());
      for (double share : new double[]{0.25, 0.5, 0.75}) {
        int column = (int) Math.round(all.minX() + share * (all.maxX() - all.minX()));
        var here = PixelSearch.of(image, column, column + 1, panel.y, panel.y + panel.height, PixelSearch::blue);
        assertEquals(all.maxY() - share * (all.maxY() - all.minY()), here.meanY(), 2, scale.toString());
      }
    }
  }

  @Test
  void theVerticalAxisBeginsAtZeroOnlyIfTheValuesReachDownTowardsIt() {
    record Case(double low, double high, boolean fromZero) {}
    for (Case c : List.of(new Case(1, 4, true), new Case(3, 4, false), new Case(-1, 4, false))) {
      var series = new Series("", new double[]{0.1, 0.9}, new double[]{c.low, c.high});
      BufferedImage image = Pictures.lines("", "t", "y", List.of(series), Scale.LINEAR).image();
      double bottom = PixelSearch.frame(image).maxY();
      double[] ticks = ticks(image, false);
      assertEquals(c.fromZero, bottom - ticks[ticks.length - 1] < 1.5, c.toString());
    }
  }

  @Test
  void wholeNumbersHaveNoTicksBetweenThem() {
    var rounds = new Series("", new double[]{0, 1, 2}, new double[]{1.8, 0.02, 0.004});
    assertEquals(3, ticks(Pictures.lines("", "round", "S", List.of(rounds), Scale.LOGARITHMIC).image(), true).length);
  }

  @Test
  void theOrderOfPointsDoesNotMatterAndZeroLeavesAGapOnALogarithm() {
    BufferedImage image = quality(NONE, NONE, new double[]{1, 2, 4, 8, 16}, 1, 0.5, 0, 0.2, 0.1);
    BufferedImage turned = quality(NONE, NONE, new double[]{8, 16, 4, 1, 2}, 0.2, 0.1, 0, 1, 0.5);
    assertEquals(2, PixelSearch.islands(image, PixelSearch.panels(image).getFirst(), PixelSearch::blue).size());
    assertArrayEquals(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()),
        turned.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()));
  }

  @Test
  void noTextIsCutWhateverTheNumbersAndNamesAndLegendsTakeAsManyLinesAsTheyNeed() {
    double[] nfe = {1, 2, 5, 10, 50, 100};
    List<Series> many = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int power = i;
      many.add(new Series("a solver with a long name, number " + i, nfe,
          Arrays.stream(nfe).map(n -> Math.pow(n, -0.2 * power)).toArray()));
    }
    List<BufferedImage> images = List.of(Pictures.quality("Many", many, 0.07, 0.004).image(),
        quality(2e-4, 1e-4, nfe, 10, 1, 0.1, 0.01, 0.001, 1e-4), quality(1e-300, NONE, nfe, 1e300, 1, 1, 1, 1, 1),
        quality(NONE, NONE, new double[]{4}, 0.08), quality(0.08, 0, nfe, 0.08, 0.08, 0.08, 0.08, 0.08, 0.08),
        Pictures.lines("", "time t", "a name of the axis that is longer than the panel is high, surely and by far",
            many.subList(0, 1), Scale.LINEAR).image());
    for (BufferedImage image : images) {
      var drawn = PixelSearch.of(image, rgb -> (rgb & 0xFF) < 0xD0);
      assertTrue(drawn.minX() >= 8 && drawn.maxX() < image.getWidth() - 8, drawn + " in " + image.getWidth());
      assertTrue(drawn.minY() >= 8 && drawn.maxY() < image.getHeight() - 8, drawn + " in " + image.getHeight());
      assertTrue(image.getWidth() < 900, "a long legend does not widen the image: " + image.getWidth());
    }
  }

  @Test
  void wrongArgumentsAreRefusedWithWhatIsWrong() {
    double[] two = {1, 2};
    var good = new Series("s", two, two);
    assertRefused("0 < 1", () -> new Series("s", new double[0], new double[0]));
    assertRefused("2 ≠ 1", () -> new Series("s", two, new double[1]));
    assertRefused("2 ≠ 3", () -> new Series("s", two, two, new double[3]));
    assertRefused("not NaN", () -> new Series("s", new double[]{1, NONE}, two));
    assertRefused("not 0", () -> Pictures.quality("", List.of(), 1, 1).image());
    assertRefused("not 13", () -> Pictures.lines("", "", "", Collections.nCopies(13, good), Scale.LINEAR).image());
    assertRefused("not -1.0", () -> quality(NONE, NONE, new double[]{-1, 1}, 1, 1));
    assertRefused("above 0", () -> quality(NONE, NONE, two, 0, NONE));
  }

  private static void assertRefused(String part, Executable call) {
    String message = String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    assertTrue(message.contains(part), message);
  }
}
