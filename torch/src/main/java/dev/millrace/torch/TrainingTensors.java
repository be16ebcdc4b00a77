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
 * A training's tensors and its step. Weights, moments and average are one flat tensor each, of which the named weights are views:
 * the norm, the optimizer and the average are one operation each for many layers.
 *
 * <p>A batch is learnt in parts, each with a gradient of its own, which are added up in order: threads take parts and share
 * nothing, and bits do not depend on how many they are.
 */
final class TrainingTensors implements AutoCloseable {
  /** Weights that are updated at once on a CPU: their gradient, moments and average fit the cache together. */
  private static final int BLOCK = 1 << 17;

  private final Torch engine;
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

  /** Frees the tensors; nobody else may be using them. */
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

  /** A part's share of the batch's loss. */
  interface PartLoss {
    /** The mean over the part's images, times their share of the batch. */
    Tensor of(Weights weights, int part);
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

  /**
   * How weights move.
   *
   * @param step counts from 1
   * @param rate the learning rate
   * @param constants Adam's
   * @param clip greatest norm of the gradient
   * @param keep decay of the average
   */
  record Move(int step, double rate, AdamW constants, double clip, double keep) {}

  /** One step of the optimizer; one whose loss or gradient is not finite changes nothing. */
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
