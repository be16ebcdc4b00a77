package dev.millrace.flow.train;

import java.util.Objects;

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
 * @param loss how far an output is from its target
 * @param labelDropout probability with which the class of a pair is replaced by any class, so that guidance can work; in
 *     [0, 1]
 * @param eventSteps steps between two events, at least 1
 * @param seed seed from which all random numbers are derived
 * @param threads number of threads; the result does not depend on it
 */
public record TrainingOptions(int steps, int batch, int couplingBatch, LearningRate learningRate, AdamW optimizer,
    double clip, double ema, Loss loss, double labelDropout, int eventSteps, Seed seed, int threads) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the component out of range
   */
  public TrainingOptions {
    Objects.requireNonNull(learningRate, "learningRate");
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(seed, "seed");
    requireAtLeastOne("steps", steps);
    requireAtLeastOne("batch", batch);
    requireAtLeastOne("eventSteps", eventSteps);
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
    if (!(labelDropout >= 0 && labelDropout <= 1)) {
      throw new IllegalArgumentException("label dropout = " + labelDropout + ", expected in [0, 1]");
    }
  }

  private static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " = " + value + ", expected at least 1");
    }
  }

  /**
   * {@return 5000 steps of 256 pairs, Adam at 6·10⁻³ with warm-up and cosine decay, EMA 0.999, squared error, a tenth
   * of the labels dropped, seed 0, all processors: options for points}
   */
  public static TrainingOptions defaults() {
    return new TrainingOptions(5000, 256, 256, new LearningRate(6e-3, 100, true), AdamW.ADAM, 1, 0.999, Loss.SQUARED,
        0.1, 50, new Seed(0), Runtime.getRuntime().availableProcessors());
  }

  /**
   * {@return the same with another number of steps}
   *
   * @param value steps of the optimizer, at least 1
   */
  public TrainingOptions withSteps(int value) {
    return new TrainingOptions(value, batch, couplingBatch, learningRate, optimizer, clip, ema, loss,
        labelDropout, eventSteps, seed, threads);
  }

  /**
   * {@return the same with other batches, each of which a coupling sees as a whole}
   *
   * @param value pairs per step, at least 1
   */
  public TrainingOptions withBatch(int value) {
    return new TrainingOptions(steps, value, value, learningRate, optimizer, clip, ema, loss,
        labelDropout, eventSteps, seed, threads);
  }

  /**
   * {@return the same with a coupling that sees {@code value} pairs at once}
   *
   * @param value a multiple of the batch
   */
  public TrainingOptions withCouplingBatch(int value) {
    return new TrainingOptions(steps, batch, value, learningRate, optimizer, clip, ema, loss,
        labelDropout, eventSteps, seed, threads);
  }

  /**
   * {@return the same with another learning rate}
   *
   * @param value the rate by step
   */
  public TrainingOptions withLearningRate(LearningRate value) {
    return new TrainingOptions(steps, batch, couplingBatch, value, optimizer, clip, ema, loss,
        labelDropout, eventSteps, seed, threads);
  }

  /**
   * {@return the same with other constants of Adam}
   *
   * @param value Adam's constants
   */
  public TrainingOptions withOptimizer(AdamW value) {
    return new TrainingOptions(steps, batch, couplingBatch, learningRate, value, clip, ema, loss,
        labelDropout, eventSteps, seed, threads);
  }

  /**
   * {@return the same with another limit of the norm of the gradient}
   *
   * @param value greatest norm, above 0; infinity for no clipping
   */
  public TrainingOptions withClip(double value) {
    return new TrainingOptions(steps, batch, couplingBatch, learningRate, optimizer, value, ema, loss,
        labelDropout, eventSteps, seed, threads);
  }

  /**
   * {@return the same with another decay of the average of the weights}
   *
   * @param value decay, in [0, 1); 0 for no average
   */
  public TrainingOptions withEma(double value) {
    return new TrainingOptions(steps, batch, couplingBatch, learningRate, optimizer, clip, value, loss,
        labelDropout, eventSteps, seed, threads);
  }

  /**
   * {@return the same with another loss}
   *
   * @param value how far an output is from its target
   */
  public TrainingOptions withLoss(Loss value) {
    return new TrainingOptions(steps, batch, couplingBatch, learningRate, optimizer, clip, ema, value,
        labelDropout, eventSteps, seed, threads);
  }

  /**
   * {@return the same with another share of dropped labels}
   *
   * @param value probability, in [0, 1]
   */
  public TrainingOptions withLabelDropout(double value) {
    return new TrainingOptions(steps, batch, couplingBatch, learningRate, optimizer, clip, ema, loss,
        value, eventSteps, seed, threads);
  }

  /**
   * {@return the same with another number of steps between two events}
   *
   * @param value steps, at least 1
   */
  public TrainingOptions withEventSteps(int value) {
    return new TrainingOptions(steps, batch, couplingBatch, learningRate, optimizer, clip, ema, loss,
        labelDropout, value, seed, threads);
  }

  /**
   * {@return the same with another seed}
   *
   * @param value seed of all random numbers
   */
  public TrainingOptions withSeed(long value) {
    return new TrainingOptions(steps, batch, couplingBatch, learningRate, optimizer, clip, ema, loss,
        labelDropout, eventSteps, new Seed(value), threads);
  }

  /**
   * {@return the same with another number of threads}
   *
   * @param value at least 1
   */
  public TrainingOptions withThreads(int value) {
    return new TrainingOptions(steps, batch, couplingBatch, learningRate, optimizer, clip, ema, loss,
        labelDropout, eventSteps, seed, value);
  }

  /**
   * {@return the settings of an update of the weights: the learning rate of the step, the factor that clips the
   * gradient, and the decay of the average, which warms up}
   *
   * @param step number of the step, from 1
   * @param gradientNorm norm of the gradient before clipping
   */
  public Learner.Update update(int step, double gradientNorm) {
    return new Learner.Update(step, learningRate.at(step, steps), optimizer, Math.min(1, clip / gradientNorm),
        Math.min(ema, (1.0 + step) / (10.0 + step)));
  }
}
