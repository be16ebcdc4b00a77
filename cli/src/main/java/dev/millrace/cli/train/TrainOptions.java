package dev.millrace.cli.train;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import dev.millrace.flow.run.ConfigFile;
import dev.millrace.runs.kind.Kinds;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The options of a training that are also in {@code run.yaml}; {@link TrainCommand} reads them through picocli's model. */
@SuppressWarnings("UnusedVariable")
public final class TrainOptions {
  @Option(names = "--source", paramLabel = "NOISE",
      description = "where the noise comes from: gaussian, the name of a data set, or a .csv, .npy or .jsonl file; if "
          + "the data are a file, in standard deviations of its columns")
  private @Nullable String source;

  @Option(names = "--steps", paramLabel = "N", description = "training steps")
  private @Nullable Integer steps;

  @Option(names = "--batch", paramLabel = "N", description = "pairs of noise and data per step")
  private @Nullable Integer batch;

  @Option(names = "--lr", paramLabel = "X", description = "highest learning rate")
  private @Nullable Double lr;

  @Option(names = "--hidden", paramLabel = "N", description = "width of the hidden layers")
  private @Nullable Integer hidden;

  @Option(names = "--layers", paramLabel = "N", description = "number of hidden layers")
  private @Nullable Integer layers;

  @Option(names = "--activation", paramLabel = "NAME", description = "function between the layers: silu, selu, "
      + "relu, leaky-relu, elu, tanh, softplus, gelu or gelu-tanh")
  private @Nullable String activation;

  @Option(names = "--time-input", paramLabel = "NAME",
      description = "how the network is given the time t: embedding (sines and cosines of t, and a layer) or "
          + "concatenated (one more column)")
  private @Nullable String timeInput;

  @Option(names = "--one-step",
      description = "points: train a flow whose samples need one step: --coupling semidiscrete (of classes ot in large "
          + "pools, --class-aware) and --time ends:0.5, unless you choose others that go with one step")
  private @Nullable Boolean oneStep;

  @Option(names = "--coupling", paramLabel = "NAME",
      description = "how noise and data are paired: independent (at random), ot (optimal transport: near to near), "
          + "sinkhorn[:epsilon] (the same, approximate), semidiscrete[:points] (optimal transport to all of the "
          + "data), or pairs:FILE.npy (fixed pairs)")
  private @Nullable String coupling;

  @Option(names = "--coupling-batch", paramLabel = "N",
      description = "pairs that are matched at once, a multiple of --batch; 0 for --batch")
  private @Nullable Integer couplingBatch;

  @Option(names = "--classes",
      description = "tell the network the class of each point, so that samples can be asked for by class; 'datasets' says "
          + "which data have classes")
  private @Nullable Boolean classes;

  @Option(names = "--labels", paramLabel = "FILE|COLUMN",
      description = "a file of points: their classes, as a .csv, .jsonl or .npy file of one word or whole number for each "
          + "row, or as a column of the file itself, which is then not learnt; the network is told them")
  private @Nullable String labels;

  @Option(names = "--label-dropout", paramLabel = "SHARE",
      description = "fraction of the points or images whose class is hidden from the network, so that --guidance works "
          + "when sampling")
  private @Nullable Double labelDropout;

  @Option(names = "--class-aware", description = "match noise and data within each class")
  private @Nullable Boolean classAware;

  @Option(names = "--time", paramLabel = "NAME",
      description = "which times t between noise (0) and data (1) are trained most: uniform, logit-normal[:m,s] (the "
          + "middle), u-shaped[:a] (both ends), mode[:s], cosmap, ends[:share] (0 exactly for that share of the pairs, "
          + "which teaches one step), or at:t (one time only)")
  private @Nullable String time;

  @Option(names = "--path", paramLabel = "NAME",
      description = "the path from noise to data that the flow learns: linear (straight), cosine, vp[:bmin,bmax] "
          + "(variance preserving, as in diffusion), or polynomial:n")
  private @Nullable String path;

  @Option(names = "--objective", paramLabel = "NAME",
      description = "what is learnt: flow (the velocity), mean-flow (average velocities too, so that samples need "
          + "1 to 4 steps) or mean-flow-halves (the same from the two halves of each step)")
  private @Nullable String objective;

  @Option(names = "--off-diagonal", paramLabel = "SHARE",
      description = "mean-flow: the share of a batch that learns average velocities; the rest learns the velocity")
  private @Nullable Double offDiagonal;

  @Option(names = "--least-alpha", paramLabel = "X",
      description = "mean-flow: the part of a step that its target takes by the velocity falls from 1 to X; 0, for images, for one that suits the precision")
  private @Nullable Double leastAlpha;

  @Option(names = "--guided",
      description = "mean-flow with classes: learn guided steps, so that sampling with --guidance from 1 to 8 needs one "
          + "evaluation per step")
  private @Nullable Boolean guided;

  @Option(names = "--sigma-min", paramLabel = "FORM",
      description = "noise that is added to the path: none, constant:s (s everywhere), or lipman:s (s at the data)")
  private @Nullable String sigmaMin;

  @Option(names = "--ema", paramLabel = "X",
      description = "decay of the average of the weights, which sampling uses: the fraction that the old average "
          + "keeps per step; 0 to use the last weights")
  private @Nullable Double ema;

  @Option(names = "--time-scale", paramLabel = "X",
      description = "the factor by which t is multiplied before the network gets it")
  private @Nullable Double timeScale;

  @Option(names = "--warmup", paramLabel = "N", description = "steps in which the learning rate rises to --lr")
  private @Nullable Integer warmup;

  @Option(names = "--decay", paramLabel = "NAME",
      description = "what the learning rate does after that: constant, or cosine (falls to 0)")
  private @Nullable String decay;

  @Option(names = "--clip", paramLabel = "X",
      description = "gradients with a larger norm are scaled down to this norm; 0 for no limit")
  private @Nullable Double clip;

  @Option(names = "--weight-decay", paramLabel = "X", description = "how strongly weights are pulled to 0 (AdamW)")
  private @Nullable Double weightDecay;

  @Option(names = "--seed", paramLabel = "N",
      description = "seed of all random numbers; the same seed gives the same bytes")
  private @Nullable Long seed;

  @Option(names = "--threads", paramLabel = "N",
      description = "number of threads; 0 for all processors; results do not depend on it")
  private @Nullable Integer threads;

  @Option(names = "--device", paramLabel = "NAME", description = "auto or cpu; for images also cuda (an NVIDIA GPU)")
  private @Nullable String device;

  @Option(names = "--checkpoint-every", paramLabel = "N",
      description = "steps between checkpoints, from which --resume continues; 0 for none")
  private @Nullable Integer checkpointEvery;

  @Option(names = "--on-divergence", paramLabel = "NAME",
      description = "if the loss is no longer a number: stop, or rollback (continue from the newest checkpoint with half "
          + "the learning rate, up to five times)")
  private @Nullable String onDivergence;

  /** The options of a run that are given on the command line, by their names in {@code run.yaml}. */
  static Map<String, Object> given(CommandSpec spec, Kinds kinds) {
    Set<String> known = new HashSet<>(Set.of("kind", "one-step"));
    kinds.all().forEach(kind -> known.addAll(ConfigFile.names(kind.defaults())));
    Map<String, Object> given = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      String label = option.longestName().substring(2);
      if (option.getValue() != null && known.contains(label)) {
        given.put(label, option.getValue());
      }
    }
    return given;
  }
}
