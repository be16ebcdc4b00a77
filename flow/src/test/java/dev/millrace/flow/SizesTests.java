package dev.millrace.flow;

import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

import dev.millrace.flow.coupling.Draws;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SizesTests {

  @Test
  void productsAreThoseOfWholeNumbersOrRefused() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      long[] factors = random.longs(random.nextInt(1, 5)).map(x -> (x >>> 1) >>> random.nextInt(63)).toArray();
      BigInteger truth = LongStream.of(factors).mapToObj(BigInteger::valueOf).reduce(BigInteger.ONE,
          BigInteger::multiply);
      if (truth.signum() > 0 && truth.compareTo(BigInteger.valueOf(Integer.MAX_VALUE - 8)) <= 0) {
        assertEquals(truth.intValueExact(), Sizes.product(factors));
      } else if (truth.signum() > 0) {
        assertThrows(IllegalArgumentException.class, () -> Sizes.product(factors));
      }
    }
    assertEquals(1, Sizes.product());
    assertEquals(0, Sizes.product(5, 0));
    assertEquals(0, Sizes.product(0, 1L << 40));
    assertRefused("-1 × 3", () -> Sizes.product(-1, 3));
    assertRefused("65536 × 65536", () -> Sizes.product(65536, 65536));
    // In 32 bits it would be 3.
    assertRefused("715827883 × 6 × 1", () -> Sizes.product(715827883, 6, 1));
  }

  private static void assertRefused(String factors, Executable what) {
    String message = String.valueOf(assertThrows(IllegalArgumentException.class, what).getMessage());
    assertTrue(message.startsWith(factors + " numbers: expected at most 2147483639"), message);
  }

  /** A distribution of any width that draws nothing. */
  private record Wide(int dim) implements Distribution {
    @Override
    public void sample(java.util.random.RandomGenerator random, float[] out, int offset, int count) {
    }
  }

  @Test
  void countsTimesWidthsThatWrapRoundAreRefusedBeforeAnythingIsAllocated() {
    // 2^31 and 2^32 wrap round to a negative length and to 0.
    for (int rows : new int[]{1 << 15, 1 << 16}) {
      Wide wide = new Wide(1 << 16);
      assertRefused(rows + " × 65536", () -> wide.sample(new SplittableRandom(1), rows));
      assertRefused(rows + " × 65536", () -> Sampler.startPoints(wide, rows, new Seed(1)));
      assertRefused(rows + " × 65536", () -> new Trainer(
          FlowMatching.of(new Draws(wide, wide)), new MlpNetwork(new MlpShape(1 << 16, 1, 1, 1)),
          TrainingOptions.defaults().withSteps(1).withBatch(rows).withThreads(1)).run());
    }
    assertThrows(IllegalArgumentException.class, () -> new Empirical(new float[2], 2)
        .balancedSets(new SplittableRandom(1), 1 << 16, 1 << 16));
    // 2^30 labels of 4 are 2^32 numbers, in 32 bits none; so many labels are not worth their memory here.
    assertThrows(IllegalArgumentException.class,
        () -> new Pairs(new float[0], new float[0], new int[1 << 16], 1 << 16));
  }

  /** Padded to a vector's width, one column is sixteen. */
  @Test
  void aNetworkWhosePaddingDoesNotFitIsRefused() {
    assertThrows(IllegalArgumentException.class,
        () -> VelocityMlp.random(new MlpShape(1 << 28, 1, 1, 1), new Seed(1)));
  }
}
