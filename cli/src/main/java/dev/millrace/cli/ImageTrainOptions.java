package dev.millrace.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a training that only images have; {@link TrainCommand} reads them through picocli's model. */
@SuppressWarnings("UnusedVariable")
final class ImageTrainOptions {
  @Option(names = "--net", paramLabel = "NAME",
      description = "images: lesson (the lesson's U-Net, without classes), small (28×28 on a CPU), base (32×32 in "
          + "colour)")
  private @Nullable String net;

  @Option(names = "--unconditional", description = "images: do not learn the classes")
  private @Nullable Boolean unconditional;

  @Option(names = "--size", paramLabel = "N",
      description = "images:DIR: side of the square that each picture's middle is brought to")
  private @Nullable Integer size;

  @Option(names = "--channels", paramLabel = "N", description = "images:DIR: 1 for grey, 3 for colour")
  private @Nullable Integer channels;

  @Option(names = "--micro", paramLabel = "N",
      description = "images: how many pass the network at once; gradients of the parts of a batch are added up; 0 "
          + "for what suits the device")
  private @Nullable Integer micro;

  @Option(names = "--label-dropout", paramLabel = "SHARE",
      description = "images: share whose class is hidden, so that guidance can work")
  private @Nullable Double labelDropout;

  @Option(names = "--flip", description = "images: mirror left to right at random")
  private @Nullable Boolean flip;

  @Option(names = "--loss", paramLabel = "NAME",
      description = "images: squared, or huber (for pairs of a trained flow)")
  private @Nullable String loss;

  @Option(names = "--precision", paramLabel = "NAME", description = "images: auto, fp32 or bf16")
  private @Nullable String precision;

  @Option(names = "--sample-every", paramLabel = "N",
      description = "images: steps between grids of samples, plots/learning-*.png; 0 for none")
  private @Nullable Integer sampleEvery;
}
