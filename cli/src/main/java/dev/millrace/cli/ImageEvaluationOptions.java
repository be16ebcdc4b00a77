package dev.millrace.cli;

import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.images.evaluate.ImageEvaluation;
import dev.millrace.torch.TorchOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of an evaluation that only runs of images have. */
final class ImageEvaluationOptions {
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

  /** @throws InvalidInputException if one is given, for a run of points */
  void refuse() {
    refuse("--guidance", guidance);
    refuse("--guided-steps", guidedSteps);
    refuse("--classifier", classifier);
    refuse("--device", device);
    refuse("--precision", precision);
  }

  private static void refuse(String option, @Nullable Object value) {
    if (value != null) {
      throw new InvalidInputException("%s %s: only for runs of images".formatted(option, value));
    }
  }

  TorchOptions torch(int threads) {
    return new TorchOptions(TorchOptions.DeviceChoice.parse(device == null ? "auto" : device),
        TorchOptions.PrecisionChoice.parse(precision == null ? "auto" : precision), threads);
  }

  ImageEvaluation.Plan plan(Tableau method, List<Integer> nfe, @Nullable Integer count, long seed, int threads) {
    return new ImageEvaluation.Plan(method, nfe, count == null ? ImageEvaluation.Plan.USUAL_COUNT : count,
        guidance == null ? ImageEvaluation.Plan.USUAL_GUIDANCE : guidance,
        guidedSteps == null ? ImageEvaluation.Plan.USUAL_STEPS : guidedSteps, new Seed(seed),
        Workers.orAllProcessors(threads), classifier);
  }
}
