package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.flow.text.Digits;
import dev.millrace.torch.ImageConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Trains a flow from noise to data and draws it.",
    headerHeading = "Example: ${ROOT-COMMAND-NAME} train moons --steps 5000 --out runs/my-moons%n%n",
    footer = "%nDefaults are shown by --print-config. Flags win over --config, which wins over defaults.")
@SuppressWarnings("UnusedVariable") // picocli writes the options, given() reads them through its model
final class TrainCommand implements Callable<Integer> {
  @Spec
  private @Nullable CommandSpec spec;

  @ParentCommand
  private @Nullable Millrace millrace;

  @Parameters(index = "0", arity = "0..1", paramLabel = "DATA",
      description = "a name (see '${ROOT-COMMAND-NAME} datasets'), a numeric "
          + ".csv or .npy file, idx:DIR (images in MNIST's form), or images:DIR (PNG and JPEG); default moons")
  private @Nullable String data;

  @Option(names = "--out", paramLabel = "DIR", description = "run folder; default the next runs/DATA-N")
  private @Nullable Path out;

  @Option(names = "--source", paramLabel = "NAME", description = "gaussian, or a named distribution; of a file's "
      + "data it is drawn in their standard deviations about their mean")
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

  @Option(names = "--time-input", paramLabel = "NAME",
      description = "how the network sees t: embedding (sines, cosines, a layer) or "
          + "concatenated (one more column)")
  private @Nullable String timeInput;

  @Option(names = "--coupling", paramLabel = "NAME", description = "which noise goes with which data: independent, ot, "
      + "sinkhorn[:epsilon], semidiscrete[:points], pairs:FILE.npy (reflow)")
  private @Nullable String coupling;

  @Option(names = "--coupling-batch", paramLabel = "N",
      description = "pairs coupled at once, a multiple of --batch; 0 for --batch")
  private @Nullable Integer couplingBatch;

  @Option(names = "--class-aware", description = "couple the points of each class among themselves")
  private @Nullable Boolean classAware;

  @Option(names = "--time", paramLabel = "NAME",
      description = "uniform, logit-normal[:m,s], u-shaped[:a], mode[:s], cosmap, at:t")
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

  @Mixin
  private ImageTrainOptions images = new ImageTrainOptions();

  @Option(names = "--seed", paramLabel = "N", description = "what all random numbers derive from")
  private @Nullable Long seed;

  @Option(names = "--threads", paramLabel = "N", description = "0 for all processors; results do not depend on it")
  private @Nullable Integer threads;

  @Option(names = "--device", paramLabel = "NAME", description = "auto or cpu; cuda for images")
  private @Nullable String device;

  @Option(names = "--checkpoint-every", paramLabel = "N", description = "steps between checkpoints, 0 for none")
  private @Nullable Integer checkpointEvery;

  @Option(names = "--on-divergence", paramLabel = "NAME",
      description = "stop, or rollback: back to the newest checkpoint with half "
          + "the learning rate, up to five times")
  private @Nullable String onDivergence;

  @Option(names = "--resume", description = "go on from the newest checkpoint of --out")
  private boolean resume;

  @Mixin
  private CsvOptions csv = new CsvOptions();

  @Option(names = "--config", paramLabel = "FILE", description = "options from a YAML file, such as a run.yaml")
  private @Nullable Path config;

  @Option(names = "--print-config", description = "print every resolved option and stop")
  private boolean printConfig;

  @Option(names = "--no-evaluation", description = "images: no classifier, no figures in the end")
  private boolean noEvaluation;

  @Option(names = "--no-plots", description = "train only")
  private boolean noPlots;

