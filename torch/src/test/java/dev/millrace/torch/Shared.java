package dev.millrace.torch;

import dev.millrace.torch.TorchOptions.DeviceChoice;
import dev.millrace.torch.TorchOptions.PrecisionChoice;

/** Engines that the tests share, so that each does not start threads of its own. */
final class Shared {
  /** One thread, fp32: bits do not depend on the machine's processors. */
  static final Torch EXACT = Torch.open(new TorchOptions(DeviceChoice.CPU, PrecisionChoice.FP32, 1));
  /** Two threads, bf16. */
  static final Torch FAST = Torch.open(new TorchOptions(DeviceChoice.CPU, PrecisionChoice.BF16, 2));

  private Shared() {
  }

  /** Numbers without a pattern, about −1 to 1. */
  static float[] wave(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) Math.sin(1 + 12.9898 * i + 0.37 * i * i);
    }
    return values;
  }
}
