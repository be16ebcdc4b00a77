package dev.millrace.flow.coupling;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.transport.Semidiscrete;
import dev.millrace.flow.transport.Sinkhorn;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TransportCouplingTests {

  private static Pairs moons(int seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Pairs(new Gaussian(2).sample(random, count), Toy.MOONS.sample(random, count), new int[0], 2);
  }

  private static double cost(Pairs pairs) {
    double sum = 0;
    for (int i = 0; i < pairs.x0().length; i++) {
      sum += Math.pow((double) pairs.x0()[i] - pairs.x1()[i], 2) / pairs.count();
    }
    return sum;
  }

  private static SemidiscretePairs learn(Distribution data, int groups) {
    return learn(data, groups, Semidiscrete.Stop.DEFAULT);
  }

  private static SemidiscretePairs learn(Distribution data, int groups, Semidiscrete.Stop stop) {
    try (Workers workers = new Workers(1)) {
      return SemidiscretePairs.learn(new Gaussian(data.dim()), data, groups, stop, new Seed(3), workers,
          (draws, error) -> {});
    }
  }

  @Test
  void sinkhornLiesBetweenExactAndIndependentPairs() {
    Pairs independent = moons(1, 256);
    Pairs exact = moons(1, 256);
    exact.couple(new MinibatchOt(), new SplittableRandom(0));
    double[] costs = Arrays.stream(new double[]{0.01, 0.05, 1}).map(epsilon -> {
      // One draw from a plan scatters by several per cent.
      return IntStream.range(0, 30).mapToDouble(seed -> {
        Pairs pairs = moons(1, 256);
        pairs.couple(new SinkhornCoupling(epsilon), new SplittableRandom(seed));
        assertArrayEquals(independent.x1(), pairs.x1());
        return cost(pairs);
      }).average().orElseThrow();
    }).toArray();
    assertTrue(cost(exact) * 0.9 < costs[0] && costs[0] < costs[1] && costs[1] < costs[2]
        && costs[2] < cost(independent), () -> cost(exact) + " " + Arrays.toString(costs) + " " + cost(independent));
    assertThrows(IllegalArgumentException.class, () -> new SinkhornCoupling(0));
  }

  @Test
  void sinkhornThatDoesNotConvergePairsExactlyAndSaysSo() {
    // 256 rows and ε as small leave it no chance in 30 iterations.
    Coupling hurried = new WithinClasses(new SinkhornCoupling(1e-5, new Sinkhorn.Stop(1e-2, 30)));
    SplittableRandom random = new SplittableRandom(1);
    Pairs pairs = new Pairs(new Gaussian(2).sample(random, 256), Toy.MOONS.sample(random, 256), new int[256], 2);
    Pairs exact = new Pairs(pairs.x0().clone(), pairs.x1().clone(), new int[0], 2);
    assertEquals("", hurried.remark());
    pairs.couple(hurried, new SplittableRandom(0));
    exact.couple(new MinibatchOt(), new SplittableRandom(0));
    assertArrayEquals(exact.x0(), pairs.x0());
    assertEquals(
        "sinkhorn:1.0E-5: the plans of 1 of 1 batches did not converge in 30 iterations; these batches are paired "
            + "exactly, which is the limit of small epsilon",
        hurried.remark());
  }

  @Test
  void sinkhornOfSmallEpsilonsGivesPairsAsCheapAsExactOnes() {
    for (double epsilon : new double[]{1e-3, 1e-4, 1e-6}) {
      double ofExact = 0;
      double ofPlans = 0;
      for (int seed = 0; seed < 6; seed++) {
        Pairs exact = moons(seed, 128);
        exact.couple(new MinibatchOt(), new SplittableRandom(0));
        ofExact += cost(exact);
        Pairs pairs = moons(seed, 128);
        pairs.couple(new SinkhornCoupling(epsilon), new SplittableRandom(seed));
        ofPlans += cost(pairs);
      }
      // Plans are met to 1 %, and draws of sources scatter.
      assertEquals(ofExact, ofPlans, 0.06 * ofExact);
    }
  }

  @Test
  void semidiscreteUsesEveryRowAsOftenAsItOccurs() {
    // 40 rows of 30 places, in 10 groups.
    float[] rows = new Gaussian(2).sample(new SplittableRandom(1), 40);
    System.arraycopy(rows, 0, rows, 60, 20);
    SemidiscretePairs source = learn(new Empirical(rows, 2), 10, new Semidiscrete.Stop(0.01, 100_000));
    int[] drawn = new int[30];
    for (int seed = 0; seed < 200; seed++) {
      Pairs pairs = moons(seed, 2000);
      source.draw(seed, pairs, new Seed(0), Loop.SEQUENTIAL);
      for (int i = 0; i < 2000; i++) {
        for (int j = 0; j < 30; j++) {
          drawn[j] += rows[2 * j] == pairs.x1()[2 * i] && rows[2 * j + 1] == pairs.x1()[2 * i + 1] ? 1 : 0;
        }
      }
    }
    assertEquals(400_000, Arrays.stream(drawn).sum());
    for (int j = 0; j < 30; j++) {
      // Masses are right to 1 % in the mean of squares, so to 3 % each; 4 standard deviations of the draws are 3 and 4 %.
      assertEquals(j < 10 ? 20_000 : 10_000, drawn[j], j < 10 ? 1200 : 700, "row " + j);
    }
  }

  @Test
  void semidiscretePairsOfADistributionAreCheapAndSpreadLikeIt() {
    Pairs pairs = moons(5, 4000);
    learn(Toy.MOONS, 500).draw(6, pairs, new Seed(0), Loop.SEQUENTIAL);
    // The same number of points, in batches: their pairs are dearer on average, by what sampling does.
    double ofBatches = 0;
    for (int batch = 0; batch < 16; batch++) {
      Pairs exact = moons(100 + batch, 256);
      exact.couple(new MinibatchOt(), new SplittableRandom(0));
      ofBatches += cost(exact) / 16;
    }
    assertEquals(ofBatches, cost(pairs), 0.08 * ofBatches);
    // Moons lie at 0.5 ± 0.87 and 0.25 ± 0.5 (theory: mean ½, ¼); 4,000 draws leave 0.014 and 0.008.
    double[] mean = new double[2];
    for (int i = 0; i < 8000; i++) {
      mean[i % 2] += pairs.x1()[i] / 4000;
    }
    assertEquals(0.5, mean[0], 0.06);
    assertEquals(0.25, mean[1], 0.04);
    assertTrue(pairs.x1().length / 2 - distinct(pairs.x1()) < 1000, "few distinct points");
  }

  private static long distinct(float[] rows) {
    return java.util.stream.IntStream.range(0, rows.length / 2).mapToObj(i -> rows[2 * i] + "," + rows[2 * i + 1])
        .distinct().count();
  }

  @Test
  void semidiscreteRefusesFewerThanTwoGroups() {
    assertThrows(IllegalArgumentException.class, () -> learn(Toy.MOONS, 1));
  }
}
