package dev.millrace.flow.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ToyTests {
  private static final int COUNT = 200_000;
  private static final double PI = Math.PI;

  private static float[] draw(Toy toy, int count) {
    return toy.sample(new Seed(7).generator(Seed.Purpose.DATA, 0, 0), count);
  }

  // Moments -------------------------------------------------------------------------------------------------------------

  /** Mean and covariance in closed form. */
  record Moments(Toy toy, double meanX, double meanY, double varX, double varY, double cov) {}

  static Stream<Moments> moments() {
    double rawSpiral = 2.25 * PI * PI + 1.0 / 12;
    double eight = 0.5 * 16 / 2 + 0.25 / 2;
    double rings = 0.5 * 0.75 * 0.75 * (1 + 4 + 9 + 16) / 4 + 0.08 * 0.08;
    double rollX = (0.5 * (9.75 * PI * PI - 0.5) - 4 + 1) / 25;
    double rollY = (0.5 * (9.75 * PI * PI + 0.5) - 4 / (9 * PI * PI) + 1) / 25;
    double bend = -2 / (3 * PI);
    return Stream.of(
        // Second moments: ½ outer and 3/2 inner in x, ½ and ¾ − 2/π in y, 0 and ½ − 2/π across.
        new Moments(Toy.MOONS, 0.5, 0.25, 0.75 + 0.0025, 9.0 / 16 - 1 / PI + 0.0025, 1.0 / 8 - 1 / PI),
        new Moments(Toy.CIRCLES, 0, 0, 0.5 * (1 + 0.25) / 2 + 0.0025, 0.5 * (1 + 0.25) / 2 + 0.0025, 0),
        new Moments(Toy.EIGHT_GAUSSIANS, 0, 0, eight, eight, 0),
        new Moments(Toy.TWENTY_FIVE_GAUSSIANS, 0, 0, 2.0025, 2.0025, 0),
        // Column means of y are −1, 1, −1, 1 at x = −3, −1, 1, 3.
        new Moments(Toy.CHECKERBOARD, 0, 0, 16.0 / 3, 16.0 / 3, 1),
        // With n = 3π√u: E n²cos² = 2.25π² + ¾, E n cos n = −4/(3π), E n sin n = 2 − 8/(9π²), E n² sin cos = 1/(4π) − 1.5π.
        new Moments(Toy.SPIRALS, 0, 0, (rawSpiral + 0.75 + 2 / (3 * PI)) / 9 + 0.01,
            (rawSpiral - 0.75 + 1 - 4 / (9 * PI * PI)) / 9 + 0.01,
            (1.5 * PI - 1 / (4 * PI) + 1 / (3 * PI) + 0.5 - 2 / (9 * PI * PI) + 1.0 / 16) / 9),
        new Moments(Toy.SWISS_ROLL, 0.4, 2 / (15 * PI), rollX, rollY, (1.5 * PI - 4 / (3 * PI)) / 25),
        new Moments(Toy.S_CURVE, 0, 0, 0.5 + 0.0025, 1.5 - 2 * bend + 0.0025, 0.5 * bend),
        new Moments(Toy.PINWHEEL, 0, 0, 2 * (1 + 0.09 + 0.01), 2 * (1 + 0.09 + 0.01), 0),
        new Moments(Toy.RINGS, 0, 0, rings, rings, 0));
  }

  @ParameterizedTest
  @MethodSource("moments")
  void momentsAreThoseOfTheDefinition(Moments truth) {
    float[] points = draw(truth.toy(), COUNT);
    double[] x = new double[COUNT];
    double[] y = new double[COUNT];
    double[] xx = new double[COUNT];
    double[] yy = new double[COUNT];
    double[] xy = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] = points[2 * i];
      y[i] = points[2 * i + 1];
      double dx = x[i] - truth.meanX();
      double dy = y[i] - truth.meanY();
      xx[i] = dx * dx;
      yy[i] = dy * dy;
      xy[i] = dx * dy;
    }
    assertMean("mean x", truth.meanX(), x);
    assertMean("mean y", truth.meanY(), y);
    assertMean("variance x", truth.varX(), xx);
    assertMean("variance y", truth.varY(), yy);
    assertMean("covariance", truth.cov(), xy);
  }

  /** The mean of the values must lie within four standard errors of the truth. */
  private static void assertMean(String what, double truth, double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    assertEquals(truth, mean, 4 * Math.sqrt(variance / values.length), what);
  }

  @Test
  void everyDistributionHasItsMomentsTested() {
    assertEquals(Distributions.all(), moments().map(Moments::toy).toList());
  }

  // Support -------------------------------------------------------------------------------------------------------------

  /**
   * The points without their noise, as a net that is dense to {@code spacing}; the noise then is two-dimensional and normal.
   *
   * @param points the net
   * @param noise standard deviation per coordinate
   * @param spacing how far a noiseless point may be from the net
   */
  record Skeleton(Toy toy, List<double[]> points, double noise, double spacing) {

    double distance(double x, double y) {
      double nearest = Double.POSITIVE_INFINITY;
      for (double[] p : points) {
        nearest = Math.min(nearest, (x - p[0]) * (x - p[0]) + (y - p[1]) * (y - p[1]));
      }
      return Math.sqrt(nearest);
    }
  }

  private static List<double[]> curve(double from, double to, DoubleUnaryOperator x, DoubleUnaryOperator y) {
    int pieces = 2000;
    return IntStream.rangeClosed(0, pieces).mapToDouble(i -> from + (to - from) * i / pieces)
        .mapToObj(s -> new double[]{x.applyAsDouble(s), y.applyAsDouble(s)}).toList();
  }

  private static List<double[]> circle(double radius) {
    return curve(0, 2 * PI, s -> radius * Math.cos(s), s -> radius * Math.sin(s));
  }

  private static List<double[]> union(List<List<double[]>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  static Stream<Skeleton> skeletons() {
    List<double[]> moons = union(
        List.of(curve(0, PI, Math::cos, Math::sin), curve(0, PI, s -> 1 - Math.cos(s), s -> 0.5 - Math.sin(s))));
    List<double[]> eight = Stream
        .of(new double[][]{{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {Math.sqrt(0.5), Math.sqrt(0.5)},
            {-Math.sqrt(0.5), Math.sqrt(0.5)}, {Math.sqrt(0.5), -Math.sqrt(0.5)}, {-Math.sqrt(0.5), -Math.sqrt(0.5)}})
        .map(c -> new double[]{c[0] * 4 / Math.sqrt(2), c[1] * 4 / Math.sqrt(2)}).toList();
    List<double[]> grid = Stream.of(-2, -1, 0, 1, 2)
        .flatMap(x -> Stream.of(-2, -1, 0, 1, 2).map(y -> new double[]{x, y})).toList();
    List<double[]> arm = curve(0, 3 * PI, s -> (0.25 - s * Math.cos(s)) / 3, s -> (0.25 + s * Math.sin(s)) / 3);
    List<double[]> spirals = union(List.of(arm, arm.stream().map(p -> new double[]{-p[0], -p[1]}).toList()));
    return Stream.of(new Skeleton(Toy.MOONS, moons, 0.05, 0.001),
        new Skeleton(Toy.CIRCLES, union(List.of(circle(1), circle(0.5))), 0.05, 0.002),
        new Skeleton(Toy.EIGHT_GAUSSIANS, eight, 0.5 / Math.sqrt(2), 0),
        new Skeleton(Toy.TWENTY_FIVE_GAUSSIANS, grid, 0.05, 0),
        // The net holds the middle of the square of side ⅙ that the noise starts from.
        new Skeleton(Toy.SPIRALS, spirals, 0.1, 0.01 + Math.sqrt(2) / 12),
        new Skeleton(Toy.SWISS_ROLL,
            curve(1.5 * PI, 4.5 * PI, s -> s * Math.cos(s) / 5, s -> s * Math.sin(s) / 5), 0.2, 0.01),
        new Skeleton(Toy.S_CURVE,
            curve(-1.5 * PI, 1.5 * PI, Math::sin, s -> s < 0 ? 1 - Math.cos(s) : Math.cos(s) - 1), 0.05, 0.003),
        new Skeleton(Toy.RINGS, union(List.of(circle(0.75), circle(1.5), circle(2.25), circle(3))), 0.08, 0.005));
  }

  @ParameterizedTest
  @MethodSource("skeletons")
  void pointsLieWithinSixSigmaOfTheNoiselessOnes(Skeleton skeleton) {
    int count = 4000;
    float[] points = draw(skeleton.toy(), count);
    for (int i = 0; i < count; i++) {
      double distance = skeleton.distance(points[2 * i], points[2 * i + 1]);
      assertTrue(distance < 6 * skeleton.noise() + skeleton.spacing(), "point " + i + " is " + distance + " away");
    }
  }

  @ParameterizedTest
  @MethodSource("skeletons")
  void everyPartOfTheNoiselessCurveIsReached(Skeleton skeleton) {
    int count = 4000;
    float[] points = draw(skeleton.toy(), count);
    int step = Math.max(1, skeleton.points().size() / 50);
    for (int j = 0; j < skeleton.points().size(); j += step) {
      double[] p = skeleton.points().get(j);
      double nearest = Double.POSITIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        nearest = Math.min(nearest, Math.hypot(points[2 * i] - p[0], points[2 * i + 1] - p[1]));
      }
      assertTrue(nearest < 3 * skeleton.noise() + skeleton.spacing(), "nothing within " + nearest + " of part " + j);
    }
  }

  /** How far points are from a curve, root mean square, is the noise across it: exact for a line, nearly so for small noise. */
  @ParameterizedTest
  @EnumSource(names = {"MOONS", "CIRCLES", "SPIRALS", "SWISS_ROLL", "S_CURVE", "RINGS"})
  void noiseAcrossTheCurveHasThePublishedWidth(Toy toy) {
    Skeleton skeleton = skeletons().filter(s -> s.toy() == toy).findFirst().orElseThrow();
    int count = 4000;
    float[] points = draw(toy, count);
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double distance = skeleton.distance(points[2 * i], points[2 * i + 1]);
      squares += distance * distance;
    }
    // The spirals' square of side ⅙ adds its own variance in every direction.
    double width = toy == Toy.SPIRALS ? Math.sqrt(skeleton.noise() * skeleton.noise() + 1 / 432.0) : skeleton.noise();
    // Standard error 1.1 %, and free ends add up to 1 %.
    assertEquals(width, Math.sqrt(squares / count), 0.05 * width);
  }

  @ParameterizedTest
  @EnumSource(names = {"EIGHT_GAUSSIANS", "TWENTY_FIVE_GAUSSIANS"})
  void modesHaveThePublishedWidthAndEqualCounts(Toy toy) {
    Skeleton skeleton = skeletons().filter(s -> s.toy() == toy).findFirst().orElseThrow();
    float[] points = draw(toy, COUNT);
    int modes = skeleton.points().size();
    int[] counts = new int[modes];
    double squares = 0;
    for (int i = 0; i < COUNT; i++) {
      int nearest = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int mode = 0; mode < modes; mode++) {
        double[] centre = skeleton.points().get(mode);
        double distance = Math.hypot(points[2 * i] - centre[0], points[2 * i + 1] - centre[1]);
        if (distance < least) {
          least = distance;
          nearest = mode;
        }
      }
      counts[nearest]++;
      squares += least * least;
    }
    // Two coordinates; the eight modes are 6 standard deviations apart, so 0.3 % choose a neighbour and come out nearer.
    assertEquals(skeleton.noise(), Math.sqrt(squares / COUNT / 2), 0.01 * skeleton.noise());
    assertEven(counts);
  }

  /** Each count must lie within four and a half standard deviations of the mean. */
  private static void assertEven(int[] counts) {
    double expected = Arrays.stream(counts).average().orElseThrow();
    for (int count : counts) {
      assertEquals(expected, count, 4.5 * Math.sqrt(expected), Arrays.toString(counts));
    }
  }

  @Test
  void moonsAndCirclesAndRingsAreEvenlyFilled() {
    float[] moons = draw(Toy.MOONS, COUNT);
    float[] circles = draw(Toy.CIRCLES, COUNT);
    float[] rings = draw(Toy.RINGS, COUNT);
    int[] moonCounts = new int[2];
    int[] circleCounts = new int[2];
    int[] ringCounts = new int[4];
    for (int i = 0; i < COUNT; i++) {
      double toOuter = Math.abs(Math.hypot(moons[2 * i], moons[2 * i + 1]) - 1);
      double toInner = Math.abs(Math.hypot(moons[2 * i] - 1, moons[2 * i + 1] - 0.5) - 1);
      boolean outer = moons[2 * i + 1] > 0.5 || (moons[2 * i + 1] > 0 && toOuter < toInner);
      moonCounts[outer ? 0 : 1]++;
      circleCounts[Math.hypot(circles[2 * i], circles[2 * i + 1]) > 0.75 ? 0 : 1]++;
      double radius = Math.hypot(rings[2 * i], rings[2 * i + 1]);
      ringCounts[Math.clamp(Math.round(radius / 0.75) - 1, 0, 3)]++;
    }
    assertEven(circleCounts);
    assertEven(ringCounts);
    // Noise at the tips of the moons blurs the division by a percent.
    assertEquals(COUNT / 2.0, moonCounts[0], 0.015 * COUNT);
  }

  @Test
  void checkerboardFillsItsDarkSquaresEvenlyAndNothingElse() {
    float[] points = draw(Toy.CHECKERBOARD, COUNT);
    int[] counts = new int[16];
    int[] quarters = new int[4];
    for (int i = 0; i < COUNT; i++) {
      int column = (int) Math.floor(points[2 * i] / 2);
      int row = (int) Math.floor(points[2 * i + 1] / 2);
      assertTrue(column >= -2 && column < 2 && row >= -2 && row < 2, "square " + column + ", " + row);
      assertEquals(0, Math.floorMod(column + row, 2), "a light square: " + column + ", " + row);
      counts[4 * (column + 2) + row + 2]++;
      quarters[(points[2 * i] - 2 * column < 1 ? 0 : 2) + (points[2 * i + 1] - 2 * row < 1 ? 0 : 1)]++;
    }
    assertEven(Arrays.stream(counts).filter(count -> count > 0).toArray());
    assertEquals(8, Arrays.stream(counts).filter(count -> count > 0).count());
    assertEven(quarters);
  }

  /** Turned back by 0.25·e^r, every point lies near one of five rays. */
  @Test
  void pinwheelHasFiveArmsThatBendClockwise() {
    float[] points = draw(Toy.PINWHEEL, COUNT);
    int[] arms = new int[5];
    double squares = 0;
    int far = 0;
    for (int i = 0; i < COUNT; i++) {
      double radius = Math.hypot(points[2 * i], points[2 * i + 1]) / 2;
      // 6 sigma along and across the arm.
      assertTrue(radius < Math.hypot(1 + 6 * 0.3, 6 * 0.1), "radius " + radius);
      if (radius < 0.7) {
        continue;
      }
      double turns = -(Math.atan2(points[2 * i + 1], points[2 * i]) + 0.25 * Math.exp(radius)) / (2 * PI / 5);
      long arm = Math.round(turns);
      double across = radius * Math.sin((turns - arm) * 2 * PI / 5);
      squares += across * across;
      arms[(int) Math.floorMod(arm, 5L)]++;
      far++;
    }
    assertTrue(far > 0.8 * COUNT, "far " + far);
    assertEquals(0.1, Math.sqrt(squares / far), 0.003);
    assertEven(arms);
  }

  // The sampling contract -------------------------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void sameSeedSamePointsInPiecesToo(Toy toy) {
    float[] whole = toy.sample(new SplittableRandom(5), 100);
    RandomGenerator random = new SplittableRandom(5);
    float[] pieces = new float[200];
    toy.sample(random, pieces, 0, 37);
    toy.sample(random, pieces, 74, 63);
    assertArrayEquals(whole, pieces);
    assertNotEquals(Arrays.hashCode(whole), Arrays.hashCode(toy.sample(new SplittableRandom(6), 100)));
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsWrittenOutsideTheAskedRows(Toy toy) {
    float[] out = new float[20];
    Arrays.fill(out, Float.NaN);
    toy.sample(new SplittableRandom(1), out, 3, 5);
    for (int i = 0; i < out.length; i++) {
      assertEquals(i < 3 || i >= 13, Float.isNaN(out[i]), "element " + i);
    }
    toy.sample(new SplittableRandom(1), out, 20, 0);
    assertThrows(IndexOutOfBoundsException.class, () -> toy.sample(new SplittableRandom(1), out, 11, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> toy.sample(new SplittableRandom(1), out, -1, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> toy.sample(new SplittableRandom(1), out, 0, -1));
  }

  @Test
  void namesAreInTheListedOrderAndFindTheirDistribution() {
    assertEquals(
        List.of("moons", "circles", "8gaussians", "25gaussians", "checkerboard", "spirals", "swissroll", "scurve",
            "pinwheel", "rings"),
        Distributions.names());
    for (String name : Distributions.names()) {
      Toy toy = Distributions.named(name).orElseThrow();
      assertEquals(name, toy.label());
      assertEquals(2, toy.dim());
      assertTrue(toy.description().matches("[ -~]{20,}"), toy.description());
    }
    assertEquals(Optional.empty(), Distributions.named("MOONS"));
  }
}
