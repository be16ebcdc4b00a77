package dev.millrace.flow.train;

import dev.millrace.flow.random.Seed;

/**
 * The settings of the optimizer and the length of a training.
 *
 * @param steps number of optimizer steps, at least 1
 * @param batch pairs (x0, x1) per step, at least 1
 * @param couplingBatch pairs that the coupling sees at once, a multiple of {@code batch}; the larger it is, the nearer
 *     minibatch optimal transport is to that between the distributions (Pooladian et al. 2023)
 * @param learningRate learning rate as a function of the step
 * @param optimizer Adam's constants
 * @param clip greatest norm of the gradient, above 0; longer gradients are scaled down to it; infinity for no clipping
 * @param ema decay of the exponential moving average of the weights, in [0, 1); 0 for none. The average warms up: after
 *     n steps its decay is min(ema, (1 + n)/(10 + n))
 * @param seed seed from which all random numbers are derived
 * @param threads number of threads; the result does not depend on it
 */
public record TrainingOptions(int steps, int batch, int couplingBatch, LearningRate learningRate, AdamW optimizer,
    double clip, double ema,
    Seed seed, int threads) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the component out of range
   */
  public TrainingOptions {
    requireAtLeastOne("steps", steps);
    requireAtLeastOne("batch", batch);
    requireAtLeastOne("threads", threads);
    if (couplingBatch < 1 || couplingBatch % batch != 0) {
      throw new IllegalArgumentException(
          "coupling batch = " + couplingBatch + ", expected a multiple of batch = " + batch);
    }
    if (!(clip > 0)) {
      throw new IllegalArgumentException("clip = " + clip + ", expected above 0");
    }
    if (!(ema >= 0 && ema < 1)) {
      throw new IllegalArgumentException("ema = " + ema + ", expected in [0, 1)");
    }
  }

  private static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " = " + value + ", expected at least 1");
    }
  }

  /** 5000 steps of 256 pairs, Adam at 6·10⁻³ with warm-up and cosine decay, EMA 0.999, seed 0, all processors. */
  public static TrainingOptions defaults() {
    return new TrainingOptions(5000, 256, 256, new LearningRate(6e-3, 100, true), AdamW.ADAM, 1, 0.999, new Seed(0),
        Runtime.getRuntime().availableProcessors());
  }

  /** The same with another number of steps. */
  public TrainingOptions withSteps(int value) {
    return new TrainingOptions(value, batch, couplingBatch, learningRate, optimizer, clip, ema, seed, threads);
  }

  /** The same with a coupling that sees {@code value} pairs at once. */
  public TrainingOptions withCouplingBatch(int value) {
    return new TrainingOptions(steps, batch, value, learningRate, optimizer, clip, ema, seed, threads);
  }

  /** The same with another seed. */
  public TrainingOptions withSeed(long value) {
    return new TrainingOptions(steps, batch, couplingBatch, learningRate, optimizer, clip, ema, new Seed(value),
        threads);
  }

  /** The same with another number of threads. */
  public TrainingOptions withThreads(int value) {
    return new TrainingOptions(steps, batch, couplingBatch, learningRate, optimizer, clip, ema, seed, value);
  }
}
