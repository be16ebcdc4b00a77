package dev.millrace.flow.transport;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PowerCellsTests {

  /** Looks at all points, in double precision. */
  private static void checkAgainstAll(PowerCells cells, float[] points, double[] heights, float[] x, int dim,
      double slack) {
    int queries = x.length / dim;
    int[] found = new int[queries];
    int[] best = new int[queries];
    int[] second = new int[queries];
    float[] margin = new float[queries];
    cells.find(x, 0, queries, found);
    cells.findTwo(x, 0, queries, best, second, margin);
    assertArrayEquals(found, best);
    for (int q = 0; q < queries; q++) {
      int first = -1;
      int next = -1;
      double[] height = heights.clone();
      for (int j = 0; j < height.length; j++) {
        for (int k = 0; k < dim; k++) {
          height[j] -= 2.0 * x[q * dim + k] * points[j * dim + k];
        }
        if (first < 0 || height[j] < height[first]) {
          next = first;
          first = j;
        } else if (next < 0 || height[j] < height[next]) {
          next = j;
        }
      }
      assertEquals(height[first], height[best[q]], slack);
      assertEquals(height[next], height[second[q]], slack);
      assertEquals(height[next] - height[first], margin[q], 2 * slack + 1e-6 * margin[q]);
      if (slack == 0) {
        assertEquals(first, best[q]);
        assertEquals(next, second[q]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6})
  void theTreeFindsWhatAllPointsSay(int dim) {
    SplittableRandom random = new SplittableRandom(dim);
    for (int count : new int[]{2, 3, 8, 9, 17, 100, 999}) {
      float[] points = new Gaussian(dim).sample(random, count);
      double[] heights = PowerCells.squaredNorms(points, dim);
      PowerTree tree = new PowerTree(points, dim);
      tree.heights(heights);
      float[] x = new Gaussian(dim).sample(random, 300);
      checkAgainstAll(tree, points, heights, x, dim, 0);
      for (int j = 0; j < count; j++) {
        heights[j] -= 3 * points[j * dim] + random.nextGaussian();
      }
      tree.heights(heights);
      checkAgainstAll(tree, points, heights, x, dim, 0);
    }
  }

  @Test
  void ofTiesTheLowestIndexWins() {
    // A grid of whole numbers, each point three times, asked at halves: sums are exact and ties are many.
    float[] points = new float[2 * 3 * 64];
    for (int i = 0; i < 192; i++) {
      points[2 * i] = i % 8;
      points[2 * i + 1] = i / 8 % 8;
    }
    float[] x = new float[2 * 400];
    for (int i = 0; i < 400; i++) {
      int row = i / 20;
      x[2 * i] = i % 20 / 2f - 1;
      x[2 * i + 1] = row / 2f - 1;
    }
    double[] heights = PowerCells.squaredNorms(points, 2);
    PowerTree tree = new PowerTree(points, 2);
    tree.heights(heights);
    checkAgainstAll(tree, points, heights, x, 2, 0);
    PowerScan scan = new PowerScan(points, 2);
    scan.heights(heights);
    checkAgainstAll(scan, points, heights, x, 2, 0);
    tree.heights(new double[192]);
    checkAgainstAll(tree, points, new double[192], x, 2, 0);
  }

  @Test
  void pointsOnALineOrInOnePlaceAreNoTrouble() {
    float[] points = new float[3 * 50];
    for (int i = 0; i < 50; i++) {
      int place = i / 4;
      points[3 * i + 1] = place;
    }
    double[] heights = PowerCells.squaredNorms(points, 3);
    PowerTree tree = new PowerTree(points, 3);
    tree.heights(heights);
    checkAgainstAll(tree, points, heights, new Gaussian(3).sample(new SplittableRandom(1), 50), 3, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 16, 33, 100})
  @Tag("vector")
  void theScanFindsWhatAllPointsSay(int dim) {
    SplittableRandom random = new SplittableRandom(dim);
    for (int count : new int[]{2, 31, 32, 33, 200}) {
      float[] points = new Gaussian(dim).sample(random, count);
      double[] heights = PowerCells.squaredNorms(points, dim);
      float[] x = new Gaussian(dim).sample(random, 37);
      for (ScanTile tile : new ScanTile[]{new ScanTile.Plain(), new ScanTile.Vectors()}) {
        PowerScan scan = new PowerScan(points, dim, tile);
        scan.heights(heights);
        checkAgainstAll(scan, points, heights, x, dim, 1e-4);
      }
    }
  }

  @Test
  @Tag("vector")
  void bothTilesAgreeBitForBit() {
    for (int dim : new int[]{1, 7, 13, 100}) {
      float[] x = new Gaussian(dim).sample(new SplittableRandom(1), 5);
      float[] block = new Gaussian(1).sample(new SplittableRandom(2), 32 * (dim + 1));
      float[] plain = new float[128];
      float[] vectors = new float[128];
      new ScanTile.Plain().multiply(dim, x, dim, block, 32, plain);
      new ScanTile.Vectors().multiply(dim, x, dim, block, 32, vectors);
      assertArrayEquals(plain, vectors);
    }
  }

  @Test
  void groupsAreOfEqualSizeAndCompact() {
    float[] points = Toy.MOONS.sample(new SplittableRandom(3), 1000);
    int[] group = Bisection.groups(points, 2, 300);
    int[] size = new int[300];
    float[] low = new float[600];
    float[] high = new float[600];
    Arrays.fill(low, 9);
    Arrays.fill(high, -9);
    for (int i = 0; i < 1000; i++) {
      size[group[i]]++;
      for (int k = 0; k < 2; k++) {
        low[2 * group[i] + k] = Math.min(low[2 * group[i] + k], points[2 * i + k]);
        high[2 * group[i] + k] = Math.max(high[2 * group[i] + k], points[2 * i + k]);
      }
    }
    for (int j = 0; j < 300; j++) {
      assertTrue(size[j] == 3 || size[j] == 4, "size " + size[j]);
      for (int other = 0; other < j; other++) {
        assertTrue(high[2 * j] <= low[2 * other] || low[2 * j] >= high[2 * other]
            || high[2 * j + 1] <= low[2 * other + 1] || low[2 * j + 1] >= high[2 * other + 1], "boxes overlap");
      }
    }
    assertThrows(IllegalArgumentException.class, () -> Bisection.groups(points, 2, 1001));
  }
}
