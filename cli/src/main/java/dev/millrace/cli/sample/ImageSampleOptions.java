package dev.millrace.cli.sample;

import java.nio.file.Path;

import dev.millrace.cli.options.ImageDeviceOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of sampling for runs with classes, and for runs of images only. */
public final class ImageSampleOptions {
  @Option(names = "--class", paramLabel = "C",
      description = "of a run with classes: one by name or number, several such as 0,1,2, or any; default all classes in "
          + "turn; of a table levels of its label, default as often as in the data")
  private @Nullable String wanted;

  @Option(names = "--guidance", paramLabel = "W",
      description = "how strongly samples follow their class: 1 as learnt, 2 is a good start for clearer images; default "
          + "1")
  private @Nullable Double guidance;

  @Option(names = "--strip", paramLabel = "FILE.png",
      description = "images: also draw some samples on their way from noise to image")
  private @Nullable Path strip;

  @Mixin
  private ImageDeviceOptions device = new ImageDeviceOptions();

  @Nullable
  String classes() {
    return wanted;
  }

  @Nullable
  Double guidance() {
    return guidance;
  }

  /** The file of the strip; null if there is none. */
  @Nullable
  Path strip() {
    return strip;
  }

  ImageDeviceOptions device() {
    return device;
  }
}
