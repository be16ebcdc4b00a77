package dev.millrace.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * Images as a solver's state: fp32 [n, channels, height, width] on the device. It is valid during the {@link Torch}
 * call that made it.
 */
public final class TensorState {
  private final Tensor tensor;

  TensorState(Tensor tensor) {
    this.tensor = tensor;
  }

  Tensor tensor() {
    return tensor;
  }

  /** {@return the number of images} */
  public int count() {
    return Math.toIntExact(tensor.size(0));
  }

  /** {@return a copy of the numbers, [n, channels, height, width]} */
  public float[] toArray() {
    return Ops.floats(tensor);
  }
}
