package dev.millrace.flow.sample;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solution;
import dev.millrace.flow.ode.SolverException;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.path.PathPoint;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.Schedules;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.path.SigmaForms;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /**
   * The standard deviation at the end that the real sampler's steps lead to, exactly: each is x·gain + spread·ξ, and both numbers
   * show if every step is made to start from 1, then from 0.
   */
  private static double endOf(EulerMaruyama sampler, VelocityField<float[]> field) {
    float[][] ones = sampler.follow(from(1, field), new float[1], 1).states();
    float[][] zeros = sampler.follow(from(0, field), new float[1], 1).states();
    double variance = 1 + sampler.sigma().pathNoise() * sampler.sigma().pathNoise();
    for (int k = 0; k + 1 < ones.length; k++) {
      double gain = (double) ones[k + 1][0] - zeros[k + 1][0];
      double spread = zeros[k + 1][0] / sampler.seed().generator(Seed.Purpose.DIFFUSION, k, 0).nextGaussian();
      variance = gain * gain * variance + spread * spread;
    }
    return Math.sqrt(variance);
  }

  /** A field that moves the point to a place before it looks. */
  private static VelocityField<float[]> from(float place, VelocityField<float[]> field) {
    return (x, t, out) -> {
      x[0] = place;
      field.velocity(x, t, out);
    };
  }

  private static double endOf(Schedule path, SigmaForm sigma, double s, double eta, int steps) {
    var sampler = new EulerMaruyama(path, sigma, TimeGrid.uniform(steps), eta, new Seed(4), 1);
    return endOf(sampler, new GaussianMarginals(sigma.applyTo(path), sigma.pathNoise(), s));
  }

  /** Eta of 100 too: explicit steps without a bound on what they exchange would end at 1e21. */
  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.5, 2})
  void fewStepsEndAtLeastAsNearToTheDataAsEulersDo(double s) {
    for (int steps : new int[]{5, 10, 20, 50}) {
      double euler = Math.abs(Math.log(endOf(LINEAR, new SigmaForm.None(), s, 0, steps) / s));
      for (double eta : new double[]{0.5, 1, 3, 100}) {
        double ours = Math.abs(Math.log(endOf(LINEAR, new SigmaForm.None(), s, eta, steps) / s));
        assertTrue(ours <= euler, "s %s, eta %s, %d steps: off by %.3f, Euler's by %.3f".formatted(s, eta, steps, ours,
            euler));
      }
    }
  }

  @Test
  void narrowDataEndWhereALastStepByTheVelocityAloneEnds() {
    assertEquals(0.0375, endOf(LINEAR, new SigmaForm.None(), 0.05, 1, 10), 1e-4);
    assertEquals(0.0515, endOf(LINEAR, new SigmaForm.None(), 0.05, 1, 20), 1e-4);
  }

  @ParameterizedTest
  @CsvSource({"linear, none, 0.5, 0.5", "linear, none, 0.5, 1", "linear, none, 2, 3", "linear, none, 0.05, 0.5",
      "cosine, none, 0.5, 1", "polynomial:2, none, 2, 1", "linear, lipman:0.3, 0.5, 1", "linear, constant:0.3, 2, 1"})
  void theVarianceConvergesWithTheFirstOrder(String path, String form, double s, double eta) {
    Schedule schedule = Schedules.parse(path);
    SigmaForm sigma = SigmaForms.parse(form);
    double truth = new GaussianMarginals(sigma.applyTo(schedule), sigma.pathNoise(), s).variance(1);
    double meanX = 0;
    double meanY = 0;
    double[] x = new double[5];
    double[] y = new double[5];
    for (int i = 0; i < x.length; i++) {
      int steps = 100 << i;
      double end = endOf(schedule, sigma, s, eta, steps);
      x[i] = -Math.log(steps);
      y[i] = Math.log(Math.abs(end * end - truth));
      meanX += x[i] / x.length;
      meanY += y[i] / y.length;
    }
    double xy = 0;
    double xx = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
    }
    assertEquals(1, xy / xx, 0.2);
  }

  /** A σ form has a path of its own; a sampler that forgets it ends at .438 (lipman) and .5046, .4600 (constant, by η). */
  @ParameterizedTest
  @CsvSource({"lipman:0.3, 0", "lipman:0.3, 1", "lipman:0.3, 3", "constant:0.3, 0", "constant:0.3, 1",
      "constant:0.3, 3"})
  void theFormOfSigmaIsKeptWhateverEta(String form, double eta) {
    SigmaForm sigma = SigmaForms.parse(form);
    double truth = Math.sqrt(0.25 + 0.09);
    assertEquals(truth, endOf(LINEAR, sigma, 0.5, eta, 1000), 2e-3);
    var sampler = new EulerMaruyama(LINEAR, sigma, TimeGrid.uniform(100), eta, new Seed(4), 2);
    assertMoments(0, truth, sampler.sample(new GaussianMarginals(sigma.applyTo(LINEAR), sigma.pathNoise(), 0.5),
        noise(10_000), 1).points());
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "cosine", "vp", "polynomial:2", "polynomial:3.5", "polynomial:0.5",
      "polynomial:300", "sigma-min:0.1,cosine", "sigma-min:0.1,polynomial:2"})
  void everyScheduleIsSampledFromEndToEnd(String spec) {
    Schedule path = Schedules.parse(spec);
    for (String form : new String[]{"none", "constant:0.2"}) {
      SigmaForm sigma = SigmaForms.parse(form);
      GaussianMarginals field = new GaussianMarginals(path, sigma.pathNoise(), 1.5);
      var sampler = new EulerMaruyama(path, sigma, TimeGrid.uniform(300), 1, new Seed(4), 2);
      float[] points = sampler.sample(field, noise(3000), 1).points();
      double squares = 0;
      for (float x : points) {
        squares += x * x;
      }
      // A polynomial of a high or low power does all its way in a few steps: it must end, if not quite there.
      double within = spec.contains("300") || spec.contains("0.5") ? 0.5 : 0.06;
      assertEquals(1, Math.sqrt(squares / points.length / field.variance(1)), within, spec + " " + form);
    }
  }

  @Test
  void rowsThatLeaveTheFiniteNumbersAreNamed() {
    VelocityField<float[]> broken = (x, t, out) -> {
      for (int i = 0; i < x.length; i++) {
        out[i] = x[i] > 50 && t >= 0.5 ? Float.NaN : 0;
      }
    };
    float[] x0 = noise(200);
    x0[129] = 1e6f;
    SolverException e = assertThrows(SolverException.class, () -> sampler(LINEAR, 0.1, 2).sample(broken, x0, 1));
    assertEquals("row 130 (counted from 1): the velocity is not finite at t = 0.5 or right after it", e.getMessage());
    assertEquals(Solution.Status.NOT_FINITE, e.status());
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
