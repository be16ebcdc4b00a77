package dev.millrace.torch;

import java.util.Arrays;

import dev.millrace.flow.ode.VelocityField;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The velocity of a network with guidance: u + w·(c − u). Both terms are computed in one pass of the network. t is one
 * number for all images, so that its embedding is computed once. It runs on a tensor thread.
 */
final class GuidedField implements VelocityField<TensorState> {
  private final Torch engine;
  private final ImageNet net;
  private final Weights weights;
  private final int[] labels;
  private final double guidance;

  /**
   * @param labels the class of each image, or empty for any
   */
  GuidedField(Torch engine, ImageNet net, Weights weights, int[] labels, double guidance) {
    this.engine = engine;
    this.net = net;
    this.weights = weights;
    this.labels = labels;
    this.guidance = guidance;
  }

  @Override
  public void velocity(TensorState x, double t, TensorState out) {
    int count = x.count();
    if (labels.length > 0 && labels.length != count) {
      throw new IllegalArgumentException("%d images, %d labels".formatted(count, labels.length));
    }
    try (PointerScope _ = new PointerScope(); NoGradGuard _ = new NoGradGuard()) {
      Tensor time = Ops.tensor(engine.device(), new float[]{(float) t}, 0, 1);
      out.tensor().copy_(velocity(x.tensor(), time));
    }
  }

  private Tensor velocity(Tensor x, Tensor t) {
    int size = labels.length;
    if (labels.length == 0 || guidance == 0) {
      return network(x, t, null);
    }
    if (guidance == 1) {
      return network(x, t, labels);
    }
    int[] both = Arrays.copyOf(labels, 2 * size);
    Arrays.fill(both, size, 2 * size, net.classes());
    Tensor v = network(torch.cat(Ops.list(x, x), 0), t, both);
    Tensor conditional = v.narrow(0, 0, size);
    Tensor any = v.narrow(0, size, size);
    return any.add(conditional.sub(any), new Scalar(guidance));
  }

  private Tensor network(Tensor x, Tensor t, int @Nullable [] classes) {
    Tensor indices = classes == null ? null : Ops.indices(engine.device(), classes);
    return Networks.velocity(net, weights, x, t, indices, null);
  }
}
