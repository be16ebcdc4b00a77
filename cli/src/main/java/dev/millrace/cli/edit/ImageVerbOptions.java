package dev.millrace.cli.edit;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import dev.millrace.cli.options.ImageDeviceOptions;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Output;
import dev.millrace.cli.terminal.OutputFile;
import dev.millrace.cli.terminal.Progress;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.images.draw.ImageGrids;
import dev.millrace.images.open.Devices;
import dev.millrace.images.open.ImageRun;
import dev.millrace.images.sample.ImageFiles;
import dev.millrace.runs.sample.Integration;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.Torch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of all verbs, except {@code sample}, that use a trained run of images. */
public final class ImageVerbOptions {
  /** Copies of the images: as given, during the work, the result, the noise, and as they are written to the file. */
  private static final int COPIES = 6;

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

  private double seconds;

  /** Checks the options and reads the run. */
  ImageRun open() throws IOException {
    OutputFile.require("--out", out, ImageFiles.ENDINGS);
    Integration.requireSteps("`steps`", steps);
    device.device();
    RunDirectory folder = RunDirectory.open(run);
    if (!ImageRun.isOne(folder)) {
      throw new InvalidInputException(run + ": is a run of points, expected one of images");
    }
    ImageRun opened = ImageRun.of(folder);
    guidance(opened);
    return opened;
  }

  double guidance(ImageRun opened) {
    return opened.classes().guidance(guidance);
  }

  /** "" or ", guidance 2". */
  String guided() {
    return guidance == null ? "" : ", guidance " + ImageGrids.shown(guidance);
  }

  int steps() {
    return steps;
  }

  Seed seed() {
    return new Seed(seed);
  }

  /** Heun's method from noise to images: it is of second order, so that going back leads close to the start. */
  FixedStepSolver solver() {
    return new FixedStepSolver(Tableau.HEUN, TimeGrid.uniform(steps));
  }

  /** @throws InvalidInputException if the images do not fit into memory, or not into the picture */
  void requireRoom(ImageRun opened, int images, @Nullable Host millrace) {
    if (millrace != null) {
      millrace.memory().require("work on %d images".formatted(images),
          COPIES * Float.BYTES * (long) images * opened.net().dim());
    }
    ImageFiles.requireRoom(out.toString(), images, opened.net().height(), opened.net().width());
  }

  /** Work with a flow that reports how many images are done. */
  @FunctionalInterface
  interface Work {
    float[] on(ImageFlow flow, IntConsumer done);
  }

  /**
   * Runs the work.
   *
   * @param count number of images
   * @return the result, whose values are all finite
   */
  float[] with(ImageRun opened, int count, Work work) {
    try (Torch torch = Devices.open(device.device());
        ImageFlow flow = new ImageFlow(torch, opened.model());
        Progress progress = Progress.show("images", count, quiet)) {
      long began = System.nanoTime();
      float[] images = work.on(flow, done -> progress.at(done, ""));
      seconds = (System.nanoTime() - began) * 1e-9;
      return images;
    }
  }

  void write(ImageRun opened, float[] images, Supplier<BufferedImage> picture) throws IOException {
    ImageNet net = opened.net();
    Output.put(out, ImageFiles.of(Output.ending(out),
        FloatArray.of(images, images.length / net.dim(), net.channels(), net.height(), net.width()), picture));
    if (!quiet) {
      OutputFile.made(out, String.format(Locale.ROOT, "%,d images, %s", images.length / opened.net().dim(),
          OutputFile.seconds(seconds)));
    }
  }
}
