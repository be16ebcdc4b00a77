package dev.millrace.flow.sample;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.path.PathPoint;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EulerMaruyamaTests {
  private static final GaussianFlow FLOW = new GaussianFlow(3, 0.5);
  private static final Schedule LINEAR = new Schedule.Linear();
  private static final int COUNT = 40_000;

  private static float[] noise(int count) {
    return Sampler.startPoints(new Gaussian(1), count, new Seed(8));
  }

  private static EulerMaruyama sampler(Schedule path, double eta, int threads) {
    return new EulerMaruyama(path, TimeGrid.uniform(200), eta, new Seed(4), threads);
  }

  private static void assertMoments(double mean, double std, float[] points) {
    double sum = 0;
    double squares = 0;
    for (float x : points) {
      sum += x;
      squares += (x - mean) * (x - mean);
    }
    // Four standard errors, and 1 % of discretisation in the standard deviation.
    assertEquals(mean, sum / points.length, 4 * std / Math.sqrt(points.length));
    assertEquals(std, Math.sqrt(squares / points.length), std * (0.01 + 4 / Math.sqrt(2.0 * points.length)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1, 3})
  void theMarginalAtTheEndIsThatOfTheFlow(double eta) {
    assertMoments(3, 0.5, sampler(LINEAR, eta, 2).sample(FLOW, noise(COUNT), 1).points());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1})
  void theMarginalsOnTheWayAreThoseOfTheFlow(double eta) {
    float[][] states = sampler(LINEAR, eta, 2).follow(FLOW, noise(COUNT), 1).states();
    for (int k : new int[]{50, 100, 150}) {
      double t = k / 200.0;
      assertMoments(3 * t, Math.sqrt(0.25 * t * t + (1 - t) * (1 - t)), states[k]);
    }
  }

  @Test
  void anotherScheduleKeepsItsMarginalsToo() {
    // The exact velocity for data N(3, 1/4) on any path: E[α̇·x1 + σ̇·x0 | x_t] of jointly Gaussian variables.
    Schedule cosine = new Schedule.Cosine();
    VelocityField<float[]> flow = (x, t, out) -> {
      PathPoint p = cosine.at(t);
      double variance = p.alpha() * p.alpha() * 0.25 + p.sigma() * p.sigma();
      double gain = (p.dAlpha() * p.alpha() * 0.25 + p.dSigma() * p.sigma()) / variance;
      for (int i = 0; i < x.length; i++) {
        out[i] = (float) (3 * p.dAlpha() + gain * (x[i] - 3 * p.alpha()));
      }
    };
    assertMoments(3, 0.5, sampler(cosine, 1, 2).sample(flow, noise(COUNT), 1).points());
  }

  @Test
  void withoutNoiseItIsEulersMethod() {
    float[] x0 = noise(130);
    float[] euler = new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(200)), 1).sample(FLOW, x0, 1)
        .points();
    var plain = sampler(LINEAR, 0, 1).sample(FLOW, x0, 1);
    assertArrayEquals(euler, plain.points());
    assertEquals(200, plain.nfe());
  }

  @Test
  void noiseIsDrawnAnewForEachRowAndStepButNotForThreads() {
    float[] same = new float[200];
    float[] once = sampler(LINEAR, 1, 1).sample(FLOW, same, 1).points();
    assertArrayEquals(once, sampler(LINEAR, 1, 3).sample(FLOW, same, 1).points());
    // Rows i and i + 64 have the same place in their tiles.
    assertTrue(once[0] != once[64] && once[0] != once[1]);
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    for (double eta : new double[]{-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> sampler(LINEAR, eta, 1));
    }
    assertThrows(IllegalArgumentException.class,
        () -> new EulerMaruyama(LINEAR, TimeGrid.uniform(3).reversed(), 1, new Seed(1), 1));
  }
}
