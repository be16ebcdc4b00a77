package dev.millrace.cli.reflow;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import dev.millrace.runs.rounds.ReflowOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The options of the rounds of a reflow; those of training are read through picocli's model. */
@SuppressWarnings("UnusedVariable")
final class RoundOptions {
  @Option(names = "--rounds", paramLabel = "K", defaultValue = "1",
      description = "number of rounds of straightening; 0 with --distill only distils the flow")
  private int rounds;

  @Option(names = "--pairs", paramLabel = "N",
      description = "pairs of noise and sample per round; default 100000, for images 40000")
  private @Nullable Integer pairs;

  @Option(names = "--teacher-solver", paramLabel = "NAME", defaultValue = "heun",
      description = "the method with which the old flow makes the pairs: euler, midpoint, heun, ralston or rk4")
  private String teacherSolver = "heun";

  @Option(names = "--teacher-steps", paramLabel = "N",
      description = "number of steps of this method; default 50, for images 6")
  private @Nullable Integer teacherSteps;

  @Option(names = "--guidance", paramLabel = "W",
      description = "guidance of an old flow with classes, which becomes part of what the new one learns; default 1")
  private @Nullable Double guidance;

  @Option(names = "--inverted", paramLabel = "SHARE",
      description = "points: share of the pairs, from 0 to 1, that start from real data, turned back into noise; default "
          + "0")
  private @Nullable Double inverted;

  @Option(names = "--from-scratch", description = "start from random weights instead of those of the old flow")
  private boolean fromScratch;

  @Option(names = "--time", paramLabel = "NAME",
      description = "which times t between noise (0) and data (1) are trained most, as for train; default ends:0.5 (half of "
          + "the pairs at 0), for images u-shaped")
  private @Nullable String time;

  @Option(names = "--steps", paramLabel = "N",
      description = "training steps per round; default four times those of RUN; the same number if RUN is itself "
          + "straightened, and for images")
  private @Nullable Integer steps;

  @Option(names = "--batch", paramLabel = "N", description = "pairs per step; default that of RUN")
  private @Nullable Integer batch;

  @Option(names = "--lr", paramLabel = "X", description = "highest learning rate; default that of RUN")
  private @Nullable Double lr;

  @Option(names = "--distill",
      description = "at the end also train a flow for one step only, in the folder distilled in --out")
  private boolean distill;

  @Option(names = "--seed", paramLabel = "N", description = "seed of the random numbers; default that of RUN")
  private @Nullable Long seed;

  @Option(names = "--threads", paramLabel = "N",
      description = "number of threads; 0 for all processors; default that of RUN")
  private @Nullable Integer threads;

  @Option(names = "--checkpoint-every", paramLabel = "N",
      description = "steps between checkpoints, 0 for none; default that of RUN")
  private @Nullable Integer checkpointEvery;

  /** The options as the library takes them. */
  ReflowOptions options(Path teacher, @Nullable CommandSpec spec, @Nullable Integer count, boolean report) {
    Map<String, Object> changes = new LinkedHashMap<>();
    for (OptionSpec option : Objects.requireNonNull(spec).options()) {
      String label = option.longestName().substring(2);
      if (option.getValue() != null && ReflowOptions.CHANGES.contains(label)) {
        changes.put(label, option.getValue());
      }
    }
    return new ReflowOptions(teacher, rounds, distill, pairs, teacherSolver, teacherSteps, guidance, inverted,
        fromScratch, time, changes, count, report);
  }
}
