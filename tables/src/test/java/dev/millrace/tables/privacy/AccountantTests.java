package dev.millrace.tables.privacy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AccountantTests {
  /**
   * TensorFlow Privacy's tutorial: "DP-SGD with sampling rate = 0.427% and noise_multiplier = 1.1 iterated over 14063 steps
   * satisfies differential privacy with eps = 3.01 and delta = 1e-05. The optimal RDP order is 9.0", with the older way from
   * Rényi divergence to ε.
   */
  @Test
  void thePublishedValueOfMnist() {
    Accountant accountant = new Accountant(256 / 60_000.0, 1.1, 14_063);
    assertEquals(3.01, accountant.divergence(9) + Math.log(1e5) / 8, 0.005);
    double epsilon = accountant.epsilon(1e-5);
    assertTrue(epsilon > 2.4 && epsilon < 3.01, "" + epsilon);
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "3, 0.7", "17, 4"})
  void withAllRowsItIsTheGaussianMechanism(int order, double noise) {
    assertEquals(5 * order / (2 * noise * noise), new Accountant(1, noise, 5).divergence(order), 1e-9);
  }

  /** The integral of which the sum over k is the closed form. */
  @ParameterizedTest
  @CsvSource({"2, 1, 0.1", "5, 0.8, 0.01", "12, 2, 0.3"})
  void theDivergenceIsThatOfTheMixture(int order, double noise, double rate) {
    double sum = 0;
    double step = 1e-3;
    for (double x = -12 * noise; x < 12 * noise + order; x += step) {
      double density = Math.exp(-x * x / (2 * noise * noise)) / (noise * Math.sqrt(2 * Math.PI));
      double ratio = 1 - rate + rate * Math.exp((2 * x - 1) / (2 * noise * noise));
      sum += density * Math.pow(ratio, order) * step;
    }
    assertEquals(Math.log(sum) / (order - 1), new Accountant(rate, noise, 1).divergence(order), 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"0.01, 1000, 1, 1e-5", "0.2, 6000, 8, 1e-4", "1, 10, 0.3, 1e-6"})
  void theNoiseReachesEpsilon(double rate, int steps, double epsilon, double delta) {
    double noise = Accountant.noise(rate, steps, epsilon, delta);
    assertEquals(epsilon, new Accountant(rate, noise, steps).epsilon(delta), 1e-3 * epsilon);
    assertTrue(new Accountant(rate, noise, steps).epsilon(delta) <= epsilon);
  }

  @Test
  void moreNoiseFewerStepsAndSmallerBatchesTellLess() {
    double epsilon = new Accountant(0.01, 1, 1000).epsilon(1e-5);
    assertTrue(new Accountant(0.01, 1.1, 1000).epsilon(1e-5) < epsilon);
    assertTrue(new Accountant(0.01, 1, 900).epsilon(1e-5) < epsilon);
    assertTrue(new Accountant(0.009, 1, 1000).epsilon(1e-5) < epsilon);
    assertThrows(IllegalArgumentException.class, () -> new Accountant(0, 1, 1));
  }

  @Test
  void batchesLeaveRoomForTheirRandomSize() {
    PrivacyGoal goal = new PrivacyGoal(3, 1e-5, 1);
    PrivacyPlan plan = goal.plan(10_000, 512, 2000);
    double expected = plan.rate() * 10_000;
    // Chernoff's bound is weaker than six deviations of a Poisson number.
    assertTrue(expected + 6 * Math.sqrt(expected) < 512 && expected > 330, "" + expected);
    assertEquals(3, new Accountant(plan.rate(), plan.noise(), 2000).epsilon(1e-5), 0.01);
    assertEquals(1, goal.plan(100, 128, 10).rate());
  }
}
