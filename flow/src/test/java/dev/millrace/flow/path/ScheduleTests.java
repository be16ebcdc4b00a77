package dev.millrace.flow.path;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ScheduleTests {

  static List<Schedule> schedules() {
    return List.of(new Schedule.Linear(), new Schedule.Cosine(), new Schedule.VariancePreserving(0.1, 20),
        new Schedule.VariancePreserving(1, 1), new Schedule.Polynomial(0.7), new Schedule.Polynomial(1),
        new Schedule.Polynomial(2), new Schedule.Polynomial(3.5), new Schedule.SigmaMin(new Schedule.Linear(), 0.1),
        new Schedule.SigmaMin(new Schedule.Cosine(), 0.01),
        new Schedule.SigmaMin(new Schedule.VariancePreserving(0.1, 20), 0.3));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void derivativesAreThoseOfCentralDifferences(Schedule schedule) {
    double h = 1e-5;
    for (double t = 0.01; t < 0.995; t += 0.007) {
      PathPoint before = schedule.at(t - h);
      PathPoint here = schedule.at(t);
      PathPoint after = schedule.at(t + h);
      assertEquals((after.alpha() - before.alpha()) / (2 * h), here.dAlpha(), 1e-6, "dAlpha at t = " + t);
      assertEquals((after.sigma() - before.sigma()) / (2 * h), here.dSigma(), 1e-6, "dSigma at t = " + t);
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void alphaRisesAndSigmaFalls(Schedule schedule) {
    PathPoint previous = schedule.at(0);
    for (int i = 1; i <= 100; i++) {
      PathPoint point = schedule.at(i / 100.0);
      assertTrue(point.alpha() > previous.alpha(), "alpha at step " + i);
      assertTrue(point.sigma() < previous.sigma() || schedule instanceof Schedule.SigmaMin, "sigma at step " + i);
      previous = point;
    }
  }

  @Test
  void endsAreExactlySourceAndData() {
    for (Schedule schedule : List.of(new Schedule.Linear(), new Schedule.Cosine(), new Schedule.Polynomial(2),
        new Schedule.Polynomial(0.5))) {
      assertEquals(0.0, schedule.at(0).alpha(), schedule.spec());
      assertEquals(1.0, schedule.at(0).sigma(), schedule.spec());
      assertEquals(1.0, schedule.at(1).alpha(), schedule.spec());
      assertEquals(0.0, schedule.at(1).sigma(), schedule.spec());
    }
  }

  @Test
  void variancePreservingEndsInDataWithInfiniteSpeed() {
    Schedule vp = new Schedule.VariancePreserving(0.1, 20);
    // T(1) = 0.1 + 19.9/2 = 10.05.
    assertEquals(Math.exp(-5.025), vp.at(0).alpha(), 1e-15);
    assertEquals(1.0, vp.at(1).alpha());
    assertEquals(0.0, vp.at(1).sigma());
    assertEquals(Double.NEGATIVE_INFINITY, vp.at(1).dSigma());
    assertEquals(1 - 1e-5, vp.maxTime());
    assertTrue(Double.isFinite(vp.at(vp.clamp(1)).dSigma()));
    // Near the data σ² = βmin·s + O(s²), to full relative precision.
    assertEquals(Math.sqrt(0.1 * 1e-12), vp.at(1 - 1e-12).sigma(), 1e-4 * Math.sqrt(0.1 * 1e-12));
  }

  @Test
  void cosineAndVariancePreservingKeepTheSumOfSquares() {
    for (Schedule schedule : List.of(new Schedule.Cosine(), new Schedule.VariancePreserving(0.1, 20),
        new Schedule.VariancePreserving(0.5, 3))) {
      for (int i = 0; i <= 1000; i++) {
        PathPoint p = schedule.at(i / 1000.0);
        assertEquals(1, p.alpha() * p.alpha() + p.sigma() * p.sigma(), 1e-15, schedule.spec() + " at " + i);
      }
    }
  }

  @Test
  void sigmaMinOnTheLinearPathIsLipmans() {
    Schedule lipman = new Schedule.SigmaMin(new Schedule.Linear(), 0.1);
    double x0 = -1.3;
    double x1 = 0.7;
    for (double t : new double[]{0, 0.25, 0.9, 1}) {
      PathPoint p = lipman.at(t);
      assertEquals((1 - (1 - 0.1) * t) * x0 + t * x1, p.alpha() * x1 + p.sigma() * x0, 1e-15);
      assertEquals(x1 - (1 - 0.1) * x0, p.dAlpha() * x1 + p.dSigma() * x0, 1e-15);
    }
  }

  @Test
  void clampKeepsTimesWhereTheVelocityIsFinite() {
    assertEquals(1.0, new Schedule.Linear().clamp(1.5));
    assertEquals(0.0, new Schedule.Polynomial(2).clamp(-1));
    Schedule root = new Schedule.SigmaMin(new Schedule.Polynomial(0.7), 0.1);
    assertEquals(Double.POSITIVE_INFINITY, root.at(0).dAlpha());
    assertEquals(1e-5, root.clamp(0));
    assertTrue(Double.isFinite(root.at(root.clamp(0)).dAlpha()));
    assertEquals(1 - 1e-5, new Schedule.SigmaMin(new Schedule.VariancePreserving(0.1, 20), 0.1).clamp(1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, 1.0000001, Double.NaN, Double.POSITIVE_INFINITY})
  void timesOutsideAreRefused(double t) {
    for (Schedule schedule : schedules()) {
      String message = assertThrows(IllegalArgumentException.class, () -> schedule.at(t)).getMessage();
      assertEquals("time must be in [0, 1], found " + t, message);
    }
  }

  @Test
  void constantsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Schedule.VariancePreserving(0, 20));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.VariancePreserving(2, 1));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.VariancePreserving(1, Double.POSITIVE_INFINITY));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Polynomial(0));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Polynomial(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.SigmaMin(new Schedule.Linear(), 1));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.SigmaMin(new Schedule.Linear(), -0.1));
    Schedule wrapped = new Schedule.SigmaMin(new Schedule.Linear(), 0.1);
    assertThrows(IllegalArgumentException.class, () -> new Schedule.SigmaMin(wrapped, 0.1));
    assertThrows(IllegalArgumentException.class, () -> new PathPoint(-1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new PathPoint(1, 0, Double.NaN, 0));
  }
}
