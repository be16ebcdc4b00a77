package dev.millrace.flow.transport;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SinkhornTests {
  private static final Sinkhorn.Stop TIGHT = new Sinkhorn.Stop(2e-6, 100_000);

  private static float[] noise(int seed, int count, int dim) {
    return new Gaussian(dim).sample(new SplittableRandom(seed), count);
  }

  /** Cuturi's algorithm as it is written down, in double precision. */
  private static double[][] plainPlan(float[] x, float[] y, int dim, double epsilon) {
    int n = x.length / dim;
    int m = y.length / dim;
    double[][] k = new double[n][m];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        for (int d = 0; d < dim; d++) {
          k[i][j] += Math.pow((double) x[i * dim + d] - y[j * dim + d], 2);
        }
        k[i][j] = Math.exp(-k[i][j] / epsilon);
      }
    }
    double[] u = new double[n];
    double[] v = new double[m];
    Arrays.fill(v, 1);
    for (int round = 0; round < 20_000; round++) {
      for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int j = 0; j < m; j++) {
          sum += k[i][j] * v[j];
        }
        u[i] = 1.0 / n / sum;
      }
      for (int j = 0; j < m; j++) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
          sum += k[i][j] * u[i];
        }
        v[j] = 1.0 / m / sum;
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        k[i][j] *= u[i] * v[j];
      }
    }
    return k;
  }

  @Test
  void thePlanIsTheOneOfThePlainAlgorithm() {
    float[] x = noise(1, 13, 3);
    float[] y = noise(2, 9, 3);
    double[][] expected = plainPlan(x, y, 3, 0.4);
    EntropicPlan plan = Sinkhorn.solve(x, y, 3, 0.4, TIGHT);
    double transport = 0;
    double entropy = 0;
    for (int i = 0; i < 13; i++) {
      for (int j = 0; j < 9; j++) {
        assertEquals(expected[i][j], plan.mass(i, j), 1e-6);
        double cost = 0;
        for (int d = 0; d < 3; d++) {
          cost += Math.pow((double) x[i * 3 + d] - y[j * 3 + d], 2);
        }
        transport += expected[i][j] * cost;
        entropy += expected[i][j] * Math.log(expected[i][j] * 13 * 9);
      }
    }
    assertEquals(transport, plan.transportCost(), 1e-5);
    assertEquals(transport + 0.4 * entropy, plan.regularisedCost(), 1e-5);
  }

  @Test
  void marginalsAreMetToTheTolerance() {
    for (double epsilon : new double[]{1, 0.05, 0.005}) {
      EntropicPlan plan = Sinkhorn.solveRelative(noise(3, 70, 2), Toy.MOONS.sample(new SplittableRandom(4), 45), 2,
          epsilon, new Sinkhorn.Stop(1e-4, 100_000));
      double error = 0;
      for (int j = 0; j < 45; j++) {
        double column = 0;
        for (int i = 0; i < 70; i++) {
          column += plan.mass(i, j);
        }
        error += Math.abs(column - 1.0 / 45);
      }
      assertEquals(plan.marginalError(), error, 1e-5);
      assertTrue(error <= 1.1e-4, "error " + error);
      for (int i = 0; i < 70; i++) {
        double row = 0;
        for (int j = 0; j < 45; j++) {
          row += plan.mass(i, j);
        }
        assertEquals(1.0 / 70, row, 1e-4 / 70);
      }
    }
  }

  @Test
  void costFallsToTheExactOneAsEpsilonFalls() {
    float[] x = noise(5, 60, 2);
    float[] y = Toy.MOONS.sample(new SplittableRandom(6), 60);
    double exact = ExactAssignment.squaredEuclidean(x, y, 2).cost() / 60;
    double before = Double.POSITIVE_INFINITY;
    for (double epsilon : new double[]{0.5, 0.1, 0.02, 0.004, 0.001}) {
      double cost = Sinkhorn.solveRelative(x, y, 2, epsilon, new Sinkhorn.Stop(1e-3, 100_000)).transportCost();
      assertTrue(cost < before && cost > exact - 2e-3, cost + " after " + before + ", exact " + exact);
      before = cost;
    }
    assertEquals(exact, before, 4e-3 * exact);
  }

  @Test
  void drawnPairsHaveThePlansFrequencies() {
    EntropicPlan plan = Sinkhorn.solveRelative(noise(7, 6, 2), noise(8, 5, 2), 2, 0.3, TIGHT);
    int[][] drawn = new int[6][5];
    SplittableRandom random = new SplittableRandom(9);
    int rounds = 40_000;
    for (int round = 0; round < rounds; round++) {
      int[] sources = plan.drawSources(random);
      for (int j = 0; j < 5; j++) {
        drawn[sources[j]][j]++;
      }
    }
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 5; j++) {
        double p = plan.mass(i, j) * 5;
        assertEquals(p, drawn[i][j] / (double) rounds, 4.5 * Math.sqrt(p * (1 - p) / rounds) + 1e-5);
      }
    }
  }

  @Test
  void notConvergingIsToldWithItsNumbers() {
    var e = assertThrows(Sinkhorn.NotConvergedException.class,
        () -> Sinkhorn.solveRelative(noise(1, 50, 2), noise(2, 50, 2), 2, 1e-4, new Sinkhorn.Stop(1e-3, 200)));
    assertTrue(String.valueOf(e.getMessage()).matches(
        "Sinkhorn did not converge: marginal error [0-9.e-]+ after 200 iterations at epsilon [0-9.e-]+, "
            + "tolerance 0.0010; raise epsilon"),
        e::getMessage);
  }

  @Test
  void badArgumentsAreRefused() {
    float[] x = noise(1, 4, 2);
    assertThrows(IllegalArgumentException.class, () -> Sinkhorn.solve(x, x, 2, 0, TIGHT));
    assertThrows(IllegalArgumentException.class, () -> Sinkhorn.solve(x, x, 2, Double.NaN, TIGHT));
    assertThrows(IllegalArgumentException.class, () -> Sinkhorn.solve(x, new float[0], 2, 1, TIGHT));
    assertThrows(IllegalArgumentException.class, () -> Sinkhorn.solve(x, x, 3, 1, TIGHT));
    assertThrows(IllegalArgumentException.class, () -> Sinkhorn.solve(new float[]{1, Float.NaN}, x, 2, 1, TIGHT));
    assertThrows(IllegalArgumentException.class, () -> new Sinkhorn.Stop(1e-9, 10));
    assertThrows(IllegalArgumentException.class, () -> new Sinkhorn.Stop(1e-3, 0));
  }

  @Test
  void pointsInOnePlaceAreNoTrouble() {
    EntropicPlan plan = Sinkhorn.solveRelative(new float[6], new float[4], 2, 0.05, TIGHT);
    assertEquals(1.0 / 6, plan.mass(2, 1), 1e-7);
    assertEquals(0, plan.transportCost());
  }

  @Test
  void divergenceOfASetAndItsTranslateIsTheSquaredShift() {
    float[] x = noise(11, 80, 2);
    float[] y = x.clone();
    for (int i = 0; i < y.length; i += 2) {
      y[i] += 0.75f;
      y[i + 1] -= 1;
    }
    for (double epsilon : new double[]{0.1, 1, 10}) {
      assertEquals(0, Sinkhorn.divergence(x, x, 2, epsilon, TIGHT), 2e-5);
      assertEquals(0.75 * 0.75 + 1, Sinkhorn.divergence(x, y, 2, epsilon, TIGHT), 1e-4);
    }
  }

  @Test
  void divergenceOfDiracsIsTheSquaredDistanceAndOthersArePositive() {
    assertEquals(25, Sinkhorn.divergence(new float[]{0, 0}, new float[]{3, 4, 3, 4}, 2, 0.5, TIGHT), 1e-5);
    for (int seed = 0; seed < 5; seed++) {
      float[] x = noise(2 * seed, 40, 2);
      float[] y = noise(2 * seed + 1, 50, 2);
      assertTrue(Sinkhorn.divergence(x, y, 2, 0.3, new Sinkhorn.Stop(1e-4, 10_000)) > 0);
    }
  }

  @Test
  @Tag("vector")
  void bothExponentialsAgreeBitForBitAndWithMath() {
    float[] cost = new float[212];
    float[] shifts = new float[207];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < cost.length; i++) {
      cost[i] = (float) random.nextDouble(0, 100);
      shifts[Math.min(i, 206)] = (float) random.nextDouble(-10, 10);
    }
    for (int count : new int[]{1, 4, 6, 8, 13, 16, 25, 64, 100, 207}) {
      float[] plain = new float[210];
      float[] vectors = new float[210];
      new GibbsLoops.Plain().gibbs(1.5f, 3, shifts, cost, 5, plain, 3, count);
      new GibbsLoops.Vectors().gibbs(1.5f, 3, shifts, cost, 5, vectors, 3, count);
      for (int i = 0; i < 210; i++) {
        assertEquals(Float.floatToIntBits(plain[i]), Float.floatToIntBits(vectors[i]));
        double exponent = i >= 3 && i < 3 + count ? 1.5f * (3f + shifts[i - 3] - cost[i + 2]) : -200;
        double expected = exponent < -126 ? 0 : Math.pow(2, exponent);
        assertEquals(expected, plain[i], 2e-5 * expected);
      }
    }
  }

  @Test
  @Tag("vector")
  void bothSumsOfRowsAgreeBitForBitAndWithDoubles() {
    for (int stride : new int[]{16, 32, 208}) {
      float[] matrix = noise(1, 5 * stride, 1);
      float[] v = noise(2, stride, 1);
      float[] plain = new float[6];
      float[] vectors = new float[6];
      new GibbsLoops.Plain().sumRows(matrix, stride, stride, v, new float[64], plain, 1);
      new GibbsLoops.Vectors().sumRows(matrix, stride, stride, v, new float[64], vectors, 1);
      for (int r = 0; r < 4; r++) {
        assertEquals(Float.floatToIntBits(plain[1 + r]), Float.floatToIntBits(vectors[1 + r]));
        double sum = 0;
        for (int j = 0; j < stride; j++) {
          sum += (double) matrix[(r + 1) * stride + j] * v[j];
        }
        assertEquals(sum, plain[1 + r], 1e-4);
      }
    }
  }

  private static float[] scaled(float[] points, float factor, float shift) {
    float[] moved = new float[points.length];
    for (int i = 0; i < points.length; i++) {
      moved[i] = factor * points[i] + shift;
    }
    return moved;
  }

  /** Squares of 1e-22 are no floats, and squares of 1e30 overflow. */
  @Test
  void divergenceScalesWithTheSquareOfThePoints() {
    float[] x = noise(21, 60, 3);
    float[] y = noise(22, 45, 3);
    double expected = Sinkhorn.divergence(x, y, 3, 0.2, TIGHT);
    for (float factor : new float[]{1e-22f, 1e-15f, 1e18f, 1e30f}) {
      double square = (double) factor * factor;
      double found = Sinkhorn.divergence(scaled(x, factor, 0), scaled(y, factor, 0), 3, 0.2 * square, TIGHT);
      assertEquals(expected, found / square, 1e-5);
    }
    EntropicPlan small = Sinkhorn.solveRelative(scaled(x, 1e-22f, 0), scaled(y, 1e-22f, 0), 3, 0.2, TIGHT);
    EntropicPlan usual = Sinkhorn.solveRelative(x, y, 3, 0.2, TIGHT);
    assertEquals(usual.transportCost(), small.transportCost() / 1e-44, 1e-5 * usual.transportCost());
    assertEquals(usual.mass(3, 4), small.mass(3, 4), 1e-6);
  }

  /** The plan of moved sets is the plan of the sets: the divergence grows by the squared distance of the means. */
  @Test
  void setsThatLieFarApartAreAsExact() {
    float[] x = noise(23, 50, 2);
    float[] y = noise(24, 50, 2);
    double expected = Sinkhorn.divergence(x, y, 2, 0.05, TIGHT) - squaredDistanceOfMeans(x, y);
    for (float far : new float[]{100, 1e4f, 1e6f}) {
      float[] away = scaled(y, 1, far);
      double rounding = far / 1e6;
      assertEquals(expected, Sinkhorn.divergence(x, away, 2, 0.05, TIGHT) - squaredDistanceOfMeans(x, away),
          1e-4 + rounding * 0.2);
    }
  }

  private static double squaredDistanceOfMeans(float[] x, float[] y) {
    double sum = 0;
    for (int d = 0; d < 2; d++) {
      double mean = 0;
      for (int i = d; i < x.length; i += 2) {
        mean += ((double) x[i] - y[i]) / (0.5 * x.length);
      }
      sum += mean * mean;
    }
    return sum;
  }

  /** Both sets hold both of two far clusters, in unequal numbers: mass must cross, at a cost a million million times ε. */
  @Test
  void farClustersOfUnequalMassNeverBecomeNaN() {
    for (float far : new float[]{1e2f, 1e4f, 1e6f}) {
      float[] x = noise(25, 40, 2);
      float[] y = noise(26, 40, 2);
      for (int i = 0; i < 40; i++) {
        x[2 * i] += i < 20 ? far : 0;
        y[2 * i] += i < 24 ? far : 0;
      }
      double exact = ExactAssignment.squaredEuclidean(x, y, 2).cost() / 40;
      // OT_ε lies between W2² and W2² + ε·log n, and so does its part of the divergence.
      double epsilon = 0.05;
      double found = Sinkhorn.divergence(x, y, 2, epsilon, Sinkhorn.Stop.DEFAULT);
      assertEquals(exact, found, epsilon * Math.log(40) + 2e-3 * exact);
    }
  }
}
