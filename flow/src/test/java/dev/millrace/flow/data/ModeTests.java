package dev.millrace.flow.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModeTests {
  private static final double PI = Math.PI;
  private static final int COUNT = 50_000;

  private record Labelled(float[] points, int[] labels) {}

  private static Labelled draw(Distribution data, int count) {
    Labelled drawn = new Labelled(new float[count * data.dim()], new int[count]);
    data.sample(new SplittableRandom(3), drawn.points, 0, count, drawn.labels, 0);
    return drawn;
  }

  /** Mean of each mode, in closed form. */
  record Means(Toy toy, int modes, IntFunction<double[]> mean) {}

  static Stream<Means> means() {
    return Stream.of(
        new Means(Toy.MOONS, 2, k -> k == 0 ? new double[]{0, 2 / PI} : new double[]{1, 0.5 - 2 / PI}),
        new Means(Toy.CIRCLES, 2, _ -> new double[]{0, 0}),
        new Means(Toy.EIGHT_GAUSSIANS, 8,
            k -> new double[]{4 / Math.sqrt(2) * Math.cos(k * PI / 4), 4 / Math.sqrt(2) * Math.sin(k * PI / 4)}),
        new Means(Toy.TWENTY_FIVE_GAUSSIANS, 25, k -> new double[]{Math.floorDiv(k, 5) - 2, k % 5 - 2}),
        new Means(Toy.CHECKERBOARD, 8,
            k -> new double[]{new double[]{-3, -1, 1, 3}[k / 2], new double[]{-3, 1, -1, 3}[k % 2 + k / 2 % 2 * 2]}),
        // With n = 3π√u: E n cos n = −4/(3π), E n sin n = 2 − 8/(9π²).
        new Means(Toy.SPIRALS, 2, k -> new double[]{(k == 0 ? 1 : -1) * (0.25 + 4 / (3 * PI)) / 3,
            (k == 0 ? 1 : -1) * (0.25 + 2 - 8 / (9 * PI * PI)) / 3}),
        new Means(Toy.SWISS_ROLL, 1, _ -> new double[]{0.4, 2 / (15 * PI)}),
        new Means(Toy.S_CURVE, 1, _ -> new double[]{0, 0}), new Means(Toy.RINGS, 4, _ -> new double[]{0, 0}));
  }

  @ParameterizedTest
  @MethodSource("means")
  void eachModeHasItsOwnMean(Means truth) {
    assertEquals(truth.modes(), truth.toy().classes());
    Labelled drawn = draw(truth.toy(), COUNT);
    double[][] sums = new double[truth.modes()][2];
    double[][] squares = new double[truth.modes()][2];
    int[] counts = new int[truth.modes()];
    for (int i = 0; i < COUNT; i++) {
      int mode = drawn.labels()[i];
      counts[mode]++;
      for (int c = 0; c < 2; c++) {
        double deviation = drawn.points()[2 * i + c] - truth.mean().apply(mode)[c];
        sums[mode][c] += deviation;
        squares[mode][c] += deviation * deviation;
      }
    }
    for (int mode = 0; mode < truth.modes(); mode++) {
      int n = counts[mode];
      double expected = (double) COUNT / truth.modes();
      assertEquals(expected, n, 4.5 * Math.sqrt(expected), Arrays.toString(counts));
      for (int c = 0; c < 2; c++) {
        assertEquals(0, sums[mode][c] / n, 4.5 * Math.sqrt(squares[mode][c]) / n, "mode " + mode + ", column " + c);
      }
    }
  }

  @Test
  void circlesAndRingsAreLabelledByTheirRadius() {
    Labelled circles = draw(Toy.CIRCLES, 5000);
    Labelled rings = draw(Toy.RINGS, 5000);
    for (int i = 0; i < 5000; i++) {
      double circle = Math.hypot(circles.points()[2 * i], circles.points()[2 * i + 1]);
      assertEquals(circles.labels()[i] == 0 ? 1 : 0.5, circle, 0.3);
      double ring = Math.hypot(rings.points()[2 * i], rings.points()[2 * i + 1]);
      assertEquals(0.75 * (rings.labels()[i] + 1), ring, 0.45);
    }
  }

  @Test
  void eachArmOfThePinwheelIsTheFirstTurnedClockwise() {
    assertEquals(5, Toy.PINWHEEL.classes());
    for (int mode = 0; mode < 5; mode++) {
      float[] first = new float[2];
      float[] arm = new float[2];
      Toy.PINWHEEL.point(new SplittableRandom(8), 0, first, 0);
      Toy.PINWHEEL.point(new SplittableRandom(8), mode, arm, 0);
      double a = 2 * PI * mode / 5;
      assertEquals(first[0] * Math.cos(a) + first[1] * Math.sin(a), arm[0], 1e-6);
      assertEquals(first[1] * Math.cos(a) - first[0] * Math.sin(a), arm[1], 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void pointsAreTheSameWithLabelsAndWithout(Toy toy) {
    assertArrayEquals(toy.sample(new SplittableRandom(3), 100), draw(toy, 100).points());
    assertThrows(IndexOutOfBoundsException.class,
        () -> toy.sample(new SplittableRandom(3), new float[8], 0, 4, new int[5], 2));
  }

  @Test
  void balancedSetsHaveEqualCountsAndNewPoints() {
    float[][] sets = Toy.TWENTY_FIVE_GAUSSIANS.balancedSets(new SplittableRandom(1), 2, 60);
    for (float[] set : sets) {
      int[] counts = new int[25];
      for (int i = 0; i < 60; i++) {
        counts[(Math.round(set[2 * i]) + 2) * 5 + Math.round(set[2 * i + 1]) + 2]++;
      }
      assertArrayEquals(IntStream.range(0, 25).map(k -> k < 10 ? 3 : 2).toArray(), counts);
    }
    assertNotEquals(sets[0][0], sets[1][0]);
    float[][] plain = new Gaussian(3).balancedSets(new SplittableRandom(1), 2, 5);
    float[] both = new Gaussian(3).sample(new SplittableRandom(1), 10);
    assertArrayEquals(Arrays.copyOfRange(both, 0, 15), plain[0]);
    assertArrayEquals(Arrays.copyOfRange(both, 15, 30), plain[1]);
  }

  @Test
  void balancedSetsTellTheClassesOfTheSamePoints() {
    Empirical rows = new Empirical(new float[]{0, 1, 2, 3, 4, 5}, 1, new int[]{0, 2, 1, 0, 2, 1});
    Distribution[] all = {Toy.CIRCLES, rows, new Affine(Toy.MOONS, new double[]{2, 2}, new double[]{0, 1}),
        new Gaussian(2), new Affine(rows, new double[]{1}, new double[]{0})};
    for (Distribution data : all) {
      int[][] labels = new int[2][3];
      float[][] sets = data.balancedSets(new SplittableRandom(1), 2, 3, labels);
      float[][] same = data.balancedSets(new SplittableRandom(1), 2, 3);
      for (int s = 0; s < 2; s++) {
        assertArrayEquals(same[s], sets[s]);
        for (int i = 0; i < 3; i++) {
          int expected = data.supply() == 6
              ? new int[]{0, 2, 1, 0, 2, 1}[Math.round(sets[s][i])]
              : data.classes() == 2 ? i % 2 : 0;
          assertEquals(expected, labels[s][i]);
        }
      }
    }
  }

  @Test
  void balancedSetsOfADataSetShareNoRow() {
    Empirical data = new Empirical(new float[]{0, 10, 1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16}, 2);
    assertEquals(7, data.supply());
    int[] drawn = new int[7];
    for (int seed = 0; seed < 7000; seed++) {
      float[][] sets = data.balancedSets(new SplittableRandom(seed), 2, 3);
      int[] rows = new int[7];
      for (float[] set : sets) {
        for (int i = 0; i < 3; i++) {
          assertEquals(set[2 * i] + 10, set[2 * i + 1]);
          rows[(int) set[2 * i]]++;
        }
      }
      assertTrue(Arrays.stream(rows).allMatch(n -> n <= 1), Arrays.toString(rows));
      drawn[(int) sets[1][4]]++;
    }
    assertTrue(Arrays.stream(drawn).allMatch(n -> Math.abs(n - 1000) < 4.5 * Math.sqrt(1000)), Arrays.toString(drawn));
    var e = assertThrows(IllegalArgumentException.class, () -> data.balancedSets(new SplittableRandom(0), 2, 4));
    assertEquals("2 sets of 4 rows that share none, but there are 7 rows", e.getMessage());
  }

  @Test
  void rowsKeepTheirLabels() {
    Empirical data = new Empirical(new float[]{5, 6, 7}, 1, new int[]{0, 2, 2});
    assertEquals(3, data.classes());
    assertEquals(1, new Empirical(new float[]{5, 6, 7}, 1).classes());
    Labelled drawn = draw(data, 300);
    for (int i = 0; i < 300; i++) {
      assertEquals(drawn.points()[i] == 5 ? 0 : 2, drawn.labels()[i]);
    }
    assertArrayEquals(new int[20], draw(new Gaussian(2), 20).labels());
    assertThrows(IllegalArgumentException.class, () -> new Empirical(new float[3], 1, new int[2]));
    assertThrows(IllegalArgumentException.class, () -> new Empirical(new float[3], 1, new int[]{0, -1, 0}));
  }

  /** The points of one class are as likely as those that are drawn with its label. */
  @ParameterizedTest
  @EnumSource
  void oneClassHasThePointsOfItsMode(Toy toy) {
    int last = toy.classes() - 1;
    Distribution mode = toy.ofClass(last);
    assertEquals(1, mode.classes());
    float[] points = mode.sample(new SplittableRandom(5), 20);
    float[] expected = new float[40];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 20; i++) {
      toy.point(random, last, expected, 2 * i);
    }
    assertArrayEquals(expected, points);
    assertThrows(IndexOutOfBoundsException.class, () -> toy.ofClass(toy.classes()));
  }

  @Test
  void oneClassOfRowsHasItsRowsOnly() {
    Empirical data = new Empirical(new float[]{5, 6, 7, 8}, 1, new int[]{0, 2, 0, 2});
    assertArrayEquals(new float[]{6, 8}, data.ofClass(2).rows());
    assertEquals(1, data.ofClass(2).classes());
    Distribution mapped = new Affine(data, new double[]{10}, new double[]{1}).ofClass(0);
    assertEquals(2, mapped.supply());
    float[] drawn = mapped.sample(new SplittableRandom(1), 50);
    for (float value : drawn) {
      assertTrue(value == 51 || value == 71, () -> "" + value);
    }
    assertThrows(IllegalArgumentException.class, () -> data.ofClass(1));
    assertArrayEquals(new float[]{3}, new Empirical(new float[]{3}, 1).ofClass(0).rows());
  }

  /** A distribution of a user's own that only draws points with labels. */
  @Test
  void oneClassIsDrawnUntilItComes() {
    record Parity() implements Distribution {
      @Override
      public int dim() {
        return 1;
      }

      @Override
      public int classes() {
        return 2;
      }

      @Override
      public void sample(RandomGenerator random, float[] out, int offset, int count) {
        sample(random, out, offset, count, new int[count], 0);
      }

      @Override
      public void sample(RandomGenerator random, float[] out, int offset, int count, int[] labels, int labelOffset) {
        for (int i = 0; i < count; i++) {
          int number = random.nextInt(10);
          out[offset + i] = number;
          labels[labelOffset + i] = number % 2;
        }
      }
    }
    float[] odd = new Parity().ofClass(1).sample(new SplittableRandom(2), 1000);
    int[] counts = new int[10];
    for (float value : odd) {
      counts[(int) value]++;
    }
    for (int k = 0; k < 10; k++) {
      assertEquals(k % 2 == 0 ? 0 : 200, counts[k], k % 2 == 0 ? 0 : 60);
    }
    assertThrows(IndexOutOfBoundsException.class, () -> new Parity().ofClass(2));
  }

  @Test
  void anAffineImageStretchesThenMovesAndKeepsClasses() {
    Affine moons = new Affine(Toy.MOONS, new double[]{2, 3}, new double[]{-1, 0.5});
    Labelled plain = draw(Toy.MOONS, 50);
    Labelled mapped = draw(moons, 50);
    assertEquals(2, moons.classes());
    assertArrayEquals(plain.labels(), mapped.labels());
    assertArrayEquals(moons.sample(new SplittableRandom(3), 50), mapped.points());
    float[] balanced = Toy.MOONS.balancedSets(new SplittableRandom(3), 1, 50)[0];
    float[] mappedBalanced = moons.balancedSets(new SplittableRandom(3), 1, 50)[0];
    for (int i = 0; i < 50; i++) {
      assertEquals(2 * plain.points()[2 * i] - 1, mapped.points()[2 * i], 1e-6);
      assertEquals(3 * plain.points()[2 * i + 1] + 0.5, mapped.points()[2 * i + 1], 1e-6);
      assertEquals(2 * balanced[2 * i] - 1, mappedBalanced[2 * i], 1e-6);
    }
    Distribution rows = new Affine(new Empirical(new float[]{1, 2}, 1), new double[]{10}, new double[]{0});
    assertEquals(2, rows.supply());
    assertThrows(IllegalArgumentException.class, () -> new Affine(Toy.MOONS, new double[]{2}, new double[]{0, 0}));
    assertThrows(IllegalArgumentException.class,
        () -> new Affine(Toy.MOONS, new double[]{2, Double.NaN}, new double[]{0, 0}));
  }

  @Test
  void aRingOfGaussiansHasItsRadiusAndWidth() {
    GaussianRing ring = new GaussianRing(8, 5, 1);
    Labelled drawn = draw(ring, COUNT);
    double squares = 0;
    for (int i = 0; i < COUNT; i++) {
      double angle = drawn.labels()[i] * PI / 4;
      squares += Math.pow(drawn.points()[2 * i] - 5 * Math.cos(angle), 2)
          + Math.pow(drawn.points()[2 * i + 1] - 5 * Math.sin(angle), 2);
    }
    // A mean of 2·COUNT squares of standard normals, each of variance 2.
    assertEquals(1, squares / (2 * COUNT), 4 / Math.sqrt(COUNT));
    assertThrows(IllegalArgumentException.class, () -> new GaussianRing(0, 5, 1));
    assertThrows(IllegalArgumentException.class, () -> new GaussianRing(8, 5, -1));
  }
}
