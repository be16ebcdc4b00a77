package dev.millrace.cli.evaluate;

import java.nio.file.Path;

import dev.millrace.runs.evaluate.EvaluationOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of an evaluation that only runs of images have. */
public final class ImageEvaluationOptions {
  @Option(names = "--guidance", paramLabel = "W",
      description = "images: guidance of the samples whose classes are checked; default 2")
  private @Nullable Double guidance;

  @Option(names = "--guided-steps", paramLabel = "K",
      description = "images: number of steps of these samples; default 4")
  private @Nullable Integer guidedSteps;

  @Option(names = "--classifier", paramLabel = "FILE",
      description = "images: a classifier whose features are compared; default RUN/classifier.safetensors, which is "
          + "trained first if it is missing")
  private @Nullable Path classifier;

  @Option(names = "--device", paramLabel = "NAME",
      description = "images: auto (the GPU if there is one), cpu or cuda; default auto")
  private @Nullable String device;

  @Option(names = "--precision", paramLabel = "NAME",
      description = "images: fp32 (32 bits), bf16 (16 bits) or auto; default auto")
  private @Nullable String precision;

  /** The given options, with those for images. */
  EvaluationOptions options(EvaluationOptions given) {
    return new EvaluationOptions(given.method(), given.nfe(), given.count(), given.repeats(), given.standardised(),
        given.seed(), given.threads(), guidance, guidedSteps, classifier, device, precision, given.draw());
  }
}
