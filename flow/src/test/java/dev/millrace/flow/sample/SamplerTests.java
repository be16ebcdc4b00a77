package dev.millrace.flow.sample;

import java.util.Arrays;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.SolverException;
import dev.millrace.flow.ode.StepController;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.TimeGrids;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SamplerTests {
  private static final GaussianFlow FLOW = new GaussianFlow(3, 0.5);

  static Solver[] solvers() {
    return new Solver[]{new FixedStepSolver(Tableau.RK4, TimeGrids.shifted(60, 0.5)),
        new FixedStepSolver(Tableau.DOPRI5, TimeGrid.uniform(20)), new AdaptiveSolver(EmbeddedPair.BOSH3, 1e-5, 1e-5),
        new AdaptiveSolver(EmbeddedPair.DOPRI5, 1e-5, 1e-5), new AdaptiveSolver(EmbeddedPair.TSIT5, 1e-5, 1e-5)};
  }

  private static float[] noise(int count) {
    return Sampler.startPoints(new Gaussian(3), count, new Seed(5));
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void pointsGoToTheClosedFormAndBack(Solver solver) {
    float[] x0 = noise(203);
    Sampler sampler = new Sampler(solver, 2);
    float[] x1 = sampler.sample(FLOW, x0, 3).points();
    float[] back = sampler.invert(FLOW, x1, 3).points();
    for (int i = 0; i < x0.length; i++) {
      assertEquals(3 + 0.5 * x0[i], x1[i], 3e-4);
      assertEquals(x0[i], back[i], 1e-3);
    }
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void nothingDependsOnTheThreads(Solver solver) {
    float[] x0 = noise(333);
    var one = new Sampler(solver, 1).sample(FLOW, x0, 3);
    var three = new Sampler(solver, 3).sample(FLOW, x0, 3);
    assertArrayEquals(one.points(), three.points());
    assertEquals(one.nfe(), three.nfe());
    assertEquals(one.meanNfe(), three.meanNfe());
    assertTrue(one.meanNfe() <= one.nfe());
    int evaluations = solver instanceof AdaptiveSolver adaptive
        ? 2 + adaptive.pair().method().stages().size() * (one.accepted() + one.rejected())
        : one.accepted() * ((FixedStepSolver) solver).tableau().stages().size();
    assertEquals(evaluations, one.nfe());
  }

  /** A few rows are divided among threads in other tiles than many. */
  @Test
  void rowsOfAFixedGridDoNotDependOnHowManyThereAre() {
    for (int steps : new int[]{1, 8, 100, 600}) {
      Sampler sampler = new Sampler(new FixedStepSolver(Tableau.HEUN, TimeGrid.uniform(steps)), 3);
      float[] x0 = noise(700);
      float[] all = sampler.sample(FLOW, x0, 3).points();
      for (int count : new int[]{1, 5, 16, 17, 63, 64, 65, 130, 257}) {
        float[] few = Arrays.copyOf(x0, count * 3);
        assertArrayEquals(Arrays.copyOf(all, few.length), sampler.sample(FLOW, few, 3).points());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void theWayBeginsWithTheNoiseEndsWithTheSamplesAndIsTrueBetween(Solver solver) {
    float[] x0 = noise(100);
    Sampler sampler = new Sampler(solver, 2);
    float[][] path = sampler.trajectory(FLOW, x0, 3);
    TimeGrid times = solver instanceof FixedStepSolver fixed ? fixed.grid() : TimeGrid.uniform(100);
    assertEquals(times.steps() + 1, path.length);
    assertArrayEquals(x0, path[0]);
    assertArrayEquals(sampler.sample(FLOW, x0, 3).points(), path[path.length - 1]);
    for (int k = 0; k < path.length; k++) {
      double t = times.time(k);
      double std = Math.sqrt(0.25 * t * t + (1 - t) * (1 - t));
      for (int i = 0; i < x0.length; i++) {
        assertEquals(3 * t + std * x0[i], path[k][i], 1e-3);
      }
    }
  }

  @Test
  void framesOfAnAdaptiveSolverAreAsManyAsAskedFor() {
    float[] x0 = noise(70);
    assertEquals(8, new Sampler(solvers()[3], 2).follow(FLOW, x0, 3, 7).states().length);
    assertThrows(IllegalArgumentException.class, () -> new Sampler(solvers()[1], 2).follow(FLOW, x0, 3, 7));
  }

  @Test
  void noPointsCostNothing() {
    var none = new Sampler(solvers()[3], 2).sample(FLOW, new float[0], 3);
    assertEquals(0, none.points().length);
    assertEquals(0, none.nfe());
  }

  @Test
  void rowsThatCannotBeCarriedAreNamed() {
    // A row whose first number is beyond 50 has no velocity after t = 0.75, there and back.
    VelocityField<float[]> broken = (x, t, out) -> {
      for (int i = 0; i < x.length; i++) {
        out[i] = x[i - i % 3] > 50 && t > 0.75 ? Float.NaN : 1;
      }
    };
    float[] x0 = noise(200);
    x0[3 * 129] = 100;
    x0[3 * 150] = 100;
    for (int threads = 1; threads < 4; threads++) {
      Sampler sampler = new Sampler(solvers()[3], threads);
      SolverException e = assertThrows(SolverException.class, () -> sampler.sample(broken, x0, 3));
      assertEquals("rows 130, 151 (counted from 1): the velocity is not finite at t = 0.75 or right after it",
          e.getMessage());
      assertEquals(e.getMessage(), assertThrows(SolverException.class, () -> sampler.follow(broken, x0, 3, 10))
          .getMessage());
      assertEquals("rows 130, 151 (counted from 1): the velocity is not finite at t = 1.0 or right after it",
          assertThrows(SolverException.class, () -> sampler.invert(broken, x0, 3)).getMessage());
    }
    // Too many steps are not taken once more for each row.
    Sampler few = new Sampler(new AdaptiveSolver(EmbeddedPair.BOSH3, 1e-5, 1e-5, 0, 1, StepController.DEFAULT, 2), 2);
    assertTrue(String.valueOf(assertThrows(SolverException.class, () -> few.sample(FLOW, noise(70), 3)).getMessage())
        .startsWith("rows 1 to 64 (counted from 1): 2 steps, "));
  }

  @Test
  void whatCannotBeCarriedSaysWhere() {
    Sampler sampler = new Sampler(solvers()[3], 2);
    float[] x0 = noise(200);
    VelocityField<float[]> breaking = (_, t, out) -> Arrays.fill(out, t < 0.75 ? 1 : Float.NaN);
    SolverException e = assertThrows(SolverException.class, () -> sampler.sample(breaking, x0, 3));
    assertEquals("rows 1, 2, 3, 4, 5 … (counted from 1): the velocity is not finite at t = 0.75 or right after it",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> sampler.sample(FLOW, new float[4], 3));
    assertThrows(IllegalArgumentException.class, () -> new Sampler(solvers()[3].reversed(), 2));
  }

  @Test
  void startPointsFromARowOnAreThoseOfOneCall() {
    Seed seed = new Seed(5);
    float[] all = Sampler.startPoints(new Gaussian(3), 5000, seed);
    for (int[] part : new int[][]{{0, 5000}, {0, 1}, {1, 1}, {1023, 2}, {1024, 1024}, {700, 3000}, {4999, 1}, {9, 0}}) {
      assertArrayEquals(Arrays.copyOfRange(all, 3 * part[0], 3 * (part[0] + part[1])),
          Sampler.startPoints(new Gaussian(3), part[0], part[1], seed), part[0] + " + " + part[1]);
    }
    float[] far = Sampler.startPoints(new Gaussian(3), 1L << 40, 1, seed);
    assertEquals(3, far.length);
    assertThrows(IllegalArgumentException.class, () -> Sampler.startPoints(new Gaussian(3), -1L, 1, seed));
  }
}
