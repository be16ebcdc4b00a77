package dev.millrace.torch;

import java.util.List;
import java.util.SplittableRandom;

/**
 * One weight of a network: its name, shape and how it starts.
 *
 * @param name as PyTorch names it in the same network
 * @param shape as PyTorch's
 * @param start its first values
 */
record Parameter(String name, List<Integer> shape, Start start) {
  /** First values. */
  sealed interface Start {
    /** All the same. */
    record Constant(float value) implements Start {}

    /** Uniform in [−bound, bound]. */
    record Uniform(double bound) implements Start {}

    /** Standard normal. */
    record Normal() implements Start {}
  }

  int count() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  void fill(float[] weights, int from, SplittableRandom random) {
    for (int i = from; i < from + count(); i++) {
      weights[i] = switch (start) {
        case Start.Constant(float value) -> value;
        case Start.Uniform(double bound) -> (float) random.nextDouble(-bound, bound);
        case Start.Normal() -> (float) random.nextGaussian();
      };
    }
  }
}
