package dev.millrace.torch;

import java.util.Arrays;

import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.Inputs;
import dev.millrace.flow.train.Loss;
import dev.millrace.flow.train.SharedLearner;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The weights of an image network under training. */
final class TorchLearner implements SharedLearner {
  private final Torch engine;
  private final ImageNet net;
  private final int micro;
  private final int parts;
  private final Loss loss;
  private final Seed seed;
  private final Usage.Lease lease;
  private final TrainingTensors tensors;
  private int step;
  private int keptStep;

  TorchLearner(TorchNetwork network, TrainingState state, TrainingOptions options) {
    this.engine = network.engine();
    this.net = network.net();
    this.micro = network.micro();
    this.parts = Math.ceilDiv(options.batch(), micro);
    this.loss = options.loss();
    this.seed = options.seed();
    this.step = state.step();
    this.keptStep = step;
    this.lease = engine.enter();
    try {
      this.tensors = engine.call(() -> new TrainingTensors(engine, Networks.layout(net), parts, state.weights(),
          state.average(), state.first(), state.second()));
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  @Override
  public Outcome gradient(Batch batch) {
    return tensors.gradient((weights, part) -> learn(batch, weights, part));
  }

  @Override
  public void update(Update update) {
    tensors.update(update);
    step = update.step();
  }

  @Override
  public float[] lastGradient() {
    return tensors.lastGradient();
  }

  @Override
  public double replaceGradient(float[] gradient) {
    return tensors.replaceGradient(gradient);
  }

  @Override
  public void replace(TrainingState other) {
    tensors.replace(other.weights(), other.average(), other.first(), other.second());
    step = other.step();
  }

  @Override
  public void keep() {
    tensors.keep();
    keptStep = step;
  }

  @Override
  public void restore() {
    tensors.restore();
    step = keptStep;
  }

  @Override
  public TrainingState state() {
    float[][] arrays = engine.call(tensors::state);
    return new TrainingState(step, arrays[0], arrays[1], arrays[2], arrays[3]);
  }

  @Override
  public float[] average() {
    return engine.call(tensors::average);
  }

  /** Fewer rows than a batch are divided into as many parts as it, so that all threads take part. */
  @Override
  public void evaluate(Inputs inputs, float[] out) {
    int size = Math.clamp(Math.ceilDiv(inputs.count(), parts), 1, micro);
    engine.forEach(Math.ceilDiv(inputs.count(), size), part -> {
      try (NoGradGuard _ = new NoGradGuard()) {
        int from = part * size;
        Ops.copy(velocity(inputs, tensors.weights(), from, Math.min(size, inputs.count() - from), null), out,
            from * net.dim());
      }
    });
  }

  @Override
  public void close() {
    tensors.close();
    lease.close();
  }

  /** Adds the gradient of one part of a batch, and returns the part's share of the mean loss. */
  private double learn(Batch batch, Weights weights, int part) {
    int from = part * micro;
    int size = Math.min(micro, batch.count() - from);
    Tensor v = velocity(batch.inputs(), weights, from, size, dropping(batch.step(), part));
    double share = (double) size / batch.count();
    Tensor known = Ops.loss(loss, v, () -> images(batch.target(), from, size),
        batch.weights().length == 0 ? null : Ops.tensor(engine.device(), batch.weights(), from, size));
    if (known != null) {
      Tensor mine = known.mul(new Scalar(share));
      mine.backward();
      return Ops.number(mine);
    }
    float[] output = Ops.floats(v);
    float[] gradient = new float[output.length];
    double sum = rows(output, batch, from, size, gradient);
    // The gradient of this sum by the output is the given one.
    v.mul(images(gradient, 0, size)).sum().backward();
    return sum / batch.count();
  }

  /** The sum of the losses of some rows, and the gradient of the mean loss by their outputs. */
  private double rows(float[] output, Batch batch, int from, int size, float[] gradient) {
    int dim = net.dim();
    float[] row = new float[dim];
    double sum = 0;
    for (int r = 0; r < size; r++) {
      double weight = batch.weights().length == 0 ? 1 : batch.weights()[from + r];
      sum += weight * loss.row(output, r * dim, batch.target(), (from + r) * dim, dim, row);
      for (int j = 0; j < dim; j++) {
        gradient[r * dim + j] = (float) (weight * row[j] / batch.count());
      }
    }
    return sum;
  }

  private Tensor velocity(Inputs inputs, Weights weights, int from, int size, @Nullable GeneratorOptional dropping) {
    Tensor t = Ops.tensor(engine.device(), inputs.t(), from, size);
    Tensor labels = net.classes() == 0 || inputs.labels().length == 0
        ? null
        : Ops.indices(engine.device(), Arrays.copyOfRange(inputs.labels(), from, from + size));
    Tensor spans = net.spans() == 0
        ? null
        : Ops.tensor(engine.device(), inputs.extra(), from * net.spans(), size, net.spans());
    return Networks.velocity(net, weights, images(inputs.x(), from, size), t, spans, labels, dropping);
  }

  private Tensor images(float[] values, int from, int size) {
    return Ops.tensor(engine.device(), values, from * net.dim(), size, net.channels(), net.height(), net.width());
  }

  /** A separate generator for the part; on a GPU, which one thread drives, the device's generator with a new seed. */
  private GeneratorOptional dropping(int number, int part) {
    long mine = seed.generator(Seed.Purpose.DROPOUT, number, part).nextLong();
    if (engine.isCuda()) {
      torch.manual_seed(mine);
      return new GeneratorOptional();
    }
    return new GeneratorOptional(torch.make_generator_cpu(mine));
  }
}
