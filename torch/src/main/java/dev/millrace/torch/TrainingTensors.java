package dev.millrace.torch;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.random.Seed;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A training's tensors and its step. Weights, gradient, moments and average are one flat tensor each, of which the named weights
 * are views: the norm, the optimizer and the average are one operation each, however many layers there are. All methods run on
 * the tensor thread.
 */
final class TrainingTensors {
  private final Torch engine;
  private final ImageNet net;
  private final Tensor weights;
  private final Tensor average;
  private final Tensor first;
  private final Tensor second;
  private final Tensor gradient;
  private final Map<String, Tensor> named;

  TrainingTensors(Torch engine, ImageTrainingState state) {
    this.engine = engine;
    this.net = state.net();
    Layout layout = Networks.layout(net);
    weights = Ops.tensor(engine.device(), state.weights(), 0, layout.size());
    average = Ops.tensor(engine.device(), state.average(), 0, layout.size());
    first = Ops.tensor(engine.device(), state.first(), 0, layout.size());
    second = Ops.tensor(engine.device(), state.second(), 0, layout.size());
    gradient = torch.zeros_like(weights);
    named = Weights.views(layout, weights);
    Map<String, Tensor> gradients = Weights.views(layout, gradient);
    named.forEach((name, weight) -> {
      weight.set_requires_grad(true);
      // Where there is a gradient already, a backward pass adds to it in place.
      weight.mutable_grad().put(gradients.get(name));
    });
    flat().forEach(Tensor::retainReference);
    named.values().forEach(Tensor::retainReference);
  }

  private List<Tensor> flat() {
    return List.of(weights, average, first, second, gradient);
  }

  void free() {
    named.values().forEach(Tensor::releaseReference);
    flat().forEach(Tensor::releaseReference);
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
  Outcome step(ImageBatch batch, ImageTrainingOptions options) {
    gradient.zero_();
    int count = batch.t().length;
    double loss = 0;
    for (int from = 0, part = 0; from < count; from += options.micro(), part++) {
      int size = Math.min(options.micro(), count - from);
      torch.manual_seed(options.seed().generator(Seed.Purpose.DROPOUT, batch.step(), part).nextLong());
      try (PointerScope _ = new PointerScope()) {
        Tensor mine = loss(batch, from, size).mul(new Scalar((double) size / count));
        mine.backward();
        loss += Ops.number(mine);
      }
    }
    try (NoGradGuard _ = new NoGradGuard()) {
      Tensor norm = gradient.norm();
      double gradientNorm = Ops.number(norm);
      Outcome outcome = new Outcome(loss, gradientNorm);
      if (outcome.isFinite()) {
        update(batch.step(), gradientNorm, options);
      }
      return outcome;
    }
  }

  private Tensor loss(ImageBatch batch, int from, int size) {
    Tensor xt = images(batch.xt(), from, size);
    Tensor target = images(batch.target(), from, size);
    Tensor t = Ops.tensor(engine.device(), batch.t(), from, size);
    Tensor v = Networks.velocity(net, new Weights(named, engine.layerType()), xt, t, labels(batch, from, size), true);
    return torch.mse_loss(v, target);
  }

  private Tensor images(float[] values, int from, int size) {
    return Ops.tensor(engine.device(), values, from * net.dim(), size, net.channels(), net.height(), net.width());
  }

  private @Nullable Tensor labels(ImageBatch batch, int from, int size) {
    return net.classes() == 0 || batch.labels().length == 0
        ? null
        : Ops.indices(engine.device(), Arrays.copyOfRange(batch.labels(), from, from + size));
  }

  private void update(int step, double gradientNorm, ImageTrainingOptions options) {
    double rate = options.learningRate().at(step, options.steps());
    Tensor count = Ops.tensor(engine.device(), new float[]{step}, 0);
    Tensor divisor = Ops.tensor(engine.device(), new float[]{(float) Math.max(1, gradientNorm / options.clip())}, 0,
        1);
    Tensor never = Ops.tensor(engine.device(), new float[]{0}, 0, 1);
    FusedAdamW.update(options.optimizer(), weights, gradient, first, second, count, rate, divisor, never);
    double keep = Math.min(options.ema(), (1.0 + step) / (10.0 + step));
    average.lerp_(weights, new Scalar(1 - keep));
  }
}
