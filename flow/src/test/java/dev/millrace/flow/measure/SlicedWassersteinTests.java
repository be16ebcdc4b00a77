package dev.millrace.flow.measure;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SlicedWassersteinTests {
  private static double sliced(float[] a, float[] b, int dim, int directions) {
    return SlicedWasserstein.w2(a, b, dim, directions, new SplittableRandom(1), 2);
  }

  @Test
  void onALineItIsW2ForSetsOfAnyTwoSizes() {
    float[] a = new Gaussian(1).sample(new SplittableRandom(2), 12);
    float[] b = new Gaussian(1).sample(new SplittableRandom(3), 18);
    // Each point of a three times and each of b twice: the same distributions with equally many points.
    float[] thrice = new float[36];
    float[] twice = new float[36];
    for (int i = 0; i < 36; i++) {
      thrice[i] = a[i / 3];
      twice[i] = b[i / 2];
    }
    double truth = Wasserstein.w2(thrice, twice, 1);
    assertEquals(truth, sliced(thrice, twice, 1, 3), 1e-7);
    assertEquals(truth, sliced(a, b, 1, 3), 1e-7);
    assertEquals(truth, sliced(b, a, 1, 3), 1e-7);
    // A point at 3 against points at 0 and 4.
    assertEquals(Math.sqrt((9 + 1) / 2.0), sliced(new float[]{3}, new float[]{4, 0}, 1, 1), 1e-12);
  }

  @Test
  void aShiftIsSeenByItsProjections() {
    int dim = 3;
    int directions = 40_000;
    float[] a = new Gaussian(dim).sample(new SplittableRandom(4), 10);
    float[] b = a.clone();
    for (int i = 0; i < b.length; i += dim) {
      b[i] += 1;
      b[i + 1] -= 2;
      b[i + 2] += 2;
    }
    // (θ·s)² has mean |s|²/3 = 3 and standard deviation 3·√(4/5) on the sphere in three dimensions.
    double error = 3 * Math.sqrt(0.8) / Math.sqrt(directions);
    double distance = sliced(a, b, dim, directions);
    assertEquals(3, distance * distance, 4 * error);
  }

  @Test
  void itIsSymmetricNotAboveW2AndDoesNotDependOnThreads() {
    float[] a = Toy.MOONS.sample(new SplittableRandom(5), 100);
    float[] b = Toy.CIRCLES.sample(new SplittableRandom(6), 100);
    double ab = sliced(a, b, 2, 200);
    assertEquals(ab, sliced(b, a, 2, 200), 1e-14);
    assertEquals(ab, SlicedWasserstein.w2(a, b, 2, 200, new SplittableRandom(1), 1), 0);
    assertTrue(ab > 0.1 && ab < Wasserstein.w2(a, b, 2), "sliced " + ab);
    float[] shuffled = a.clone();
    System.arraycopy(a, 0, shuffled, 100, 100);
    System.arraycopy(a, 100, shuffled, 0, 100);
    assertEquals(0, sliced(a, shuffled, 2, 50), 0);
  }

  @Test
  void mergedQuantilesAreTheIntegralOfTheSteps() {
    double[] x = {-1, 0.5, 2};
    double[] y = {-2, 0, 0.25, 1, 4};
    int cells = 15 * 4;
    double integral = 0;
    for (int c = 0; c < cells; c++) {
      double u = (c + 0.5) / cells;
      integral += Math.pow(x[(int) (u * 3)] - y[(int) (u * 5)], 2) / cells;
    }
    assertEquals(integral, SlicedWasserstein.w2SquaredOnLine(x, y), 1e-12);
    assertEquals(integral, SlicedWasserstein.w2SquaredOnLine(y, x), 1e-12);
  }

  @Test
  void whatCannotBeMeasuredIsRefused() {
    float[] one = {1};
    assertThrows(IllegalArgumentException.class, () -> sliced(new float[0], one, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> sliced(one, one, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> sliced(new float[3], new float[2], 2, 1));
  }

  @Test
  void quantilesInterpolateLinearly() {
    double[] values = {4, 1, 3, 2};
    assertEquals("[1.0, 1.15, 2.5, 3.85, 4.0]",
        Arrays.toString(Arrays.stream(Quantiles.of(values, 0, 0.05, 0.5, 0.95, 1))
            .map(q -> Math.round(q * 1e9) / 1e9).toArray()));
    assertEquals(7, Quantiles.of(new double[]{7}, 0.3)[0], 0);
    assertThrows(IllegalArgumentException.class, () -> Quantiles.of(new double[0], 0.5));
    assertThrows(IllegalArgumentException.class, () -> Quantiles.of(values, 1.01));
  }
}
