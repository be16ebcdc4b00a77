package dev.millrace.flow.path;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TimeDistributionTests {
  private static final double MODE_LIMIT = 2 / (Math.PI - 2);

  static List<TimeDistribution> symmetric() {
    return List.of(new TimeDistribution.Uniform(), new TimeDistribution.LogitNormal(0, 1),
        new TimeDistribution.LogitNormal(0, 0.5), new TimeDistribution.UShaped(4), new TimeDistribution.UShaped(0.1),
        new TimeDistribution.Mode(1.29), new TimeDistribution.Mode(-0.7), new TimeDistribution.Mode(0),
        new TimeDistribution.CosMap());
  }

  static List<TimeDistribution> all() {
    List<TimeDistribution> more = List.of(new TimeDistribution.LogitNormal(1, 1),
        new TimeDistribution.LogitNormal(-0.5, 1.5),
        new TimeDistribution.UShaped(50));
    return Stream.concat(symmetric().stream(), more.stream()).toList();
  }

  /** Simpson's rule with 2·halves intervals. */
  private static double integrate(DoubleUnaryOperator f, double from, double to, int halves) {
    double h = (to - from) / (2 * halves);
    double sum = f.applyAsDouble(from) + f.applyAsDouble(to);
    for (int i = 1; i < 2 * halves; i++) {
      sum += (i % 2 == 1 ? 4 : 2) * f.applyAsDouble(from + i * h);
    }
    return sum * h / 3;
  }

  @ParameterizedTest
  @MethodSource("all")
  void densityIntegratesToOne(TimeDistribution times) {
    assertEquals(1, integrate(times::density, 0, 1, 5000), 1e-8);
  }

  /** Pearson's chi-square over 100 bins: 99 degrees of freedom, so a mean of 99 and a standard deviation of 14. */
  @ParameterizedTest
  @MethodSource("all")
  void drawsFollowTheDensity(TimeDistribution times) {
    int draws = 200_000;
    int bins = 100;
    int[] histogram = new int[bins];
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < draws; i++) {
      double t = times.sample(random);
      assertTrue(t >= 0 && t <= 1, "t = " + t);
      histogram[Math.min(bins - 1, (int) (t * bins))]++;
    }
    double chiSquare = 0;
    int pooled = 0;
    double pooledExpected = 0;
    for (int bin = 0; bin < bins; bin++) {
      double expected = draws * integrate(times::density, (double) bin / bins, (bin + 1.0) / bins, 200);
      // Bins that expect fewer than 20 draws are pooled, as the approximation by chi-square asks.
      if (expected < 20) {
        pooled += histogram[bin];
        pooledExpected += expected;
      } else {
        chiSquare += (histogram[bin] - expected) * (histogram[bin] - expected) / expected;
      }
    }
    assertEquals(pooledExpected, pooled, 5 * Math.sqrt(pooledExpected) + 1);
    assertTrue(chiSquare < 99 + 4 * 14, "chi-square " + chiSquare);
  }

  @ParameterizedTest
  @MethodSource("symmetric")
  void symmetricOnesAreSymmetricWithMeanOneHalf(TimeDistribution times) {
    for (double t = 0; t <= 0.5; t += 0.01) {
      assertEquals(times.density(t), times.density(1 - t), 1e-9 * (1 + times.density(t)), "t = " + t);
    }
    SplittableRandom random = new SplittableRandom(3);
    double sum = 0;
    for (int i = 0; i < 200_000; i++) {
      sum += times.sample(random);
    }
    // The standard deviation of any t in [0, 1] is at most ½.
    assertEquals(0.5, sum / 200_000, 4 * 0.5 / Math.sqrt(200_000));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "-0.5, 1.5"})
  void logitNormalHasItsMedianAtTheLogisticOfItsMean(double mean, double std) {
    TimeDistribution times = new TimeDistribution.LogitNormal(mean, std);
    double median = 1 / (1 + Math.exp(-mean));
    assertEquals(0.5, integrate(times::density, 0, median, 5000), 1e-8);
    // One standard deviation of the logit: Φ(1).
    assertEquals(0.8413447460685429, integrate(times::density, 0, 1 / (1 + Math.exp(-mean - std)), 5000), 1e-8);
  }

  @Test
  void aPositiveLogitMeanPrefersTheData() {
    TimeDistribution times = new TimeDistribution.LogitNormal(1, 1);
    assertTrue(times.density(0.8) > 3 * times.density(0.2));
  }

  @Test
  void uShapedHasItsClosedForm() {
    TimeDistribution times = new TimeDistribution.UShaped(4);
    for (double t : new double[]{0, 0.1, 0.5, 0.93, 1}) {
      double expected = 4 * (Math.exp(4 * t) + Math.exp(4 * (1 - t))) / (2 * (Math.exp(4) - 1));
      assertEquals(expected, times.density(t), 1e-14);
    }
    // The second moment of a truncated exponential of rate a, averaged with its mirror image.
    double mass = 1 - Math.exp(-4);
    double first = 1 / 4.0 - Math.exp(-4) / mass;
    double second = 2 / 16.0 - Math.exp(-4) * (1 + 2 / 4.0) / mass;
    double expected = 0.5 * (second + 1 - 2 * first + second);
    assertEquals(expected, integrate(t -> t * t * times.density(t), 0, 1, 5000), 1e-10);
    assertTrue(Double.isFinite(new TimeDistribution.UShaped(1e6).density(1)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.9, -0.3, 0.5, 1.29, 1.7})
  void modeDensityIsTheInverseOfThePapersSlope(double s) {
    TimeDistribution times = new TimeDistribution.Mode(s);
    double h = 1e-6;
    for (double u = 0.01; u < 1; u += 0.01) {
      double t = paperMode(u, s);
      double slope = (paperMode(u - h, s) - paperMode(u + h, s)) / (2 * h);
      assertEquals(1 / slope, times.density(t), 1e-6 / slope / slope + 1e-6, "u = " + u);
    }
    double viaUniform = integrate(u -> paperMode(u, s) * paperMode(u, s), 0, 1, 1000);
    assertEquals(viaUniform, integrate(t -> t * t * times.density(t), 0, 1, 20_000), 1e-6);
  }

  private static double paperMode(double u, double s) {
    double cosine = Math.cos(Math.PI * u / 2);
    return 1 - u - s * (cosine * cosine - 1 + u);
  }

  @Test
  void modeAtItsLimitsHasPolesAndStillDraws() {
    TimeDistribution ends = new TimeDistribution.Mode(-1);
    assertEquals(Double.POSITIVE_INFINITY, ends.density(0));
    assertEquals(Double.POSITIVE_INFINITY, ends.density(1));
    // For s = −1, t = sin²(πw/2): the arcsine law, with density 1/(π√(t(1−t))).
    for (double t : new double[]{1e-6, 0.1, 0.5, 0.8}) {
      double arcsine = 1 / (Math.PI * Math.sqrt(t * (1 - t)));
      assertEquals(arcsine, ends.density(t), 1e-8 * arcsine);
    }
    TimeDistribution middle = new TimeDistribution.Mode(MODE_LIMIT);
    assertTrue(middle.density(0.5) > 1e6, "density " + middle.density(0.5));
    assertTrue(middle.density(0.500001) > 1e3 && middle.density(0.500001) < 1e6);
    assertEquals(1 / (1 + MODE_LIMIT), middle.density(0), 1e-12);
  }

  @Test
  void cosMapHasItsClosedFormAndGivesTheLinearPathTheCosinePathsSignalToNoise() {
    TimeDistribution times = new TimeDistribution.CosMap();
    assertEquals(4 / Math.PI, times.density(0.5), 1e-15);
    assertEquals(2 / Math.PI, times.density(0), 1e-15);
    // The cumulative function at t is the u with t/(1 − t) = tan(πu/2).
    for (double u : new double[]{0.1, 0.5, 0.77}) {
      PathPoint cosine = new Schedule.Cosine().at(u);
      double ratio = cosine.alpha() / cosine.sigma();
      assertEquals(u, integrate(times::density, 0, ratio / (1 + ratio), 2000), 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void densityIsZeroOutside(TimeDistribution times) {
    assertEquals(0.0, times.density(-1e-9));
    assertEquals(0.0, times.density(1 + 1e-9));
    assertEquals(0.0, times.density(Double.NaN));
  }

  /** The share of zeros is binomial, and the other times are uniform: chi-square over 50 bins, mean 49. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9})
  void endsAreZeroForTheirShareAndUniformOtherwise(double share) {
    TimeDistribution times = new TimeDistribution.Ends(share);
    int draws = 100_000;
    int zeros = 0;
    int[] histogram = new int[50];
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < draws; i++) {
      double t = times.sample(random);
      if (t == 0) {
        zeros++;
      } else {
        histogram[(int) (50 * t)]++;
      }
    }
    assertEquals(share * draws, zeros, 4 * Math.sqrt(draws * share * (1 - share)));
    double expected = (draws - zeros) / 50.0;
    double chiSquare = 0;
    for (int count : histogram) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertTrue(chiSquare < 49 + 4 * 10, "chi-square " + chiSquare);
    assertEquals(Double.POSITIVE_INFINITY, times.density(0));
    assertEquals(1 - share, integrate(times::density, 1e-12, 1, 100), 1e-9);
    assertEquals(0.0, times.density(-1e-9));
    assertEquals(0.0, times.density(1 + 1e-9));
  }

  @Test
  void constantsOutOfRangeAreRefused() {
    for (double share : new double[]{0, 1, -0.5, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new TimeDistribution.Ends(share));
    }
    assertThrows(IllegalArgumentException.class, () -> new TimeDistribution.LogitNormal(Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> new TimeDistribution.LogitNormal(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new TimeDistribution.UShaped(0));
    assertThrows(IllegalArgumentException.class, () -> new TimeDistribution.UShaped(Double.POSITIVE_INFINITY));
    assertThrows(IllegalArgumentException.class, () -> new TimeDistribution.Mode(-1.01));
    assertThrows(IllegalArgumentException.class, () -> new TimeDistribution.Mode(MODE_LIMIT + 1e-9));
  }
}
