package dev.millrace.flow.data;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.io.Table;
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
    assertArrayEquals(new double[]{4, 10}, standardizer.mean());
    assertArrayEquals(new double[]{(float) Math.sqrt(5), 0}, standardizer.std());
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
  void aConstantColumnIsOnlyShiftedAndComesBackExactly() {
    // In float the sum of a thousand 0.1f is rounded, and the deviations from the mean would not be 0.
    float[] rows = new float[1000];
    Arrays.fill(rows, 0.1f);
    Standardizer standardizer = Standardizer.of(rows, 1);
    assertArrayEquals(new double[]{0}, standardizer.std());
    assertArrayEquals(new float[1000], standardizer.apply(rows), 0);
    assertArrayEquals(new double[]{0, 0}, Standardizer.of(new float[]{5, 6}, 2).std());
    // What a network makes of it is not exactly 0.
    assertArrayEquals(new float[]{0.1f, 0.1f}, standardizer.invert(new float[]{0.05f, -0.4f}));
    assertArrayEquals(new double[]{0.1f, 0.1f}, standardizer.decode(new float[]{0.05f, -0.4f}, List.of()).values());
    // In double the sum of 1000 times 0.1 is rounded too.
    double[] tenths = new double[1000];
    Arrays.fill(tenths, 0.1);
    Standardizer ofDoubles = Standardizer.of(Table.ofDoubles(tenths, 1, List.of()));
    assertArrayEquals(new double[]{0.1}, ofDoubles.decode(new float[]{0.3f}, List.of()).values());
  }

  @Test
  void aConstantColumnBesideTinyOnes() {
    SplittableRandom random = new SplittableRandom(3);
    double[] rows = new double[3 * 500];
    for (int i = 0; i < rows.length; i += 3) {
      rows[i] = 2.5e-6;
      rows[i + 1] = 1e-6 * random.nextGaussian();
      rows[i + 2] = 1e-36 * random.nextGaussian();
    }
    double[] before = rows.clone();
    Table table = Table.ofDoubles(rows, 3, List.of());
    Standardizer standardizer = Standardizer.of(table);
    double[] back = standardizer.decode(standardizer.apply(table.values()), List.of()).values();
    for (int i = 0; i < rows.length; i += 3) {
      assertEquals(2.5e-6, back[i]);
      assertEquals(before[i + 1], back[i + 1], 1e-12);
      assertEquals(before[i + 2], back[i + 2], 1e-42);
    }
  }

  /** Coordinates in metres: floats near 5,400,000 lie half a metre apart. */
  @Test
  void offsetsThatFloatsCannotResolveAreKept() {
    SplittableRandom random = new SplittableRandom(4);
    double[] centred = new double[2 * 4000];
    double[] rows = new double[centred.length];
    for (int i = 0; i < rows.length; i++) {
      centred[i] = random.nextDouble(-1, 1);
      rows[i] = centred[i] + (i % 2 == 0 ? 500_000 : 5_400_000);
    }
    Table table = Table.ofDoubles(rows, 2, List.of("x", "y"));
    Standardizer far = Standardizer.of(table);
    Standardizer near = Standardizer.of(new Table(centred, 2, List.of(), new boolean[]{true, true}));
    float[] z = far.apply(table.values());
    assertArrayEquals(near.apply(centred), z, 1e-6f);
    Table back = far.decode(z, List.of("x", "y"));
    assertEquals(4000, IntStream.range(0, 4000).mapToDouble(i -> back.values()[2 * i + 1]).distinct().count());
    for (int i = 0; i < rows.length; i++) {
      assertEquals(rows[i], back.values()[i], 1e-6);
    }
    assertEquals(List.of("x", "y"), back.names());
    // Differences are all that a distance takes.
    float[] inMetres = far.centred().invert(z);
    for (int i = 2; i < rows.length; i++) {
      assertEquals(rows[i] - rows[i - 2], inMetres[i] - inMetres[i - 2], 2e-6);
    }
  }

  /** A few rows of zeros, as files have them for what is missing, must not hide that the others lie close together. */
  @Test
  void outliersDoNotHideAnOffset() {
    double[] rows = new double[1000];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i == 500 ? 0 : 5_400_000 + i * 1e-3;
    }
    assertTrue(Table.ofDoubles(rows, 1, List.of()).isWide());
    double[] flags = new double[1000];
    flags[3] = 1;
    assertFalse(Table.ofDoubles(flags, 1, List.of()).isWide());
  }

  @Test
  void valuesNearTheFloatRangeComeBackFinite() {
    double[] rows = {3e38, -3e38, 2e38, -3.2e38, 0};
    Table table = Table.ofDoubles(rows.clone(), 1, List.of());
    Standardizer standardizer = Standardizer.of(table);
    Table back = standardizer.decode(new float[]{2.5f, -2.5f}, List.of());
    assertTrue(Math.abs(back.values()[0]) > Float.MAX_VALUE && Double.isFinite(back.values()[0]));
    assertTrue(back.isWide());
  }

  @Test
  void largeMeansDoNotCancel() {
    // A one-pass formula in float would lose the deviations ±1 beside 2^23.
    float base = 1 << 23;
    Standardizer standardizer = Standardizer.of(new float[]{base - 1, base + 1, base - 1, base + 1}, 1);
    assertArrayEquals(new double[]{base}, standardizer.mean());
    assertArrayEquals(new double[]{1}, standardizer.std());
  }

  @Test
  void identityLeavesRowsAsTheyAre() {
    float[] rows = {1.5f, -2, 3e30f, 1e-30f};
    assertTrue(Standardizer.identity(2).isIdentity());
    assertArrayEquals(rows, Standardizer.identity(2).apply(rows));
    assertArrayEquals(rows, Standardizer.identity(2).invert(rows));
    assertFalse(new Standardizer(new double[]{0, 1e-6}, new double[]{1, 1}).isIdentity());
    assertFalse(new Standardizer(new double[]{0}, new double[]{2}).isIdentity());
  }

  @Test
  void isAValue() {
    double[] mean = {1};
    double[] std = {2};
    Standardizer standardizer = new Standardizer(mean, std);
    mean[0] = 9;
    std[0] = 9;
    standardizer.mean()[0] = 9;
    standardizer.std()[0] = 9;
    assertEquals(new Standardizer(new double[]{1}, new double[]{2}), standardizer);
    assertEquals(new Standardizer(new double[]{1}, new double[]{2}).hashCode(), standardizer.hashCode());
    assertNotEquals(new Standardizer(new double[]{1}, new double[]{3}), standardizer);
    assertNotEquals(new Standardizer(new double[]{2}, new double[]{2}), standardizer);
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
    assertThrows(IllegalArgumentException.class, () -> new Standardizer(new double[1], new double[]{-1}));
    assertThrows(IllegalArgumentException.class, () -> new Standardizer(new double[1], new double[]{1, 1}));
    assertThrows(IllegalArgumentException.class, () -> new Standardizer(new double[0], new double[0]));
    assertThrows(IllegalArgumentException.class,
        () -> new Standardizer(new double[]{Double.POSITIVE_INFINITY}, new double[]{1}));
  }

  /** A height of 172 ± 9 is written as 181.0720539, not with the digits that only the multiplication made. */
  @Test
  void decodedColumnsHaveTheDigitsThatFloatsResolve() {
    double[] mean = {172, -5_400_000, 3e12, 7.1};
    double[] std = {9.000000001, 1, 1e9 / 3, 0};
    Standardizer standardizer = new Standardizer(mean, std);
    float[] z = {1.0080059f, 0.1f, -0.7f, 0, -2.1f, 1 / 3f, 0.3f, 0};
    Table decoded = standardizer.decode(z, List.of());
    for (int i = 0; i < z.length; i++) {
      double exact = z[i] * std[i % 4] + mean[i % 4];
      assertEquals(exact, decoded.values()[i], Math.max(std[i % 4] * 0x1p-24, Math.ulp(exact)) / 2);
      assertTrue(Double.toString(decoded.values()[i]).replaceFirst("E.*", "").length() <= 18,
          decoded::toString);
    }
    assertEquals("181.0720527", Double.toString(decoded.values()[0]));
    // Encoding finds them again, to the precision of a float of about 1.
    assertArrayEquals(z, standardizer.apply(decoded.values()), 0x1p-23f);
  }
}
