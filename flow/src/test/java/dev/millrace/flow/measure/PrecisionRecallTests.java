package dev.millrace.flow.measure;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.data.Gaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PrecisionRecallTests {
  private static float[] normal(int seed, int count, int dim, float scale, float shift) {
    float[] points = new Gaussian(dim).sample(new SplittableRandom(seed), count);
    for (int i = 0; i < points.length; i++) {
      points[i] = scale * points[i] + shift;
    }
    return points;
  }

  private static double[][] distances(float[] a, float[] b, int dim) {
    double[][] distances = new double[a.length / dim][b.length / dim];
    for (int i = 0; i < distances.length; i++) {
      for (int j = 0; j < distances[i].length; j++) {
        double sum = 0;
        for (int d = 0; d < dim; d++) {
          double difference = (double) a[i * dim + d] - b[j * dim + d];
          sum += difference * difference;
        }
        distances[i][j] = Math.sqrt(sum);
      }
    }
    return distances;
  }

  /** The point itself is the first in its sorted row. */
  private static double[] radii(float[] points, int dim, int k) {
    return Arrays.stream(distances(points, points, dim)).mapToDouble(row -> {
      Arrays.sort(row);
      return row[k];
    }).toArray();
  }

  /** By the definitions, from full matrices of distances. */
  private static PrecisionRecall bruteForce(float[] real, float[] generated, int dim, int k) {
    double[] ofReal = radii(real, dim, k);
    double[] ofGenerated = radii(generated, dim, k);
    double[][] between = distances(real, generated, dim);
    int n = ofReal.length;
    int m = ofGenerated.length;
    double precision = IntStream.range(0, m)
        .filter(j -> IntStream.range(0, n).anyMatch(i -> between[i][j] <= ofReal[i])).count() / (double) m;
    double recall = IntStream.range(0, n)
        .filter(i -> IntStream.range(0, m).anyMatch(j -> between[i][j] <= ofGenerated[j])).count() / (double) n;
    double density = IntStream.range(0, n).mapToLong(
        i -> IntStream.range(0, m).filter(j -> between[i][j] <= ofReal[i]).count()).sum() / (double) k / m;
    double coverage = IntStream.range(0, n)
        .filter(i -> Arrays.stream(between[i]).min().orElseThrow() <= ofReal[i]).count() / (double) n;
    return new PrecisionRecall(precision, recall, density, coverage, k);
  }

  @ParameterizedTest
  @CsvSource({"5, 6, 1, 3, 1, 0", "300, 210, 3, 3, 0.7, 0.1", "520, 1030, 8, 5, 1.2, 0.3", "100, 90, 130, 3, 1.1, 0"})
  void thoseOfBruteForceWhateverTheThreads(int n, int m, int dim, int k, float scale, float shift) {
    float[] real = normal(1, n, dim, 1, 0);
    float[] generated = normal(2, m, dim, scale, shift);
    PrecisionRecall expected = bruteForce(real, generated, dim, k);
    assertEquals(expected, PrecisionRecall.measure(real, generated, dim, k, 1));
    assertEquals(expected, PrecisionRecall.measure(real, generated, dim, k, 3));
  }

  @Test
  void copiesLieInEachOthersBalls() {
    float[] points = normal(3, 600, 20, 1, 0);
    PrecisionRecall same = PrecisionRecall.measure(points, points, 20, PrecisionRecall.USUAL_K, 2);
    assertEquals(1, same.precision());
    assertEquals(1, same.recall());
    assertEquals(1, same.coverage());
    // Each ball holds its centre, and its k neighbours, the last of them on its edge.
    assertEquals(4 / 3.0, same.density(), 1e-12);
  }

  @Test
  void onTheEdgeIsInside() {
    // Whole numbers: every distance and radius is exact. Balls of radius 1 about 0, 1, 2 reach from −1 to 3.
    PrecisionRecall found = PrecisionRecall.measure(new float[]{0, 1, 2}, new float[]{3, 4, -2}, 1, 1, 1);
    assertEquals(1 / 3.0, found.precision());
    assertEquals(bruteForce(new float[]{0, 1, 2}, new float[]{3, 4, -2}, 1, 1), found);
  }

  @Test
  void aLostModeCostsRecallAndNoiseCostsPrecision() {
    float[] real = normal(4, 400, 2, 1, 0);
    for (int i = 0; i < 400; i++) {
      real[i] += 50;
    }
    float[] oneMode = normal(5, 400, 2, 1, 0);
    PrecisionRecall lost = PrecisionRecall.measure(real, oneMode, 2, 3, 2);
    assertTrue(lost.precision() > 0.9 && lost.recall() < 0.6 && lost.coverage() < 0.6, lost.toString());
    PrecisionRecall noisy = PrecisionRecall.measure(oneMode, normal(6, 400, 2, 20, 0), 2, 3, 2);
    assertTrue(noisy.precision() < 0.2 && noisy.density() < 0.2, noisy.toString());
  }

  @Test
  void tooFewPointsAreRefused() {
    assertThrows(IllegalArgumentException.class,
        () -> PrecisionRecall.measure(new float[3], new float[30], 1, 3, 1));
  }

  @Test
  void confusionCountsWhatWasFoundForWhatWasAsked() {
    Confusion confusion = Confusion.of(new int[]{0, 0, 0, 1, 1, 2}, new int[]{0, 0, 1, 1, 1, 0},
        List.of("cat", "dog", "cow", "none"));
    assertEquals(4 / 6.0, confusion.accuracy());
    assertEquals(2 / 3.0, confusion.accuracy(0));
    assertEquals(0, confusion.accuracy(2));
    assertTrue(Double.isNaN(confusion.accuracy(3)));
    assertEquals(1, confusion.counts()[2][0]);
    assertEquals("   cat     2     1     0     0   66.7 %", confusion.table().get(1));
    assertThrows(IllegalArgumentException.class, () -> Confusion.of(new int[]{1}, new int[]{0}, List.of("one")));
    assertThrows(IllegalArgumentException.class, () -> Confusion.of(new int[0], new int[0], List.of("one")));
  }
}
