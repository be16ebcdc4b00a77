package dev.millrace.cli.edit;

import java.nio.file.Path;

import dev.millrace.images.edit.GivenOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the images that a verb works on: those of a file, or test images of the run's data. */
public final class ImageGivenOptions {
  @Option(names = "--images", paramLabel = "FILE",
      description = "a .npy file of [count, channels, height, width] with values in [−1, 1], or a .png or .jpg file; "
          + "default test images of the data of the run")
  private @Nullable Path file;

  @Option(names = "--count", paramLabel = "N", description = "how many test images; default 10")
  private @Nullable Integer count;

  GivenOptions options() {
    return new GivenOptions(file, count);
  }
}
