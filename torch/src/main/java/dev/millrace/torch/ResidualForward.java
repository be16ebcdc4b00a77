package dev.millrace.torch;

import java.util.ArrayDeque;
import java.util.Deque;

import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Evaluates a residual U-Net. */
final class ResidualForward {
  private final ResidualUNet net;
  private final Weights weights;
  private final @Nullable GeneratorOptional dropping;

  /** @param dropping the generator for dropout; null for no dropout */
  ResidualForward(ResidualUNet net, Weights weights, @Nullable GeneratorOptional dropping) {
    this.net = net;
    this.weights = weights;
    this.dropping = dropping;
  }

  Tensor velocity(Tensor x, Tensor t, @Nullable Tensor spans, @Nullable Tensor labels) {
    Tensor embedding = Ops.silu(embedding(t, spans, labels));
    Tensor patches = net.patch() > 1 ? torch.pixel_unshuffle(x, net.patch()) : x;
    Tensor h = weights.conv("in", Ops.layerInput(patches, weights.type()), 1);
    Deque<Tensor> skips = new ArrayDeque<>();
    int levels = net.widths().size();
    for (int level = 0; level < levels; level++) {
      h = level > 0 ? Ops.halved(h) : h;
      for (int b = 0; b < net.blocks(); b++) {
        h = block("down." + level + "." + b, h, embedding, level >= net.attentionFrom());
        skips.push(h);
      }
    }
    h = block("middle", h, embedding, true);
    for (int level = levels - 1; level >= 0; level--) {
      for (int b = 0; b < net.blocks(); b++) {
        h = block("up." + level + "." + b, Ops.cat(h, skips.pop()), embedding, level >= net.attentionFrom());
      }
      h = level > 0 ? Ops.doubled(h) : h;
    }
    Tensor v = weights.convToFew("out.conv", Ops.silu(weights.norm("out.norm", h)));
    return net.patch() > 1 ? torch.pixel_shuffle(v, net.patch()) : v;
  }

  /** The embedding of time, spans and class in one vector, fp32 [n, embedding] or [1, embedding]. */
  private Tensor embedding(Tensor t, @Nullable Tensor spans, @Nullable Tensor labels) {
    Tensor time = weights.exactLinear("time.2",
        Ops.silu(weights.exactLinear("time.0", Ops.timeFeatures(t, net.timeScale()))));
    for (int i = 0; spans != null && i < net.spans(); i++) {
      time = time.add(span(ResidualUNet.SPANS.get(i), spans.select(1, i)));
    }
    if (net.classes() == 0) {
      return time;
    }
    Tensor table = weights.exact("class.weight");
    return time.add(labels == null
        ? table.narrow(0, net.classes(), 1)
        : torch.embedding(table, labels));
  }

  /** Exactly 0 where the span is 0: there its features are 0, and nothing has a bias. */
  private Tensor span(String name, Tensor span) {
    Tensor features = Ops.timeFeatures(span, ResidualUNet.TIME_SCALE)
        .sub(Ops.timeFeatures(torch.zeros_like(span), ResidualUNet.TIME_SCALE));
    return weights.withoutBias(name + ".2", Ops.silu(weights.withoutBias(name + ".0", features)));
  }

  private Tensor block(String name, Tensor x, Tensor embedding, boolean attention) {
    Tensor h = weights.conv(name + ".conv1", Ops.silu(weights.norm(name + ".norm1", x)), 1);
    Tensor scaleShift = Ops.cast(weights.exactLinear(name + ".scale_shift", embedding), weights.type()).unsqueeze(2)
        .unsqueeze(3);
    long width = h.size(1);
    Tensor scale = scaleShift.narrow(1, 0, width).add(new Scalar(1));
    Tensor shift = scaleShift.narrow(1, width, width);
    h = Ops.silu(torch.addcmul(shift, weights.norm(name + ".norm2", h), scale));
    if (dropping != null && net.dropout() > 0) {
      double kept = 1 - net.dropout();
      h = h.mul(torch.empty_like(h).bernoulli_(kept, dropping).div_(new Scalar(kept)));
    }
    Tensor skip = x.size(1) == width ? x : weights.conv(name + ".skip", x, 1);
    h = weights.conv(name + ".conv2", h, 1).add_(skip);
    return attention ? h.add(attention(name + ".attention", h)) : h;
  }

  /** Self-attention over the pixels (Vaswani et al. 2017), in heads of 64 channels. */
  private Tensor attention(String name, Tensor x) {
    long n = x.size(0);
    long width = x.size(1);
    long pixels = x.size(2) * x.size(3);
    long heads = Math.max(1, width / ResidualUNet.HEAD);
    // For channels_last tensors this is a view.
    Tensor rows = weights.norm(name + ".norm", x).permute(0, 2, 3, 1).reshape(n, pixels, width);
    Tensor qkv = weights.linear(name + ".qkv", rows).view(n, pixels, 3, heads, width / heads).permute(2, 0, 3, 1, 4);
    Tensor mixed = Ops.attention(qkv.select(0, 0), qkv.select(0, 1), qkv.select(0, 2));
    Tensor out = weights.linear(name + ".out", mixed.transpose(1, 2).reshape(n, pixels, width));
    return out.view(n, x.size(2), x.size(3), width).permute(0, 3, 1, 2);
  }
}
