package dev.millrace.plot;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PicturesTests {
  private static final Limits SQUARE = new Limits(-2, 2, -2, 2);
  private static final float[] NONE = {};

  private static PixelSearch blueDot(Limits limits, float x, float y) {
    return PixelSearch.of(Pictures.scatter("", new float[]{x, y}, limits).image(), PixelSearch::blue);
  }

  @Test
  void oneUnitIsAsLongInXAsInY() {
    record Case(Limits limits, float length) {}
    // The last two are longer than 3 : 1 and are widened, so that the length fits in both directions.
    for (Case c : List.of(new Case(SQUARE, 1.9f), new Case(new Limits(-1.5, 2.5, -1, 1.5), 1.2f),
        new Case(new Limits(-1, 1.2, -3, 3), 1), new Case(new Limits(-50, 50, -17, 17), 14),
        new Case(new Limits(4e-6 - 7e-7, 4e-6 + 7e-7, -2e-6, 2e-6), 6e-7f), new Case(new Limits(-19, 19, -1, 1), 5.5f),
        new Case(new Limits(-0.27, 0.29, -4, 4), 1.2f))) {
      float x = (float) (c.limits.xMin() + c.limits.xMax()) / 2;
      float y = (float) (c.limits.yMin() + c.limits.yMax()) / 2;
      var origin = blueDot(c.limits, x, y);
      double right = blueDot(c.limits, x + c.length, y).meanX() - origin.meanX();
      double up = origin.meanY() - blueDot(c.limits, x, y + c.length).meanY();
      assertTrue(right > 70, c + ": " + right);
      assertEquals(right, up, 0.4, c.toString());
    }
  }

  /** Age in years and income in a currency: differences of one are no lengths in the other. */
  @Test
  void columnsOfUnlikeUnitsHaveAScaleEachAndFillTheirPanel() {
    assertFalse(new Limits(-19, 19, -1, 1).unitsDiffer());
    for (Limits limits : List.of(new Limits(18, 90, 12_000, 220_000), new Limits(5e5, 6e5, 18, 90),
        new Limits(0, 1e-6, -1, 1), new Limits(0, 1, -1e30, 1e30))) {
      assertTrue(limits.unitsDiffer(), limits.toString());
      double xLength = limits.xMax() - limits.xMin();
      double yLength = limits.yMax() - limits.yMin();
      float[] corners = {(float) (limits.xMin() + 0.1 * xLength), (float) (limits.yMin() + 0.2 * yLength),
          (float) (limits.xMin() + 0.9 * xLength), (float) (limits.yMin() + 0.8 * yLength)};
      BufferedImage image = Pictures.scatter("", corners, limits).image();
      Rectangle panel = PixelSearch.panels(image).getFirst();
      assertEquals(panel.width, panel.height, limits.toString());
      List<PixelSearch> dots = PixelSearch.islands(image, panel, PixelSearch::blue);
      assertEquals(2, dots.size(), limits.toString());
      assertEquals(0.8 * panel.width, dots.get(1).meanX() - dots.get(0).meanX(), 0.8, limits.toString());
      assertEquals(0.6 * panel.height, dots.get(0).meanY() - dots.get(1).meanY(), 0.8, limits.toString());
    }
  }

  @Test
  void axesHaveTheNamesOfTheirColumns() {
    float[] point = {1, -1};
    BufferedImage plain = Pictures.scatter("", point, SQUARE).image();
    BufferedImage named = Pictures.scatter("", point, SQUARE.named("age", "income")).image();
    assertTrue(named.getWidth() > plain.getWidth() && named.getHeight() > plain.getHeight());
    assertEquals(plain.getWidth(), Pictures.scatter("", point, SQUARE.named("", "")).width());
  }

  @Test
  void everyClassHasAColourOfItsOwn() {
    float[][] points = {{-1, -1}, {1, 1}, {1, -1}};
    List<Panel> classes = List.of(new Panel("a", points[0]), new Panel("b", points[1]), new Panel("c", points[2]));
    BufferedImage image = Pictures.classes("three", classes, SQUARE).image();
    Rectangle panel = PixelSearch.panels(image).getFirst();
    for (int k = 0; k < 3; k++) {
      int color = Ink.ofClass(k).getRGB();
      List<PixelSearch> dots = PixelSearch.islands(image, panel, rgb -> near(rgb, color));
      assertEquals(1, dots.size());
      assertEquals(panel.x + panel.width * (points[k][0] + 2) / 4, dots.getFirst().meanX(), 1.5);
      assertEquals(panel.y + panel.height * (2 - points[k][1]) / 4, dots.getFirst().meanY(), 1.5);
    }
    assertThrows(IllegalArgumentException.class, () -> Pictures.classes("", List.of(), SQUARE));
    assertThrows(IllegalArgumentException.class,
        () -> Pictures.classes("", Collections.nCopies(13, classes.getFirst()), SQUARE));
    assertThrows(IllegalArgumentException.class, () -> Pictures.classes("", List.of(new Panel("", NONE)), SQUARE));
  }

  private static boolean near(int rgb, int color) {
    int difference = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      difference += Math.abs(((rgb >> shift) & 0xFF) - ((Ink.mix(0xFFFFFF, color, 0.7) >> shift) & 0xFF));
    }
    return difference < 40;
  }

  @Test
  void arrowsOfUnlikeUnitsPointWhereParticlesGo() {
    // From the lower left to the upper right corner in one unit of time.
    var limits = new Limits(0, 50, 0, 1000);
    var slice = new FieldSlice(0, NONE, new float[]{25, 500}, new float[]{50, 1000});
    BufferedImage image = Pictures.field("", List.of(slice), limits).image();
    Rectangle panel = PixelSearch.panels(image).getFirst();
    var arrow = PixelSearch.within(image, panel, rgb -> (rgb & 0xFF) < 0x70);
    assertTrue(arrow.maxX() - arrow.minX() > 20, arrow.toString());
    assertEquals(arrow.maxX() - arrow.minX(), arrow.maxY() - arrow.minY(), 2, arrow.toString());
  }

  @Test
  void aPointSitsWhereTheLimitsPutIt() {
    BufferedImage image = Pictures.scatter("", new float[]{1, -1}, SQUARE).image();
    var frame = PixelSearch.frame(image);
    var dot = PixelSearch.of(image, PixelSearch::blue);
    double quarter = (frame.maxX() - frame.minX() - 1) / 4.0;
    assertEquals(frame.meanX() + quarter, dot.meanX(), 0.4);
    assertEquals(frame.meanY() + quarter, dot.meanY(), 0.4);
  }

  @Test
  void pointsOutsideTheLimitsOrNotFiniteAreNotDrawn() {
    float[] outside = {2.01f, 0, -2.01f, 0, 0, 2.01f, 0, -2.01f, 1e30f, 1e30f, Float.NaN, 0, 0,
        Float.POSITIVE_INFINITY};
    assertEquals(0, PixelSearch.of(Pictures.scatter("", outside, SQUARE).image(), PixelSearch::blue).count());
  }

  @Test
  void dotsOnTheEdgeAreCutAtTheFrame() {
    float[] edge = {-2, 0, 2, 0, 0, -2, 0, 2};
    BufferedImage image = Pictures.scatter("", edge, SQUARE).image();
    var frame = PixelSearch.frame(image);
    var dots = PixelSearch.of(image, PixelSearch::blue);
    assertTrue(dots.count() > 10);
    assertEquals(frame.minX() + 1, dots.minX());
    assertEquals(frame.maxX() - 1, dots.maxX());
    assertEquals(frame.minY() + 1, dots.minY());
    assertEquals(frame.maxY() - 1, dots.maxY());
  }

  @Test
  void linesThatLeaveTheLimitsEvenToHugeNumbersStayInsideTheFrame() {
    float[][] path = {{0, 0, 1, 1}, {3, 3, -1e30f, 1e30f}, {0.5f, -1, Float.NaN, 0}, {0, 9e9f, 1, 0}};
    BufferedImage image = Pictures.trajectories("", path, SQUARE).image();
    var frame = PixelSearch.frame(image);
    IntPredicate drawn = rgb -> PixelSearch.blue(rgb) || PixelSearch.orange(rgb) || grey(rgb);
    assertTrue(
        PixelSearch.of(image, frame.minX() + 1, frame.maxX(), frame.minY() + 1, frame.maxY(), drawn).count() > 100);
    int left = frame.minX() - 4;
    int right = frame.maxX() + 5;
    int top = frame.minY() - 4;
    int bottom = frame.maxY() + 5;
    assertEquals(0, PixelSearch.of(image, left, frame.minX(), top, bottom, drawn).count());
    assertEquals(0, PixelSearch.of(image, frame.maxX() + 1, right, top, bottom, drawn).count());
    assertEquals(0, PixelSearch.of(image, left, right, top, frame.minY(), drawn).count());
    assertEquals(0, PixelSearch.of(image, left, right, frame.maxY() + 1, bottom, drawn).count());
  }

  /** A translucent line on paper, which neither the frame nor the grid nor text is. */
  private static boolean grey(int rgb) {
    int blue = rgb & 0xFF;
    return blue > 0x88 && blue < 0xC8 && blue == ((rgb >> 16) & 0xFF);
  }

  @Test
  void trajectoriesStartAtOrangeSquaresAndEndAtBlueDiscs() {
    float[][] path = {{-1, 1}, {0, 0.5f}, {1, -1}};
    BufferedImage image = Pictures.trajectories("", path, SQUARE).image();
    var start = PixelSearch.aboveLegend(image, PixelSearch::orange);
    var end = PixelSearch.aboveLegend(image, PixelSearch::blue);
    var frame = PixelSearch.frame(image);
    double middle = frame.meanX();
    double quarter = (frame.maxX() - frame.minX() - 1) / 4.0;
    assertEquals(middle - quarter, start.meanX(), 1);
    assertEquals(middle + quarter, end.meanX(), 1);
    assertEquals(2 * quarter, end.meanY() - start.meanY(), 1);
    assertTrue(PixelSearch.of(image, PixelSearch::orange).count() > start.count(), "the legend shows it too");
    // The corner of what encloses it is part of a square, and not of a disc.
    assertTrue(PixelSearch.orange(image.getRGB(start.minX(), start.minY())));
    assertFalse(PixelSearch.blue(image.getRGB(end.minX(), end.minY())));
  }

  @Test
  void trajectoriesOfOneDimensionRunFromLeftToRight() {
    float[][] path = {{-1, 2}, {0, 2}, {1, 2}};
    BufferedImage image = Pictures.trajectories1d("", path, -3, 3).image();
    var start = PixelSearch.aboveLegend(image, PixelSearch::orange);
    var end = PixelSearch.aboveLegend(image, PixelSearch::blue);
    // 640 pixels show t from −0.02 to 1.02, 400 pixels show x from −3 to 3; both starts have the mean 0.5, both ends 1.5.
    assertEquals(640 / 1.04, end.meanX() - start.meanX(), 1);
    assertEquals(400 / 6.0, start.meanY() - end.meanY(), 1);
  }

  @Test
  void everyPanelShowsItsOwnPointsOverTheRealOnesOnTheSameLimits() {
    float[] real = {0, 1};
    List<Panel> panels = List.of(new Panel("1 step", new float[]{-1, 0}), new Panel("5 steps", new float[]{1, 0}));
    BufferedImage image = Pictures.steps("", panels, real, SQUARE).image();
    var frame = PixelSearch.frame(image);
    int half = (frame.minX() + frame.maxX()) / 2;
    var first = PixelSearch.of(image, frame.minX(), half, frame.minY(), frame.maxY(), PixelSearch::blue);
    var second = PixelSearch.of(image, half, frame.maxX(), frame.minY(), frame.maxY(), PixelSearch::blue);
    var firstReal = PixelSearch.of(image, frame.minX(), half, frame.minY(), frame.maxY(), PicturesTests::realGrey);
    var secondReal = PixelSearch.of(image, half, frame.maxX(), frame.minY(), frame.maxY(), PicturesTests::realGrey);
    assertTrue(firstReal.count() > 5 && secondReal.count() > 5);
    double unit = firstReal.meanX() - first.meanX();
    assertEquals((frame.maxY() - frame.minY() - 1) / 4.0, unit, 0.6);
    assertEquals(unit, second.meanX() - secondReal.meanX(), 0.6);
    assertEquals(unit, first.meanY() - firstReal.meanY(), 0.6);
    assertEquals(first.meanY(), second.meanY(), 0.1);
  }

  /** Grey between the frame's and the grid's. */
  private static boolean realGrey(int rgb) {
    int blue = rgb & 0xFF;
    return blue > 0xB0 && blue < 0xE0 && blue == ((rgb >> 16) & 0xFF);
  }

  @Test
  void generatedPointsLieOverRealOnes() {
    float[] same = {0.3f, 0.3f};
    BufferedImage image = Pictures.steps("", List.of(new Panel("", same)), same, SQUARE).image();
    assertTrue(PixelSearch.aboveLegend(image, PixelSearch::blue).count() > 5);
  }

  @Test
  void titlesAndLegendsAreNeverCutHoweverLong() {
    String longTitle = "A long title ".repeat(12);
    var panels = Collections.nCopies(3, new Panel("also quite a long title for a panel of its size", NONE));
    for (BufferedImage image : List.of(Pictures.scatter(longTitle, new float[]{0, 0}, SQUARE).image(),
        Pictures.steps(longTitle, panels, NONE, SQUARE).image(),
        Pictures.steps("", panels, NONE, new Limits(-1e6, 1e6, -9e6, 9e6)).image(),
        Pictures.loss("", new double[]{1, 123_456_789}, new double[]{1e-7, 2e-7}, new double[]{1e-7, 2e-7}).image())) {
      var drawn = PixelSearch.of(image, rgb -> (rgb & 0xFF) < 0xE0);
      assertTrue(drawn.minX() >= 8 && drawn.maxX() < image.getWidth() - 8, drawn + " in " + image.getWidth());
      assertTrue(drawn.minY() >= 8 && drawn.maxY() < image.getHeight() - 8, drawn + " in " + image.getHeight());
    }
  }

  @Test
  void panelTitlesWiderThanTheirPanelsKeepApart() {
    String wide = "a title that is a good deal wider than its panel";
    BufferedImage image = Pictures.steps("", Collections.nCopies(6, new Panel(wide, NONE)), NONE, SQUARE).image();
    int frameTop = PixelSearch.frame(image).minY();
    int gap = 0;
    int wideGaps = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      int ink = PixelSearch.of(image, x, x + 1, 0, frameTop - 1, rgb -> (rgb & 0xFF) < 0xE0).count();
      gap = ink == 0 ? gap + 1 : 0;
      wideGaps += gap == 10 ? 1 : 0;
    }
    assertEquals(7, wideGaps, "two margins and a gap of 10 pixels or more between neighbours");
  }

  @Test
  void lossCutsTheEarlySpikeAndKeepsTheRestReadable() {
    int count = 2000;
    double[] steps = new double[count];
    double[] loss = new double[count];
    double[] smoothed = new double[count];
    var random = new Random(3);
    for (int i = 0; i < count; i++) {
      steps[i] = 10.0 * i;
      loss[i] = i < 10 ? 100 : 1 + 0.1 * random.nextGaussian();
      smoothed[i] = 1 + 0.05 * Math.sin(i / 100.0);
    }
    loss[700] = Double.NaN;
    BufferedImage image = Pictures.loss("Loss", steps, loss, smoothed).image();
    var strong = PixelSearch.aboveLegend(image, rgb -> (rgb & 0xFFFFFF) == 0x0072B2);
    // The wave of ±0.05 fills a good part of the panel, which it could not if the axis reached up to 100.
    assertTrue(strong.maxY() - strong.minY() > 40, strong.toString());
    assertTrue(strong.maxX() - strong.minX() > 670, strong.toString());
  }

  /** A reflow's loss falls by powers of ten: on its logarithmic axis equal ratios are equally long. */
  @Test
  void aLossThatFallsManyFoldHasALogarithmicAxis() {
    int count = 1001;
    double[] steps = new double[count];
    double[] loss = new double[count];
    for (int i = 0; i < count; i++) {
      steps[i] = i;
      loss[i] = 1e-2 * Math.pow(10, -3.0 * i / (count - 1));
    }
    BufferedImage image = Pictures.loss("", steps, loss, loss).image();
    Rectangle panel = PixelSearch.panels(image).getFirst();
    double[] y = new double[3];
    for (int k = 0; k < 3; k++) {
      int column = panel.x + (k + 1) * panel.width / 4;
      y[k] = PixelSearch.of(image, column, column + 1, panel.y, panel.y + panel.height, PixelSearch::blue).meanY();
    }
    assertEquals(y[1] - y[0], y[2] - y[1], 1.5);
    assertTrue(y[1] - y[0] > 60, y[0] + " " + y[1]);
  }

  @Test
  void aSingleOutlierAmongManyLossesIsStillSeen() {
    int count = 50_000;
    double[] steps = new double[count];
    double[] loss = new double[count];
    double[] smoothed = new double[count];
    for (int i = 0; i < count; i++) {
      steps[i] = i;
      loss[i] = i % 2;
      smoothed[i] = 0.5;
    }
    int outlier = 25_030; // neither the first nor the last in its column of pixels
    loss[outlier] = 1.06; // within the margin of 8% above the quantile
    BufferedImage image = Pictures.loss("", steps, loss, smoothed).image();
    var frame = PixelSearch.frame(image);
    var highest = PixelSearch.of(image, frame.minX() + 1, frame.maxX(), frame.minY() + 1, frame.minY() + 20,
        rgb -> (rgb & 0xFF) - ((rgb >> 16) & 0xFF) > 20);
    assertTrue(highest.count() > 0);
    assertEquals(frame.meanX(), highest.meanX(), 2);
  }

  @Test
  void densityIsBlueWhereTheParticlesAre() {
    float[] particles = new float[2000];
    var random = new Random(5);
    for (int i = 0; i < particles.length; i += 2) {
      particles[i] = (float) (1 + 0.1 * random.nextGaussian());
      particles[i + 1] = (float) (-1 + 0.1 * random.nextGaussian());
    }
    var slice = new FieldSlice(0.25, particles, NONE, NONE);
    BufferedImage image = Pictures.field("", List.of(slice), SQUARE).image();
    var frame = PixelSearch.frame(image);
    var cloud = PixelSearch.of(image, frame.minX() + 1, frame.maxX(), frame.minY() + 1, frame.maxY(),
        PixelSearch::blue);
    // A square panel of 560 pixels: x = 1 and y = −1 lie three quarters along it.
    assertEquals(420, cloud.meanX() - 1 - frame.minX(), 4);
    assertEquals(420, cloud.meanY() - 1 - frame.minY(), 4);
    assertTrue(cloud.maxX() - cloud.minX() < 160);
  }

  @Test
  void arrowsNeverReachTheirNeighboursAndPointAlongTheVelocity() {
    // A row of fast arrows to the right and one slow arrow up, a fifth as fast.
    float[] at = {-1.5f, 0, -0.5f, 0, 0.5f, 0, 1.5f, 0, 0.5f, 1};
    float[] fast = {1e6f, 0, 1e6f, 0, 1e6f, 0, 1e6f, 0, 0, 2e5f};
    BufferedImage image = Pictures.field("", List.of(new FieldSlice(0, NONE, at, fast)), SQUARE).image();
    var frame = PixelSearch.frame(image);
    int row = frame.minY() + 1 + 280;
    int left = frame.minX() + 1;
    int runs = 0;
    boolean inArrow = false;
    for (int x = left; x < left + 560; x++) {
      boolean dark = (image.getRGB(x, row) & 0xFF) < 0x90;
      runs += dark && !inArrow ? 1 : 0;
      inArrow = dark;
    }
    assertEquals(4, runs);
    var arrow = PixelSearch.of(image, left + 300, left + 400, row - 30, row + 30, rgb -> (rgb & 0xFF) < 0x90);
    assertEquals(36, arrow.maxX() - arrow.minX() + 1, 2); // nine tenths of the 40 pixels that are the most
    var headHalf = PixelSearch.of(image, left + 350, left + 400, row - 30, row + 30, rgb -> (rgb & 0xFF) < 0x90);
    assertTrue(headHalf.maxY() - headHalf.minY() >= 3, "the head is at the right end");
    var slow = PixelSearch.of(image, left + 300, left + 400, row - 170, row - 110, rgb -> (rgb & 0xFF) < 0xD8);
    assertEquals(7.2, slow.maxY() - slow.minY() + 1, 2);
  }

  @Test
  void standstillHasNoScaleAndNoError() {
    var slice = new FieldSlice(1, NONE, new float[]{0, 0, 1, 1}, new float[4]);
    assertTrue(
        PixelSearch.of(Pictures.field("", List.of(slice), SQUARE).image(), rgb -> (rgb & 0xFF) < 0xE0).count() > 0);
  }

  @Test
  void wrongArgumentsAreRefusedWithBothNumbers() {
    assertRefused("7", () -> Pictures.scatter("", new float[7], SQUARE).image());
    assertRefused("0 < 2", () -> Pictures.scatter("", NONE, SQUARE).image());
    assertRefused("not 0", () -> Pictures.steps("", List.of(), NONE, SQUARE).image());
    assertRefused("not 9", () -> Pictures.steps("", Collections.nCopies(9, new Panel("", NONE)), NONE, SQUARE).image());
    assertRefused("3", () -> Pictures.steps("", List.of(new Panel("", NONE)), new float[3], SQUARE).image());
    assertRefused("5", () -> new Panel("", new float[5]));
    assertRefused("1 < 2", () -> Pictures.trajectories("", new float[][]{{0, 0}}, SQUARE).image());
    assertRefused("2 ≠ 4", () -> Pictures.trajectories("", new float[][]{{0, 0}, {0, 0, 1, 1}}, SQUARE).image());
    assertRefused("0 < 2", () -> Pictures.trajectories("", new float[2][0], SQUARE).image());
    assertRefused("1 ≠ 2", () -> Pictures.trajectories1d("", new float[][]{{0}, {0, 0}}, -1, 1).image());
    assertRefused("1.0, -1.0", () -> Pictures.trajectories1d("", new float[][]{{0}, {0}}, 1, -1).image());
    assertRefused("0 < 1", () -> Pictures.loss("", new double[0], new double[0], new double[0]).image());
    assertRefused("2 ≠ 1", () -> Pictures.loss("", new double[]{1, 2}, new double[1], new double[2]).image());
    assertRefused("2 ≠ 3", () -> Pictures.loss("", new double[]{1, 2}, new double[2], new double[3]).image());
    assertRefused("1.0 after 2.0", () -> Pictures.loss("", new double[]{2, 1}, new double[2], new double[2]).image());
    double[] nan = {Double.NaN};
    assertRefused("0 of 1", () -> Pictures.loss("", new double[]{1}, nan, nan).image());
    assertRefused("1.5", () -> new FieldSlice(1.5, NONE, NONE, NONE));
    assertRefused("4 ≠ 2", () -> new FieldSlice(0, NONE, new float[4], new float[2]));
    assertRefused("not 0", () -> Pictures.field("", List.of(), SQUARE).image());
  }

  private static void assertRefused(String part, Executable call) {
    String message = String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    assertTrue(message.contains(part), message);
  }

  @Test
  void inputsAreLeftAsTheyWere() {
    double[] steps = {1, 2, 3};
    double[] loss = {3, 1, 2};
    Pictures.loss("", steps, loss, loss).image();
    assertEquals("[3.0, 1.0, 2.0]", Arrays.toString(loss));
  }
}
