package dev.millrace.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.millrace.flow.train.Learner;
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
  private final List<Tensor> kept;
  private final List<Part> parts = new ArrayList<>();
  private final int size;
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
    size = layout.size();
    weights = Ops.tensor(engine.device(), state[0], 0, size);
    average = Ops.tensor(engine.device(), state[1], 0, size);
    first = Ops.tensor(engine.device(), state[2], 0, size);
    second = Ops.tensor(engine.device(), state[3], 0, size);
    for (int part = 0; part < count; part++) {
      parts.add(Part.of(layout, weights));
    }
    block = engine.isCuda() ? size : BLOCK;
    kept = live().stream().map(Tensor::clone).toList();
    tensors().forEach(Tensor::retainReference);
  }

  private Stream<Tensor> tensors() {
    return Stream.of(live().stream(), kept.stream(), parts.stream().flatMap(Part::tensors)).flatMap(all -> all);
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
    return live().stream().map(Ops::floats).toArray(float[][]::new);
  }

  /** Weights for evaluation without gradients. */
  Weights weights() {
    return new Weights(parts.getFirst().named(), engine.layerType());
  }

  /** Remembers the state, for {@link #restore}. */
  void keep() {
    copy(live(), kept);
  }

  /** Returns to the remembered state. */
  void restore() {
    copy(kept, live());
  }

  private List<Tensor> live() {
    return List.of(weights, average, first, second);
  }

  private void copy(List<Tensor> from, List<Tensor> to) {
    engine.call(() -> {
      for (int i = 0; i < from.size(); i++) {
        copy(from.get(i), to.get(i));
      }
      return to;
    });
  }

  private static void copy(Tensor from, Tensor to) {
    try (NoGradGuard _ = new NoGradGuard()) {
      to.copy_(from);
    }
  }

  private void copy(float[] from, Tensor to) {
    copy(Ops.tensor(engine.device(), from, 0, size), to);
  }

  /** Goes on from copies of weights, average and the two moments. */
  void replace(float[]... state) {
    engine.call(() -> {
      for (int i = 0; i < state.length; i++) {
        copy(state[i], live().get(i));
      }
      return state;
    });
  }

  /** A copy of the gradient of the batch. */
  float[] lastGradient() {
    return engine.call(() -> Ops.floats(parts.getFirst().gradient()));
  }

  /** Takes another gradient of the batch, and returns its norm. */
  double replaceGradient(float[] gradient) {
    return engine.call(() -> {
      Tensor mine = parts.getFirst().gradient();
      copy(gradient, mine);
      try (NoGradGuard _ = new NoGradGuard()) {
        return Math.sqrt(Ops.number(mine.dot(mine)));
      }
    });
  }

  /** Computes the gradient of one part of a batch. */
  interface PartGradient {
    /**
     * Adds the gradient of the part to that of {@code weights}.
     *
     * @return the mean over the part's images, times the fraction of the batch that they are
     */
    double of(Weights weights, int part);
  }

  /** Computes the gradient of a batch. */
  Learner.Outcome gradient(PartGradient loss) {
    double[] losses = new double[parts.size()];
    engine.forEach(parts.size(), part -> losses[part] = learn(parts.get(part), part, loss));
    double[] squares = new double[blocks()];
    engine.forEach(squares.length, i -> squares[i] = addUp(i * block, sizeOf(i)));
    return new Learner.Outcome(Arrays.stream(losses).sum(), Math.sqrt(Arrays.stream(squares).sum()));
  }

  /** Moves the weights by the gradient of the batch. */
  void update(Learner.Update update) {
    engine.forEach(blocks(), i -> update(i * block, sizeOf(i), update));
  }

  private int blocks() {
    return Math.ceilDiv(size, block);
  }

  private int sizeOf(int number) {
    return Math.min(block, size - number * block);
  }

  private double learn(Part part, int number, PartGradient loss) {
    part.gradient().zero_();
    return loss.of(new Weights(part.named(), engine.layerType()), number);
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

  private void update(int from, int count, Learner.Update update) {
    try (NoGradGuard _ = new NoGradGuard()) {
      Tensor mine = weights.narrow(0, from, count);
      FusedAdamW.update(update.optimizer(), mine, parts.getFirst().gradient().narrow(0, from, count),
          first.narrow(0, from, count), second.narrow(0, from, count),
          Ops.tensor(engine.device(), new float[]{update.step()}, 0), update.rate(),
          Ops.tensor(engine.device(), new float[]{(float) (1 / update.gradientScale())}, 0, 1));
      if (update.keep() == 0) {
        average.narrow(0, from, count).copy_(mine);
      } else {
        average.narrow(0, from, count).lerp_(mine, new Scalar(1 - update.keep()));
      }
    }
  }
}
