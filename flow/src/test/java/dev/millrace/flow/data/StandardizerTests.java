package dev.millrace.flow.data;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StandardizerTests {

  @Test
  void fourRowsByHand() {
    float[] rows = {1, 10, 3, 10, 5, 10, 7, 10};
    Standardizer standardizer = Standardizer.of(rows, 2);
    // Deviations ±3, ±1: variance 5. The second column does not vary.
    assertArrayEquals(new float[]{4, 10}, standardizer.mean());
    assertArrayEquals(new float[]{(float) Math.sqrt(5), 1}, standardizer.std());
    assertArrayEquals(new float[]{(float) (-3 / Math.sqrt(5)), 0, (float) (-1 / Math.sqrt(5)), 0,
        (float) (1 / Math.sqrt(5)), 0, (float) (3 / Math.sqrt(5)), 0}, standardizer.apply(rows), 2e-7f);
  }

  @Test
  void roundTripAcrossScales() {
    SplittableRandom random = new SplittableRandom(1);
    float[] rows = new float[3 * 1000];
    for (int i = 0; i < rows.length; i += 3) {
      rows[i] = (float) (1e6 + random.nextGaussian());
      rows[i + 1] = (float) (1e-6 * random.nextGaussian() - 3e-6);
      rows[i + 2] = (float) (1e20 * random.nextGaussian());
    }
    float[] before = rows.clone();
    Standardizer standardizer = Standardizer.of(rows, 3);
    float[] standardised = standardizer.apply(rows);
    float[] back = standardizer.invert(standardised);
    for (int i = 0; i < rows.length; i++) {
      assertEquals(rows[i], back[i], 1e-6 * Math.max(Math.abs(rows[i]), standardizer.std()[i % 3]), "element " + i);
    }
    assertArrayEquals(before, rows);
    for (int column = 0; column < 3; column++) {
      double sum = 0;
      double squares = 0;
      for (int i = column; i < rows.length; i += 3) {
        sum += standardised[i];
        squares += (double) standardised[i] * standardised[i];
      }
      // The mean is kept as a float: near 1e6 it is good to 0.03.
      assertEquals(0, sum / 1000, column == 0 ? 0.04 : 1e-6);
      assertEquals(1, squares / 1000, column == 0 ? 0.002 : 1e-5);
    }
  }

  @Test
  void aConstantColumnIsOnlyShifted() {
    // In float the sum of a thousand 0.1f is rounded, and the deviations from the mean would not be 0.
    float[] rows = new float[1000];
    Arrays.fill(rows, 0.1f);
    Standardizer standardizer = Standardizer.of(rows, 1);
    assertArrayEquals(new float[]{1}, standardizer.std());
    assertArrayEquals(new float[1000], standardizer.apply(rows), 1e-8f);
    assertArrayEquals(new float[]{1, 1}, Standardizer.of(new float[]{5, 6}, 2).std());
  }

  @Test
  void largeMeansDoNotCancel() {
    // A one-pass formula in float would lose the deviations ±1 beside 2^23.
    float base = 1 << 23;
    Standardizer standardizer = Standardizer.of(new float[]{base - 1, base + 1, base - 1, base + 1}, 1);
    assertArrayEquals(new float[]{base}, standardizer.mean());
    assertArrayEquals(new float[]{1}, standardizer.std());
  }

  @Test
  void identityLeavesRowsAsTheyAre() {
    float[] rows = {1.5f, -2, 3e30f, 1e-30f};
    assertTrue(Standardizer.identity(2).isIdentity());
    assertArrayEquals(rows, Standardizer.identity(2).apply(rows));
    assertArrayEquals(rows, Standardizer.identity(2).invert(rows));
    assertFalse(new Standardizer(new float[]{0, 1e-6f}, new float[]{1, 1}).isIdentity());
    assertFalse(new Standardizer(new float[]{0}, new float[]{2}).isIdentity());
  }

  @Test
  void isAValue() {
    float[] mean = {1};
    float[] std = {2};
    Standardizer standardizer = new Standardizer(mean, std);
    mean[0] = 9;
    std[0] = 9;
    standardizer.mean()[0] = 9;
    standardizer.std()[0] = 9;
    assertEquals(new Standardizer(new float[]{1}, new float[]{2}), standardizer);
    assertEquals(new Standardizer(new float[]{1}, new float[]{2}).hashCode(), standardizer.hashCode());
    assertNotEquals(new Standardizer(new float[]{1}, new float[]{3}), standardizer);
    assertNotEquals(new Standardizer(new float[]{2}, new float[]{2}), standardizer);
    assertEquals("Standardizer[mean=[1.0], std=[2.0]]", standardizer.toString());
  }

  @Test
  void unusableInputIsRefusedWithItsPlace() {
    assertEquals("row 1, column 0: NaN is not finite",
        assertThrows(IllegalArgumentException.class, () -> Standardizer.of(new float[]{1, 2, Float.NaN, 4}, 2))
            .getMessage());
    assertEquals("3 numbers do not make rows of 2",
        assertThrows(IllegalArgumentException.class, () -> Standardizer.of(new float[3], 2)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> Standardizer.of(new float[0], 2));
    assertThrows(IllegalArgumentException.class, () -> Standardizer.identity(2).apply(new float[3]));
    assertThrows(IllegalArgumentException.class, () -> Standardizer.identity(2).invert(new float[3]));
    assertThrows(IllegalArgumentException.class, () -> new Standardizer(new float[1], new float[1]));
    assertThrows(IllegalArgumentException.class, () -> new Standardizer(new float[1], new float[]{1, 1}));
    assertThrows(IllegalArgumentException.class, () -> new Standardizer(new float[0], new float[0]));
    assertThrows(IllegalArgumentException.class,
        () -> new Standardizer(new float[]{Float.POSITIVE_INFINITY}, new float[]{1}));
  }
}
