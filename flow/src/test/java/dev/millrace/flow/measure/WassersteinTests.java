package dev.millrace.flow.measure;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class WassersteinTests {
  /** Values of another implementation for points that a formula gives: mean squared distance and mean distance. */
  @ParameterizedTest
  @CsvSource({"4, 6.3108095306154866, 2.5066475468085807", "16, 5.242909807251715, 2.276743921425697",
      "64, 4.7549249628930035, 2.1582375444434874", "256, 4.663218751889402, 2.1381202904728402",
      "1024, 4.679613218118786, 2.143830558332012"})
  void agreesWithGoldenValues(int n, double meanSquare, double mean) {
    double[] a = points(n, 0);
    double[] b = points(n, 1);
    for (int i = 0; i < b.length; i++) {
      b[i] = 2 * b[i] + 1;
    }
    double w2 = Wasserstein.w2(a, b, 2);
    assertEquals(meanSquare, w2 * w2, 1e-12 * meanSquare);
    assertEquals(mean, Wasserstein.w1(a, b, 2), 1e-12 * mean);
  }

  private static double[] points(int n, int s) {
    double[] points = new double[2 * n];
    for (int i = 0; i < n; i++) {
      points[2 * i] = (0.5 + (i + 1) * 0.7548776662466927 + s * 0.318) % 1;
      points[2 * i + 1] = (0.5 + (i + 1) * 0.5698402909980532 + s * 0.771) % 1;
    }
    return points;
  }

  @ParameterizedTest
  @CsvSource({"2, 10", "2, 2000", "3, 1500", "20, 100"})
  void ofATranslationIsItsLength(int dim, int n) {
    SplittableRandom random = new SplittableRandom(1);
    float[] a = new float[n * dim];
    float[] b = new float[n * dim];
    double square = 0;
    for (int i = 0; i < a.length; i++) {
      // Multiples of 1/1024, so that the shift is exact in float.
      a[i] = random.nextInt(1024) / 1024f;
      b[i] = a[i] + (i % dim + 1);
      square += (double) (i % dim + 1) * (i % dim + 1) / n;
    }
    assertEquals(Math.sqrt(square), Wasserstein.w2(a, b, dim), 1e-12 * Math.sqrt(square));
    assertEquals(Math.sqrt(square), Wasserstein.w1(a, b, dim), 1e-9 * Math.sqrt(square));
    assertEquals(0, Wasserstein.w2(a, a.clone(), dim), 1e-12);
    assertEquals(0, Wasserstein.w1(a, a.clone(), dim), 1e-12);
  }

  @Test
  void ofNothingIsRefused() {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
        () -> Wasserstein.w2(new float[0], new float[0], 2));
    assertEquals("no points, expected at least 1", refusal.getMessage());
  }
}
