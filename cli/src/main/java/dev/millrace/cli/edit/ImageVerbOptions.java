package dev.millrace.cli.edit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

import dev.millrace.cli.options.ImageDeviceOptions;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Output;
import dev.millrace.cli.terminal.OutputFile;
import dev.millrace.flow.random.Seed;
import dev.millrace.images.edit.EditOptions;
import dev.millrace.images.edit.Edited;
import dev.millrace.images.edit.ImageEditor;
import dev.millrace.images.sample.ImageFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of all verbs, except {@code sample}, that use a trained run of images. */
public final class ImageVerbOptions {
  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of a run of images")
  private Path run = Path.of("");

  @Option(names = "--guidance", paramLabel = "W",
      description = "how strongly images follow their class: 1 as learnt, 2 is a good start for clearer images; "
          + "default 1")
  private @Nullable Double guidance;

  @Option(names = "--steps", paramLabel = "K", defaultValue = "20",
      description = "number of steps between noise and image")
  private int steps;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "seed of the random numbers, for noise and for the choice of images")
  private long seed;

  @Mixin
  private ImageDeviceOptions device = new ImageDeviceOptions();

  @Option(names = "--quiet", description = "print no progress and no line about the result")
  private boolean quiet;

  @Option(names = "--out", paramLabel = "FILE", required = true,
      description = "a .png file, or a .npy file: [count, channels, height, width], values in about [−1, 1]")
  private Path out = Path.of("");

  /** Checks the options and opens the run. */
  ImageEditor open(@Nullable Host command) throws IOException {
    OutputFile.require("--out", out, ImageFiles.ENDINGS);
    return ImageEditor.open(run, new EditOptions(guidance, steps, new Seed(seed), device.device(), out.toString()),
        Objects.requireNonNull(command).caller(quiet));
  }

  int steps() {
    return steps;
  }

  void write(Edited images) throws IOException {
    Output.put(out, images.file(Output.ending(out), out.toString()));
    if (!quiet) {
      OutputFile.made(out, "%s, %s".formatted(images.summary(), OutputFile.seconds(images.seconds())));
    }
  }
}
