package dev.millrace.torch;

import org.bytedeco.pytorch.Tensor;

/** Evaluates the tutorial's U-Net. */
final class LessonForward {
  private LessonForward() {
  }

  static Tensor velocity(Weights weights, Tensor x, Tensor t) {
    Tensor time = Ops.silu(weights.exactLinear("time_mlp.0", Ops.timeFeatures(t, 1)));
    Tensor timeMap = Ops.cast(time, weights.type()).unsqueeze(2).unsqueeze(3);
    Tensor h1 = Ops.silu(weights.conv("enc1", Ops.layerInput(x, weights.type()), 1)).add_(timeMap);
    Tensor h2 = Ops.silu(weights.conv("enc2", h1, 2));
    Tensor h3 = Ops.silu(weights.conv("enc3", h2, 2));
    Tensor d3 = Ops.silu(weights.doubling("dec3", h3));
    Tensor d2 = Ops.silu(weights.doubling("dec2", Ops.cat(d3, h2)));
    return weights.convToFew("dec1", d2, h1);
  }
}
