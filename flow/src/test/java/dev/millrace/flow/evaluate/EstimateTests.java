package dev.millrace.flow.evaluate;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EstimateTests {
  @Test
  void meanAndStandardErrorAreThoseOfTheRepeats() {
    Estimate estimate = Estimate.of(1, 2, 3, 6);
    assertEquals(3, estimate.mean());
    // Sum of squared deviations 14, sample variance 14/3, over 4 repeats.
    assertEquals(Math.sqrt(14.0 / 3 / 4), estimate.error(), 1e-12);
    assertEquals("3.0000 ± 1.0801", estimate.toString());
    assertEquals("2.5000", Estimate.of(2.5).toString());
  }

  @Test
  void smallAndLargeEstimatesKeepTheirDigits() {
    assertEquals("7.125e-08 ± 3.1e-09", new Estimate(7.125e-8, 3.12e-9).toString());
    assertEquals("0.004312 ± 0.000120", new Estimate(0.004312, 0.00012).toString());
    assertEquals("0.0712 ± 0.0031", new Estimate(0.0712, 0.0031).toString());
    assertEquals("142.84 ± 0.01", new Estimate(142.8445, 0.0129).toString());
    assertEquals("12,346", Estimate.of(12345.6).toString());
    assertEquals("1.235e+06 ± 2.0e+03", new Estimate(1234567, 2000).toString());
    assertEquals("0.0000", Estimate.of(0).toString());
    assertEquals("NaN", Estimate.of(Double.NaN).toString());
  }

  @Test
  void noiseIsTwoStandardErrorsOfTheDifference() {
    Estimate best = new Estimate(1, 0.03);
    assertTrue(new Estimate(1.09, 0.04).isWithinNoiseOf(best));
    assertFalse(new Estimate(1.11, 0.04).isWithinNoiseOf(best));
    assertTrue(new Estimate(0.5, 0).isWithinNoiseOf(best));
    assertFalse(Estimate.of(1.01).isWithinNoiseOf(Estimate.of(1)));
  }
}
