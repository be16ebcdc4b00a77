package dev.millrace.flow.likelihood;

import java.util.ArrayList;
import java.util.List;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Distributions;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.DifferentiableField;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LikelihoodTests {
  private static final Solver DOPRI5 = new AdaptiveSolver(EmbeddedPair.DOPRI5, 1e-5, 1e-5);

  /**
   * The exact velocity of N(0, I) → N(mean, std²·I), turned in the plane of the first two coordinates by {@code turn} radians
   * on the way, which leaves the divergence but makes the Jacobian dense.
   */
  private record Flow(int dim, double mean, double std, double turn) implements DifferentiableField<float[]> {
    private static double slope(double t, double std) {
      return (t * std * std - (1 - t)) / (t * t * std * std + (1 - t) * (1 - t));
    }

    @Override
    public void velocity(float[] x, double t, float[] out) {
      for (int i = 0; i < x.length; i++) {
        out[i] = (float) (mean + slope(t, std) * (x[i] - t * mean));
      }
      addTurn(x, t * mean, out);
    }

    @Override
    public void jvp(float[] x, double t, float[] dx, double dt, float[] out, float[] dout) {
      velocity(x, t, out);
      for (int i = 0; i < x.length; i++) {
        dout[i] = (float) (slope(t, std) * dx[i]);
      }
      addTurn(dx, 0, dout);
    }

    private void addTurn(float[] x, double centre, float[] out) {
      for (int i = 0; turn != 0 && i < x.length; i += dim) {
        out[i] -= (float) (turn * (x[i + 1] - centre));
        out[i + 1] += (float) (turn * (x[i] - centre));
      }
    }
  }

  private static double logNormal(float[] x, int row, int dim, double mean, double std) {
    double sum = 0;
    for (int i = row * dim; i < (row + 1) * dim; i++) {
      double z = (x[i] - mean) / std;
      sum -= 0.5 * z * z + Math.log(std) + 0.5 * Math.log(2 * Math.PI);
    }
    return sum;
  }

  private static float[] points(int count, int dim, double mean, double std) {
    float[] x = new Gaussian(dim).sample(new Seed(6).generator(Seed.Purpose.DATA, 0, 0), count);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (mean + 1.3 * std * x[i]);
    }
    return x;
  }

  static Solver[] solvers() {
    return new Solver[]{DOPRI5, new AdaptiveSolver(EmbeddedPair.TSIT5, 1e-5, 1e-5),
        new AdaptiveSolver(EmbeddedPair.BOSH3, 1e-5, 1e-5), new FixedStepSolver(Tableau.RK4, TimeGrid.uniform(50))};
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void exactDivergenceGivesTheClosedForm(Solver solver) {
    for (int dim = 1; dim <= 3; dim++) {
      for (double std : new double[]{0.3, 1, 2}) {
        float[] x1 = points(150, dim, -2, std);
        Flow flow = new Flow(dim, -2, std, dim > 1 ? 0.7 : 0);
        LogDensities found = new Likelihood(solver, new Divergence.Exact(), 2).of(flow, new Gaussian(dim), x1);
        for (int row = 0; row < 150; row++) {
          assertEquals(logNormal(x1, row, dim, -2, std), found.values()[row], 1e-3);
        }
        assertTrue(found.nfe() > 0);
      }
    }
  }

  @Test
  void signsAsProbesAreExactForADiagonalJacobian() {
    float[] x1 = points(100, 3, 1, 0.5);
    Flow flow = new Flow(3, 1, 0.5, 0);
    var probes = new Likelihood(DOPRI5, new Divergence.Hutchinson(1, new Seed(2)), 2).of(flow, new Gaussian(3), x1);
    for (int row = 0; row < 100; row++) {
      assertEquals(logNormal(x1, row, 3, 1, 0.5), probes.values()[row], 1e-3);
    }
  }

  /** A field whose Jacobian is symmetric and not diagonal, so that a single probe errs: v = A·x with A = [[a, b], [b, a]]. */
  private record Shear(double a, double b) implements DifferentiableField<float[]> {
    @Override
    public void velocity(float[] x, double t, float[] out) {
      for (int i = 0; i < x.length; i += 2) {
        out[i] = (float) (a * x[i] + b * x[i + 1]);
        out[i + 1] = (float) (b * x[i] + a * x[i + 1]);
      }
    }

    @Override
    public void jvp(float[] x, double t, float[] dx, double dt, float[] out, float[] dout) {
      velocity(x, t, out);
      velocity(dx, t, dout);
    }
  }

  @Test
  void hutchinsonIsUnbiasedFixedDuringASolveAndBetterWithMoreProbes() {
    float[] x1 = new float[2 * 2000];
    Gaussian source = new Gaussian(2);
    double exact = new Likelihood(DOPRI5, new Divergence.Exact(), 2).of(new Shear(-0.4, 0.9), source, x1).values()[0];
    assertEquals(-Math.log(2 * Math.PI) + 0.8, exact, 1e-4);
    double before = 0;
    for (int probes : new int[]{1, 16}) {
      double[] found = new Likelihood(DOPRI5, new Divergence.Hutchinson(probes, new Seed(3)), 2)
          .of(new Shear(-0.4, 0.9), source, x1).values();
      double sum = 0;
      double squares = 0;
      for (double value : found) {
        sum += value - exact;
        squares += (value - exact) * (value - exact);
      }
      double std = Math.sqrt(squares / 2000);
      assertEquals(0, sum / 2000, 4 * std / Math.sqrt(2000));
      // With probes that stay, εᵀAε − tr A is ±2b all the way; fresh ones would average out.
      assertEquals(1.8 / Math.sqrt(probes), std, probes == 1 ? 1e-4 : 0.1);
      assertTrue(probes == 1 || std < before);
      before = std;
    }
  }

  @Test
  void aNetworksDensityIntegratesToOne() {
    VelocityMlp network = VelocityMlp.random(new MlpShape(2, 32, 2, 1), new Seed(1));
    int side = 81;
    double cell = 0.15;
    float[] grid = new float[2 * side * side];
    for (int i = 0; i < side * side; i++) {
      grid[2 * i] = (float) ((i % side - 40) * cell);
      grid[2 * i + 1] = (float) ((Math.floorDiv(i, side) - 40) * cell);
    }
    LogDensities density = new Likelihood(new FixedStepSolver(Tableau.RK4, TimeGrid.uniform(10)),
        new Divergence.Exact(), 2).of(network, new Gaussian(2), grid);
    double mass = 0;
    for (double value : density.values()) {
      mass += Math.exp(value) * cell * cell;
    }
    assertEquals(1, mass, 1e-3);
  }

  @Test
  void nothingDependsOnTheThreads() {
    float[] x1 = points(200, 2, 0, 1);
    Shear field = new Shear(0.3, -0.5);
    List<LogDensities> found = new ArrayList<>();
    for (int threads : new int[]{1, 3}) {
      found.add(new Likelihood(DOPRI5, new Divergence.Hutchinson(2, new Seed(3)), threads).of(field, new Gaussian(2),
          x1));
    }
    assertArrayEquals(found.get(0).values(), found.get(1).values());
    assertArrayEquals(found.get(0).noise(), found.get(1).noise());
  }

  @Test
  void unitsOfTheDataAndBitsPerDimension() {
    // Points z = (x − 5) / (2, 10) of N(0, I): in units of x the density is that of N(5, diag(4, 100)).
    LogDensities standard = new LogDensities(new double[]{-Math.log(2 * Math.PI)}, new float[2], 2, 1);
    LogDensities data = standard.inUnitsOf(new Standardizer(new double[]{5, 5}, new double[]{2, 10}));
    assertEquals(-Math.log(2 * Math.PI) - Math.log(20), data.mean(), 1e-12);
    assertEquals(0.5 * Math.log(2 * Math.PI * 20) / Math.log(2), data.bitsPerDimension(), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> standard.inUnitsOf(Standardizer.identity(3)));
  }

  @Test
  void aSourceWithoutAClosedFormIsRefused() {
    Distribution moons = Distributions.named("moons").orElseThrow();
    Likelihood likelihood = new Likelihood(DOPRI5, new Divergence.Exact(), 1);
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
        () -> likelihood.of(new Shear(0, 0), moons, new float[2]));
    assertTrue(String.valueOf(e.getMessage()).contains("expected a Gaussian source"));
    assertThrows(IllegalArgumentException.class, () -> likelihood.of(new Shear(0, 0), new Gaussian(2), new float[3]));
    assertThrows(IllegalArgumentException.class, () -> new Divergence.Hutchinson(0, new Seed(1)));
    assertThrows(IllegalArgumentException.class,
        () -> new Likelihood(DOPRI5.reversed(), new Divergence.Exact(), 1));
  }
}