  @Option(names = "--quiet", description = "no progress, no table")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    RunDirectory resumed = resume ? RunDirectory.open(requireOut()) : null;
    String name = dataName(resumed);
    if (ImageSources.isImages(name)) {
      trainImages(name, resumed);
    } else {
      trainPoints(name, resumed);
    }
    return 0;
  }

  private String dataName(@Nullable RunDirectory resumed) throws IOException {
    Optional<String> named = Optional.ofNullable(data);
    if (named.isEmpty() && config != null) {
      named = ConfigFile.data(config);
    }
    if (named.isEmpty() && resumed != null) {
      named = ConfigFile.data(resumed.configFile());
    }
    return named.orElse(RunConfig.defaults().data());
  }

  private void trainPoints(String name, @Nullable RunDirectory resumed) throws IOException {
    RunConfig resolved = resolve(RunConfig.defaults(), name, resumed);
    resolved.check();
    if (printConfig) {
      System.out.print(ConfigFile.toYaml(resolved, Map.of()));
      return;
    }
    Millrace command = Objects.requireNonNull(millrace);
    RunDirectory run;
    try (StopSignal.Guard guard = command.stop()
        .guardSaying("stopped before the first step; go on with: " + command.commandLine())) {
      MlpTraining training = MlpTraining.of(resolved, quiet, command.memory());
      run = folder(name, resumed);
      guard.asks();
      record(training, run, resumed);
    }
    if (!noPlots) {
      try (Progress _ = Progress.drawing(quiet)) {
        RunPictures.drawAfterTraining(run);
      }
    }
    if (!quiet) {
      summary(run, "%d of %d pairs".formatted(resolved.steps(), resolved.batch()),
          run.model().velocity().shape().parameters(), run.model().velocity().engine());
      System.out.printf(
          "%nnext        millrace sample %s --count 1000 --out samples.csv%n            millrace plot %s%n",
          run.path(), run.path());
    }
  }

  private void trainImages(String name, @Nullable RunDirectory resumed) throws IOException {
    ImageConfig resolved = resolve(ImageConfig.defaults(), name, resumed);
    resolved.check();
    if (printConfig) {
      System.out.print(ConfigFile.toYaml(resolved, Map.of()));
      return;
    }
    try (ImageTraining training = ImageTraining.of(resolved, !noPlots, Objects.requireNonNull(millrace).memory())) {
      RunDirectory run = folder(name, resumed);
      try (StopSignal.Guard _ = Objects.requireNonNull(millrace).stop().guard()) {
        record(training, run, resumed);
      }
      if (!quiet) {
        summary(run, "%d of %d images".formatted(resolved.steps(), resolved.batch()),
            training.net().parameterCount(), training.engine());
      }
      show(ImageRun.of(run), training);
      if (!quiet) {
        System.out.printf("%nnext        millrace sample %s --steps 4 --guidance 2 --out grid.png%n", run.path());
        System.out.printf("            millrace reflow %s --distill --out %s-straight%n", run.path(), run.path());
      }
    }
  }

  private void show(ImageRun run, ImageTraining training) throws IOException {
    if (!noEvaluation) {
      var plan = ImageEvaluation.Plan.usual(new Seed(0), Workers.orAllProcessors(training.config().threads()));
      ImageFigures figures = ImageEvaluation.measure(run, training.data(), training.torch(), plan, quiet);
      run.run().writeEvaluation(figures.toJson());
      if (!quiet) {
        System.out.printf("%n%s", figures.text());
      }
    }
    if (!noPlots) {
      try (Progress _ = Progress.drawing(quiet)) {
        ImageRunPictures.draw(run, training::data, training.torch(), "all");
      }
    }
  }

  private <C extends TrainingConfig> C resolve(C defaults, String name, @Nullable RunDirectory resumed)
      throws IOException {
    C resolved = resumed == null ? defaults : ConfigFile.over(defaults, resumed.configFile());
    if (config != null) {
      resolved = ConfigFile.over(resolved, config);
    }
    Map<String, Object> options = given(resolved, name);
    options.put("data", name);
    return ConfigFile.over(resolved, "", options);
  }

  private RunDirectory folder(String name, @Nullable RunDirectory resumed) throws IOException {
    if (resumed != null) {
      return resumed;
    }
    return out != null ? RunDirectory.create(out) : RunDirectory.numbered(Path.of("runs"), baseName(name));
  }

  private void record(Training training, RunDirectory run, @Nullable RunDirectory resumed) throws IOException {
    var work = new RecordedTraining.Work("train", teacher(resumed), resume,
        CommandName.with("train", "--resume", "--out", run.path()), quiet);
    RecordedTraining.run(training, run, work, Objects.requireNonNull(millrace).stop());
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
  private Map<String, Object> given(TrainingConfig base, String name) {
    Set<String> mine = ConfigFile.names(base);
    Set<String> others = ConfigFile.names(base instanceof ImageConfig ? RunConfig.defaults() : ImageConfig.defaults());
    Map<String, Object> options = new LinkedHashMap<>();
    for (OptionSpec option : Objects.requireNonNull(spec).options()) {
      String label = option.longestName().substring(2);
      if (option.getValue() == null) {
        continue;
      }
      if (mine.contains(label)) {
        options.put(label, option.getValue());
      } else if (others.contains(label)) {
        throw new InvalidInputException("--%s: not an option for %s, which %s".formatted(label, name,
            base instanceof ImageConfig ? "are images" : "are points, not images"));
      }
    }
    return options;
  }

  private static String baseName(String data) {
    String file = String.valueOf(Path.of(data.substring(data.indexOf(':') + 1)).getFileName());
    return DataSource.isFile(data) ? file.substring(0, file.lastIndexOf('.')) : file;
  }

  private void summary(RunDirectory run, String steps, int parameters, String engine) throws IOException {
    TrainingLog.Line last = run.readLog().getLast();
    System.out.printf("%nrun         %s%nnetwork     %s parameters, %s%nsteps       %s%nloss        %s%n",
        run.path(), String.format("%,d", parameters), engine, steps, Digits.of(last.loss(), 4));
    System.out.printf("training    %.1f s%n", last.seconds());
    if (!noPlots) {
      System.out.printf("pictures    %s%n", run.plots());
    }
  }
}
