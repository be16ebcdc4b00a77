package dev.millrace.torch;

import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.AdamW;
import dev.millrace.flow.train.LearningRate;

/**
 * The options of an image trainer.
 *
 * @param steps of the optimizer, at least 1
 * @param batch images per step, at least 1
 * @param micro images that pass through the network at once, at least 1: the gradients of a batch's parts are added up.
 *           Fewer images need less memory and, on a CPU, stay in the cache
 * @param couplingBatch pairs that the coupling sees at once, a multiple of {@code batch}
 * @param learningRate over the steps
 * @param optimizer Adam's constants
 * @param clip greatest norm of the gradient; gradients of larger norm are scaled down to it; infinity for none
 * @param ema decay of the exponential moving average of the weights, in [0, 1); 0 for none. After n steps it is
 *           min(ema, (1 + n)/(10 + n))
 * @param labelDropout probability with which an image's class is replaced by "any", so that guidance can work; in [0,
 *           1]
 * @param flip whether every image is mirrored horizontally with probability ½
 * @param loss how far a velocity is from its target
 * @param eventSteps steps between two events, at least 1
 * @param seed the seed from which all random numbers derive
 */
public record ImageTrainingOptions(int steps, int batch, int micro, int couplingBatch, LearningRate learningRate,
    AdamW optimizer, double clip, double ema, double labelDropout, boolean flip, ImageLoss loss, int eventSteps,
    Seed seed) {

  /** @throws IllegalArgumentException naming the component that is out of range */
  public ImageTrainingOptions {
    requireAtLeastOne("steps", steps);
    requireAtLeastOne("batch", batch);
    requireAtLeastOne("micro", micro);
    requireAtLeastOne("eventSteps", eventSteps);
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
   * Options that suit 28×28 pixels on a CPU: batches of 128 in parts of 64, AdamW at 10⁻³ with warm-up and cosine
   * decay, EMA 0.999, a tenth of the labels dropped, seed 0.
   *
   * @param steps of the optimizer
   */
  public static ImageTrainingOptions defaults(int steps) {
    return new ImageTrainingOptions(steps, 128, 64, 128, new LearningRate(1e-3, Math.min(200, steps / 10 + 1), true),
        new AdamW(0.9, 0.99, 1e-8, 0.01), 1, 0.999, 0.1, false, new ImageLoss.Squared(), 10, new Seed(0));
  }

  /** The same with other sizes. */
  public ImageTrainingOptions withBatch(int value, int microValue) {
    return new ImageTrainingOptions(steps, value, microValue, value, learningRate, optimizer, clip, ema, labelDropout,
        flip, loss, eventSteps, seed);
  }

  /** The same, with or without mirroring. */
  public ImageTrainingOptions withFlip(boolean value) {
    return new ImageTrainingOptions(steps, batch, micro, couplingBatch, learningRate, optimizer, clip, ema,
        labelDropout,
        value, loss, eventSteps, seed);
  }

  /** The same with another learning rate. */
  public ImageTrainingOptions withLearningRate(LearningRate value) {
    return new ImageTrainingOptions(steps, batch, micro, couplingBatch, value, optimizer, clip, ema, labelDropout, flip,
        loss, eventSteps, seed);
  }

  /** The same with another decay of the average of the weights. */
  public ImageTrainingOptions withEma(double value) {
    return new ImageTrainingOptions(steps, batch, micro, couplingBatch, learningRate, optimizer, clip, value,
        labelDropout, flip, loss, eventSteps, seed);
  }

  /** The same with another loss. */
  public ImageTrainingOptions withLoss(ImageLoss value) {
    return new ImageTrainingOptions(steps, batch, micro, couplingBatch, learningRate, optimizer, clip, ema,
        labelDropout, flip, value, eventSteps, seed);
  }

  /** The same with another seed. */
  public ImageTrainingOptions withSeed(long value) {
    return new ImageTrainingOptions(steps, batch, micro, couplingBatch, learningRate, optimizer, clip, ema,
        labelDropout, flip, loss, eventSteps, new Seed(value));
  }
}
