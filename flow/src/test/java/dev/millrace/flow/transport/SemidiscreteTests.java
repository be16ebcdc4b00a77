package dev.millrace.flow.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SemidiscreteTests {
  private static final Seed SEED = new Seed(7);

  private static Semidiscrete learn(Distribution source, float[] points, double[] weights, Semidiscrete.Stop stop) {
    try (Workers workers = new Workers(1)) {
      return Semidiscrete.learn(source, points, weights, stop, SEED, workers, (draws, error) -> {});
    }
  }

  private static double[] equalWeights(int count) {
    double[] weights = new double[count];
    Arrays.fill(weights, 1);
    return weights;
  }

  private static double[] masses(Semidiscrete transport, Distribution source, int count, int draws) {
    double[] masses = new double[count];
    for (int j : transport.map(source.sample(new SplittableRandom(99), draws))) {
      masses[j] += 1.0 / draws;
    }
    return masses;
  }

  @Test
  void betweenTwoPointsTheFaceIsWhereHalfTheSourceIs() {
    Semidiscrete transport = learn(new Gaussian(2), new float[]{-1, 0, 1, 0}, equalWeights(2),
        new Semidiscrete.Stop(0.02, 100_000));
    // By symmetry g is equal; the face lies at x = (g_1 − g_2)/4, and the mass beyond falls by 0.4 a unit.
    assertEquals(transport.potentials()[0], transport.potentials()[1], 0.1);
    // Mass ¾ for the left point: the face lies at the normal distribution's upper quartile, 0.6745.
    double[] g = learn(new Gaussian(2), new float[]{-1, 0, 1, 0}, new double[]{3, 1},
        new Semidiscrete.Stop(0.02, 100_000)).potentials();
    assertEquals(0.6745, (g[0] - g[1]) / 4, 0.05);
  }

  @Test
  void onALineCellsAreQuantileIntervals() {
    float[] points = {3, -2, 0.5f, 0.6f, -0.1f, 7, -8, 1, 0, -0.7f};
    Semidiscrete transport = learn(new Gaussian(1), points, equalWeights(10), new Semidiscrete.Stop(0.03, 20_000));
    float[] sorted = points.clone();
    Arrays.sort(sorted);
    // Deciles of the normal distribution; a face may be off by the tolerance of the masses around it.
    double[] deciles = {-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816};
    float[] x = new float[4001];
    for (int i = 0; i < x.length; i++) {
      x[i] = -4 + i * 0.002f;
    }
    int[] found = transport.map(x);
    int rank = 0;
    for (int i = 1; i < x.length; i++) {
      if (found[i] != found[i - 1]) {
        assertEquals(deciles[rank++], x[i], 0.04);
      }
      assertEquals(sorted[rank], points[found[i]]);
    }
    assertEquals(9, rank);
  }

  @Test
  void everyCellGetsItsMass() {
    SplittableRandom random = new SplittableRandom(5);
    float[] points = Toy.MOONS.sample(random, 300);
    double[] weights = random.doubles(300, 0.5, 2).toArray();
    List<Double> errors = new ArrayList<>();
    Semidiscrete transport;
    try (Workers workers = new Workers(1)) {
      transport = Semidiscrete.learn(new Gaussian(2), points, weights, Semidiscrete.Stop.DEFAULT, SEED, workers,
          (draws, error) -> errors.add(error));
    }
    double sum = Arrays.stream(weights).sum();
    double[] masses = masses(transport, new Gaussian(2), 300, 600_000);
    double chiSquared = 0;
    double greatest = 0;
    for (int j = 0; j < 300; j++) {
      double relative = masses[j] / (weights[j] / sum) - 1;
      chiSquared += relative * relative * weights[j] / sum;
      greatest = Math.max(greatest, Math.abs(relative));
    }
    assertTrue(transport.massError() <= 0.15, "said " + transport.massError());
    assertEquals(transport.massError(), Math.sqrt(chiSquared), 0.05);
    assertTrue(greatest < 1, "worst cell off by " + greatest);
    for (int i = 1; i < errors.size(); i++) {
      assertTrue(errors.get(i) <= errors.get(i - 1), errors::toString);
    }
    assertEquals(transport.massError(), errors.getLast());
  }

  @Test
  void manyDimensionsConvergeToo() {
    float[] points = new Gaussian(20).sample(new SplittableRandom(6), 100);
    Semidiscrete transport = learn(new Gaussian(20), points, equalWeights(100), Semidiscrete.Stop.DEFAULT);
    for (double mass : masses(transport, new Gaussian(20), 100, 100_000)) {
      assertEquals(0.01, mass, 0.006);
    }
  }

  @Test
  void pairsAreNotDearerThanThoseOfBatchesAndNotMuchCheaperThanTheBest() {
    int n = 256;
    float[] points = Toy.MOONS.sample(new SplittableRandom(8), 1000);
    Semidiscrete transport = learn(new Gaussian(2), points, equalWeights(1000), Semidiscrete.Stop.DEFAULT);
    SplittableRandom random = new SplittableRandom(9);
    double semidiscrete = 0;
    double batches = 0;
    for (int batch = 0; batch < 20; batch++) {
      float[] x0 = new Gaussian(2).sample(random, n);
      float[] x1 = new float[2 * n];
      int[] found = transport.map(x0);
      for (int i = 0; i < n; i++) {
        double dx = x0[2 * i] - points[2 * found[i]];
        double dy = x0[2 * i + 1] - points[2 * found[i] + 1];
        semidiscrete += (dx * dx + dy * dy) / (20 * n);
        System.arraycopy(points, 2 * random.nextInt(1000), x1, 2 * i, 2);
      }
      batches += ExactAssignment.squaredEuclidean(x0, x1, 2).cost() / (20 * n);
    }
    // The expected cost of pairs of batches is above the true one, by sampling; both see 5,120 points here.
    assertTrue(semidiscrete < batches, semidiscrete + " against " + batches);
    assertTrue(semidiscrete > 0.7 * batches, semidiscrete + " against " + batches);
  }

  @Test
  void threadsDoNotChangeBits() {
    float[] points = Toy.CHECKERBOARD.sample(new SplittableRandom(1), 50);
    Semidiscrete.Stop stop = new Semidiscrete.Stop(0.3, 5000);
    double[] one = learn(new Gaussian(2), points, equalWeights(50), stop).potentials();
    try (Workers three = new Workers(3)) {
      assertArrayEquals(one, Semidiscrete.learn(new Gaussian(2), points, equalWeights(50), stop, SEED, three,
          (draws, error) -> {}).potentials());
    }
  }

  @Test
  void onePointGetsAll() {
    assertArrayEquals(new int[]{0, 0}, learn(new Gaussian(2), new float[]{5, 5}, new double[]{2},
        Semidiscrete.Stop.DEFAULT).map(new float[]{1, 2, 3, 4}));
  }

  @Test
  void badArgumentsAreRefused() {
    assertThrows(IllegalArgumentException.class,
        () -> learn(new Gaussian(2), new float[4], new double[3], Semidiscrete.Stop.DEFAULT));
    assertThrows(IllegalArgumentException.class,
        () -> learn(new Gaussian(2), new float[]{1, 2, 3, 4}, new double[]{1, 0}, Semidiscrete.Stop.DEFAULT));
    assertThrows(IllegalArgumentException.class, () -> new Semidiscrete.Stop(0, 1000));
    assertThrows(IllegalArgumentException.class, () -> new Semidiscrete.Stop(0.1, 1));
  }
}
