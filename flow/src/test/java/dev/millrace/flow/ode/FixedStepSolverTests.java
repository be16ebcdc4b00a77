package dev.millrace.flow.ode;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class FixedStepSolverTests {
  /** x′ = x·cos t, whose solution is x0·exp(sin t). */
  private static final VelocityField<double[]> FIELD = (x, t, out) -> out[0] = x[0] * Math.cos(t);

  static List<Tableau> all() {
    return Tableau.ALL;
  }

  private static double end(Tableau tableau, int steps) {
    return new FixedStepSolver(tableau, TimeGrid.uniform(steps)).solve(FIELD, StateSpace.DOUBLES, new double[]{0.3})
        .end()[0];
  }

  @ParameterizedTest
  @MethodSource("all")
  void theErrorFallsWithTheOrder(Tableau tableau) {
    double truth = 0.3 * Math.exp(Math.sin(1));
    double coarse = Math.abs(end(tableau, 100) - truth);
    double fine = Math.abs(end(tableau, 400) - truth);
    assertEquals(tableau.order(), Math.log(coarse / fine) / Math.log(4), 0.1);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theVelocityOfGaussianToGaussianEndsWhereTheClosedFormSays(Tableau tableau) {
    // v = (2t − 1)x/s, s = t² + (1 − t)²: x(t) = √s·x0, so the end map is the identity.
    VelocityField<double[]> field = (x, t, out) -> out[0] = (2 * t - 1) * x[0] / (t * t + (1 - t) * (1 - t));
    var solution = new FixedStepSolver(tableau, TimeGrid.uniform(2000)).solve(field, StateSpace.DOUBLES,
        new double[]{1.7});
    assertEquals(1.7, solution.end()[0], 2e-3);
    assertEquals(2000 * tableau.stages().size(), solution.nfe());
    assertEquals(2000, solution.accepted());
  }

  @Test
  void oneEulerStepOfGaussianToGaussianEndsAtZero() {
    VelocityField<float[]> field = (x, t, out) -> out[0] = (float) ((2 * t - 1) * x[0] / (t * t + (1 - t) * (1 - t)));
    float[] start = {2.5f};
    var solution = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(1)).solve(field, StateSpace.FLOATS, start);
    assertArrayEquals(new float[]{0}, solution.end());
    assertArrayEquals(new float[]{2.5f}, start);
  }

  @Test
  void gridsEndAtExactlyOneAndMustIncrease() {
    for (int steps = 1; steps < 1000; steps++) {
      assertEquals(1.0, TimeGrid.uniform(steps).time(steps));
      assertEquals(steps, TimeGrid.uniform(steps).steps());
    }
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.uniform(0));
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.of(0, 0.5, 0.5, 1));
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.of(0, 0.9));
  }
}
