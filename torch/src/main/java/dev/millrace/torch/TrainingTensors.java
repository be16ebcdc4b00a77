package dev.millrace.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.millrace.flow.random.Seed;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A training's tensors and its step. Weights, moments and average are one flat tensor each, of which the named weights are views:
 * the norm, the optimizer and the average are one operation each for many layers.
 *
 * <p>A batch is learnt in parts, each with a gradient of its own, which are added up in order: threads take parts and share
 * nothing, and bits do not depend on how many they are.
 */
final class TrainingTensors {
  /** Weights that are updated at once on a CPU: their gradient, moments and average fit the cache together. */
  private static final int BLOCK = 1 << 17;

  private final Torch engine;
  private final ImageNet net;
  private final ImageTrainingOptions options;
  private final Tensor weights;
  private final Tensor average;
  private final Tensor first;
  private final Tensor second;
  private final List<Part> parts = new ArrayList<>();
  private final int block;

  /**
   * What a part of a batch learns into.
   *
   * @param gradient flat, as the weights
   * @param named views of the weights, whose gradients are views of {@code gradient}
   */
  private record Part(Tensor gradient, Map<String, Tensor> named) {
    static Part of(Layout layout, Tensor weights) {
      Tensor gradient = torch.zeros_like(weights);
      Map<String, Tensor> named = Weights.views(layout, weights);
      Map<String, Tensor> gradients = Weights.views(layout, gradient);
      named.forEach((name, weight) -> {
        weight.set_requires_grad(true);
        // Where there is a gradient already, a backward pass adds to it in place.
        weight.mutable_grad().put(gradients.get(name));
      });
      return new Part(gradient, named);
    }

    Stream<Tensor> tensors() {
      return Stream.concat(Stream.of(gradient), named.values().stream());
    }
  }

  /** Puts a state on the device; runs on a tensor thread. */
  TrainingTensors(Torch engine, ImageTrainingState state, ImageTrainingOptions options) {
    this.engine = engine;
    this.net = state.net();
    this.options = options;
    Layout layout = Networks.layout(net);
    int size = layout.size();
    weights = Ops.tensor(engine.device(), state.weights(), 0, size);
    average = Ops.tensor(engine.device(), state.average(), 0, size);
    first = Ops.tensor(engine.device(), state.first(), 0, size);
    second = Ops.tensor(engine.device(), state.second(), 0, size);
    for (int part = 0; part < Math.ceilDiv(options.batch(), options.micro()); part++) {
      parts.add(Part.of(layout, weights));
    }
    block = engine.isCuda() ? size : BLOCK;
    tensors().forEach(Tensor::retainReference);
  }

  private Stream<Tensor> tensors() {
    return Stream.concat(Stream.of(weights, average, first, second), parts.stream().flatMap(Part::tensors));
  }

  /** Frees the tensors; runs on a tensor thread. */
  void free() {
    tensors().forEach(Tensor::releaseReference);
  }

  float[] average() {
    return Ops.floats(average);
  }

  ImageTrainingState state(int step) {
    return new ImageTrainingState(net, step, Ops.floats(weights), Ops.floats(average), Ops.floats(first),
        Ops.floats(second));
  }

  /**
   * What a step came to.
   *
   * @param loss mean over the batch
   * @param gradientNorm before clipping
   */
  record Outcome(double loss, double gradientNorm) {
    boolean isFinite() {
      return Double.isFinite(loss) && Double.isFinite(gradientNorm);
    }
  }

  /** One step of the optimizer; one whose loss or gradient is not finite changes nothing. */
  Outcome step(ImageBatch batch) {
    double[] losses = new double[parts.size()];
    engine.forEach(parts.size(), part -> losses[part] = learn(parts.get(part), batch, part));
    int size = Math.toIntExact(weights.numel());
    double[] squares = new double[Math.ceilDiv(size, block)];
    engine.forEach(squares.length, i -> squares[i] = addUp(i * block, Math.min(block, size - i * block)));
    Outcome outcome = new Outcome(Arrays.stream(losses).sum(), Math.sqrt(Arrays.stream(squares).sum()));
    if (outcome.isFinite()) {
      engine.forEach(squares.length,
          i -> update(i * block, Math.min(block, size - i * block), batch.step(), outcome.gradientNorm()));
    }
    return outcome;
  }

  private double learn(Part part, ImageBatch batch, int number) {
    int count = batch.t().length;
    int from = number * options.micro();
    int size = Math.min(options.micro(), count - from);
    part.gradient().zero_();
    Weights mine = new Weights(part.named(), engine.layerType());
    Tensor v = Networks.velocity(net, mine, images(batch.xt(), from, size),
        Ops.tensor(engine.device(), batch.t(), from, size), labels(batch, from, size), dropping(batch.step(), number));
    Tensor loss = torch.mse_loss(v, images(batch.target(), from, size)).mul(new Scalar((double) size / count));
    loss.backward();
    return Ops.number(loss);
  }

  private Tensor images(float[] values, int from, int size) {
    return Ops.tensor(engine.device(), values, from * net.dim(), size, net.channels(), net.height(), net.width());
  }

  private @Nullable Tensor labels(ImageBatch batch, int from, int size) {
    return net.classes() == 0 || batch.labels().length == 0
        ? null
        : Ops.indices(engine.device(), Arrays.copyOfRange(batch.labels(), from, from + size));
  }

  /** A generator of the part's own; on a GPU, which one thread drives, the device's own, set anew. */
  private GeneratorOptional dropping(int step, int part) {
    long seed = options.seed().generator(Seed.Purpose.DROPOUT, step, part).nextLong();
    if (engine.isCuda()) {
      torch.manual_seed(seed);
      return new GeneratorOptional();
    }
    return new GeneratorOptional(torch.make_generator_cpu(seed));
  }

  /** Adds the parts' gradients to the first part's, and returns the sum of squares. */
  private double addUp(int from, int size) {
    try (NoGradGuard _ = new NoGradGuard()) {
      Tensor sum = parts.getFirst().gradient().narrow(0, from, size);
      for (Part part : parts.subList(1, parts.size())) {
        sum.add_(part.gradient().narrow(0, from, size));
      }
      return Ops.number(sum.dot(sum));
    }
  }

  private void update(int from, int size, int step, double gradientNorm) {
    try (NoGradGuard _ = new NoGradGuard()) {
      Tensor mine = weights.narrow(0, from, size);
      float divisor = (float) Math.max(1, gradientNorm / options.clip());
      FusedAdamW.update(options.optimizer(), mine, parts.getFirst().gradient().narrow(0, from, size),
          first.narrow(0, from, size), second.narrow(0, from, size),
          Ops.tensor(engine.device(), new float[]{step}, 0), options.learningRate().at(step, options.steps()),
          Ops.tensor(engine.device(), new float[]{divisor}, 0, 1));
      double keep = Math.min(options.ema(), (1.0 + step) / (10.0 + step));
      average.narrow(0, from, size).lerp_(mine, new Scalar(1 - keep));
    }
  }
}
