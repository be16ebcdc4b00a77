package dev.millrace.flow.measure;

import java.util.SplittableRandom;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.SolverException;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.VelocityField;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StraightnessTests {
  private static final double NORMAL_TO_NORMAL = 2 - Math.PI / 2;

  /** N(0, 1) to N(m, σ²), independent coupling, linear path, in each column. */
  private static VelocityField<float[]> normalTo(double m, double sigma) {
    return (x, t, out) -> {
      double variance = t * t * sigma * sigma + (1 - t) * (1 - t);
      for (int i = 0; i < x.length; i++) {
        out[i] = (float) (m + (t * sigma * sigma - (1 - t)) / variance * (x[i] - t * m));
      }
    };
  }

  private static Straightness measure(VelocityField<float[]> field, float[] x0, int dim, Tableau method, int steps) {
    return Straightness.measure(field, x0, new FixedStepSolver(method, TimeGrid.uniform(steps)),
        Standardizer.identity(dim), 2);
  }

  @Test
  void normalToNormalIsTheClosedFormInEachDimension() {
    int dim = 3;
    // The relative standard error of a mean of squares is √(2/n).
    int count = 100_000;
    float[] x0 = new Gaussian(dim).sample(new SplittableRandom(1), count);
    Straightness s = measure(normalTo(0, 1), x0, dim, Tableau.HEUN, 50);
    for (double column : s.straightnessOfColumns()) {
      assertEquals(NORMAL_TO_NORMAL, column, 0.01 * NORMAL_TO_NORMAL);
    }
    assertEquals(dim * NORMAL_TO_NORMAL, s.mean(), 0.01 * dim * NORMAL_TO_NORMAL);
    // The end map is the identity: nothing is transported, and all energy is detour.
    assertEquals(0, s.transportCost(), 1e-5);
    assertEquals(s.mean(), s.pathEnergy(), 1e-3);
  }

  /** Every trajectory is √s·x0, so S of each start point is x0²·(2 − π/2), and errors are those of the grid alone. */
  @Test
  void theErrorFallsWithTheOrderOfTheSolverUpToTwo() {
    float[] x0 = {1};
    for (Tableau method : Tableau.ALL) {
      double coarse = measure(normalTo(0, 1), x0, 1, method, 40).mean() - NORMAL_TO_NORMAL;
      double fine = measure(normalTo(0, 1), x0, 1, method, 80).mean() - NORMAL_TO_NORMAL;
      double order = Math.log(Math.abs(coarse / fine)) / Math.log(2);
      assertEquals(Math.min(2, method.order()), order, 0.15, method.name());
      assertTrue(Math.abs(fine) < 0.05 * NORMAL_TO_NORMAL, method.name() + " is off by " + fine);
    }
  }

  @Test
  void normalToNormalOfAnotherWidthSplitsItsEnergyIntoCostAndS() {
    double m = 1.5;
    double sigma = 0.4;
    float[] x0 = new Gaussian(1).sample(new SplittableRandom(2), 20_000);
    Straightness s = measure(normalTo(m, sigma), x0, 1, Tableau.RK4, 200);
    // Z_t = t·m + σ_t·x0: S = ∫ (dσ_t/dt)² dt − (σ − 1)².
    double integral = 0;
    for (int k = 0; k < 10_000; k++) {
      double t = (k + 0.5) / 10_000;
      double variance = t * t * sigma * sigma + (1 - t) * (1 - t);
      integral += Math.pow(t * sigma * sigma - (1 - t), 2) / variance / 10_000;
    }
    double w2 = Math.sqrt(m * m + (sigma - 1) * (sigma - 1));
    double detour = integral - (sigma - 1) * (sigma - 1);
    assertEquals(detour, s.mean(), 0.03 * detour);
    assertEquals(w2 * w2, s.transportCost(), 0.02);
    assertEquals(s.transportCost() + s.mean(), s.pathEnergy(), 1e-4);
    assertEquals(detour / (w2 * w2), s.normalisedPathEnergy(w2), 0.01);
  }

  @Test
  void aConstantShiftIsStraightAndOptimal() {
    VelocityField<float[]> shift = (x, _, out) -> {
      for (int i = 0; i < x.length; i += 2) {
        out[i] = 3;
        out[i + 1] = -4;
      }
    };
    float[] x0 = new Gaussian(2).sample(new SplittableRandom(3), 130);
    Straightness s = measure(shift, x0, 2, Tableau.EULER, 7);
    assertEquals(0, s.mean(), 1e-10);
    assertEquals(0, s.normalisedPathEnergy(5), 1e-6);
    assertEquals(25, s.transportCost(), 1e-5);
    assertEquals(1, s.lengthRatio(), 1e-6);
    assertThrows(IllegalArgumentException.class, () -> s.normalisedPathEnergy(0));
  }

  /** A straight line at the speed 2t·c: the length ratio takes it for perfect, S is ∫ (1 − 2t)² c² dt = c²/3. */
  @Test
  void unevenSpeedIsSeenBySAndNotByTheLengthRatio() {
    VelocityField<float[]> accelerating = (_, t, out) -> out[0] = (float) (2 * t * 3);
    Straightness s = measure(accelerating, new float[]{-5}, 1, Tableau.MIDPOINT, 200);
    assertEquals(1, s.lengthRatio(), 1e-6);
    assertEquals(3, s.mean(), 1e-3);
  }

  /** A turn by the angle w: the way is an arc of w·r, its chord 2r·sin(w/2); S = (w·r)² − chord². */
  @Test
  void aTurnHasTheSAndTheLengthRatioOfAnArc() {
    double w = 2;
    VelocityField<float[]> turn = (x, _, out) -> {
      for (int i = 0; i < x.length; i += 2) {
        out[i] = (float) (-w * x[i + 1]);
        out[i + 1] = (float) (w * x[i]);
      }
    };
    float[] x0 = {1, 0, 0, -2, 3, 4};
    Straightness s = measure(turn, x0, 2, Tableau.RK4, 500);
    double[] radii = {1, 2, 5};
    double ofUnit = w * w - Math.pow(2 * Math.sin(w / 2), 2);
    for (int i = 0; i < 3; i++) {
      assertEquals(radii[i] * radii[i] * ofUnit, s.straightness()[i], 1e-3 * radii[i] * radii[i]);
      assertEquals(radii[i] * radii[i] * w * w, s.energy()[i], 1e-3 * radii[i] * radii[i]);
    }
    assertEquals(10 * ofUnit, s.mean(), 0.02);
    assertEquals(2 * Math.sin(w / 2) / w, s.lengthRatio(), 1e-4);
    assertEquals(s.mean(), s.straightnessOfColumns()[0] + s.straightnessOfColumns()[1], 1e-9);
  }

  @Test
  void figuresAreInTheUnitsOfTheData() {
    float[] x0 = new Gaussian(2).sample(new SplittableRandom(4), 100);
    FixedStepSolver solver = new FixedStepSolver(Tableau.HEUN, TimeGrid.of(0, 0.1, 0.2, 0.5, 0.6, 0.9, 1));
    Straightness plain = Straightness.measure(normalTo(1, 2), x0, solver, Standardizer.identity(2), 1);
    Straightness scaled = Straightness.measure(normalTo(1, 2), x0, solver,
        new Standardizer(new double[]{7, 8}, new double[]{2, 10}), 1);
    double[] ofColumns = plain.straightnessOfColumns();
    assertArrayEquals(new double[]{4 * ofColumns[0], 100 * ofColumns[1]}, scaled.straightnessOfColumns(), 1e-9);
    Straightness tenfold = Straightness.measure(normalTo(1, 2), x0, solver,
        new Standardizer(new double[2], new double[]{10, 10}), 1);
    assertEquals(100 * plain.pathEnergy(), tenfold.pathEnergy(), 1e-6);
    assertEquals(100 * plain.transportCost(), tenfold.transportCost(), 1e-6);
    assertEquals(plain.lengthRatio(), tenfold.lengthRatio(), 1e-12);
  }

  @Test
  void resultsDoNotDependOnThreads() {
    float[] x0 = new Gaussian(2).sample(new SplittableRandom(5), 333);
    FixedStepSolver solver = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(10));
    Straightness one = Straightness.measure(normalTo(0, 1), x0, solver, Standardizer.identity(2), 1);
    Straightness three = Straightness.measure(normalTo(0, 1), x0, solver, Standardizer.identity(2), 3);
    assertArrayEquals(one.straightness(), three.straightness());
    assertArrayEquals(one.straightnessOfColumns(), three.straightnessOfColumns());
    assertEquals(one.transportCost(), three.transportCost(), 0);
    assertEquals(one.lengthRatio(), three.lengthRatio(), 0);
    assertThrows(IllegalArgumentException.class,
        () -> Straightness.measure(normalTo(0, 1), new float[0], solver, Standardizer.identity(2), 1));
  }

  /** A way that was cut short would have figures that look like any others. */
  @Test
  void pointsThatLeaveTheFiniteNumbersHaveNoFigures() {
    VelocityField<float[]> late = (_, t, out) -> out[0] = t < 0.5 ? 1 : Float.NaN;
    assertThrows(SolverException.class, () -> measure(late, new float[1], 1, Tableau.HEUN, 10));
  }
}
