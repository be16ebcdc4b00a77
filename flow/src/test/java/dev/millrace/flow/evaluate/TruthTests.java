package dev.millrace.flow.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.GaussianRing;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The floor under W2: what two independent samples of the same size come to. */
class TruthTests {
  private static Subject subject(Distribution data) {
    return new Subject((_, _, out) -> Arrays.fill(out, 0), new Gaussian(data.dim()), data,
        Standardizer.identity(data.dim()));
  }

  private static double w2(float[] a, float[] b, Distribution data) {
    return Wasserstein.w2(a, b, data.dim());
  }

  /**
   * What is printed for a file of 2,000 rows of N(0, I) is what two fresh samples come to. Rows drawn with replacement, rows of
   * the other set among them, would give 0.18 and 2.06.
   */
  @ParameterizedTest
  @CsvSource({"1, 1000, 40, 0.077, 0.01", "2, 1000, 8, 0.202, 0.012", "10, 500, 3, 2.22, 0.02"})
  void theFloorOfAFileIsThatOfTwoFreshSamples(int dim, int count, int files, double known, double tolerance) {
    Distribution normal = new Gaussian(dim);
    SplittableRandom random = new SplittableRandom(dim);
    double fresh = 0;
    double ofFiles = 0;
    for (int i = 0; i < files; i++) {
      fresh += w2(normal.sample(random, count), normal.sample(random, count), normal) / files;
      Empirical file = new Empirical(normal.sample(random, 2000), dim);
      StepCounts counts = StepCounts.measure(subject(file),
          new StepCounts.Plan(Tableau.EULER, List.of(1), count, 1), new Seed(i), 1, _ -> {});
      assertEquals(2000, counts.supply());
      assertEquals(counts.floor(), counts.plainFloor());
      ofFiles += counts.plainFloor().mean() / files;
    }
    assertEquals(known, fresh, tolerance);
    assertEquals(known, ofFiles, tolerance);
  }

  /** Two points, 10 apart: even sets agree, and a plain draw with k points too many on one side costs k·10². */
  @Test
  void chanceCountsOfTheModesAreTheDifferenceBetweenTheTwoFloors() {
    GaussianRing twoPoints = new GaussianRing(2, 5, 0);
    int n = 60;
    double squares = 0;
    for (int seed = 0; seed < 400; seed++) {
      Subject.Truth truth = subject(twoPoints).truth(n, new Seed(seed), 0);
      assertEquals(0, w2(truth.even(), truth.real(), twoPoints), 1e-5);
      double drawn = w2(truth.drawn(), truth.real(), twoPoints);
      double k = drawn * drawn * n / 100;
      assertEquals(Math.rint(k), k, 1e-3);
      squares += k * k / 400;
    }
    // The count of one side is binomial: variance n/4, with a relative standard error of √(2/400).
    assertEquals(n / 4.0, squares, 4 * Math.sqrt(2 / 400.0) * n / 4);
  }

  @Test
  void setsOfEqualCountsLieNearerThanDrawnOnes() {
    double even = 0;
    double drawn = 0;
    for (int repeat = 0; repeat < 10; repeat++) {
      Subject.Truth truth = subject(Toy.EIGHT_GAUSSIANS).truth(200, new Seed(1), repeat);
      even += w2(truth.even(), truth.real(), Toy.EIGHT_GAUSSIANS) / 10;
      drawn += w2(truth.drawn(), truth.real(), Toy.EIGHT_GAUSSIANS) / 10;
    }
    assertTrue(even > 0.1 && even < 0.7 * drawn, "even " + even + ", drawn " + drawn);
  }

  @Test
  void aDataSetOffersHalfItsRows() {
    float[] rows = new float[9];
    IntStream.range(0, 9).forEach(i -> rows[i] = 1 << i);
    Empirical data = new Empirical(rows, 1, new int[]{0, 1, 0, 1, 0, 1, 0, 1, 0});
    assertEquals(4, Subject.largestCount(data));
    assertTrue(Subject.largestCount(new Gaussian(2)) > 1_000_000_000);
    for (int seed = 0; seed < 50; seed++) {
      Subject.Truth truth = subject(data).truth(4, new Seed(seed), 0);
      // No row is in both sets, so each pair is at least 1 apart.
      assertTrue(w2(truth.real(), truth.even(), data) >= 1);
      assertSame(truth.even(), truth.drawn());
    }
    assertThrows(IllegalArgumentException.class, () -> subject(data).truth(5, new Seed(0), 0));
  }
}
