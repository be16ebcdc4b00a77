package dev.millrace.cli.train;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a training for images only; {@link TrainCommand} reads them through picocli's model. */
@SuppressWarnings("UnusedVariable")
public final class ImageTrainOptions {
  @Option(names = "--net", paramLabel = "NAME",
      description = "the network: lesson (the U-Net of the tutorial, without classes), small (for 28 × 28 on a CPU) or "
          + "base (for 32 × 32 in colour)")
  private @Nullable String net;

  @Option(names = "--unconditional", description = "do not learn the classes")
  private @Nullable Boolean unconditional;

  @Option(names = "--size", paramLabel = "N",
      description = "images:DIR: width and height in pixels that the middle square of each picture is scaled to; 0 "
          + "keeps their size")
  private @Nullable Integer size;

  @Option(names = "--channels", paramLabel = "N",
      description = "images:DIR: 1 for grey, 3 for colour; 0 keeps that of the pictures")
  private @Nullable Integer channels;

  @Option(names = "--micro", paramLabel = "N",
      description = "images that go through the network at once; fewer need less memory; 0 for automatic")
  private @Nullable Integer micro;

  @Option(names = "--flip", description = "mirror images left to right at random")
  private @Nullable Boolean flip;

  @Option(names = "--loss", paramLabel = "NAME",
      description = "squared, or huber (for the pairs of a trained flow)")
  private @Nullable String loss;

  @Option(names = "--precision", paramLabel = "NAME",
      description = "auto, fp32 (32 bits) or bf16 (16 bits, faster on some devices)")
  private @Nullable String precision;

  @Option(names = "--sample-every", paramLabel = "N",
      description = "steps between pictures of samples, plots/learning-*.png; 0 for none")
  private @Nullable Integer sampleEvery;
}
