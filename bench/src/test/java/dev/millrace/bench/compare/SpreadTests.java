package dev.millrace.bench.compare;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SpreadTests {
  @Test
  void quartilesLieBetweenTheirNeighboursAsNumPyPutsThem() {
    // numpy.quantile([5, 1, 4, 2], [0.25, 0.5, 0.75]) → 1.75, 3.0, 4.25
    assertEquals(new Spread(3, 1.75, 4.25), Spread.of(new double[]{5, 1, 4, 2}));
    assertEquals(new Spread(7, 7, 7), Spread.of(new double[]{7}));
  }

  @Test
  void figuresHaveThreeDigitsThatCount() {
    assertEquals("0.300 ms", Unit.MILLISECONDS.show(0.0003));
    assertEquals("23,300 ms", Unit.MILLISECONDS.show(23.3));
    assertEquals("4.30 million point-steps/s", Unit.POINT_STEPS.show(1 / 4.3));
    assertEquals("118 GFLOP/s", Unit.GFLOPS.show(1 / 118.2));
    assertEquals("9.87", Unit.digits(9.87));
  }
}
