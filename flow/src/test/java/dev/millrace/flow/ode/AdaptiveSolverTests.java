package dev.millrace.flow.ode;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AdaptiveSolverTests {
  static final List<EmbeddedPair> PAIRS = EmbeddedPair.ALL;
  /** x′ = x·cos t, whose solution is x0·exp(sin t). */
  private static final VelocityField<double[]> FIELD = (x, t, out) -> out[0] = x[0] * Math.cos(t);

  private static double truth(double t) {
    return Math.exp(Math.sin(t));
  }

  @ParameterizedTest
  @FieldSource("PAIRS")
  void bothDirectionsEndExactlyAtTheEndAndWithinTheTolerance(EmbeddedPair pair) {
    AdaptiveSolver solver = new AdaptiveSolver(pair, 1e-8, 1e-8).between(-0.3, 7.1);
    var there = solver.solve(FIELD, StateSpace.DOUBLES, new double[]{truth(-0.3)}).orThrow();
    assertEquals(7.1, there.time());
    assertEquals(truth(7.1), there.end()[0], 1e-6);
    List<Double> times = new ArrayList<>();
    var back = solver.reversed().solve(FIELD, StateSpace.DOUBLES, there.end(), (_, t, _) -> times.add(t)).orThrow();
    assertEquals(truth(-0.3), back.end()[0], 1e-6);
    assertEquals(7.1, times.getFirst());
    assertEquals(-0.3, times.getLast());
    assertEquals(back.accepted() + 1, times.size());
  }

  @ParameterizedTest
  @FieldSource("PAIRS")
  void theSolutionAtTimesBetweenCostsNothingAndIsAsGood(EmbeddedPair pair) {
    AdaptiveSolver solver = new AdaptiveSolver(pair, 1e-7, 1e-7).between(0, 5);
    var plain = solver.solve(FIELD, StateSpace.DOUBLES, new double[]{1});
    for (boolean backwards : new boolean[]{false, true}) {
      AdaptiveSolver way = backwards ? solver.reversed() : solver;
      TimeGrid times = TimeGrid.uniform(333).between(way.from(), way.to());
      List<Integer> seen = new ArrayList<>();
      var solution = way.solve(FIELD, StateSpace.DOUBLES, new double[]{truth(way.from())}, times, (k, t, x) -> {
        assertEquals(times.time(k), t);
        assertEquals(truth(t), x[0], 2e-5);
        seen.add(k);
      });
      assertEquals(334, seen.size());
      assertEquals(333, seen.getLast());
      if (!backwards) {
        assertEquals(plain.nfe(), solution.nfe());
        assertArrayEquals(plain.end(), solution.end());
      }
    }
    assertThrows(IllegalArgumentException.class,
        () -> solver.solve(FIELD, StateSpace.DOUBLES, new double[]{1}, TimeGrid.uniform(3).reversed(),
            (_, _, _) -> {}));
    assertThrows(IllegalArgumentException.class, () -> solver.solve(FIELD, StateSpace.DOUBLES, new double[]{1},
        TimeGrid.uniform(3).between(0, 5.1), (_, _, _) -> {}));
  }

  @ParameterizedTest
  @FieldSource("PAIRS")
  void aJumpOfTheFieldIsSteppedOver(EmbeddedPair pair) {
    var solution = new AdaptiveSolver(pair, 1e-6, 1e-6).solve((_, t, out) -> out[0] = t < 0.4312 ? 1 : 1e3,
        StateSpace.DOUBLES, new double[1]).orThrow();
    assertEquals(0.4312 + 1e3 * (1 - 0.4312), solution.end()[0], 2e-3);
    assertTrue(solution.rejected() > 3);
  }

  @ParameterizedTest
  @FieldSource("PAIRS")
  void aStepSizeThatUnderflowsNamesItsTime(EmbeddedPair pair) {
    // x = 1 / (1/2 − t) has no value at 1/2.
    var solution = new AdaptiveSolver(pair, 1e-6, 1e-6).solve((x, _, out) -> out[0] = x[0] * x[0], StateSpace.DOUBLES,
        new double[]{2});
    assertEquals(Solution.Status.STEP_UNDERFLOW, solution.status());
    assertEquals(0.5, solution.time(), 1e-5);
    SolverException e = assertThrows(SolverException.class, solution::orThrow);
    assertEquals(solution.time(), e.time());
    assertTrue(String.valueOf(e.getMessage()).matches("step size underflow at t = 0\\.50*\\d* \\(h = \\de-1\\d\\): .*"),
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void aFieldThatIsNotFiniteNamesItsTime(double bad) {
    for (EmbeddedPair pair : EmbeddedPair.ALL) {
      AdaptiveSolver solver = new AdaptiveSolver(pair, 1e-6, 1e-6);
      var late = solver.solve((_, t, out) -> out[0] = t < 0.25 ? 1 : bad, StateSpace.DOUBLES, new double[1]);
      assertEquals(Solution.Status.NOT_FINITE, late.status());
      assertEquals(0.25, late.end()[0], 1e-9);
      assertEquals("the velocity is not finite at t = 0.25 or right after it",
          assertThrows(SolverException.class, late::orThrow).getMessage());
      var atOnce = solver.solve((_, _, out) -> out[0] = bad, StateSpace.DOUBLES, new double[1]);
      assertEquals(Solution.Status.NOT_FINITE, atOnce.status());
      assertEquals(1, atOnce.nfe());
    }
  }

  @Test
  void aPassingSpotThatIsNotFiniteIsAvoidedByShorterSteps() {
    // A large first step would leave the domain of the square root.
    var solution = new AdaptiveSolver(EmbeddedPair.DOPRI5, 1e-6, 1e-6)
        .solve((x, _, out) -> out[0] = -Math.sqrt(x[0]) * 30 * x[0], StateSpace.DOUBLES, new double[]{1}).orThrow();
    assertEquals(1.0 / (16 * 16), solution.end()[0], 1e-4);
  }

  @Test
  void itGivesUpAfterTheMostSteps() {
    var solution = new AdaptiveSolver(EmbeddedPair.DOPRI5, 1e-9, 1e-9, 0, 1, StepController.DEFAULT, 5)
        .solve((_, t, out) -> out[0] = Math.sin(300 * t), StateSpace.DOUBLES, new double[1]);
    assertEquals(Solution.Status.TOO_MANY_STEPS, solution.status());
    assertEquals(5, solution.accepted() + solution.rejected());
    assertTrue(solution.time() < 1);
    assertTrue(String.valueOf(assertThrows(SolverException.class, solution::orThrow).getMessage()).contains("5 steps"));
  }

  @Test
  void aFieldAtRestAndAnAffineOneTakeFewSteps() {
    for (EmbeddedPair pair : EmbeddedPair.ALL) {
      var rest = new AdaptiveSolver(pair, 1e-6, 1e-6).solve((_, _, out) -> out[0] = 0, StateSpace.DOUBLES,
          new double[]{3});
      assertEquals(3.0, rest.end()[0]);
      assertTrue(rest.accepted() <= 8, rest.toString());
      var straight = new AdaptiveSolver(pair, 1e-6, 1e-6).solve((_, _, out) -> out[0] = -4, StateSpace.DOUBLES,
          new double[]{3});
      assertEquals(-1, straight.end()[0], 1e-12);
      assertTrue(straight.accepted() <= 4, straight.toString());
    }
  }

  @Test
  void theStartIsLeftAsItIs() {
    double[] start = {1};
    new AdaptiveSolver(EmbeddedPair.TSIT5, 1e-4, 1e-4).solve(FIELD, StateSpace.DOUBLES, start);
    assertArrayEquals(new double[]{1}, start);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1e-3, Double.NaN, Double.POSITIVE_INFINITY})
  void tolerancesMustBeFiniteAndAbove0(double bad) {
    assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class,
        () -> new AdaptiveSolver(EmbeddedPair.DOPRI5, bad, 1e-5)).getMessage()).startsWith("rtol " + bad));
    assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class,
        () -> new AdaptiveSolver(EmbeddedPair.DOPRI5, 1e-5, bad)).getMessage()).startsWith("atol " + bad));
  }

  @Test
  void theErrorNormIsThatOfTheBook() {
    double[] error = {3e-3, -4e-3};
    double expected = Math.sqrt((Math.pow(3e-3 / (1e-3 + 1e-2 * 2), 2) + Math.pow(4e-3 / (1e-3 + 1e-2 * 5), 2)) / 2);
    assertEquals(expected,
        StateSpace.DOUBLES.errorNorm(error, new double[]{1, -5}, new double[]{-2, 4}, 1e-2, 1e-3), 1e-15);
    assertEquals(expected, StateSpace.FLOATS.errorNorm(new float[]{3e-3f, -4e-3f}, new float[]{1, -5},
        new float[]{-2, 4}, 1e-2, 1e-3), 1e-7);
    assertTrue(Double.isNaN(StateSpace.DOUBLES.errorNorm(new double[]{0}, new double[]{1},
        new double[]{Double.POSITIVE_INFINITY}, 1e-2, 1e-3)));
  }

  @Test
  void noStateThatIsNotFiniteIsDone() {
    for (EmbeddedPair pair : EmbeddedPair.ALL) {
      AdaptiveSolver solver = new AdaptiveSolver(pair, 1e-4, 1e-4);
      for (float bad : new float[]{Float.NaN, Float.POSITIVE_INFINITY}) {
        assertEquals(Solution.Status.NOT_FINITE,
            solver.solve((_, _, _) -> {}, StateSpace.FLOATS, new float[]{1, bad}).status());
        assertEquals(Solution.Status.NOT_FINITE,
            solver.solve((_, t, out) -> out[0] = t == 1 ? bad : 1, StateSpace.FLOATS, new float[1]).status());
      }
      assertFalse(solver.solve((x, _, out) -> out[0] = 200 * x[0], StateSpace.FLOATS, new float[]{1})
          .status() == Solution.Status.DONE);
      assertEquals(Solution.Status.DONE,
          solver.solve((_, _, _) -> {}, StateSpace.FLOATS, new float[0]).status());
    }
  }
}
