package dev.millrace.images.open;

import dev.millrace.runs.work.Device;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchOptions;

/** The devices of LibTorch. */
public final class Devices {
  private Devices() {
  }

  /**
   * Opens LibTorch on a device.
   *
   * @param device where to run
   * @return the engine, which must be closed
   * @throws dev.millrace.flow.InvalidInputException if there is no such device, or no native library
   */
  public static Torch open(Device device) {
    return Torch.open(new TorchOptions(TorchOptions.DeviceChoice.parse(device.name()),
        TorchOptions.PrecisionChoice.parse(device.precision()), device.threads()));
  }
}
