package dev.millrace.flow.measure;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.data.Gaussian;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NeighboursTests {
  private static float[] normal(int seed, int count, int dim) {
    return new Gaussian(dim).sample(new SplittableRandom(seed), count);
  }

  private static double distance(float[] a, int i, float[] b, int j, int dim) {
    double sum = 0;
    for (int d = 0; d < dim; d++) {
      sum += Math.pow((double) a[i * dim + d] - b[j * dim + d], 2);
    }
    return Math.sqrt(sum);
  }

  private static int[] bruteForce(float[] queries, int i, float[] points, int dim, int k, int except) {
    return IntStream.range(0, points.length / dim).filter(j -> j != except).boxed()
        .sorted(Comparator.comparingDouble(j -> distance(queries, i, points, j, dim))).limit(k)
        .mapToInt(Integer::intValue).toArray();
  }

  private static void check(float[] queries, float[] points, int dim, int k, boolean same) {
    Neighbours found = same
        ? Neighbours.within(points, dim, k, 1)
        : Neighbours.among(queries, points, dim, k, 1);
    Neighbours threaded = same
        ? Neighbours.within(points, dim, k, 3)
        : Neighbours.among(queries, points, dim, k, 3);
    assertArrayEquals(found.indices(), threaded.indices());
    assertArrayEquals(found.distances(), threaded.distances());
    for (int i = 0; i < queries.length / dim; i++) {
      int[] expected = bruteForce(queries, i, points, dim, k, same ? i : -1);
      for (int n = 0; n < k; n++) {
        assertEquals(expected[n], found.indices()[i * k + n], "point " + i + ", neighbour " + n);
        assertEquals(distance(queries, i, points, expected[n], dim), found.distances()[i * k + n], 1e-12);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1", "3, 5, 2, 5", "67, 513, 7, 3", "130, 1100, 128, 5", "9, 40, 785, 40"})
  void thoseOfBruteForceWhateverTheThreads(int n, int m, int dim, int k) {
    check(normal(1, n, dim), normal(2, m, dim), dim, k, false);
    if (m > k) {
      float[] points = normal(3, m, dim);
      check(points, points, dim, k, true);
    }
  }

  @Test
  void ofEquallyNearOnesTheFirst() {
    // A grid has many ties, and its copies have distance 0.
    float[] grid = new float[2 * 900];
    for (int i = 0; i < 900; i++) {
      grid[2 * i] = i % 20;
      grid[2 * i + 1] = i / 20 % 20;
    }
    check(grid, grid, 2, 7, true);
  }

  @Test
  void pointsFarFromTheOriginAreToldApart() {
    // Scores of points near 1000 are good to about 0.1; their distances here are about 0.01.
    float[] points = normal(4, 300, 3);
    for (int i = 0; i < points.length; i++) {
      points[i] = 1000 + points[i] / 100;
    }
    check(points, points, 3, 4, true);
  }

  @Test
  @Tag("vector")
  void vectorsAndPlainLoopsAgreeBitForBit() {
    SplittableRandom random = new SplittableRandom(6);
    for (int depth : List.of(4, 8, 132)) {
      float[][] a = random(random, Panel.ROWS, depth);
      float[][] columns = random(random, depth, Panel.WIDTH);
      float[][] scores = random(random, Panel.ROWS, Panel.WIDTH);
      float[][] plain = {scores[0].clone(), scores[1].clone(), scores[2].clone(), scores[3].clone()};
      Panel.addPlainly(a, columns, plain);
      VectorScores.add(a, columns, scores);
      for (int r = 0; r < Panel.ROWS; r++) {
        assertArrayEquals(plain[r], scores[r]);
      }
    }
  }

  private static float[][] random(SplittableRandom random, int rows, int columns) {
    float[][] numbers = new float[rows][columns];
    for (float[] row : numbers) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return numbers;
  }

  @Test
  void badSetsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Neighbours.within(new float[6], 2, 3, 1));
    assertThrows(IllegalArgumentException.class, () -> Neighbours.among(new float[2], new float[6], 2, 4, 1));
    assertThrows(IllegalArgumentException.class, () -> Neighbours.within(new float[6], 2, 0, 1));
    String message = String.valueOf(assertThrows(IllegalArgumentException.class,
        () -> Neighbours.within(new float[]{1, 2, Float.NaN, 4}, 2, 1, 1)).getMessage());
    assertTrue(message.contains("point 1"), message);
  }
}
