package dev.millrace.flow.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.parallel.Workers;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BatchSourceTests {
  private static final TrainingOptions OPTIONS = TrainingOptions.defaults().withSteps(1);

  private static Pairs copy(Pairs pairs) {
    return new Pairs(pairs.x0().clone(), pairs.x1().clone(), pairs.labels().clone(), pairs.dim());
  }

  /** A coupling that asks for labels. */
  private record Labelled(Coupling inner) implements Coupling {
    @Override
    public void pair(Pairs pairs, RandomGenerator random) {
      inner.pair(pairs, random);
    }

    @Override
    public boolean usesLabels() {
      return true;
    }
  }

  private static void drawOnce(Distribution data, Coupling coupling, int threads) {
    Objective plain = Objective.flowMatching(data);
    Objective objective = new Objective(plain.source(), data, coupling, plain.schedule(), plain.sigma(), plain.time());
    try (Workers workers = new Workers(threads); BatchSource batches = new BatchSource(objective, OPTIONS, workers)) {
      batches.draw(1);
    }
  }

  /** Rows of x0 that are paired with one class, in an order of their own. */
  private static float[][] sourcesOf(int label, Pairs pairs) {
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < pairs.count(); i++) {
      if (pairs.labels()[i] == label) {
        rows.add(new float[]{pairs.x0()[2 * i], pairs.x0()[2 * i + 1]});
      }
    }
    rows.sort(Arrays::compare);
    return rows.toArray(float[][]::new);
  }

  @Test
  void classAwareCouplingOfMoonsPairsWithinAMoon() {
    Coupling withinClasses = new WithinClasses(new MinibatchOt());
    List<Pairs> seen = new ArrayList<>();
    drawOnce(Toy.MOONS, new Labelled((pairs, random) -> {
      seen.add(copy(pairs));
      withinClasses.pair(pairs, random);
      seen.add(copy(pairs));
    }), 2);
    assertTrue(withinClasses.usesLabels());
    Pairs before = seen.get(0);
    Pairs after = seen.get(1);
    assertEquals(OPTIONS.batch(), before.labels().length);
    assertArrayEquals(before.labels(), after.labels());
    assertArrayEquals(before.x1(), after.x1());
    for (int label = 0; label < 2; label++) {
      assertArrayEquals(sourcesOf(label, before), sourcesOf(label, after));
    }
    assertTrue(meanSquaredLength(after) < 0.8 * meanSquaredLength(before));
    for (int i = 0; i < after.count(); i++) {
      double centre = after.labels()[i] == 0 ? 0 : 1;
      double radius = Math.hypot(after.x1()[2 * i] - centre, after.x1()[2 * i + 1] - 0.5 * centre);
      assertEquals(1, radius, 6 * 0.05, "row " + i + " does not lie on the moon of its label");
    }
  }

  private static double meanSquaredLength(Pairs pairs) {
    double sum = 0;
    for (int i = 0; i < pairs.x0().length; i++) {
      sum += Math.pow((double) pairs.x1()[i] - pairs.x0()[i], 2);
    }
    return sum / pairs.count();
  }

  @Test
  void aCouplingThatDoesNotAskForLabelsGetsNone() {
    int[] labels = {-1};
    drawOnce(Toy.MOONS, (pairs, _) -> labels[0] = pairs.labels().length, 1);
    assertEquals(0, labels[0]);
  }

  @Test
  void labelsDoNotDependOnThreads() {
    List<int[]> labels = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      drawOnce(Toy.RINGS, new Labelled((pairs, _) -> labels.add(pairs.labels().clone())), threads);
    }
    assertArrayEquals(labels.get(0), labels.get(1));
    assertArrayEquals(labels.get(0), labels.get(2));
    int[] counts = new int[4];
    Arrays.stream(labels.get(0)).forEach(k -> counts[k]++);
    assertTrue(Arrays.stream(counts).allMatch(n -> n > 30), Arrays.toString(counts));
  }
}
