package dev.millrace.flow.evaluate;

import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.data.Affine;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** W2² and NPE against closed forms: between N(0, I) and N(m, diag(s²)), W2² = |m|² + Σ(1 − s)². */
class TransportTests {
  private static final VelocityField<float[]> STILL = (_, _, out) -> Arrays.fill(out, 0);

  private static Distribution normal(double[] std, double mean) {
    double[] shift = new double[std.length];
    Arrays.fill(shift, mean);
    return new Affine(new Gaussian(std.length), std, shift);
  }

  private static double[] equal(int dim, double std) {
    double[] all = new double[dim];
    Arrays.fill(all, std);
    return all;
  }

  private static double exact(double[] std, double mean) {
    return Arrays.stream(std).map(s -> mean * mean + (1 - s) * (1 - s)).sum();
  }

  private static Transport measured(Distribution data, int count) {
    return measured(data, Standardizer.identity(data.dim()), count, 4, 2);
  }

  private static Transport measured(Distribution data, Standardizer units, int count, int repeats, int threads) {
    Subject subject = new Subject(STILL, new Gaussian(data.dim()), data, units);
    StepCounts counts = StepCounts.measure(subject, new StepCounts.Plan(Tableau.EULER, List.of(1), count, repeats),
        new Seed(1), threads, _ -> {});
    return Transport.measure(subject, counts, new Seed(1), threads);
  }

  private static void assertExact(double[] std, double mean, int count, double tolerance) {
    double truth = exact(std, mean);
    Transport found = measured(normal(std, mean), count);
    assertEquals(truth, found.squaredW2().mean(), tolerance * truth, found.toString());
  }

  @Test
  void dataThatAreTheSourceStretchedAndMovedHaveTheirExactDistance() {
    // Ten dimensions and 400 points, where the bias is 5.1·s: as much as the distance itself, or more.
    assertExact(equal(10, 1), 0.5, 400, 0.06);
    assertExact(equal(10, 0.5), 0, 400, 0.04);
    assertExact(equal(10, 2), 0, 400, 0.04);
    assertExact(equal(10, 0.01), 0.1, 400, 0.02);
    assertExact(equal(2, 0.5), 0.3, 400, 0.06);
    assertExact(equal(1, 3), -1, 400, 0.08);
    Transport moved = measured(normal(equal(10, 1), 0.5), 400);
    assertTrue(moved.bias() > 4.9 && moved.bias() < 5.3, moved.toString());
  }

  @Test
  void unequalStretchingIsNearlyRight() {
    // From thin to wide. Without a correction: 6.5 and 21 % too much.
    double[] std = {0.05, 0.2, 0.5, 1, 1.5, 2};
    assertExact(std, 0, 400, 0.1);
    assertExact(std, 0.5, 400, 0.1);
    // Two columns that matter beside eight that are almost constant.
    double[] thin = equal(10, 0.02);
    thin[0] = 1;
    thin[1] = 0.5;
    assertExact(thin, 0, 400, 0.06);
  }

  @Test
  void correctedFiguresDoNotDependOnTheNumberOfPoints() {
    Distribution data = normal(equal(8, 0.7), 0.3);
    double truth = exact(equal(8, 0.7), 0.3);
    Transport few = measured(data, 100);
    Transport many = measured(data, 800);
    assertTrue(few.bias() > 1.4 * many.bias(), few + " " + many);
    assertEquals(truth, few.squaredW2().mean(), 0.2 * truth, few.toString());
    assertEquals(truth, many.squaredW2().mean(), 0.06 * truth, many.toString());
  }

  /** A map that is not linear, in the plane: 0.815 ± 0.01 by draws of 1,000 and of 4,000 points. */
  @Test
  void moonsAreNearlyRight() {
    Transport found = measured(Toy.MOONS, Standardizer.identity(2), 250, 40, 2);
    assertEquals(0.815, found.squaredW2().mean(), 0.06, found.toString());
  }

  @Test
  void nothingIsSaidWhereSourceAndDataAreTheSame() {
    for (int dim : new int[]{1, 2, 10}) {
      Transport none = measured(new Gaussian(dim), 400);
      assertFalse(none.isKnown(), none.toString());
    }
    assertFalse(new Transport(Estimate.of(-0.1), 0.2).isKnown());
    assertTrue(new Transport(Estimate.of(0.1), 0.2).isKnown());
    assertTrue(new Transport(new Estimate(1, 0.2), 0.2).isKnown());
    assertFalse(new Transport(new Estimate(1, 0.3), 0.2).isKnown());
  }

  @Test
  void figuresAreInTheUnitsOfTheData() {
    Distribution data = normal(equal(3, 0.5), 1);
    Standardizer units = new Standardizer(new double[]{100, -5, 0}, new double[]{10, 10, 10});
    Transport plain = measured(data, 200);
    Transport scaled = measured(data, units, 200, 4, 1);
    assertEquals(100 * plain.squaredW2().mean(), scaled.squaredW2().mean(), 1e-2);
    assertEquals(100 * plain.bias(), scaled.bias(), 1e-2);
  }

  /** The field of N(0, I) to N(m, I) in ten dimensions, |m|² = 1: its path energy is |m|² + S with S = 10·(2 − π/2). */
  @Test
  void pathEnergyInManyDimensionsIsThatOfTheClosedForm() {
    int dim = 10;
    double m = Math.sqrt(1.0 / dim);
    VelocityField<float[]> field = (x, t, out) -> {
      double s = t * t + (1 - t) * (1 - t);
      for (int i = 0; i < x.length; i++) {
        out[i] = (float) (m + (2 * t - 1) * (x[i] - t * m) / s);
      }
    };
    Subject subject = new Subject(field, new Gaussian(dim), normal(equal(dim, 1), m), Standardizer.identity(dim));
    FlowReport report = FlowReport.measure(subject, new StepCounts.Plan(Tableau.EULER, List.of(1), 1000, 4),
        new Seed(1), 2, _ -> {});
    double s = dim * (2 - Math.PI / 2);
    // Without the correction W2² would be 5.9 and NPE 0.1.
    assertEquals(s, report.npe(), 0.1 * s);
    // Straight and optimal: every point moves by m.
    FlowReport straight = FlowReport.measure(
        new Subject((_, _, out) -> Arrays.fill(out, (float) m), new Gaussian(dim), normal(equal(dim, 1), m),
            Standardizer.identity(dim)),
        new StepCounts.Plan(Tableau.EULER, List.of(1), 1000, 4), new Seed(1), 2, _ -> {});
    assertEquals(0, straight.npe(), 0.08);
  }
}
