package dev.millrace.flow.data;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SourceTests {

  @Test
  void gaussianHasMeanZeroAndIdentityCovariance() {
    int count = 200_000;
    int dim = 3;
    float[] points = new Gaussian(dim).sample(new SplittableRandom(1), count);
    double fourth = 0;
    for (int a = 0; a < dim; a++) {
      double mean = 0;
      for (int i = 0; i < count; i++) {
        mean += points[i * dim + a] / (double) count;
        fourth += Math.pow(points[i * dim + a], 4) / count / dim;
      }
      assertEquals(0, mean, 4 / Math.sqrt(count));
      for (int b = 0; b <= a; b++) {
        double moment = 0;
        for (int i = 0; i < count; i++) {
          moment += (double) points[i * dim + a] * points[i * dim + b] / count;
        }
        assertEquals(a == b ? 1 : 0, moment, 4 * Math.sqrt(2) / Math.sqrt(count));
      }
    }
    // E z⁴ = 3 and Var z⁴ = 96 tell a normal distribution from others of variance 1.
    assertEquals(3, fourth, 4 * Math.sqrt(96.0 / (count * dim)));
  }

  @Test
  void empiricalDrawsWholeRowsEvenly() {
    float[] rows = {0, 100, 1, 101, 2, 102, 3, 103, 4, 104};
    Empirical data = new Empirical(rows, 2);
    assertEquals(5, data.rowCount());
    assertEquals(2, data.dim());
    float[] drawn = data.sample(new SplittableRandom(1), 50_000);
    int[] counts = new int[5];
    for (int i = 0; i < drawn.length; i += 2) {
      assertEquals(drawn[i] + 100, drawn[i + 1]);
      counts[(int) drawn[i]]++;
    }
    for (int count : counts) {
      assertEquals(10_000, count, 4 * Math.sqrt(50_000 * 0.2 * 0.8), Arrays.toString(counts));
    }
  }

  @Test
  void empiricalKeepsItsOwnCopy() {
    float[] rows = {1, 2};
    Empirical data = new Empirical(rows, 2);
    rows[0] = 9;
    assertArrayEquals(new float[]{1, 2, 1, 2}, data.sample(new SplittableRandom(1), 2));
  }

  @Test
  void offsetsAreHonoured() {
    for (Distribution distribution : new Distribution[]{new Gaussian(3), new Empirical(new float[]{1, 2, 3}, 3)}) {
      float[] out = new float[12];
      Arrays.fill(out, Float.NaN);
      distribution.sample(new SplittableRandom(1), out, 2, 2);
      for (int i = 0; i < out.length; i++) {
        assertEquals(i < 2 || i >= 8, Float.isNaN(out[i]), distribution + " element " + i);
      }
      assertThrows(IndexOutOfBoundsException.class, () -> distribution.sample(new SplittableRandom(1), out, 4, 3));
      assertThrows(IndexOutOfBoundsException.class, () -> distribution.sample(new SplittableRandom(1), out, 0, -1));
    }
  }

  @Test
  void unusableInputIsRefusedWithItsPlace() {
    assertEquals("dimension must be >= 1, found 0",
        assertThrows(IllegalArgumentException.class, () -> new Gaussian(0)).getMessage());
    assertEquals("at least one row is needed, found none",
        assertThrows(IllegalArgumentException.class, () -> new Empirical(new float[0], 2)).getMessage());
    assertEquals("3 numbers do not make rows of 2",
        assertThrows(IllegalArgumentException.class, () -> new Empirical(new float[3], 2)).getMessage());
    String message = assertThrows(IllegalArgumentException.class,
        () -> new Empirical(new float[]{0, 0, 0, Float.NEGATIVE_INFINITY}, 2)).getMessage();
    assertTrue(String.valueOf(message).startsWith("row 1, column 1: -Infinity"), message);
  }
}
