package dev.millrace.tables.encode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class NormalTests {
  /** Values of R's qnorm. */
  @ParameterizedTest
  @CsvSource({"0.5,0", "0.975,1.959963984540054", "0.25,-0.6744897501960817", "0.9999,3.719016485455709",
      "1e-10,-6.361340902404056"})
  void quantilesAreThoseOfTables(double p, double z) {
    assertEquals(z, Normal.quantile(p), 1e-12 * Math.max(1, Math.abs(z)));
  }

  @Test
  void sharesAndQuantilesAreInverse() {
    for (double z = -8; z <= 8; z += 0.0625) {
      double p = Normal.share(-Math.abs(z));
      assertEquals(-Math.abs(z), Normal.quantile(p), 1e-7);
      assertEquals(1, Normal.share(z) + Normal.share(-z), 1e-15);
    }
    assertEquals(0, Normal.share(-100));
    assertEquals(1, Normal.share(100));
  }
}
