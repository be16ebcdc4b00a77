package dev.millrace.flow.measure;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

import dev.millrace.flow.data.Gaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PairMeasureTests {
  private static float[] normal(int seed, int count, int dim, double shift) {
    float[] points = new Gaussian(dim).sample(new SplittableRandom(seed), count);
    for (int i = 0; i < points.length; i++) {
      points[i] += (float) shift;
    }
    return points;
  }

  /** The plain sum over all ordered pairs. */
  private static double bruteForce(float[] a, float[] b, int dim, DoubleUnaryOperator ofDistance) {
    double sum = 0;
    for (int i = 0; i < a.length; i += dim) {
      for (int j = 0; j < b.length; j += dim) {
        double squares = 0;
        for (int d = 0; d < dim; d++) {
          squares += Math.pow((double) a[i + d] - b[j + d], 2);
        }
        sum += ofDistance.applyAsDouble(Math.sqrt(squares));
      }
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"2, 3, 1", "31, 33, 3", "512, 513, 2", "700, 1100, 2", "40, 90, 1200"})
  void bothMeasuresAgreeWithBruteForceAndDoNotDependOnThreads(int n, int m, int dim) {
    float[] a = normal(1, n, dim, 0);
    float[] b = normal(2, m, dim, 0.3);
    double sigma = Math.sqrt(dim);
    DoubleUnaryOperator kernel = d -> Math.exp(-d * d / (2 * sigma * sigma));
    // The kernel of a point with itself is 1.
    double mmd = (bruteForce(a, a, dim, kernel) - n) / (n * (n - 1.0))
        + (bruteForce(b, b, dim, kernel) - m) / (m * (m - 1.0)) - 2 * bruteForce(a, b, dim, kernel) / (n * (double) m);
    DoubleUnaryOperator distance = d -> d;
    double energy = 2 * bruteForce(a, b, dim, distance) / (n * (double) m)
        - bruteForce(a, a, dim, distance) / ((double) n * n) - bruteForce(b, b, dim, distance) / ((double) m * m);
    assertEquals(mmd, Mmd.squared(a, b, dim, sigma, 1), 1e-12);
    assertEquals(energy, EnergyDistance.of(a, b, dim, 1), 1e-12 * sigma);
    assertEquals(Mmd.squared(a, b, dim, sigma, 1), Mmd.squared(a, b, dim, sigma, 3), 0);
    assertEquals(EnergyDistance.of(a, b, dim, 1), EnergyDistance.of(a, b, dim, 3), 0);
  }

  @Test
  void tinySetsByHand() {
    float[] a = {0, 1};
    float[] b = {0, 2};
    double half = Math.exp(-0.5);
    double two = Math.exp(-2);
    assertEquals(half + two - (1 + two + 2 * half) / 2, Mmd.squared(a, b, 1, 1, 1), 1e-13);
    // Distances across: 0, 2, 1, 1; within a 1, within b 2.
    assertEquals(2 * 4 / 4.0 - 2 * 1 / 4.0 - 2 * 2 / 4.0, EnergyDistance.of(a, b, 1, 1), 1e-15);
    assertEquals(10, EnergyDistance.of(new float[]{0, 0}, new float[]{3, 4}, 2, 1), 1e-15);
    assertEquals(0, EnergyDistance.of(a, a, 1, 1), 1e-15);
  }

  @Test
  void exponentialsAreThoseOfTheStandardLibrary() {
    double[] values = new double[1001];
    Arrays.setAll(values, i -> 0.05 * i);
    double[] exponentials = values.clone();
    Mmd.exponentials(exponentials, 1001, 0.7);
    for (int i = 0; i < values.length; i++) {
      double truth = Math.exp(-0.7 * values[i]);
      assertEquals(truth, exponentials[i], 1e-13 * truth, "exp of -" + 0.7 * values[i]);
    }
    double[] ends = {0, 1e300};
    Mmd.exponentials(ends, 2, 1);
    assertEquals(1, ends[0], 0);
    assertEquals(0, ends[1], 1e-27);
  }

  @Test
  void mmdOfNormalDistributionsIsTheClosedForm() {
    int n = 4000;
    double shift = 0.5;
    double sigma = 1.5;
    double spread = sigma * sigma + 2;
    double truth = 2 * sigma / Math.sqrt(spread) * (1 - Math.exp(-shift * shift / (2 * spread)));
    // The standard error is about 2·√(Var of the witness function · 2/n).
    assertEquals(truth, Mmd.squared(normal(3, n, 1, 0), normal(4, n, 1, shift), 1, sigma, 2), 0.012);
    double mean = 0;
    int negative = 0;
    for (int seed = 0; seed < 200; seed++) {
      double same = Mmd.squared(normal(1000 + seed, 50, 2, 0), normal(2000 + seed, 70, 2, 0), 2, 1, 1);
      mean += same / 200;
      negative += same < 0 ? 1 : 0;
    }
    // Unbiased: a biased estimate has mean (1 − E k)·(1/50 + 1/70) = 0.023 here. The standard deviation of one is 0.006.
    assertEquals(0, mean, 0.002);
    assertTrue(negative > 80 && negative < 160, "negative " + negative);
  }

  /** On a line the energy distance is 2·∫ (F − G)² dx (Székely and Rizzo 2013). */
  @Test
  void energyDistanceOnALineIsThatOfTheDistributionFunctions() {
    float[] a = normal(5, 83, 1, 0);
    float[] b = normal(6, 61, 1, 0.4);
    float[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    Arrays.sort(all);
    double integral = 0;
    for (int k = 0; k + 1 < all.length; k++) {
      float x = all[k];
      double difference = share(a, x) - share(b, x);
      integral += difference * difference * ((double) all[k + 1] - x);
    }
    assertEquals(2 * integral, EnergyDistance.of(a, b, 1, 2), 1e-12);
  }

  private static double share(float[] values, float upTo) {
    int count = 0;
    for (float value : values) {
      count += value <= upTo ? 1 : 0;
    }
    return (double) count / values.length;
  }

  @Test
  void medianHeuristicTakesTheMiddleDistanceOfThePool() {
    assertEquals(2, Mmd.medianDistance(new float[]{0, 1}, new float[]{3}, 1), 0);
    // Distances of 0, 1, 3, 7: 1, 2, 3, 4, 6, 7.
    assertEquals(3.5, Mmd.medianDistance(new float[]{7, 0}, new float[]{1, 3}, 1), 0);
    // Five of ten pairs … six of ten coincide: the mean is 4·9/10.
    assertEquals(3.6, Mmd.medianDistance(new float[]{0, 0, 0}, new float[]{0, 9}, 1), 1e-15);
    assertEquals(1, Mmd.medianDistance(new float[]{4}, new float[]{4}, 1), 0);
    // |X − X'| of N(0, 1) is |N(0, 2)|: its median is √2·0.674490.
    float[] a = normal(7, 3000, 1, 0);
    float[] b = normal(8, 2500, 1, 0);
    assertEquals(Math.sqrt(2) * 0.674490, Mmd.medianDistance(a, b, 1), 0.03);
  }

  @Test
  void setsThatCannotBeMeasuredAreRefused() {
    float[] two = {1, 2};
    assertThrows(IllegalArgumentException.class, () -> Mmd.squared(new float[1], two, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Mmd.squared(two, two, 1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> Mmd.squared(two, two, 1, Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> EnergyDistance.of(new float[0], two, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> EnergyDistance.of(new float[3], two, 2, 1));
  }
}
