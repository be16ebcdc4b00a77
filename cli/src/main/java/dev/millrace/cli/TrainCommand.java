package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
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
import dev.millrace.images.draw.ImageRunPictures;
import dev.millrace.images.evaluate.ImageEvaluation;
import dev.millrace.images.evaluate.ImageFigures;
import dev.millrace.images.open.ImageRun;
import dev.millrace.images.train.ImageTraining;
import dev.millrace.runs.draw.RunPictures;
import dev.millrace.runs.text.TextTable;
import dev.millrace.runs.train.MlpTraining;
import dev.millrace.runs.train.Provenance;
import dev.millrace.runs.train.RecordedTraining;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.StoppedException;
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
    description = "Trains a flow that turns random noise into data, and draws what it has learnt.",
    headerHeading = "Example: ${ROOT-COMMAND-NAME} train moons --steps 5000 --out runs/my-moons%n%n",
    footer = "%nOptions on the command line override --config, and --config overrides the defaults.")
@SuppressWarnings("UnusedVariable") // picocli sets the options, given() reads them through its model
final class TrainCommand implements Callable<Integer>, HelpGroups {
  @Spec
  private @Nullable CommandSpec spec;

  @ParentCommand
  private @Nullable Millrace millrace;

  @Parameters(index = "0", arity = "0..1", paramLabel = "DATA",
      description = "a name (see '${ROOT-COMMAND-NAME} datasets'); a .csv or .npy file of numbers, one point per row; "
          + "idx:DIR (images in the format of MNIST); or images:DIR (PNG and JPEG files); default moons")
  private @Nullable String data;

  @Option(names = "--out", paramLabel = "DIR",
      description = "the folder of the run: the model, its options, the log and pictures; default a new folder "
          + "runs/DATA-1, runs/DATA-2 …")
  private @Nullable Path out;

  @Option(names = "--source", paramLabel = "NAME",
      description = "where the noise comes from: gaussian, or the name of a data set; for a file, in standard deviations "
          + "of its columns")
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

  @Option(names = "--activation", paramLabel = "NAME", description = "function between the layers: silu or selu")
  private @Nullable String activation;

