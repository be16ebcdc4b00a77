package dev.millrace.cli.sample;

import java.nio.file.Path;

import dev.millrace.cli.options.SolverOptions;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.Start;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What sampling starts from, and how it goes on. */
final class StartOptions {
  @Option(names = "--count", paramLabel = "N",
      description = "how many samples; default 1000 points or 64 images, 10 images per class if there are several, or "
          + "one for each row of --noise; of a table as many as were learnt")
  private @Nullable Integer count;

  @Option(names = "--offset", paramLabel = "N",
      description = "leave out the first N samples: with --count 50, --offset 50 gives the second half of --count 100")
  private @Nullable Long offset;

  @Mixin
  private SolverOptions solver = new SolverOptions();

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "seed of the random numbers")
  private long seed;

  @Option(names = "--noise", paramLabel = "FILE.npy",
      description = "start from these points, row by row, instead of random ones")
  private @Nullable Path noise;

  @Option(names = "--invert", paramLabel = "FILE",
      description = "the reverse: turn the rows of this .csv, .npy or .jsonl file of data, or of standard input (-), "
          + "back into noise; of images a .npy, "
          + ".png or .jpg file")
  private @Nullable Path invert;

  @Option(names = "--trajectory", paramLabel = "FILE.npy",
      description = "also write the position of every sample after every step: an array of [steps + 1, count, columns], "
          + "or [steps + 1, count, channels, height, width] of images; with an adaptive solver at --steps + 1 "
          + "evenly spaced times")
  private @Nullable Path trajectory;

  /**
   * What is integrated.
   *
   * @param strip whether --strip is given
   */
  Start start(boolean strip) {
    if (invert != null) {
      refuseWithInvert("--noise", noise != null);
      refuseWithInvert("--count", count != null);
      refuseWithInvert("--offset", offset != null);
      refuseWithInvert("--trajectory", trajectory != null);
      refuseWithInvert("--sde", solver.integration().isStochastic());
      refuseWithInvert("--strip", strip);
      return new Start.Data(invert);
    }
    if (noise != null && offset != null) {
      throw new InvalidInputException("--noise %s with --offset: expected one of them".formatted(noise));
    }
    return noise != null ? new Start.Noise(noise, count) : new Start.Drawn(count, offset == null ? 0 : offset);
  }

  private void refuseWithInvert(String option, boolean given) {
    if (given) {
      throw new InvalidInputException("--invert %s with %s: expected one of them".formatted(invert, option));
    }
  }

  Integration integration() {
    return solver.integration();
  }

  Seed seed() {
    return new Seed(seed);
  }

  @Nullable
  Path trajectory() {
    return trajectory;
  }
}
