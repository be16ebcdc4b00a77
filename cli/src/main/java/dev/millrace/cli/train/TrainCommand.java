package dev.millrace.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.Callable;

import dev.millrace.cli.help.HelpGroups;
import dev.millrace.cli.options.CsvOptions;
import dev.millrace.cli.terminal.CommandName;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.StopSignal;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.work.StoppedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Trains a flow that turns random noise into data, and draws what it has learnt.",
    headerHeading = "Example: ${ROOT-COMMAND-NAME} train moons --steps 5000 --out runs/my-moons%n         "
        + "${ROOT-COMMAND-NAME} train people.csv --label sex --out runs/people%n%n",
    footer = "%nOptions on the command line override --config, and --config overrides the defaults.")
@SuppressWarnings("UnusedVariable") // picocli sets the options of the mixins, given() reads them through its model
public final class TrainCommand implements Callable<Integer>, HelpGroups {
  @Spec
  private @Nullable CommandSpec spec;

  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", arity = "0..1", paramLabel = "DATA",
      description = "a name (see '${ROOT-COMMAND-NAME} datasets'); a .csv file with names in its first row, a "
          + ".parquet or .duckdb file or a jdbc:URL: a table; another .csv or a .npy file of numbers: points, one per row; "
          + "idx:DIR (images in the format of MNIST); or images:DIR (PNG and JPEG files); default moons")
  private @Nullable String data;

  @Option(names = "--out", paramLabel = "DIR",
      description = "the folder of the run: the model, its options, the log and pictures; default a new folder "
          + "runs/DATA-1, runs/DATA-2 …")
  private @Nullable Path out;

  @Mixin
  private TrainOptions options = new TrainOptions();

  @Mixin
  private ImageTrainOptions images = new ImageTrainOptions();

  @Mixin
  private TableTrainOptions tables = new TableTrainOptions();

  @Option(names = "--resume", description = "continue the run in --out from its newest checkpoint")
  private boolean resume;

  @Option(names = "--from", paramLabel = "RUN",
      description = "start from the weights of this trained run, with its options unless others are given: "
          + "--objective mean-flow makes a flow of few steps of it")
  private @Nullable Path from;

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
    Kinds kinds = Objects.requireNonNull(millrace).kinds();
    Host command = Objects.requireNonNull(millrace);
    if (resume && out == null) {
      throw new InvalidInputException("--resume: needs --out DIR, the run to continue");
    }
    TrainingRequest request = new TrainingRequest(data, TrainOptions.given(Objects.requireNonNull(spec), kinds), config,
        out, resume, !noEvaluation, !noPlots, from);
    if (printConfig) {
      System.out.print(ConfigFile.toYaml(request.resolve(kinds).withoutPasswords(), Map.of()));
      return 0;
    }
    try (StopSignal.Guard guard = command.stop()
        .guardSaying("stopped before the first step; continue with: " + command.commandLine())) {
      TrainingText text = new TrainingText(quiet, !noPlots, guard);
      text.next(request.run(kinds, command.caller(text)), kinds);
    } catch (StoppedException e) {
      throw new StoppedException("%s; continue with: %s".formatted(e.getMessage(),
          CommandName.with("train", "--resume", "--out", e.run().path())), e.run());
    }
    return 0;
  }
}