  @Option(names = "--time-input", paramLabel = "NAME",
      description = "how the network is given the time t: embedding (sines and cosines of t, and a layer) or "
          + "concatenated (one more column)")
  private @Nullable String timeInput;

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
      description = "a file of points: their classes, as a .npy, .csv or .jsonl file of one whole number for each row, or "
          + "as a column of the file itself, which is then not learnt; the network is told them")
  private @Nullable String labels;

  @Option(names = "--label-dropout", paramLabel = "SHARE",
      description = "fraction of the points or images whose class is hidden from the network, so that --guidance works "
          + "when sampling")
  private @Nullable Double labelDropout;

  @Option(names = "--class-aware", description = "match noise and data within each class")
  private @Nullable Boolean classAware;

  @Option(names = "--time", paramLabel = "NAME",
      description = "which times t between noise (0) and data (1) are trained most: uniform, logit-normal[:m,s] (the "
          + "middle), u-shaped[:a] (both ends), mode[:s], cosmap, or at:t (one time only)")
  private @Nullable String time;

  @Option(names = "--path", paramLabel = "NAME",
      description = "the path from noise to data that the flow learns: linear (straight), cosine, vp[:bmin,bmax] "
          + "(variance preserving, as in diffusion), or polynomial:n")
  private @Nullable String path;

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

  @Mixin
  private ImageTrainOptions images = new ImageTrainOptions();

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

  @Option(names = "--resume", description = "continue the run in --out from its newest checkpoint")
  private boolean resume;

  @Mixin
  private CsvOptions csv = new CsvOptions();

  @Option(names = "--config", paramLabel = "FILE",
      description = "read options from a YAML file, such as the run.yaml of a run")
  private @Nullable Path config;

  @Option(names = "--print-config", description = "print the value of every option, and do nothing else")
  private boolean printConfig;

  @Option(names = "--no-evaluation", description = "images: do not measure the result")
  private boolean noEvaluation;

  @Option(names = "--no-plots", description = "draw no pictures")
  private boolean noPlots;

  @Option(names = "--quiet", description = "print no progress and no summary")
  private boolean quiet;

  @Override
  public SequencedMap<String, List<String>> helpGroups() {
    return TrainHelp.groups();
  }

  @Override
  public Map<String, String> helpDefaults() {
    return TrainHelp.defaults();
  }

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
    requireFree(resumed);
    Millrace command = Objects.requireNonNull(millrace);
    RunDirectory run;
    try (StopSignal.Guard guard = command.stop()
        .guardSaying("stopped before the first step; continue with: " + command.commandLine())) {
      MlpTraining training = MlpTraining.of(resolved, command.caller(quiet));
      run = folder(name, resumed);
      guard.asks();
      record(training, run, resumed);
    }
    if (!noPlots) {
      try (Progress _ = Progress.drawing(quiet)) {
        RunPictures.drawAfterTraining(run, command.caller(quiet));
      }
    }
    if (!quiet) {
      summary(run, String.format(Locale.ROOT, "%,d steps of %,d pairs", resolved.steps(), resolved.batch()),
          run.model().velocity().shape().parameters(), "pure Java, " + run.model().velocity().engine());
      next(run, List.of("sample", run.path(), "--out", "samples.csv"),
          List.of("reflow", run.path(), "--out", run.path() + "-straight"));
    }
  }

  private void trainImages(String name, @Nullable RunDirectory resumed) throws IOException {
    ImageConfig resolved = resolve(ImageConfig.defaults(), name, resumed);
    resolved.check();
    if (printConfig) {
      System.out.print(ConfigFile.toYaml(resolved, Map.of()));
      return;
    }
    requireFree(resumed);
    try (ImageTraining training = ImageTraining.of(resolved, !noPlots, Objects.requireNonNull(millrace).memory())) {
      RunDirectory run = folder(name, resumed);
      try (StopSignal.Guard _ = Objects.requireNonNull(millrace).stop().guard()) {
        record(training, run, resumed);
      }
      if (!quiet) {
        summary(run, String.format(Locale.ROOT, "%,d steps of %,d images", resolved.steps(), resolved.batch()),
            training.net().parameterCount(), training.engine());
      }
      show(ImageRun.of(run), training);
      if (!quiet) {
        next(run, List.of("sample", run.path(), "--steps", "4", "--guidance", "2", "--out", "grid.png"),
            List.of("reflow", run.path(), "--distill", "--out", run.path() + "-straight"));
      }
    }
  }

  private void show(ImageRun run, ImageTraining training) throws IOException {
    if (!noEvaluation) {
      ImageConfig config = training.config();
      var plan = ImageEvaluation.Plan.after((long) config.steps() * config.batch(), training.net().classes(),
          new Seed(0), Workers.orAllProcessors(config.threads()));
      ImageFigures figures = ImageEvaluation.measure(run, training.data(), training.torch(), plan,
          Objects.requireNonNull(millrace).caller(quiet));
      run.run().writeEvaluation(figures.toJson());
      if (!quiet) {
        System.out.printf("%n%s", figures.text());
        if (plan.isShort()) {
          System.out.printf("%n%s", TextTable.paragraph(
              "This evaluation is short, as the training was: %,d samples. The usual one: %s", plan.count(),
              CommandName.with("evaluate", run.run().path())));
        }
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

  /** Checks that run before data are read and transport is learnt. */
  private void requireFree(@Nullable RunDirectory resumed) throws IOException {
    if (out != null && resumed == null) {
      RunDirectory.requireFree(out);
    }
  }

  private RunDirectory folder(String name, @Nullable RunDirectory resumed) throws IOException {
    if (resumed != null) {
      return resumed;
    }
    return out != null ? RunDirectory.create(out) : RunDirectory.numbered(Path.of("runs"), baseName(name));
  }

  private void record(Training training, RunDirectory run, @Nullable RunDirectory resumed) throws IOException {
    try {
      RecordedTraining.run(training, run, new RecordedTraining.Plan("train", teacher(resumed), resume),
          Objects.requireNonNull(millrace).caller(quiet));
    } catch (StoppedException e) {
      throw new StoppedException("%s; continue with: %s".formatted(e.getMessage(),
          CommandName.with("train", "--resume", "--out", run.path())));
    }
  }

  /**
   * The teacher of a round of reflow: if it is resumed before its first checkpoint, it starts from the teacher's
   * weights again.
   */
  private static Optional<RunDirectory> teacher(@Nullable RunDirectory resumed) throws IOException {
    return resumed == null
        ? Optional.empty()
        : Optional.ofNullable(ConfigFile.provenance(resumed.configFile()).get(Provenance.STARTS_FROM))
            .map(folder -> new RunDirectory(Path.of(folder)));
  }

  private Path requireOut() {
    if (out == null) {
      throw new InvalidInputException("--resume: needs --out DIR, the run to continue");
    }
    return out;
  }

  /** The options of a run that are given on the command line, by their names in {@code run.yaml}. */
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
    System.out.printf("%nrun         %s%n%s", run.path(), TextTable.hanging("network     ",
        String.format(Locale.ROOT, "%,d parameters, %s", parameters, engine)));
    System.out.printf("training    %s%n", steps);
    System.out.printf(Locale.ROOT, "loss        %s, the mean squared error of the velocity; its least value%n"
        + "            depends on the data: evaluate says how good the samples are%n", Digits.of(last.loss(), 4));
    System.out.printf(Locale.ROOT, "time        %.1f s%n", last.seconds());
    if (!noPlots) {
      System.out.printf("pictures    %s%n", run.plots());
    }
  }

  /** Prints what can be done with the run next. */
  private static void next(RunDirectory run, List<Object> sample, List<Object> reflow) {
    System.out.println();
    String head = "next        ";
    for (List<Object> words : List.of(sample, List.<Object>of("evaluate", run.path()), reflow,
        List.<Object>of("report", run.path()))) {
      System.out.println(head + CommandName.with(words.toArray()));
      head = "            ";
    }
  }
}
