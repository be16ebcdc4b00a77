package dev.millrace.flow.transport;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class UniformTransportTests {
  /** On the line W1 is the area between the two distribution functions. */
  @ParameterizedTest
  @CsvSource({"1,1", "1,7", "30,30", "90,30", "31,17", "17,31", "120,37"})
  void costOnTheLineIsTheAreaBetweenTheDistributionFunctions(int n, int m) {
    SplittableRandom random = new SplittableRandom(n * 1000L + m);
    // Few different values, so that costs are tied.
    double[] x = random.ints(n, 0, 9).asDoubleStream().toArray();
    double[] y = random.ints(m, 3, 14).asDoubleStream().toArray();
    double[] cost = new double[n * m];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        cost[i * m + j] = Math.abs(x[i] - y[j]);
      }
    }
    double area = 0;
    for (int value = 0; value < 14; value++) {
      double t = value;
      area += Math.abs(Arrays.stream(x).filter(a -> a <= t).count() / (double) n
          - Arrays.stream(y).filter(b -> b <= t).count() / (double) m);
    }
    assertEquals(area, UniformTransport.cost(cost, n, m), 1e-12);
  }

  @Test
  void badCostsAreNamed() {
    assertThrows(IllegalArgumentException.class, () -> UniformTransport.cost(new double[5], 2, 3));
    assertThrows(IllegalArgumentException.class, () -> UniformTransport.cost(new double[0], 0, 0));
    assertThrows(IllegalArgumentException.class,
        () -> UniformTransport.cost(new double[]{1, Double.NaN, 1, 1, 1, 1}, 2, 3));
  }
}
