package dev.millrace.torch;

import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Evaluates velocity networks of any shape. */
final class Networks {
  private Networks() {
  }

  static Layout layout(ImageNet net) {
    return switch (net) {
      case LessonUNet lesson -> lesson.layout();
      case ResidualUNet residual -> residual.layout();
    };
  }

  /**
   * Evaluates v(x, t, label), or u(x, t, h, label).
   *
   * @param x images, fp32 [n, channels, height, width]
   * @param t times, fp32 [n], or [1] if they are all the same
   * @param spans what a network of average velocities is told besides, fp32 [n, spans] or [1, spans]; null for the velocity
   * @param labels classes, [n]; {@code classes} for any; null means any for all
   * @param dropping the generator for dropout; null for no dropout
   * @return fp32 [n, channels, height, width]
   */
  static Tensor velocity(ImageNet net, Weights weights, Tensor x, Tensor t, @Nullable Tensor spans,
      @Nullable Tensor labels, @Nullable GeneratorOptional dropping) {
    long bottom = Math.floorMod(-net.height(), net.multiple());
    long right = Math.floorMod(-net.width(), net.multiple());
    boolean padded = bottom > 0 || right > 0;
    Tensor whole = padded ? torch.constant_pad_nd(x, 0, right, 0, bottom) : x;
    Tensor v = switch (net) {
      case LessonUNet _ -> LessonForward.velocity(weights, whole, t);
      case ResidualUNet residual -> new ResidualForward(residual, weights, dropping).velocity(whole, t, spans, labels);
    };
    Tensor cut = padded ? v.narrow(2, 0, net.height()).narrow(3, 0, net.width()) : v;
    return cut.to(ScalarType.Float);
  }
}
