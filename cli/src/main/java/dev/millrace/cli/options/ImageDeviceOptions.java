package dev.millrace.cli.options;

import dev.millrace.runs.work.Device;
import picocli.CommandLine.Option;

/** Options for the device, the precision and the number of threads. */
public final class ImageDeviceOptions {
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

  /** The options as the library takes them. */
  public Device device() {
    return new Device(device, precision, threads);
  }
}
