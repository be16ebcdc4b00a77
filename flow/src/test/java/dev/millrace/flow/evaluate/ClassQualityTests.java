package dev.millrace.flow.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.GaussianRing;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClassQualityTests {
  private static final GaussianRing RING = new GaussianRing(3, 2, 0.4);
  private static final int[] RIGHT = {0, 1, 2};
  private static final StepCounts.Plan PLAN = new StepCounts.Plan(Tableau.HEUN, List.of(10, 60), 600, 3);

  /** The exact field of each mode, but class k goes to the mode {@code modes[k]}; that of any class stands still. */
  private static ConditionalField<float[]> to(int[] modes) {
    return new ConditionalField<>() {
      @Override
      public int classes() {
        return 3;
      }

      @Override
      public void velocity(float[] x, double t, int[] labels, float[] out) {
        double variance = t * t * 0.16 + (1 - t) * (1 - t);
        for (int i = 0; i < x.length; i++) {
          double angle = 2 * Math.PI * modes[labels[i / 2]] / 3;
          double mean = 2 * (i % 2 == 0 ? Math.cos(angle) : Math.sin(angle));
          out[i] = (float) (mean + (t * 0.16 - (1 - t)) / variance * (x[i] - t * mean));
        }
      }

      @Override
      public void velocity(float[] x, double t, float[] out) {
        Arrays.fill(out, 0);
      }
    };
  }

  private static Subject subject(Distribution data, int... modes) {
    return new Subject(to(modes), new Gaussian(2), data, Standardizer.identity(2));
  }

  @Test
  void exactFieldsReachTheFloorOfEveryClassAndOfAllTogether() {
    List<ClassQuality> classes = ClassQuality.measure(subject(RING, RIGHT), PLAN, new Seed(1), 2, _ -> {});
    assertEquals(3, classes.size());
    for (ClassQuality each : classes) {
      assertEquals(200, each.count());
      assertEquals(30, each.steps());
      assertEquals(each.floor().mean(), each.w2().mean(), 4 * (each.floor().error() + each.w2().error()));
      assertTrue(each.floor().mean() > 0.02 && each.floor().mean() < 0.25);
    }
    StepCounts all = StepCounts.measure(subject(RING, RIGHT), PLAN, new Seed(1), 2, _ -> {});
    Estimate w2 = all.rows().getLast().w2();
    assertEquals(all.floor().mean(), w2.mean(), 4 * (all.floor().error() + w2.error()));
  }

  /** All modes are there, but with the wrong names: only the figures of the classes tell. */
  @Test
  void mistakenClassesAreSeenClassByClassOnly() {
    Subject mistaken = subject(RING, 0, 2, 1);
    List<ClassQuality> classes = ClassQuality.measure(mistaken, PLAN, new Seed(1), 2, _ -> {});
    assertTrue(classes.get(0).w2().mean() < 0.25);
    // The distance of two modes is 2·√3.
    assertEquals(2 * Math.sqrt(3), classes.get(1).w2().mean(), 0.1);
    assertEquals(2 * Math.sqrt(3), classes.get(2).w2().mean(), 0.1);
    StepCounts all = StepCounts.measure(mistaken, PLAN, new Seed(1), 2, _ -> {});
    assertEquals(all.floor().mean(), all.rows().getLast().w2().mean(), 0.05);
  }

  @Test
  void theReportOfAConditionalFlowMeasuresEveryRowByItsClass() {
    FlowReport report = FlowReport.measure(subject(RING, RIGHT), PLAN, new Seed(1), 2, _ -> {});
    assertEquals(List.of(), report.failures());
    // Euler's steps forth and back nearly cancel for exact fields of Gaussians; those of another class would not.
    assertTrue(report.roundTrip() < 0.05, () -> "" + report.roundTrip());
  }

  @Test
  void rowsOfAFileAreComparedWithTheirClass() {
    float[] rows = new float[400];
    int[] labels = new int[200];
    // Half of the rows of class 0, a single one of class 2.
    Arrays.setAll(labels, i -> i == 0 ? 2 : i < 100 ? 1 : 0);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      RING.point(random, labels[i], rows, 2 * i);
    }
    Subject flow = subject(new Empirical(rows, 2, labels), RIGHT);
    List<ClassQuality> classes = ClassQuality.measure(flow,
        new StepCounts.Plan(Tableau.HEUN, List.of(60), 100, 3), new Seed(1), 2, _ -> {});
    assertEquals(List.of(33, 33, 0), classes.stream().map(ClassQuality::count).toList());
    assertTrue(classes.get(0).w2().mean() < 0.5 && classes.get(1).w2().mean() < 0.5);
    assertTrue(Double.isNaN(classes.get(2).w2().mean()));
    StepCounts all = StepCounts.measure(flow, new StepCounts.Plan(Tableau.HEUN, List.of(60), 100, 3), new Seed(1), 2,
        _ -> {});
    assertTrue(all.rows().getFirst().w2().mean() < 0.8, () -> "" + all.rows().getFirst().w2());
  }

  @Test
  void aFieldWithoutClassesHasNone() {
    Subject plain = new Subject((_, _, out) -> Arrays.fill(out, 0), new Gaussian(2), RING, Standardizer.identity(2));
    assertThrows(IllegalArgumentException.class, () -> plain.ofClass(0));
    assertThrows(IllegalArgumentException.class, () -> subject(RING, RIGHT).ofClass(3));
  }
}
