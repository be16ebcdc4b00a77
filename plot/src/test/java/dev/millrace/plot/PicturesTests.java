package dev.millrace.plot;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PicturesTests {
  private static final Limits SQUARE = new Limits(-2, 2, -2, 2);
  private static final float[] NONE = {};

  private static PixelSearch blueDot(Limits limits, float x, float y) {
    return PixelSearch.of(Pictures.scatter("", new float[]{x, y}, limits), PixelSearch::blue);
  }

  @Test
  void oneUnitIsAsLongInXAsInY() {
    record Case(Limits limits, float length) {}
    // The last two are longer than 3 : 1 and are widened, so that there is room for the length in both directions.
    for (Case c : List.of(new Case(SQUARE, 1.9f), new Case(new Limits(-1.5, 2.5, -1, 1.5), 1.4f),
        new Case(new Limits(-1, 1.2, -3, 3), 1.1f), new Case(new Limits(-19, 19, -1, 1), 5.5f),
        new Case(new Limits(-0.27, 0.29, -4, 4), 1.2f))) {
      var origin = blueDot(c.limits, 0, 0);
      double right = blueDot(c.limits, c.length, 0).meanX() - origin.meanX();
      double up = origin.meanY() - blueDot(c.limits, 0, c.length).meanY();
      assertTrue(right > 70, c + ": " + right);
      assertEquals(right, up, 0.4, c.toString());
    }
  }

  /** Age and income: one unit cannot be as long as the other. */
  @Test
  void unlikeUnitsFillThePictureBoth() {
    Limits limits = new Limits(0, 100, 0, 1e6);
    assertTrue(limits.unitsDiffer() && !new Limits(-19, 19, -1, 1).unitsDiffer());
    var frame = PixelSearch.frame(Pictures.scatter("", new float[]{50, 5e5f}, limits));
    var origin = blueDot(limits, 10, 1e5f);
    assertEquals(0.8 * (frame.maxX() - frame.minX()), blueDot(limits, 90, 1e5f).meanX() - origin.meanX(), 1.5);
    assertEquals(0.8 * (frame.maxY() - frame.minY()), origin.meanY() - blueDot(limits, 10, 9e5f).meanY(), 1.5);
  }

  @Test
  void axesHaveTheNamesOfTheirColumns() {
    BufferedImage plain = Pictures.scatter("", new float[]{1, -1}, SQUARE);
    BufferedImage named = Pictures.scatter("", new float[]{1, -1}, SQUARE.named("age", "income"));
    assertTrue(named.getWidth() > plain.getWidth() && named.getHeight() > plain.getHeight());
    assertEquals(plain.getWidth(), Pictures.scatter("", new float[]{1, -1}, SQUARE.named("", "")).getWidth());
  }

  @Test
  void aPointSitsWhereTheLimitsPutIt() {
    BufferedImage image = Pictures.scatter("", new float[]{1, -1}, SQUARE);
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
    assertEquals(0, PixelSearch.of(Pictures.scatter("", outside, SQUARE), PixelSearch::blue).count());
  }

  @Test
  void dotsOnTheEdgeAreCutAtTheFrame() {
    float[] edge = {-2, 0, 2, 0, 0, -2, 0, 2};
    BufferedImage image = Pictures.scatter("", edge, SQUARE);
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
    BufferedImage image = Pictures.trajectories("", path, SQUARE);
    var frame = PixelSearch.frame(image);
    var drawn = PixelSearch.aboveLegend(image,
        rgb -> PixelSearch.blue(rgb) || PixelSearch.red(rgb) || PixelSearch.green(rgb));
    assertTrue(drawn.count() > 100);
    assertTrue(drawn.minX() > frame.minX() && drawn.maxX() < frame.maxX(), frame + " " + drawn);
    assertTrue(drawn.minY() > frame.minY() && drawn.maxY() < frame.maxY(), frame + " " + drawn);
  }

  @Test
  void trajectoriesStartRedAndEndGreen() {
    float[][] path = {{-1, 1}, {0, 0.5f}, {1, -1}};
    BufferedImage image = Pictures.trajectories("", path, SQUARE);
    var start = PixelSearch.aboveLegend(image, PixelSearch::red);
    var end = PixelSearch.aboveLegend(image, PixelSearch::green);
    var frame = PixelSearch.frame(image);
    double middle = frame.meanX();
    double quarter = (frame.maxX() - frame.minX() - 1) / 4.0;
    assertEquals(middle - quarter, start.meanX(), 1);
    assertEquals(middle + quarter, end.meanX(), 1);
    assertEquals(2 * quarter, end.meanY() - start.meanY(), 1);
    assertTrue(PixelSearch.of(image, PixelSearch::red).count() > start.count(), "the legend shows the red too");
  }

  @Test
  void trajectoriesOfOneDimensionRunFromLeftToRight() {
    float[][] path = {{-1, 2}, {0, 2}, {1, 2}};
    BufferedImage image = Pictures.trajectories1d("", path, -3, 3);
    var start = PixelSearch.aboveLegend(image, PixelSearch::red);
    var end = PixelSearch.aboveLegend(image, PixelSearch::green);
    // 640 pixels show t from −0.02 to 1.02, 400 pixels show x from −3 to 3; both starts have the mean 0.5, both ends 1.5.
    assertEquals(640 / 1.04, end.meanX() - start.meanX(), 1);
    assertEquals(400 / 6.0, start.meanY() - end.meanY(), 1);
  }

  @Test
  void everyPanelShowsItsOwnPointsOverTheRealOnesOnTheSameLimits() {
    float[] real = {0, 1};
    List<Panel> panels = List.of(new Panel("1 step", new float[]{-1, 0}), new Panel("5 steps", new float[]{1, 0}));
    BufferedImage image = Pictures.steps("", panels, real, SQUARE);
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
    BufferedImage image = Pictures.steps("", List.of(new Panel("", same)), same, SQUARE);
    assertTrue(PixelSearch.aboveLegend(image, PixelSearch::blue).count() > 5);
  }

  @Test
  void titlesAndLegendsAreNeverCutHoweverLong() {
    String longTitle = "A long title ".repeat(12);
    var panels = Collections.nCopies(3, new Panel("also quite a long title for a panel of its size", NONE));
    for (BufferedImage image : List.of(Pictures.scatter(longTitle, new float[]{0, 0}, SQUARE),
        Pictures.steps(longTitle, panels, NONE, SQUARE),
        Pictures.steps("", panels, NONE, new Limits(-1e6, 1e6, -9e6, 9e6)),
        Pictures.loss("", new double[]{1, 123_456_789}, new double[]{1e-7, 2e-7}, new double[]{1e-7, 2e-7}))) {
      var drawn = PixelSearch.of(image, rgb -> (rgb & 0xFF) < 0xE0);
      assertTrue(drawn.minX() >= 8 && drawn.maxX() < image.getWidth() - 8, drawn + " in " + image.getWidth());
      assertTrue(drawn.minY() >= 8 && drawn.maxY() < image.getHeight() - 8, drawn + " in " + image.getHeight());
    }
  }

  @Test
  void panelTitlesWiderThanTheirPanelsKeepApart() {
    String wide = "a title that is a good deal wider than its panel";
    BufferedImage image = Pictures.steps("", Collections.nCopies(6, new Panel(wide, NONE)), NONE, SQUARE);
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
    BufferedImage image = Pictures.loss("Loss", steps, loss, smoothed);
    var strong = PixelSearch.aboveLegend(image, rgb -> (rgb & 0xFFFFFF) == 0x1F66B0);
    // The wave of ±0.05 fills a good part of the panel, which it could not if the axis reached up to 100.
    assertTrue(strong.maxY() - strong.minY() > 40, strong.toString());
    assertTrue(strong.maxX() - strong.minX() > 670, strong.toString());
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
    BufferedImage image = Pictures.loss("", steps, loss, smoothed);
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
    BufferedImage image = Pictures.field("", List.of(slice), SQUARE);
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
    BufferedImage image = Pictures.field("", List.of(new FieldSlice(0, NONE, at, fast)), SQUARE);
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
    assertTrue(PixelSearch.of(Pictures.field("", List.of(slice), SQUARE), rgb -> (rgb & 0xFF) < 0xE0).count() > 0);
  }

  @Test
  void wrongArgumentsAreRefusedWithBothNumbers() {
    assertRefused("7", () -> Pictures.scatter("", new float[7], SQUARE));
    assertRefused("0 < 2", () -> Pictures.scatter("", NONE, SQUARE));
    assertRefused("not 0", () -> Pictures.steps("", List.of(), NONE, SQUARE));
    assertRefused("not 9", () -> Pictures.steps("", Collections.nCopies(9, new Panel("", NONE)), NONE, SQUARE));
    assertRefused("3", () -> Pictures.steps("", List.of(new Panel("", NONE)), new float[3], SQUARE));
    assertRefused("5", () -> new Panel("", new float[5]));
    assertRefused("1 < 2", () -> Pictures.trajectories("", new float[][]{{0, 0}}, SQUARE));
    assertRefused("2 ≠ 4", () -> Pictures.trajectories("", new float[][]{{0, 0}, {0, 0, 1, 1}}, SQUARE));
    assertRefused("0 < 2", () -> Pictures.trajectories("", new float[2][0], SQUARE));
    assertRefused("1 ≠ 2", () -> Pictures.trajectories1d("", new float[][]{{0}, {0, 0}}, -1, 1));
    assertRefused("1.0, -1.0", () -> Pictures.trajectories1d("", new float[][]{{0}, {0}}, 1, -1));
    assertRefused("0 < 1", () -> Pictures.loss("", new double[0], new double[0], new double[0]));
    assertRefused("2 ≠ 1", () -> Pictures.loss("", new double[]{1, 2}, new double[1], new double[2]));
    assertRefused("2 ≠ 3", () -> Pictures.loss("", new double[]{1, 2}, new double[2], new double[3]));
    assertRefused("1.0 after 2.0", () -> Pictures.loss("", new double[]{2, 1}, new double[2], new double[2]));
    double[] nan = {Double.NaN};
    assertRefused("0 of 1", () -> Pictures.loss("", new double[]{1}, nan, nan));
    assertRefused("1.5", () -> new FieldSlice(1.5, NONE, NONE, NONE));
    assertRefused("4 ≠ 2", () -> new FieldSlice(0, NONE, new float[4], new float[2]));
    assertRefused("not 0", () -> Pictures.field("", List.of(), SQUARE));
  }

  private static void assertRefused(String part, Executable call) {
    String message = String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    assertTrue(message.contains(part), message);
  }

  @Test
  void inputsAreLeftAsTheyWere() {
    double[] steps = {1, 2, 3};
    double[] loss = {3, 1, 2};
    Pictures.loss("", steps, loss, loss);
    assertEquals("[3.0, 1.0, 2.0]", Arrays.toString(loss));
  }
}
