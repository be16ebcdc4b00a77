package dev.millrace.torch;

import java.util.Arrays;

import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.FlowMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The velocity of an image network over tensors. t is one number for all images, so that its embedding is computed once.
 * It runs on a tensor thread.
 */
final class TensorField implements ConditionalField<TensorState> {
  private final Torch engine;
  private final ImageNet net;
  private final Weights weights;

  TensorField(Torch engine, ImageNet net, Weights weights) {
    this.engine = engine;
    this.net = net;
    this.weights = weights;
  }

  @Override
  public int classes() {
    return net.classes();
  }

  @Override
  public void velocity(TensorState x, double t, TensorState out) {
    write(x.tensor(), t, null, null, out);
  }

  @Override
  public void velocity(TensorState x, double t, int[] labels, TensorState out) {
    write(x.tensor(), t, null, labels, out);
  }

  /** Both in one pass of the network. */
  @Override
  public void velocities(TensorState x, double t, int[] labels, TensorState ofClass, TensorState ofAny) {
    int size = labels.length;
    int[] both = Arrays.copyOf(labels, 2 * size);
    Arrays.fill(both, size, 2 * size, net.classes());
    write(x.tensor(), t, null, both, ofClass, ofAny);
  }

  /**
   * The flow map of a network of average velocities.
   *
   * @param guidance the weight of guidance that the network is told, if it is told one
   */
  FlowMap<TensorState> map(double guidance) {
    return new FlowMap<>() {
      @Override
      public int classes() {
        return net.classes();
      }

      @Override
      public void average(TensorState x, double s, double h, int[] labels, TensorState out) {
        float[] spans = {(float) h, (float) FlowMap.guidanceInput(guidance)};
        write(x.tensor(), s, Arrays.copyOf(spans, net.spans()), labels.length == 0 ? null : labels, out);
      }
    };
  }

  /** Writes the velocities of the images, repeated once for each tensor of {@code out}. */
  private void write(Tensor images, double t, float @Nullable [] spans, int @Nullable [] labels, TensorState... out) {
    try (PointerScope _ = new PointerScope(); NoGradGuard _ = new NoGradGuard()) {
      Tensor x = out.length == 1 ? images : torch.cat(Ops.list(images, images), 0);
      if (labels != null && labels.length != x.size(0)) {
        throw new IllegalArgumentException("%d images, %d labels".formatted(x.size(0), labels.length));
      }
      Tensor time = Ops.tensor(engine.device(), new float[]{(float) t}, 0, 1);
      Tensor indices = labels == null ? null : Ops.indices(engine.device(), labels);
      Tensor told = spans == null ? null : Ops.tensor(engine.device(), spans, 0, 1, spans.length);
      Tensor v = Networks.velocity(net, weights, x, time, told, indices, null);
      long from = 0;
      for (TensorState part : out) {
        part.tensor().copy_(v.narrow(0, from, part.count()));
        from += part.count();
      }
    }
  }
}
