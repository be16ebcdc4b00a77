package dev.millrace.flow.measure;

import java.util.SplittableRandom;

import dev.millrace.flow.data.Gaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrechetDistanceTests {
  private static float[] setA(int count, int dim) {
    float[] points = new float[count * dim];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < dim; k++) {
        points[i * dim + k] = (float) ((i * 7919 + k * 10473 + i * k * 31 + i * i * (k + 3) * 17) % 1009 / 1009.0);
      }
    }
    return points;
  }

  private static float[] setB(int count, int dim) {
    float[] points = new float[count * dim];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < dim; k++) {
        points[i * dim + k] = (float) ((i * i * (2 * k + 1) * 13 + i * 577 + k * k * 89) % 757 / 500.0);
      }
    }
    return points;
  }

  private static float[] normal(int seed, int count, int dim) {
    return new Gaussian(dim).sample(new SplittableRandom(seed), count);
  }

  private static FittedGaussian diagonal(double shift, double... variances) {
    int dim = variances.length;
    double[] covariance = new double[dim * dim];
    double[] mean = new double[dim];
    for (int d = 0; d < dim; d++) {
      covariance[d * dim + d] = variances[d];
      mean[d] = shift;
    }
    return new FittedGaussian(100, mean, covariance);
  }

  /**
   * The values are those of mpmath with 60 digits, by the eigenvalues of Σ₁^½ Σ₂ Σ₁^½; scipy.linalg.sqrtm gives the first two to
   * the last digit, and of the others, whose first set has fewer points than dimensions, eight digits.
   */
  @ParameterizedTest
  @CsvSource({"50, 40, 5, 5, 5, 0.501000225068867589", "200, 300, 16, 16, 16, 1.50369130706586447",
      "6, 9, 8, 5, 8, 1.77704384903402485", "4, 30, 12, 3, 12, 2.79049295837496359"})
  void agreesWithSixtyDigits(int n, int m, int dim, int rankA, int rankB, double expected) {
    FrechetDistance distance = FrechetDistance.between(setA(n, dim), setB(m, dim), dim, 2);
    assertEquals(expected, distance.value(), 1e-13 * expected);
    assertEquals(rankA, distance.rankA());
    assertEquals(rankB, distance.rankB());
    assertEquals(dim, distance.dim());
    assertEquals(expected, FrechetDistance.between(setB(m, dim), setA(n, dim), dim, 1).value(), 1e-13 * expected);
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "40, 7", "1000, 64", "30, 100"})
  void aSetIsAtNoDistanceFromItself(int count, int dim) {
    float[] points = normal(1, count, dim);
    FrechetDistance distance = FrechetDistance.between(points, points, dim, 2);
    assertEquals(0, distance.value(), 1e-12 * dim);
    assertEquals(Math.min(dim, count - 1), distance.rankA());
  }

  @Test
  void aShiftCountsSquared() {
    float[] points = normal(2, 500, 12);
    float[] shifted = points.clone();
    for (int i = 0; i < shifted.length; i++) {
      // Coarse numbers, so that the shift is exact.
      points[i] = Math.round(points[i] * 64) / 64f;
      shifted[i] = points[i] + 0.75f;
    }
    FrechetDistance distance = FrechetDistance.between(points, shifted, 12, 2);
    assertEquals(12 * 0.75 * 0.75, distance.means(), 1e-12);
    assertEquals(12 * 0.75 * 0.75, distance.value(), 1e-11);
  }

  @Test
  void diagonalCovariancesByHand() {
    // Σ (√a − √b)², and the shift.
    FrechetDistance distance = FrechetDistance.between(diagonal(0, 4, 9, 0.25), diagonal(2, 1, 16, 0));
    assertEquals(3 * 4 + 1 + 1 + 0.25, distance.value(), 1e-13);
    assertEquals(2, distance.rankB());
    assertEquals(0, FrechetDistance.between(diagonal(0, 0, 0), diagonal(0, 0, 0)).value());
    // Variances of very different size.
    assertEquals(Math.pow(1e6 - 2e6, 2) + Math.pow(1e-3 - 3e-3, 2),
        FrechetDistance.between(diagonal(0, 1e12, 1e-6), diagonal(0, 4e12, 9e-6)).value(), 1);
  }

  @Test
  void setsOnLinesThatCrossAreAsFarAsTheyAreLong() {
    // Σ₁Σ₂ = 0.
    FrechetDistance distance = FrechetDistance.between(new float[]{-1, 0, 1, 0}, new float[]{0, -2, 0, 2}, 2, 1);
    assertEquals(2 + 8, distance.value(), 1e-14);
    assertEquals(1, distance.rankA());
  }

  @Test
  void theCovarianceIsThatOfTheDefinitionWhateverTheThreads() {
    int dim = 37;
    float[] points = setB(90, dim);
    FittedGaussian fitted = FittedGaussian.of(points, dim, 1);
    for (int i = 0; i < dim; i += 6) {
      for (int j = 0; j < dim; j++) {
        double sum = 0;
        for (int p = 0; p < 90; p++) {
          sum += (points[p * dim + i] - fitted.mean()[i]) * (points[p * dim + j] - fitted.mean()[j]);
        }
        assertEquals(sum / 89, fitted.covariance()[i * dim + j], 1e-14);
      }
    }
    assertArrayEquals(fitted.covariance(), FittedGaussian.of(points, dim, 3).covariance());
  }

  @Test
  void manyDimensionsAreTurnedOrthogonal() {
    int dim = 150;
    float[] a = normal(5, 400, dim);
    float[] scaled = a.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= 2;
    }
    // Σ₂ = 4·Σ₁ commutes with Σ₁: the spreads are tr Σ₁.
    FittedGaussian fitted = FittedGaussian.of(a, dim, 2);
    assertEquals(fitted.trace(), FrechetDistance.between(a, scaled, dim, 2).spreads(), 1e-10);
  }

  @Test
  void badSetsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> FittedGaussian.of(new float[3], 3, 1));
    assertThrows(IllegalArgumentException.class, () -> FittedGaussian.of(new float[7], 3, 1));
    String message = String.valueOf(assertThrows(IllegalArgumentException.class,
        () -> FittedGaussian.of(new float[]{1, 2, Float.NaN, 4}, 2, 1)).getMessage());
    assertTrue(message.contains("column 0"), message);
    assertThrows(IllegalArgumentException.class,
        () -> FrechetDistance.between(diagonal(0, 1), diagonal(0, 1, 1)));
  }
}
