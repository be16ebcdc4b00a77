package dev.millrace.flow.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.Draws;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.coupling.ImageEpochs;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.coupling.SinkhornCoupling;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BatchesTests {
  private static final TrainingOptions OPTIONS = TrainingOptions.defaults().withSteps(4).withLabelDropout(0);

  private static Pairs copy(Pairs pairs) {
    return new Pairs(pairs.x0().clone(), pairs.x1().clone(), pairs.labels().clone(), pairs.dim());
  }

  private static Batch copy(Batch batch) {
    Inputs inputs = batch.inputs();
    return new Batch(batch.step(), new Inputs(inputs.x().clone(), inputs.t().clone(), inputs.labels().clone(),
        inputs.extra().clone(), inputs.dim()), batch.target().clone());
  }

  private static List<Batch> all(Objective objective, TrainingOptions options) {
    List<Batch> all = new ArrayList<>();
    try (Batches batches = new Batches(objective, options)) {
      for (int step = 1; step <= options.steps(); step++) {
        all.add(copy(batches.batch(step)));
      }
    }
    return all;
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
    List<Pairs> seen = new ArrayList<>();
    Coupling coupling = new WithinClasses(new MinibatchOt());
    all(FlowMatching.of(Toy.MOONS).withCoupling((pairs, random) -> {
      seen.add(copy(pairs));
      int[] order = coupling.order(pairs, random);
      Pairs after = copy(pairs);
      after.takeSources(order);
      seen.add(after);
      return order;
    }), OPTIONS.withSteps(1));
    Pairs before = seen.get(0);
    Pairs after = seen.get(1);
    assertEquals(OPTIONS.batch(), before.labels().length);
    for (int label = 0; label < 2; label++) {
      assertArrayEquals(sourcesOf(label, before), sourcesOf(label, after));
    }
    assertTrue(meanSquaredLength(after) < 0.8 * meanSquaredLength(before));
  }

  private static double meanSquaredLength(Pairs pairs) {
    double sum = 0;
    for (int i = 0; i < pairs.x0().length; i++) {
      sum += Math.pow((double) pairs.x1()[i] - pairs.x0()[i], 2);
    }
    return sum / pairs.count();
  }

  /** On the linear path x1 = x_t + (1 − t)·(x1 − x0), and a moon's points are about its circle. */
  @Test
  void theLabelsOfABatchAreThoseOfItsPointsThroughEveryCoupling() {
    for (Coupling coupling : List.of(Coupling.INDEPENDENT, new MinibatchOt(), new SinkhornCoupling(0.05),
        new WithinClasses(new MinibatchOt()))) {
      for (Batch batch : all(FlowMatching.of(Toy.MOONS).withCoupling(coupling), OPTIONS.withCouplingBatch(512))) {
        Inputs inputs = batch.inputs();
        for (int i = 0; i < batch.count(); i++) {
          double x = inputs.x()[2 * i] + (1 - inputs.t()[i]) * batch.target()[2 * i];
          double y = inputs.x()[2 * i + 1] + (1 - inputs.t()[i]) * batch.target()[2 * i + 1];
          double centre = inputs.labels()[i] == 0 ? 0 : 1;
          assertEquals(1, Math.hypot(x - centre, y - 0.5 * centre), 6 * 0.05, coupling + ", row " + i);
        }
      }
    }
  }

  @Test
  void batchesDoNotDependOnThreadsNorOnTheStepThatOneBeginsWith() {
    Objective objective = FlowMatching.of(Toy.RINGS).withCoupling(new MinibatchOt())
        .withSigma(new SigmaForm.Constant(0.1));
    TrainingOptions options = OPTIONS.withBatch(100).withCouplingBatch(200).withLabelDropout(0.5);
    List<Batch> one = all(objective, options.withThreads(1));
    List<Batch> three = all(objective, options.withThreads(3));
    for (int i = 0; i < 4; i++) {
      requireSame(one.get(i), three.get(i));
    }
    try (Batches batches = new Batches(objective, options)) {
      requireSame(one.get(3), batches.batch(4));
      requireSame(one.get(1), batches.batch(2));
    }
  }

  private static void requireSame(Batch expected, Batch found) {
    assertArrayEquals(expected.inputs().x(), found.inputs().x());
    assertArrayEquals(expected.inputs().t(), found.inputs().t());
    assertArrayEquals(expected.inputs().labels(), found.inputs().labels());
    assertArrayEquals(expected.target(), found.target());
  }

  @Test
  void asManyLabelsAsAskedForAreDropped() {
    int dropped = 0;
    for (Batch batch : all(FlowMatching.of(Toy.MOONS), OPTIONS.withSteps(40).withLabelDropout(0.2))) {
      dropped += (int) Arrays.stream(batch.inputs().labels()).filter(label -> label == 2).count();
    }
    // 10,240 labels: a standard deviation is 40.
    assertEquals(2048, dropped, 160);
  }

  @Test
  void everyImageComesOnceAnEpochWithItsClass() {
    byte[] pixels = new byte[20];
    int[] labels = new int[10];
    for (int i = 0; i < 10; i++) {
      pixels[2 * i] = (byte) (10 * i);
      pixels[2 * i + 1] = (byte) (10 * i + 5);
      labels[i] = i % 3;
    }
    ImageSet set = new ImageSet("ten", 1, 1, 2, pixels, labels, List.of("a", "b", "c"));
    for (boolean flip : new boolean[]{false, true}) {
      int[] seen = new int[10];
      int mirrored = 0;
      for (Batch batch : all(FlowMatching.of(new ImageEpochs(set, flip)),
          OPTIONS.withSteps(100).withBatch(5).withCouplingBatch(20))) {
        Inputs inputs = batch.inputs();
        for (int i = 0; i < 5; i++) {
          long left = Math.round(127.5 * (1 + inputs.x()[2 * i] + (1 - inputs.t()[i]) * batch.target()[2 * i]));
          int image = (int) (left / 10);
          assertEquals(image % 3, inputs.labels()[i]);
          seen[image]++;
          mirrored += left % 10 == 5 ? 1 : 0;
        }
      }
      assertArrayEquals(new int[]{50, 50, 50, 50, 50, 50, 50, 50, 50, 50}, seen);
      // 500 images: a standard deviation is 11.
      assertEquals(flip ? 250 : 0, mirrored, flip ? 45 : 0);
    }
  }

  @Test
  void rowsFollowThePathAndItsVelocity() {
    Schedule cosine = new Schedule.Cosine();
    Draws draws = new Draws(new Gaussian(2), new Gaussian(2));
    List<Pairs> pools = new ArrayList<>();
    PairSource spied = new PairSource() {
      @Override
      public int dim() {
        return 2;
      }

      @Override
      public void draw(int number, Pairs pool, Seed seed, Loop loop) {
        draws.draw(number, pool, seed, loop);
        pools.add(copy(pool));
      }
    };
    Batch batch = all(FlowMatching.of(spied).withSchedule(cosine), OPTIONS.withSteps(1)).getFirst();
    Pairs pairs = pools.getFirst();
    for (int i = 0; i < 2 * batch.count(); i++) {
      double angle = 0.5 * Math.PI * batch.inputs().t()[i / 2];
      assertEquals(Math.sin(angle) * pairs.x1()[i] + Math.cos(angle) * pairs.x0()[i], batch.inputs().x()[i], 1e-5);
      assertEquals(0.5 * Math.PI * (Math.cos(angle) * pairs.x1()[i] - Math.sin(angle) * pairs.x0()[i]),
          batch.target()[i], 1e-5);
    }
  }

  @Test
  void aCouplingThatWouldPartFixedPairsIsRefused() {
    FixedPairs pairs = new FixedPairs(new float[2], new float[2], 2);
    assertThrows(IllegalArgumentException.class, () -> FlowMatching.of(pairs).withCoupling(new MinibatchOt()));
    Pairs two = new Pairs(new float[4], new float[4], new int[0], 2);
    assertThrows(IllegalArgumentException.class, () -> two.couple((_, _) -> new int[1], new SplittableRandom(0)));
  }
}
