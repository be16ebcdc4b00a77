package dev.millrace.cli;

import java.nio.file.Path;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchOptions;
import picocli.CommandLine.Option;

/** Options for the device, the precision and the number of threads. */
final class ImageDeviceOptions {
  private static final String AUTO = "auto";

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "number of threads; 0 for all processors")
  private int threads;

  @Option(names = "--device", paramLabel = "NAME",
      description = "images: auto (the GPU if there is one), cpu or cuda; default auto")
  private String device = AUTO;

  @Option(names = "--precision", paramLabel = "NAME",
      description = "images: fp32 (32 bits), bf16 (16 bits) or auto (bf16 where the device computes with it); default "
          + "auto")
  private String precision = AUTO;

  void check() {
    if (threads < 0) {
      throw new InvalidInputException("--threads " + threads + ": expected 0 or more");
    }
    options();
  }

  private TorchOptions options() {
    return new TorchOptions(TorchOptions.DeviceChoice.parse(device), TorchOptions.PrecisionChoice.parse(precision),
        threads);
  }

  /** @throws InvalidInputException if an option is given that has no meaning for runs of points */
  void requireForPoints(Path run) {
    if (options().device() == TorchOptions.DeviceChoice.CUDA) {
      throw new InvalidInputException(
          "--device %s: %s is a run of points, which are computed on the processor".formatted(device, run));
    }
    if (!precision.equals(AUTO)) {
      throw new InvalidInputException(
          "--precision %s: %s is a run of points, which are computed in single precision".formatted(precision, run));
    }
  }

  int processors() {
    return Workers.orAllProcessors(threads);
  }

  /** @throws InvalidInputException if there is no such device, or no native library */
  Torch open() {
    return Torch.open(options());
  }
}
