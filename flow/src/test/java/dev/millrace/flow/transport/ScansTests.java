package dev.millrace.flow.transport;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

@Tag("vector")
class ScansTests {
  private final Scans vectors = new VectorScans();
  private final Scans plain = new PlainScans();
  private final SplittableRandom random = new SplittableRandom(1);

  /** Small whole numbers, so that ties are many. */
  private double[] draw(int length) {
    return random.doubles(length).map(x -> Math.floor(8 * x)).toArray();
  }

  private double[] uniform(int length) {
    return random.doubles(length).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24, 104, 256})
  void findTheSameTwoLeast(int length) {
    for (int repeat = 0; repeat < 20; repeat++) {
      double[] cost = draw(3 + length);
      double[] v = draw(length);
      Scans.Least ours = new Scans.Least();
      Scans.Least reference = new Scans.Least();
      vectors.twoLeast(cost, 3, v, length, ours);
      plain.twoLeast(cost, 3, v, length, reference);
      assertEquals(reference.value, ours.value);
      assertEquals(reference.second, ours.second);
      assertEquals(reference.column, ours.column);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24, 104, 256})
  void relaxTheSame(int length) {
    for (int repeat = 0; repeat < 20; repeat++) {
      double[] cost = draw(length);
      double[] v = draw(length);
      double[] ourDistance = draw(length);
      double[] distance = ourDistance.clone();
      double[] ourBefore = draw(length);
      double[] before = ourBefore.clone();
      Scans.Least ours = new Scans.Least();
      Scans.Least reference = new Scans.Least();
      vectors.relax(cost, 0, v, length, 3, 77, ourDistance, ourBefore, ours);
      plain.relax(cost, 0, v, length, 3, 77, distance, before, reference);
      assertArrayEquals(distance, ourDistance);
      assertArrayEquals(before, ourBefore);
      assertEquals(reference.value, ours.value);
      assertEquals(reference.column, ours.column);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6, 13})
  void findTheSameColumnsOfABlock(int dim) {
    double[] x = uniform(dim);
    double[] y = uniform(5 + dim * Scans.BLOCK);
    double[] v = uniform(7 + Scans.BLOCK);
    double[] ours = new double[Scans.BLOCK];
    double[] reference = new double[Scans.BLOCK];
    vectors.squares(x, dim, y, 5, ours);
    plain.squares(x, dim, y, 5, reference);
    assertArrayEquals(reference, ours);
    double limit = reference[17] - v[7 + 17];
    assertEquals(plain.within(reference, v, 7, limit), vectors.within(reference, v, 7, limit));
  }

  @Test
  void multiplyTheSame() {
    for (int rows = 1; rows <= 9; rows++) {
      for (int depth : new int[]{1, 5, 128}) {
        int stride = 2 * Scans.PANEL;
        double[] x = uniform(rows * depth);
        double[] y = uniform(depth * stride);
        double[] ours = uniform(rows * stride);
        double[] reference = ours.clone();
        vectors.addProducts(x, rows, depth, y, stride, ours);
        plain.addProducts(x, rows, depth, y, stride, reference);
        assertArrayEquals(reference, ours);
      }
    }
  }
}
