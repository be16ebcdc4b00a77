package dev.millrace.torch;

import java.util.Map;

import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.AdamW;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.SharedLearner;
import dev.millrace.flow.train.SharedNetwork;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;

/**
 * An image network for training on a device. Its states are images, [count, channels, height, width].
 *
 * @param engine the device and its threads
 * @param net the network's shape
 * @param micro images that pass through the network at once, at least 1: the gradients of a batch's parts are added up.
 *     Fewer images need less memory and, on a CPU, stay in the cache
 */
public record TorchNetwork(Torch engine, ImageNet net, int micro) implements SharedNetwork {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if micro is below 1
   */
  public TorchNetwork {
    if (micro < 1) {
      throw new IllegalArgumentException("micro = " + micro + ", expected at least 1");
    }
  }

  /**
   * {@return options that suit 28×28 pixels on a CPU: batches of 128, AdamW at 10⁻³ with warm-up and cosine decay, EMA
   * 0.999, a tenth of the labels dropped, seed 0}
   *
   * @param steps of the optimizer
   */
  public static TrainingOptions options(int steps) {
    return TrainingOptions.defaults().withSteps(steps).withBatch(128)
        .withLearningRate(new LearningRate(1e-3, Math.min(200, steps / 10 + 1), true))
        .withOptimizer(new AdamW(0.9, 0.99, 1e-8, 0.01)).withEventSteps(10);
  }

  @Override
  public Map<String, String> description() {
    return net.metadata();
  }

  @Override
  public int dim() {
    return net.dim();
  }

  @Override
  public int classes() {
    return net.classes();
  }

  @Override
  public int extraInputs() {
    return net.spans();
  }

  @Override
  public int length() {
    return net.parameterCount();
  }

  @Override
  public float[] start(Seed seed) {
    return net.start(seed);
  }

  /**
   * {@inheritDoc} If the Torch is closed during a training, it shuts down after the training has ended.
   *
   * @throws IllegalStateException if the Torch is closed
   */
  @Override
  public SharedLearner learner(TrainingState state, TrainingOptions options, Workers workers) {
    return new TorchLearner(this, state, options);
  }

  @Override
  public ImageFlow field(float[] weights) {
    return new ImageFlow(engine, net, weights);
  }
}
