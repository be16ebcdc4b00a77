package dev.millrace.torch;

import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.random.Seed;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NetworksTests {
  private static final ResidualUNet SMALL = new ResidualUNet(1, 8, 8, 3, 2, List.of(16, 32), 1, 1, 0);

  /** Weights none of which is zero, unlike those that training starts from. */
  private static float[] weights(ImageNet net) {
    float[] weights = net.start(new Seed(1));
    float[] wave = Shared.wave(weights.length);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += 0.05f * wave[i];
    }
    return weights;
  }

  private static float[] velocity(ImageNet net, float[] weights, float[] x, double t, int label) {
    try (ImageFlow flow = new ImageFlow(Shared.EXACT, net, weights)) {
      float[] v = new float[x.length];
      flow.arrays(label, 1).velocity(x, t, v);
      return v;
    }
  }

  @Test
  void startsAtZeroVelocity() {
    float[] v = velocity(SMALL, SMALL.start(new Seed(3)), Shared.wave(2 * 64), 0.3, 1);
    assertArrayEquals(new float[2 * 64], v);
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    float[] weights = weights(SMALL);
    float[] x = Shared.wave(2 * SMALL.dim());
    float[] gradient = Shared.EXACT.call(() -> {
      Layout layout = Networks.layout(SMALL);
      Tensor flat = Ops.tensor(Shared.EXACT.device(), weights, 0, weights.length).set_requires_grad(true);
      Weights named = new Weights(Weights.views(layout, flat), torch.ScalarType.Float);
      objective(named, x).backward();
      return Ops.floats(flat.grad());
    });
    for (Parameter parameter : Networks.layout(SMALL).parameters()) {
      int from = Networks.layout(SMALL).offset(parameter.name());
      // Along the direction of signs of the parameter's gradient, where differences are largest.
      float h = 2e-3f / parameter.count();
      double expected = 0;
      float[] up = weights.clone();
      float[] down = weights.clone();
      for (int i = from; i < from + parameter.count(); i++) {
        float sign = Math.signum(gradient[i]);
        float step = Math.max(h, 2e-4f);
        up[i] += sign * step;
        down[i] -= sign * step;
        expected += gradient[i] * (double) (up[i] - down[i]);
      }
      double found = value(up, x) - value(down, x);
      assertEquals(expected, found, 0.02 * Math.abs(expected) + 2e-5, parameter.name());
    }
  }

  private static Tensor objective(Weights named, float[] x) {
    Tensor images = Ops.tensor(Shared.EXACT.device(), x, 0, 2, 1, 8, 8);
    Tensor t = Ops.tensor(Shared.EXACT.device(), new float[]{0.2f, 0.7f}, 0, 2);
    Tensor labels = Ops.indices(Shared.EXACT.device(), new int[]{0, 3});
    Tensor v = Networks.velocity(SMALL, named, images, t, null, labels, null);
    return v.mul(Ops.tensor(Shared.EXACT.device(), Shared.wave(128), 0, 2, 1, 8, 8)).sum();
  }

  private static double value(float[] weights, float[] x) {
    return Shared.EXACT.call(() -> Ops.number(objective(new Weights(
        Weights.views(Networks.layout(SMALL), Ops.tensor(Shared.EXACT.device(), weights, 0, weights.length)),
        torch.ScalarType.Float), x)));
  }

  @Test
  void anySizeGoesInAndComesOut() {
    for (int[] size : new int[][]{{1, 1}, {5, 3}, {7, 12}, {9, 8}}) {
      for (ImageNet net : List.of(new LessonUNet(2, size[0], size[1], 8),
          new ResidualUNet(2, size[0], size[1], 0, 2, List.of(16, 16, 32), 1, 2, 0))) {
        float[] v = velocity(net, weights(net), Shared.wave(3 * net.dim()), 0.5, 0);
        assertEquals(3 * net.dim(), v.length);
        for (float value : v) {
          assertTrue(Float.isFinite(value) && value != 0, net.toString());
        }
      }
    }
  }

  @Test
  void paddingIsZerosAtTheRightAndTheBottom() {
    float[] weights = weights(SMALL);
    ResidualUNet narrow = new ResidualUNet(1, 7, 6, 3, 2, List.of(16, 32), 1, 1, 0);
    float[] x = Shared.wave(42);
    float[] padded = new float[64];
    for (int row = 0; row < 7; row++) {
      System.arraycopy(x, row * 6, padded, row * 8, 6);
    }
    float[] whole = velocity(SMALL, weights, padded, 0.4, 2);
    float[] cut = velocity(narrow, weights, x, 0.4, 2);
    for (int row = 0; row < 7; row++) {
      assertArrayEquals(Arrays.copyOfRange(whole, row * 8, row * 8 + 6), Arrays.copyOfRange(cut, row * 6, row * 6 + 6),
          1e-6f);
    }
  }

  @Test
  void imagesDoNotSeeEachOther() {
    float[] x = Shared.wave(40 * 64);
    float[] together = velocity(SMALL, weights(SMALL), x, 0.6, 1);
    float[] alone = velocity(SMALL, weights(SMALL), Arrays.copyOfRange(x, 37 * 64, 38 * 64), 0.6, 1);
    assertArrayEquals(alone, Arrays.copyOfRange(together, 37 * 64, 38 * 64), 1e-5f);
  }

  @Test
  void timeAndClassMatter() {
    float[] weights = weights(SMALL);
    float[] x = Shared.wave(64);
    float[] v = velocity(SMALL, weights, x, 0.5, 1);
    assertNotEquals(v[0], velocity(SMALL, weights, x, 0.6, 1)[0]);
    assertNotEquals(v[0], velocity(SMALL, weights, x, 0.5, 2)[0]);
  }

  @Test
  void guidanceIsAnyPlusWTimesTheDifference() {
    float[] weights = weights(SMALL);
    float[] x = Shared.wave(5 * 64);
    float[] any = velocity(SMALL, weights, x, 0.5, SMALL.classes());
    float[] conditional = velocity(SMALL, weights, x, 0.5, 2);
    try (ImageFlow flow = new ImageFlow(Shared.EXACT, SMALL, weights)) {
      for (double w : new double[]{0, 1, 2.5}) {
        float[] guided = new float[x.length];
        flow.arrays(2, w).velocity(x, 0.5, guided);
        for (int i = 0; i < x.length; i++) {
          assertEquals(any[i] + w * (conditional[i] - any[i]), guided[i], 2e-6);
        }
      }
    }
  }

  @Test
  void bf16IsNearFp32() {
    float[] weights = weights(SMALL);
    float[] x = Shared.wave(4 * 64);
    float[] exact = velocity(SMALL, weights, x, 0.5, 0);
    float[] fast = new float[x.length];
    try (ImageFlow flow = new ImageFlow(Shared.FAST, SMALL, weights)) {
      flow.arrays(0, 1).velocity(x, 0.5, fast);
    }
    double error = 0;
    double size = 0;
    for (int i = 0; i < x.length; i++) {
      error += (exact[i] - fast[i]) * (exact[i] - fast[i]);
      size += exact[i] * exact[i];
    }
    assertTrue(Math.sqrt(error / size) < 0.03, "relative error " + Math.sqrt(error / size));
    assertTrue(error > 0);
  }

  @Test
  void tapsAddUpToTheConvolution() {
    Shared.FAST.call(() -> {
      Tensor weight = Ops.tensor(Shared.FAST.device(), Shared.wave(5 * 9), 0, 1, 5, 3, 3);
      Tensor bias = Ops.tensor(Shared.FAST.device(), new float[]{0.3f}, 0, 1);
      Tensor a = Ops.tensor(Shared.FAST.device(), Shared.wave(2 * 3 * 42), 0, 2, 3, 6, 7);
      Tensor b = Ops.tensor(Shared.FAST.device(), Shared.wave(2 * 2 * 42), 0, 2, 2, 6, 7);
      float[] exact = Ops.floats(Ops.conv(Ops.cat(a, b), weight, bias, 1));
      Tensor fast = Ops.convToFew(bf16(weight), bf16(bias), bf16(a), bf16(b));
      // Only what was added in fp32 says that the way by taps was taken.
      assertEquals(torch.ScalarType.Float, fast.scalar_type().intern());
      // 45 products of numbers below 1, inputs, weights and the taps' maps rounded to 8 bits.
      assertArrayEquals(exact, Ops.floats(fast), 0.05f);
      return fast;
    });
  }

  private static Tensor bf16(Tensor x) {
    return Ops.layerInput(x, torch.ScalarType.BFloat16);
  }

  @Test
  void samplingLeavesNoTensorBehind() {
    ImageNet net = SMALL;
    float[] x = Shared.wave(3 * 64);
    long before = settled();
    try (ImageFlow flow = new ImageFlow(Shared.FAST, net, weights(net))) {
      long loaded = settled();
      float[] v = new float[x.length];
      for (int i = 0; i < 100; i++) {
        flow.arrays(1, 2).velocity(x, 0.5, v);
      }
      assertEquals(loaded, settled());
    }
    assertEquals(before, settled());
  }

  /** Native objects alive now; those that only the garbage collector knows to be dead are freed first. */
  static long settled() {
    System.gc();
    Pointer.deallocateReferences();
    return Pointer.totalCount();
  }
}
