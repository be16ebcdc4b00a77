package dev.millrace.flow.coupling;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CouplingTests {
  /** Turns the sources of a batch upside down. */
  private static final Coupling REVERSED = (pairs, random) -> IntStream.range(0, pairs.count())
      .map(i -> pairs.count() - 1 - i).toArray();

  @Test
  void sourcesAreReorderedAndDataStay() {
    Pairs pairs = new Pairs(new float[]{0, 1, 2, 3, 4, 5}, new float[]{10, 11, 12, 13, 14, 15}, new int[0], 2);
    pairs.takeSources(new int[]{2, 0, 2});
    assertArrayEquals(new float[]{4, 5, 0, 1, 4, 5}, pairs.x0());
    assertArrayEquals(new float[]{10, 11, 12, 13, 14, 15}, pairs.x1());
    assertEquals(3, pairs.count());
  }

  @Test
  void arraysOfOtherLengthsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Pairs(new float[4], new float[6], new int[0], 2));
    assertThrows(IllegalArgumentException.class, () -> new Pairs(new float[3], new float[3], new int[0], 2));
    assertThrows(IllegalArgumentException.class, () -> new Pairs(new float[4], new float[4], new int[1], 2));
  }

  @Test
  void classesKeepTheSourcesThatTheyWereDrawnWith() {
    int[] labels = {0, 1, 0, 2, 1, 0};
    Pairs pairs = new Pairs(new float[]{0, 1, 2, 3, 4, 5}, new float[]{10, 11, 12, 13, 14, 15}, labels, 1);
    pairs.couple(new WithinClasses(REVERSED), new SplittableRandom(0));
    assertArrayEquals(new float[]{5, 4, 2, 3, 1, 0}, pairs.x0());
    assertArrayEquals(new float[]{10, 11, 12, 13, 14, 15}, pairs.x1());
  }

  @Test
  void classAwareCouplingWithoutLabelsIsRefused() {
    Pairs pairs = new Pairs(new float[4], new float[4], new int[0], 1);
    var e = assertThrows(IllegalArgumentException.class,
        () -> pairs.couple(new WithinClasses(REVERSED), new SplittableRandom(0)));
    assertTrue(String.valueOf(e.getMessage()).contains("labels"));
  }

  /** 1,000 rows of four classes, each of which lies at a place of its own. */
  private static Pairs classes(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] labels = random.ints(1000, 0, 4).toArray();
    float[] x0 = new float[1000];
    float[] x1 = new float[1000];
    for (int i = 0; i < 1000; i++) {
      x0[i] = (float) random.nextGaussian();
      x1[i] = 10 * labels[i] + (float) random.nextGaussian();
    }
    return new Pairs(x0, x1, labels, 1);
  }

  static List<Coupling> couplings() {
    return List.of(Coupling.INDEPENDENT, new MinibatchOt(), new SinkhornCoupling(0.05), REVERSED,
        new WithinClasses(new MinibatchOt()), new WithinClasses(new SinkhornCoupling(0.05)),
        new WithinClasses(Coupling.INDEPENDENT), new WithinClasses(REVERSED));
  }

  @ParameterizedTest
  @MethodSource("couplings")
  void everyDataPointStaysBesideItsClass(Coupling coupling) {
    Pairs pairs = classes(5);
    float[] sources = pairs.x0().clone();
    pairs.couple(coupling, new SplittableRandom(1));
    assertArrayEquals(classes(5).x1(), pairs.x1());
    assertArrayEquals(classes(5).labels(), pairs.labels());
    // What a coupling says is what it does, and it takes sources from the rows that it was given.
    int[] order = coupling.order(classes(5), new SplittableRandom(1));
    for (int i = 0; i < 1000; i++) {
      assertEquals(sources[order[i]], pairs.x0()[i]);
      if (coupling instanceof WithinClasses) {
        assertEquals(pairs.labels()[order[i]], pairs.labels()[i]);
      }
    }
  }

  @Test
  void fixedPairsAreDrawnWholeAndEvenly() {
    float[] x0 = {0, 1, 2, 3, 4, 5, 6, 7};
    float[] x1 = {10, 11, 12, 13, 14, 15, 16, 17};
    Pairs pairs = new Pairs(new float[80_000], new float[80_000], new int[40_000], 2);
    new FixedPairs(x0, x1, new int[]{0, 1, 0, 2}, 3, 2).draw(0, pairs, new Seed(1), Loop.SEQUENTIAL);
    int[] drawn = new int[4];
    for (int i = 0; i < pairs.count(); i++) {
      assertEquals(pairs.x0()[2 * i] + 1, pairs.x0()[2 * i + 1]);
      assertEquals(pairs.x0()[2 * i] + 10, pairs.x1()[2 * i]);
      int pair = (int) pairs.x0()[2 * i] / 2;
      assertEquals(new int[]{0, 1, 0, 2}[pair], pairs.labels()[i]);
      drawn[pair]++;
    }
    // 40,000 draws of four: a standard deviation is 87.
    assertTrue(Arrays.stream(drawn).allMatch(n -> Math.abs(n - 10_000) < 400), () -> Arrays.toString(drawn));
    assertThrows(IllegalArgumentException.class, () -> new FixedPairs(new float[0], new float[0], 2));
  }
}
