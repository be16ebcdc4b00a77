package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingLog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false, description = "Trains a flow from noise to data and draws it.", headerHeading = "Example: millrace train moons --steps 5000 --out runs/my-moons%n%n", footer = "%nDefaults are shown by --print-config. Flags win over --config, which wins over defaults.")
@SuppressWarnings("UnusedVariable") // picocli writes the options, given() reads them through its model
final class TrainCommand implements Callable<Integer> {
  @Spec
  private @Nullable CommandSpec spec;

  @ParentCommand
  private @Nullable Millrace millrace;

  @Parameters(index = "0", arity = "0..1", paramLabel = "DATA", description = "a name (see 'millrace datasets'), or a numeric "
      + ".csv or .npy file; default moons")
  private @Nullable String data;

  @Option(names = "--out", paramLabel = "DIR", description = "run folder; default the next runs/DATA-N")
  private @Nullable Path out;

  @Option(names = "--source", paramLabel = "NAME", description = "gaussian, or a named distribution")
  private @Nullable String source;

  @Option(names = "--steps", paramLabel = "N", description = "optimizer steps")
  private @Nullable Integer steps;

  @Option(names = "--batch", paramLabel = "N", description = "pairs a step")
  private @Nullable Integer batch;

  @Option(names = "--lr", paramLabel = "X", description = "peak learning rate")
  private @Nullable Double lr;

  @Option(names = "--hidden", paramLabel = "N", description = "width of the hidden layers")
  private @Nullable Integer hidden;

  @Option(names = "--layers", paramLabel = "N", description = "number of hidden layers")
  private @Nullable Integer layers;

  @Option(names = "--activation", paramLabel = "NAME", description = "of the hidden layers: silu or selu")
  private @Nullable String activation;

  @Option(names = "--time-input", paramLabel = "NAME", description = "how the network sees t: embedding (sines, cosines, a layer) or "
      + "concatenated (one more column)")
  private @Nullable String timeInput;

  @Option(names = "--coupling", paramLabel = "NAME", description = "which noise goes with which data: independent, ot, "
      + "sinkhorn[:epsilon], semidiscrete[:points], pairs:FILE.npy (reflow)")
  private @Nullable String coupling;

  @Option(names = "--coupling-batch", paramLabel = "N", description = "pairs coupled at once, a multiple of --batch; 0 for --batch")
  private @Nullable Integer couplingBatch;

  @Option(names = "--class-aware", description = "couple the points of each class among themselves")
  private @Nullable Boolean classAware;

  @Option(names = "--time", paramLabel = "NAME", description = "uniform, logit-normal[:m,s], u-shaped[:a], mode[:s], cosmap, at:t")
  private @Nullable String time;

  @Option(names = "--path", paramLabel = "NAME", description = "linear, cosine, vp[:bmin,bmax], polynomial:n")
  private @Nullable String path;

  @Option(names = "--sigma-min", paramLabel = "FORM", description = "none, constant:s (noise on x_t) or lipman:s")
  private @Nullable String sigmaMin;

  @Option(names = "--ema", paramLabel = "X", description = "decay of the weights' average, 0 for none")
  private @Nullable Double ema;

  @Option(names = "--time-scale", paramLabel = "X", description = "what t is multiplied by before the network sees it")
  private @Nullable Double timeScale;

  @Option(names = "--warmup", paramLabel = "N", description = "steps over which the learning rate rises")
  private @Nullable Integer warmup;

  @Option(names = "--decay", paramLabel = "NAME", description = "of the learning rate: constant or cosine")
  private @Nullable String decay;

  @Option(names = "--clip", paramLabel = "X", description = "greatest norm of the gradient, 0 for none")
  private @Nullable Double clip;

  @Option(names = "--weight-decay", paramLabel = "X", description = "decoupled (AdamW)")
  private @Nullable Double weightDecay;

  @Option(names = "--seed", paramLabel = "N", description = "what all random numbers derive from")
  private @Nullable Long seed;

  @Option(names = "--threads", paramLabel = "N", description = "0 for all processors; results do not depend on it")
  private @Nullable Integer threads;

  @Option(names = "--device", paramLabel = "NAME", description = "auto or cpu")
  private @Nullable String device;

