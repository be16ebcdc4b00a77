package dev.millrace.flow.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.data.Affine;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The flow of N(0, I) to N(m, I) in the plane, m = (1, 0), whose velocity and figures have closed forms. */
class FlowReportTests {
  private static final double M = 1;
  private static final Seed SEED = new Seed(17);

  /** v = m + (2t − 1)(x − tm)/s, s = t² + (1 − t)². */
  private static final VelocityField<float[]> FIELD = (x, t, out) -> {
    double s = t * t + (1 - t) * (1 - t);
    for (int i = 0; i < x.length; i++) {
      double m = i % 2 == 0 ? M : 0;
      out[i] = (float) (m + (2 * t - 1) * (x[i] - t * m) / s);
    }
  };

  private static Subject subject(VelocityField<float[]> field, Standardizer standardizer) {
    return new Subject(field, new Gaussian(2), new Affine(new Gaussian(2), new double[]{1, 1}, new double[]{M, 0}),
        standardizer);
  }

  private static final Subject EXACT = subject(FIELD, Standardizer.identity(2));

  @Test
  void figuresOfAFlowWithClosedFormsAreTheirs() {
    StepCounts.Plan plan = new StepCounts.Plan(Tableau.EULER, List.of(1, 100), 1000, 2);
    List<Integer> done = new ArrayList<>();
    FlowReport report = FlowReport.measure(EXACT, plan, SEED, 2, done::add);
    assertEquals(List.of(1, 2), done);
    double s = 2 * (2 - Math.PI / 2);
    // A mean of 2,000 squared normal numbers: standard deviation 3.2 %.
    assertEquals(s, report.straightness().mean(), 0.1 * s);
    assertEquals(M * M, report.straightness().transportCost(), 0.01);
    // Path energy is |m|² + S. W2² is the squared distance of means that chance moves by 0.045·√2, of two repeats 0.045, so
    // it is 1 ± 0.09, and NPE s·(1 ± 0.03) + 0.09·(1 + s): 0.86 ± 0.17.
    assertEquals(1, report.transport().squaredW2().mean(), 0.2);
    assertEquals(s / (M * M), report.npe(), 0.3);
    assertEquals(report.straightness().pathEnergy() / report.transport().squaredW2().mean() - 1, report.npe(), 1e-12);
    assertTrue(report.roundTrip() < 0.1, "round trip " + report.roundTrip());
    StepCounts counts = report.stepCounts();
    // One Euler step sends every point to m, at a root mean squared distance √2 from N(m, I).
    assertEquals(Math.sqrt(2), counts.rows().get(0).w2().mean(), 0.05);
    assertTrue(counts.rows().get(1).w2().mean() < 1.5 * counts.floor().mean(), counts.toString());
    assertEquals(100, counts.sufficient().steps());
    assertEquals(100, counts.best().steps());
  }

  /** A field that is infinite from t = 1/2 on: one Euler step never sees that, all else does. */
  @Test
  void whatCannotBeMeasuredLeavesTheOtherFiguresAsTheyAre() {
    VelocityField<float[]> broken = (x, t, out) -> {
      FIELD.velocity(x, t, out);
      if (t >= 0.5) {
        Arrays.fill(out, Float.POSITIVE_INFINITY);
      }
    };
    StepCounts.Plan plan = new StepCounts.Plan(Tableau.EULER, List.of(1, 2, 100), 200, 2);
    Subject subject = subject(broken, Standardizer.identity(2));
    FlowReport report = FlowReport.measure(subject, plan, SEED, 2, _ -> {});
    FlowReport whole = FlowReport.measure(EXACT, plan, SEED, 2, _ -> {});
    StepCounts counts = report.stepCounts();
    assertEquals(whole.stepCounts().rows().getFirst().w2(), counts.rows().getFirst().w2());
    assertEquals(whole.stepCounts().floor(), counts.floor());
    assertEquals(whole.stepCounts().plainFloor(), counts.plainFloor());
    assertTrue(Double.isNaN(counts.rows().get(1).w2().mean()) && Double.isNaN(counts.rows().get(2).w2().mean()));
    assertEquals(1, counts.best().steps());
    assertEquals(1, counts.sufficient().steps());
    assertTrue(Double.isNaN(report.npe()) && Double.isNaN(report.roundTrip()));
    List<String> named = report.failures().stream().map(line -> line.replaceFirst(" could not.*", "")).toList();
    assertEquals(List.of("straightness", "the round trip", "W2 at NFE 2", "W2 at NFE 100"), named);
    assertEquals(List.of(), whole.failures());
  }

  @Test
  void distancesAreInTheUnitsOfTheData() {
    StepCounts.Plan plan = new StepCounts.Plan(Tableau.EULER, List.of(1), 300, 1);
    Standardizer tenTimes = new Standardizer(new double[]{100, -5}, new double[]{10, 10});
    StepCounts plain = StepCounts.measure(EXACT, plan, SEED, 1, _ -> {});
    StepCounts scaled = StepCounts.measure(subject(FIELD, tenTimes), plan, SEED, 2, _ -> {});
    assertEquals(10 * plain.rows().getFirst().w2().mean(), scaled.rows().getFirst().w2().mean(), 1e-3);
    assertEquals(10 * plain.floor().mean(), scaled.floor().mean(), 1e-3);
  }

  @Test
  void stepsFollowFromEvaluationsAndTheSolversStages() {
    StepCounts counts = StepCounts.measure(EXACT, new StepCounts.Plan(Tableau.RK4, List.of(4, 11), 50, 1), SEED, 1,
        _ -> {});
    assertEquals(List.of(1, 2), counts.rows().stream().map(StepCounts.Row::steps).toList());
    assertEquals(List.of(4, 8), counts.rows().stream().map(StepCounts.Row::nfe).toList());
    var e = assertThrows(IllegalArgumentException.class, () -> new StepCounts.Plan(Tableau.RK4, List.of(3), 50, 1));
    assertEquals("nfe = 3, expected at least 4: one step of rk4", e.getMessage());
  }
}
