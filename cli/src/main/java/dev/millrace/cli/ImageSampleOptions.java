package dev.millrace.cli;

import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.runs.open.Classes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of sampling for runs of images only. */
final class ImageSampleOptions {
  @Option(names = "--class", paramLabel = "C",
      description = "images: a class by name or number, several such as 0,1,2, or any; default all classes in turn")
  private @Nullable String wanted;

  @Option(names = "--guidance", paramLabel = "W",
      description = "images: how strongly samples follow their class: 1 as learnt, 2 is a good start for clearer "
          + "images; default 1")
  private @Nullable Double guidance;

  @Option(names = "--strip", paramLabel = "FILE.png",
      description = "images: also draw some samples on their way from noise to image")
  private @Nullable Path strip;

  @Mixin
  private ImageDeviceOptions device = new ImageDeviceOptions();

  void check() {
    device.check();
    OutputFile.require("--strip", strip, ".png");
  }

  void requireForPoints(Path run) {
    refuse("--class", wanted, run);
    refuse("--guidance", guidance, run);
    refuse("--strip", strip, run);
    device.requireForPoints(run);
  }

  private static void refuse(String option, @Nullable Object value, Path run) {
    if (value != null) {
      throw new InvalidInputException(
          "%s %s: %s is a run of points, expected one of images".formatted(option, value, run));
    }
  }

  /** The classes asked for, or the default. */
  List<Integer> classes(Classes classes, List<Integer> otherwise) {
    return wanted == null ? otherwise : classes.parse("--class", wanted);
  }

  /** The weight of guidance, see {@link Classes#guidance}. */
  double guidance(Classes classes) {
    return classes.guidance(guidance);
  }

  @Nullable
  Path strip() {
    return strip;
  }

  ImageDeviceOptions device() {
    return device;
  }
}
