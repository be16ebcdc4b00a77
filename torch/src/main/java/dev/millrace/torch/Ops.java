package dev.millrace.torch;

import java.util.Objects;
import java.util.function.Supplier;

import dev.millrace.flow.train.Loss;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The few tensor operations that networks and training are made of. Images are [n, channels, height, width] in the
 * memory order channels_last, in which the channels of a pixel are adjacent and convolutions are fastest.
 */
final class Ops {
  private static final double NORM_EPSILON = 1e-5;

  private Ops() {
  }

  /** A tensor of values on a device, in fp32. */
  static Tensor tensor(Device device, float[] values, int from, long... shape) {
    Tensor tensor = torch.empty(shape);
    tensor.data_ptr_float().put(values, from, Math.toIntExact(tensor.numel()));
    return device.is_cpu() ? tensor : tensor.to(device, ScalarType.Float);
  }

  /** A tensor of integers on a device, [count]. */
  static Tensor indices(Device device, int[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = values[i];
    }
    return tensor(device, floats, 0, values.length).to(ScalarType.Long);
  }

  /** All numbers of a tensor, in C order. */
  static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    copy(tensor, values, 0);
    return values;
  }

  /** Writes all numbers of a tensor, in C order. */
  static void copy(Tensor tensor, float[] to, int at) {
    Tensor here = tensor.detach().to(new Device("cpu"), ScalarType.Float).contiguous();
    here.data_ptr_float().get(to, at, Math.toIntExact(here.numel()));
  }

  static double number(Tensor scalar) {
    return scalar.item_double();
  }

  static Tensor cast(Tensor x, ScalarType type) {
    return x.to(type);
  }

  /** Converts to a type; images also to the order channels_last. */
  static Tensor layerInput(Tensor x, ScalarType type) {
    return x.dim() == 4
        ? x.to(type, false, false, new MemoryFormatOptional(MemoryFormat.ChannelsLast))
        : x.to(type);
  }

  static Tensor conv(Tensor x, Tensor weight, Tensor bias, int stride) {
    long pad = weight.size(2) / 2;
    return torch.conv2d(x, weight, new TensorOptional(bias), new long[]{stride, stride}, new long[]{pad, pad},
        new long[]{1, 1}, 1);
  }

  /**
   * A 3×3 convolution to few channels, of inputs that are treated as if their channels were concatenated. For one
   * output channel in bf16 on a CPU, its nine taps become the channels of 1×1 convolutions, whose results are then
   * shifted and added in fp32: an ordinary convolution would compute 16 channels where one is needed.
   */
  static Tensor convToFew(Tensor weight, Tensor bias, Tensor... inputs) {
    // An enum that comes from native code is a separate object until it is interned.
    if (weight.scalar_type().intern() != ScalarType.BFloat16 || weight.is_cuda() || weight.size(0) > 1) {
      return conv(inputs.length == 1 ? inputs[0] : torch.cat(list(inputs), 1), weight, bias, 1);
    }
    Tensor taps = weight.flip(2, 3).permute(0, 2, 3, 1).reshape(9, weight.size(1), 1, 1);
    Tensor maps = null;
    long channel = 0;
    for (Tensor x : inputs) {
      Tensor mine = torch.conv2d(x, taps.narrow(1, channel, x.size(1))).to(ScalarType.Float);
      maps = maps == null ? mine : maps.add_(mine);
      channel += x.size(1);
    }
    long[] size = {inputs[0].size(2), inputs[0].size(3)};
    Tensor rows = Objects.requireNonNull(maps).reshape(inputs[0].size(0), 9, size[0] * size[1]);
    return torch.col2im(rows, size, new long[]{3, 3}, new long[]{1, 1}, new long[]{1, 1}, 1, 1)
        .add(bias.view(1, 1, 1, 1));
  }

  /**
   * A transposed convolution of kernel 4 and stride 2, which doubles height and width. The bias is added separately,
   * since oneDNN computes its gradient with a slow reference loop.
   */
  static Tensor doubling(Tensor x, Tensor weight, Tensor bias) {
    return torch.conv_transpose2d(x, weight, new TensorOptional(), new long[]{2, 2}, new long[]{1, 1},
        new long[]{0, 0}, 1, 1, 1).add_(bias.view(1, bias.size(0), 1, 1));
  }

  static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    return torch.linear(x, weight, new TensorOptional(bias));
  }

  static Tensor linear(Tensor x, Tensor weight) {
    return torch.linear(x, weight, new TensorOptional());
  }

  /** SiLU of a tensor that nothing else reads: in place if no gradient will need the input. */
  static Tensor silu(Tensor x) {
    return x.requires_grad() ? torch.silu(x) : torch.silu_(x);
  }

  static Tensor groupNorm(Tensor x, int groups, Tensor weight, Tensor bias) {
    return torch.group_norm(x, groups, new TensorOptional(weight), new TensorOptional(bias), NORM_EPSILON, false);
  }

  static TensorVector list(Tensor... tensors) {
    return new TensorVector(tensors);
  }

  /** The channels of a followed by those of b. */
  static Tensor cat(Tensor a, Tensor b) {
    return torch.cat(list(a, b), 1);
  }

  static Tensor halved(Tensor x) {
    return torch.avg_pool2d(x, 2, 2);
  }

  static Tensor doubled(Tensor x) {
    return torch.upsample_nearest2d(x, new long[]{2 * x.size(2), 2 * x.size(3)});
  }

  /**
   * softmax(q·kᵀ/√width)·v (Vaswani et al. 2017). LibTorch's own for CPUs is 15 to 30 times slower in bf16 than these products.
   *
   * @param q queries, [n, heads, pixels, width]; k and v likewise
   */
  static Tensor attention(Tensor q, Tensor k, Tensor v) {
    if (q.is_cuda()) {
      return torch.scaled_dot_product_attention(q, k, v);
    }
    Tensor scores = torch.matmul(q, k.transpose(2, 3)).mul(new Scalar(1 / Math.sqrt((double) q.size(3))));
    return torch.matmul(torch.softmax(scores, 3), v);
  }

  /**
   * Sines and cosines of 32 frequencies exp(−ln(10000)·i/32).
   *
   * @param t times, [n]
   * @return [n, 64], the sines first
   */
  static Tensor timeFeatures(Tensor t, double timeScale) {
    float[] frequencies = new float[32];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = (float) (timeScale * Math.exp(-Math.log(10_000) * i / frequencies.length));
    }
    Tensor angles = t.unsqueeze(1).mul(tensor(t.device(), frequencies, 0, frequencies.length));
    return cat(angles.sin(), angles.cos());
  }

  /**
   * The loss of velocities v against their targets as a scalar tensor from which gradients are computed; null if tensor
   * operations for it are not known.
   *
   * @param weights the weight of each image's loss, [n]; null if all are 1
   */
  static @Nullable Tensor loss(Loss loss, Tensor v, Supplier<Tensor> target, @Nullable Tensor weights) {
    return switch (loss) {
      case Loss.Squared() when weights == null -> torch.mse_loss(v, target.get());
      case Loss.Squared() -> v.sub(target.get()).square().flatten(1, -1).mean(1).mul(weights).mean();
      case Loss.PseudoHuber(double c) -> {
        double dim = (double) v.numel() / v.size(0);
        Tensor squares = v.sub(target.get()).square().flatten(1, -1).sum(1);
        Tensor rows = squares.add(new Scalar(c * c)).sqrt().sub(new Scalar(c));
        yield (weights == null ? rows : rows.mul(weights)).mean().mul(new Scalar(1 / Math.sqrt(dim)));
      }
      default -> null;
    };
  }
}