  @Option(names = "--checkpoint-every", paramLabel = "N", description = "steps between checkpoints, 0 for none")
  private @Nullable Integer checkpointEvery;

  @Option(names = "--on-divergence", paramLabel = "NAME", description = "stop, or rollback: back to the newest checkpoint with half "
      + "the learning rate, up to five times")
  private @Nullable String onDivergence;

  @Option(names = "--resume", description = "go on from the newest checkpoint of --out")
  private boolean resume;

  @Option(names = "--config", paramLabel = "FILE", description = "options from a YAML file, such as a run.yaml")
  private @Nullable Path config;

  @Option(names = "--print-config", description = "print every resolved option and stop")
  private boolean printConfig;

  @Option(names = "--no-plots", description = "train only")
  private boolean noPlots;

  @Option(names = "--quiet", description = "no progress, no table")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    RunDirectory resumed = resume ? RunDirectory.open(requireOut()) : null;
    RunConfig resolved = resumed == null ? RunConfig.defaults() : ConfigFile.read(resumed.configFile());
    if (config != null) {
      resolved = ConfigFile.over(resolved, config);
    }
    resolved = ConfigFile.over(resolved, "", given());
    resolved.check();
    if (printConfig) {
      System.out.print(ConfigFile.toYaml(resolved, Map.of()));
      return 0;
    }
    Millrace command = Objects.requireNonNull(millrace);
    RunDirectory run;
    VelocityMlp trained;
    StopSignal stop = command.stop();
    try (StopSignal.Guard guard = stop.guardSaying("stopped before the first step; go on with: "
        + command.commandLine())) {
      TrainingRun training = TrainingRun.of(resolved, quiet, command.memory());
      run = resumed != null
          ? resumed
          : out != null
              ? RunDirectory.create(out)
              : RunDirectory.numbered(Path.of("runs"), baseName(resolved.data()));
      guard.asks();
      var work = new RecordedTraining.Work("train", teacher(resumed), resume,
          "millrace train --resume --out " + run.path(), quiet);
      trained = RecordedTraining.run(training, run, work, stop);
    }
    if (!noPlots) {
      RunPictures.draw(run, "all");
    }
    if (!quiet) {
      summary(run, resolved, trained);
    }
    return 0;
  }

  /** A round of reflow that is resumed before its first checkpoint starts from its teacher's weights, as it did. */
  private static Optional<RunDirectory> teacher(@Nullable RunDirectory resumed) throws IOException {
    return resumed == null
        ? Optional.empty()
        : Optional.ofNullable(ConfigFile.provenance(resumed.configFile()).get(RecordedTraining.STARTS_FROM))
            .map(folder -> new RunDirectory(Path.of(folder)));
  }

  private Path requireOut() {
    if (out == null) {
      throw new InvalidInputException("--resume: needs --out DIR, the run to go on with");
    }
    return out;
  }

  /** The options on the command line that are options of a run, by their names there. */
  private Map<String, Object> given() {
    Map<String, Object> options = new LinkedHashMap<>();
    if (data != null) {
      options.put("data", data);
    }
    var names = ConfigFile.names();
    for (OptionSpec option : Objects.requireNonNull(spec).options()) {
      String name = option.longestName().substring(2);
      if (names.contains(name) && option.getValue() != null) {
        options.put(name, option.getValue());
      }
    }
    return options;
  }

  private static String baseName(String data) {
    String name = String.valueOf(Path.of(data).getFileName());
    return DataSource.isFile(data) ? name.substring(0, name.length() - 4) : name;
  }

  private void summary(RunDirectory run, RunConfig config, VelocityMlp trained) throws IOException {
    TrainingLog.Line last = run.readLog().getLast();
    System.out.printf("%nrun         %s%nnetwork     %s parameters, %s%nsteps       %d of %d pairs%nloss        %.4f%n",
        run.path(), String.format("%,d", trained.shape().parameters()), trained.engine(), config.steps(),
        config.batch(),
        last.loss());
    System.out.printf("training    %.1f s%n", last.seconds());
    if (!noPlots) {
      System.out.printf("pictures    %s%n", run.plots());
    }
    System.out.printf("%nnext        millrace sample %s --count 1000 --out samples.csv%n            millrace plot %s%n",
        run.path(), run.path());
  }
}
