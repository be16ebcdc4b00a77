package dev.millrace.flow.rectify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.data.Distributions;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ReflowTests {
  /** x′ = x·cos t: the flow multiplies by exp(sin 1). */
  private static final VelocityField<float[]> FIELD = (x, t, out) -> {
    for (int i = 0; i < x.length; i++) {
      out[i] = (float) (x[i] * Math.cos(t));
    }
  };
  private static final double FACTOR = Math.exp(Math.sin(1));

  private static Reflow reflow(int round) {
    return new Reflow(FIELD, new Sampler(new FixedStepSolver(Tableau.RK4, TimeGrid.uniform(20)), 2), new Seed(3),
        round);
  }

  @Test
  void pairsAreNoiseAndWhereTheFlowCarriesIt() {
    List<Integer> progress = new ArrayList<>();
    FixedPairs pairs = reflow(1).pairs(new Gaussian(2), 10_000, progress::add);
    assertEquals(20_000, pairs.x0().length);
    for (int i = 0; i < pairs.x0().length; i++) {
      assertEquals(FACTOR * pairs.x0()[i], pairs.x1()[i], 1e-5 * Math.max(1, Math.abs(pairs.x0()[i])));
    }
    assertEquals(List.of(1024, 2048, 3072, 4096, 5120, 6144, 7168, 8192, 9216, 10_000), progress);
  }

  @Test
  void invertedPairsAreDataAndTheNoiseThatTheFlowCarriesToThem() {
    FixedPairs pairs = reflow(1).inverted(Distributions.named("moons").orElseThrow(), 500, _ -> {});
    for (int i = 0; i < pairs.x0().length; i++) {
      assertEquals(pairs.x1()[i] / FACTOR, pairs.x0()[i], 1e-5);
    }
  }

  @Test
  void everyRoundDrawsPointsOfItsOwnAndTheSameOnesAgain() {
    float[] first = reflow(1).pairs(new Gaussian(1), 100, _ -> {}).x0();
    assertArrayEquals(first, reflow(1).pairs(new Gaussian(1), 100, _ -> {}).x0());
    assertFalse(Arrays.equals(first, reflow(2).pairs(new Gaussian(1), 100, _ -> {}).x0()));
  }

  @Test
  void pairsOfBothKindsJoin() {
    FixedPairs both = new FixedPairs(new float[]{1, 2}, new float[]{3, 4}, 2)
        .and(new FixedPairs(new float[]{5, 6, 7, 8}, new float[]{9, 10, 11, 12}, 2));
    assertArrayEquals(new float[]{1, 2, 5, 6, 7, 8}, both.x0());
    assertArrayEquals(new float[]{3, 4, 9, 10, 11, 12}, both.x1());
    assertThrows(IllegalArgumentException.class, () -> both.and(new FixedPairs(new float[1], new float[1], 1)));
  }
}
