package dev.millrace.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.millrace.flow.train.AdamW;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The tensors of a training, and its step. Weights, moments and average are one flat tensor each, and the named weights
 * are views of it, so that the norm, the optimizer and the average take one operation each for all layers.
 *
 * <p>A batch is divided into parts, each with its own gradient, and the gradients are added up in order. Threads take
 * parts and share nothing, so that the bits of the result do not depend on the number of threads.
 */
final class TrainingTensors implements AutoCloseable {
  /**
   * Number of weights that are updated at once on a CPU, so that they, their gradient, moments and average fit into the
   * cache.
   */
  private static final int BLOCK = 1 << 17;

  private final Torch engine;
  private final Tensor weights;
  private final Tensor average;
  private final Tensor first;
  private final Tensor second;
  private final List<Part> parts = new ArrayList<>();
  private final int block;

  /**
   * The gradient of one part of a batch.
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
        // If a gradient exists already, a backward pass adds to it in place.
        weight.mutable_grad().put(gradients.get(name));
      });
      return new Part(gradient, named);
    }

    Stream<Tensor> tensors() {
      return Stream.concat(Stream.of(gradient), named.values().stream());
    }
  }

  /**
   * Puts a state on the device; runs on a tensor thread.
   *
   * @param count parts of a batch
   * @param state weights, their average, and Adam's two moments
   */
  TrainingTensors(Torch engine, Layout layout, int count, float[]... state) {
    this.engine = engine;
    int size = layout.size();
    weights = Ops.tensor(engine.device(), state[0], 0, size);
    average = Ops.tensor(engine.device(), state[1], 0, size);
    first = Ops.tensor(engine.device(), state[2], 0, size);
    second = Ops.tensor(engine.device(), state[3], 0, size);
    for (int part = 0; part < count; part++) {
      parts.add(Part.of(layout, weights));
    }
    block = engine.isCuda() ? size : BLOCK;
    tensors().forEach(Tensor::retainReference);
  }

  private Stream<Tensor> tensors() {
    return Stream.concat(Stream.of(weights, average, first, second), parts.stream().flatMap(Part::tensors));
  }

  /** Frees the tensors. Nothing else may be using them. */
  @Override
  public void close() {
    tensors().forEach(Tensor::releaseReference);
  }

  float[] average() {
    return Ops.floats(average);
  }

  /** Copies of weights, average and the two moments. */
  float[][] state() {
    return Stream.of(weights, average, first, second).map(Ops::floats).toArray(float[][]::new);
  }

  /** Computes the contribution of one part to the loss of the batch. */
  interface PartLoss {
    /** The mean over the part's images, times the fraction of the batch that they are. */
    Tensor of(Weights weights, int part);
  }

  /**
   * The result of a step.
   *
   * @param loss mean over the batch
   * @param gradientNorm before clipping
   */
  record Outcome(double loss, double gradientNorm) {
    boolean isFinite() {
      return Double.isFinite(loss) && Double.isFinite(gradientNorm);
    }
  }

  /**
   * The settings of one update of the weights.
   *
   * @param step counts from 1
   * @param rate the learning rate
   * @param constants the constants of Adam
   * @param clip greatest norm of the gradient
   * @param keep decay of the average
   */
  record Move(int step, double rate, AdamW constants, double clip, double keep) {}

  /** Does one step of the optimizer. If the loss or the gradient is not finite, it changes nothing. */
  Outcome step(PartLoss loss, Move move) {
    double[] losses = new double[parts.size()];
    engine.forEach(parts.size(), part -> losses[part] = learn(parts.get(part), part, loss));
    int size = Math.toIntExact(weights.numel());
    double[] squares = new double[Math.ceilDiv(size, block)];
    engine.forEach(squares.length, i -> squares[i] = addUp(i * block, Math.min(block, size - i * block)));
    Outcome outcome = new Outcome(Arrays.stream(losses).sum(), Math.sqrt(Arrays.stream(squares).sum()));
    if (outcome.isFinite()) {
      double divisor = Math.max(1, outcome.gradientNorm() / move.clip());
      engine.forEach(squares.length, i -> update(i * block, Math.min(block, size - i * block), move, divisor));
    }
    return outcome;
  }

  private double learn(Part part, int number, PartLoss loss) {
    part.gradient().zero_();
    Tensor mine = loss.of(new Weights(part.named(), engine.layerType()), number);
    mine.backward();
    return Ops.number(mine);
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

  private void update(int from, int size, Move move, double divisor) {
    try (NoGradGuard _ = new NoGradGuard()) {
      Tensor mine = weights.narrow(0, from, size);
      FusedAdamW.update(move.constants(), mine, parts.getFirst().gradient().narrow(0, from, size),
          first.narrow(0, from, size), second.narrow(0, from, size),
          Ops.tensor(engine.device(), new float[]{move.step()}, 0), move.rate(),
          Ops.tensor(engine.device(), new float[]{(float) divisor}, 0, 1));
      if (move.keep() == 0) {
        average.narrow(0, from, size).copy_(mine);
      } else {
        average.narrow(0, from, size).lerp_(mine, new Scalar(1 - move.keep()));
      }
    }
  }
}
