package dev.millrace.plot;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LimitsTests {
  @Test
  void limitsAreTheQuantilesWidenedByTheMargin() {
    // 0, 1, …, 1000 in shuffled order: the quantile q is 1000 q exactly.
    float[] points = new float[2 * 1001];
    for (int i = 0; i <= 1000; i++) {
      int value = (i * 379) % 1001;
      points[2 * i] = value;
      points[2 * i + 1] = -10f * value;
    }
    var limits = Limits.around(0.1, points);
    assertEquals(1 - 99.8, limits.xMin(), 1e-9);
    assertEquals(999 + 99.8, limits.xMax(), 1e-9);
    assertEquals(-9990 - 998, limits.yMin(), 1e-9);
    assertEquals(-10 + 998, limits.yMax(), 1e-9);
  }

  @Test
  void severalSetsCountTogetherAndRunawaysHardlyCount() {
    float[] many = new float[2 * 5000];
    for (int i = 0; i < many.length; i++) {
      many[i] = (i % 100) / 100f;
    }
    float[] runaways = {1e30f, -1e30f, Float.NaN, 0, 0, Float.NEGATIVE_INFINITY};
    var limits = Limits.around(0, many, runaways);
    assertTrue(limits.xMax() <= 1 && limits.yMin() >= 0, limits.toString());
    assertEquals(3, Limits.around(0, new float[]{-3, 0}, new float[]{3, 1}).xMax(), 0.01);
  }

  @Test
  void coincidingPointsStillGiveRoomAroundThem() {
    for (float at : new float[]{0, -7, 1e6f, -3e20f, Float.MIN_VALUE}) {
      var limits = Limits.around(0.1, new float[]{at, at, at, at});
      assertTrue(limits.xMin() < at && at < limits.xMax() && limits.yMin() < at && at < limits.yMax(),
          limits.toString());
    }
  }

  @Test
  void wrongLimitsAreRefusedWithTheirNumbers() {
    var thrown = assertThrows(IllegalArgumentException.class, () -> new Limits(0, 1, 5, 4));
    assertTrue(thrown.toString().contains("[5.0, 4.0]"), thrown.toString());
    assertThrows(IllegalArgumentException.class, () -> new Limits(1, 1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Limits(Double.NaN, 1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Limits(0, Double.POSITIVE_INFINITY, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Limits(-1e308, 1e308, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Limits(1e15, 1e15 + 1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> Limits.around(-0.1, new float[]{0, 0}));
    assertThrows(IllegalArgumentException.class, () -> Limits.around(0.1, new float[]{0, 0, 1}));
    assertThrows(IllegalArgumentException.class, () -> Limits.around(0.1, new float[]{Float.NaN, 0}));
    assertThrows(IllegalArgumentException.class, () -> Limits.around(0.1));
  }

  @Test
  void noWayIsCutUnlessItRunsAwayFarBeyondTheRest() {
    float[] points = new float[4000];
    for (int i = 0; i < points.length; i++) {
      points[i] = (float) Math.sin(i);
    }
    float[][] path = {{0, 0, 1, 1, -1, -1}, {0, 4, -6, 0, 1e20f, 0}, {0, 0, 1, Float.NaN, -1, -1}};
    Limits limits = Limits.aroundPath(0.1, path, points);
    assertEquals(-6 - 0.1 * 7, limits.xMin(), 0.01);
    assertEquals(1 + 0.1 * 7, limits.xMax(), 0.01);
    assertEquals(-1 - 0.1 * 5, limits.yMin(), 0.01);
    assertEquals(4 + 0.1 * 5, limits.yMax(), 0.01);
  }
}
