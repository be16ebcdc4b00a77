package dev.millrace.flow.ode;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TimeGridTests {
  private static final double MEAN = 3;
  private static final double STD = 0.1;

  /** N(0, 1) → N(MEAN, STD²): x(t) = t·MEAN + √(t²·STD² + (1−t)²)·x0. */
  private static void gaussianToGaussian(double[] x, double t, double[] out) {
    double variance = t * t * STD * STD + (1 - t) * (1 - t);
    for (int i = 0; i < x.length; i++) {
      out[i] = MEAN + (t * STD * STD - (1 - t)) / variance * (x[i] - t * MEAN);
    }
  }

  private static double endError(Tableau tableau, TimeGrid grid, double[] x0) {
    double[] end = new FixedStepSolver(tableau, grid).solve(TimeGridTests::gaussianToGaussian, StateSpace.DOUBLES, x0)
        .end();
    double squares = 0;
    for (int i = 0; i < end.length; i++) {
      squares += Math.pow(end[i] - (MEAN + STD * x0[i]), 2);
    }
    return Math.sqrt(squares / end.length);
  }

  private static double[] normalQuantiles() {
    // Nothing but a symmetric spread of start points.
    double[] x0 = new double[41];
    for (int i = 0; i < 41; i++) {
      x0[i] = (i - 20) / 10.0;
    }
    return x0;
  }

  private static TimeGrid learnt(int steps) {
    return TimeGrids.learnt(TimeGridTests::gaussianToGaussian, StateSpace.DOUBLES, normalQuantiles(), steps);
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
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.of(0, Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"uniform", "cosine", "shifted", "shifted:0.2", "shifted:50", "learnt"})
  void everyNamedGridRunsFromExactly0ToExactly1(String name) {
    for (int steps : new int[]{1, 2, 3, 10, 255, 1000}) {
      TimeGrid grid = TimeGrids.parse(name, steps, () -> learnt(steps));
      assertEquals(steps, grid.steps());
      assertEquals(0.0, grid.from());
      assertEquals(1.0, grid.to());
      for (int k = 0; k < steps; k++) {
        assertTrue(grid.time(k) < grid.time(k + 1), name);
      }
    }
  }

  @Test
  void gridsCanBeReversedAndMoved() {
    TimeGrid grid = TimeGrid.of(0, 0.1, 0.4, 1);
    TimeGrid back = grid.reversed();
    assertEquals(1.0, back.from());
    assertEquals(0.4, back.time(1));
    assertEquals(0.0, back.to());
    TimeGrid moved = grid.between(5, -5);
    assertEquals(5.0, moved.from());
    assertEquals(4.0, moved.time(1), 1e-15);
    assertEquals(-5.0, moved.to());
    assertThrows(IllegalArgumentException.class, () -> grid.between(2, 2));
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.uniform(1000).between(1, Math.nextUp(1.0)));
  }

  @Test
  void formulasAreThoseOfTheSources() {
    assertEquals((1 - Math.cos(Math.PI * 3 / 7)) / 2, TimeGrids.cosine(7).time(3), 1e-15);
    // Esser et al. 2024, equation 23, for the noise level 1 − t and a shift of 3: 0.5 becomes 0.75.
    assertEquals(1 - 0.75, TimeGrids.shifted(2, 3).time(1), 1e-15);
    double level = 0.3;
    assertEquals(1 - 3 * level / (1 + 2 * level), TimeGrids.shifted(10, 3).time(7), 1e-15);
    assertEquals(0.7, TimeGrids.shifted(10, 1).time(7), 1e-15);
  }

  @Test
  void theLearntGridBeatsTheOthersAtEqualSteps() {
    double[] x0 = normalQuantiles();
    for (int steps : new int[]{4, 8, 16, 32}) {
      double learnt = endError(Tableau.EULER, learnt(steps), x0);
      assertTrue(learnt < 0.5 * endError(Tableau.EULER, TimeGrid.uniform(steps), x0), steps + ": " + learnt);
      assertTrue(learnt < endError(Tableau.EULER, TimeGrids.cosine(steps), x0), steps + ": " + learnt);
      double midpoint = endError(Tableau.MIDPOINT, learnt(steps), x0);
      assertTrue(midpoint < 0.3 * endError(Tableau.MIDPOINT, TimeGrid.uniform(steps), x0), steps + ": " + midpoint);
    }
  }

  @Test
  void aStraightFieldTeachesEvenSteps() {
    TimeGrid grid = TimeGrids.learnt((_, _, out) -> out[0] = 2, StateSpace.DOUBLES, new double[1], 7);
    for (int k = 0; k <= 7; k++) {
      assertEquals(k / 7.0, grid.time(k), 1e-12);
    }
    assertThrows(IllegalArgumentException.class,
        () -> TimeGrids.learnt((_, t, out) -> out[0] = t > 0.5 ? Double.NaN : 1, StateSpace.DOUBLES, new double[1], 7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cosin", "uniform:2", "shifted:0", "shifted:-1", "shifted:1,2", "shifted:", "learnt:3", ""})
  void otherNamesAreRefused(String name) {
    assertThrows(InvalidInputException.class, () -> TimeGrids.parse(name, 5, () -> learnt(5)));
  }

  /** A reference that ends early must not look like a flow without any bend. */
  @Test
  void aFieldThatIsNotFiniteTeachesNoGrid() {
    for (double from : new double[]{0, 0.5, 1}) {
      assertThrows(IllegalArgumentException.class, () -> TimeGrids.learnt(
          (_, t, out) -> out[0] = t >= from ? Double.NaN : 1, StateSpace.DOUBLES, new double[1], 8));
    }
  }
}
