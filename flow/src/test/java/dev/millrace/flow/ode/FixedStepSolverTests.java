package dev.millrace.flow.ode;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FixedStepSolverTests {
  static List<Tableau> all() {
    return Tableau.ALL;
  }

  /** Slope of the least-squares line through log error over log step. */
  private static double order(double[] steps, double[] errors) {
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < steps.length; i++) {
      meanX -= Math.log(steps[i]) / steps.length;
      meanY += Math.log(errors[i]) / steps.length;
    }
    double xy = 0;
    double xx = 0;
    for (int i = 0; i < steps.length; i++) {
      double x = -Math.log(steps[i]) - meanX;
      xy += x * (Math.log(errors[i]) - meanY);
      xx += x * x;
    }
    return xy / xx;
  }

  /** x′ = −2t·x², whose solution is 1 / (1 + t²): a problem where no method's leading error cancels, either way. */
  private static double error(Tableau tableau, int steps, boolean backwards) {
    TimeGrid grid = TimeGrid.uniform(steps);
    double end = new FixedStepSolver(tableau, backwards ? grid.reversed() : grid)
        .solve((x, t, out) -> out[0] = -2 * t * x[0] * x[0], StateSpace.DOUBLES, new double[]{backwards ? 0.5 : 1})
        .end()[0];
    return Math.abs(end - (backwards ? 1 : 0.5));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theErrorFallsWithTheOrder(Tableau tableau) {
    // The errors of the fifth order reach rounding soon.
    int coarsest = tableau.order() == 5 ? 32 : 128;
    for (boolean backwards : new boolean[]{false, true}) {
      double[] steps = new double[5];
      double[] errors = new double[5];
      for (int i = 0; i < 5; i++) {
        steps[i] = Math.rint(coarsest * Math.pow(2, i / 2.0));
        errors[i] = error(tableau, (int) steps[i], backwards);
      }
      assertEquals(tableau.order(), order(steps, errors), 0.1);
    }
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
    assertEquals(Solution.Status.DONE, solution.status());
    assertEquals(1.0, solution.time());
  }

  @Test
  void oneEulerStepOfGaussianToGaussianEndsAtZero() {
    VelocityField<float[]> field = (x, t, out) -> out[0] = (float) ((2 * t - 1) * x[0] / (t * t + (1 - t) * (1 - t)));
    float[] start = {2.5f};
    var solution = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(1)).solve(field, StateSpace.FLOATS, start);
    assertArrayEquals(new float[]{0}, solution.end());
    assertArrayEquals(new float[]{2.5f}, start);
  }

  @ParameterizedTest
  @MethodSource("all")
  void stagesAreAtTheTimesOfTheTableauAndNeverPastTheEnd(Tableau tableau) {
    List<Double> times = new ArrayList<>();
    new FixedStepSolver(tableau, TimeGrid.uniform(3)).solve((_, t, _) -> times.add(t), StateSpace.DOUBLES,
        new double[1]);
    assertEquals(0, times.getFirst());
    assertTrue(times.stream().allMatch(t -> t <= 1));
    // An explicit method integrates x′ = t exactly if it is of order two.
    double end = new FixedStepSolver(tableau, TimeGrid.uniform(3))
        .solve((_, t, out) -> out[0] = t, StateSpace.DOUBLES, new double[1]).end()[0];
    assertEquals(tableau.order() == 1 ? 1.0 / 3 : 0.5, end, 1e-14);
  }

  @ParameterizedTest
  @MethodSource("dense")
  void denseOutputErrsByAPowerOfTheStep(EmbeddedPair pair) {
    // Order four, whose local error falls as h^5; the cubic without more terms is of order three.
    int order = pair.method().order() == 5 ? 5 : 4;
    double[] steps = new double[4];
    double[] errors = new double[4];
    for (int i = 0; i < 4; i++) {
      double h = 0.1 / Math.pow(2, i / 2.0);
      steps[i] = 1 / h;
      Stepper<double[]> stepper = new Stepper<>(pair.method(), (x, t, out) -> out[0] = x[0] * Math.cos(t),
          StateSpace.DOUBLES, new double[1]);
      double[] before = {Math.exp(Math.sin(0.3))};
      double[] after = new double[1];
      stepper.slope(0, before, 0.3);
      stepper.step(before, 0.3, 0.3 + h, after);
      stepper.slope(pair.method().stages().size(), after, 0.3 + h);
      double[] between = new double[1];
      for (double theta = 0.1; theta < 1; theta += 0.1) {
        StateSpace.DOUBLES.combine(between, before, pair.denseFactors(theta, h), stepper.slopes);
        errors[i] = Math.max(errors[i], Math.abs(between[0] - Math.exp(Math.sin(0.3 + theta * h))));
      }
      StateSpace.DOUBLES.combine(between, before, pair.denseFactors(1, h), stepper.slopes);
      assertEquals(after[0], between[0], 1e-15);
    }
    assertEquals(order, order(steps, errors), 0.1);
  }

  static List<EmbeddedPair> dense() {
    return EmbeddedPair.ALL;
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aStateThatIsNotFiniteIsNotDone(double bad) {
    for (Tableau tableau : Tableau.ALL) {
      FixedStepSolver solver = new FixedStepSolver(tableau, TimeGrid.uniform(8));
      List<Double> seen = new ArrayList<>();
      var late = solver.solve((_, t, out) -> out[1] = t < 0.5 ? 1 : bad, StateSpace.DOUBLES, new double[3],
          (_, t, x) -> {
            seen.add(t);
            assertTrue(StateSpace.DOUBLES.isFinite(x));
          });
      assertEquals(Solution.Status.NOT_FINITE, late.status(), tableau.name());
      assertEquals(seen.getLast(), late.time());
      assertEquals(seen.size() - 1, late.accepted());
      assertTrue(late.time() == 0.375 || late.time() == 0.5, late.toString());
      assertTrue(String.valueOf(assertThrows(SolverException.class, late::orThrow).getMessage())
          .startsWith("the velocity is not finite at t = "));
      // The last number of the way: nothing comes after it that could notice.
      var atTheEnd = solver.solve((x, t, out) -> out[0] = t > 0.87 ? (float) bad : x[0], StateSpace.FLOATS,
          new float[]{1});
      assertEquals(Solution.Status.NOT_FINITE, atTheEnd.status(), tableau.name());
      var start = solver.solve((_, _, _) -> {}, StateSpace.DOUBLES, new double[]{0, bad});
      assertEquals(Solution.Status.NOT_FINITE, start.status());
      assertEquals(0, start.time());
    }
  }

  @Test
  void overflowOfFloatIsNotDoneAndAnEmptyStateIs() {
    FixedStepSolver solver = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(4));
    var overflow = solver.reversed().solve((x, _, out) -> out[0] = -1e20f * x[0], StateSpace.FLOATS,
        new float[]{1e10f});
    assertEquals(Solution.Status.NOT_FINITE, overflow.status());
    assertEquals(0.75, overflow.time());
    assertEquals(Solution.Status.DONE, solver.solve((_, _, _) -> {}, StateSpace.FLOATS, new float[0]).status());
  }
}
