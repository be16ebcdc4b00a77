package dev.millrace.torch;

import java.util.List;
import java.util.SplittableRandom;

/**
 * One weight tensor of a network: its name, its shape and its initialisation.
 *
 * @param name as PyTorch names it in the same network
 * @param shape as PyTorch's
 * @param start its initialisation
 */
record Parameter(String name, List<Integer> shape, Start start) {
  /** How initial values are chosen. */
  sealed interface Start {
    /** All values are equal. */
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
