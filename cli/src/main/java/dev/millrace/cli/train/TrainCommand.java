package dev.millrace.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;

import dev.millrace.cli.help.HelpGroups;
import dev.millrace.cli.options.CsvOptions;
import dev.millrace.cli.terminal.CommandName;
import dev.millrace.cli.terminal.Console;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.StopSignal;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.text.Digits;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.text.TextTable;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.runs.work.StoppedException;
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
@SuppressWarnings("UnusedVariable") // picocli sets the options of the mixins, given() reads them through its model
public final class TrainCommand implements Callable<Integer>, HelpGroups {
  @Spec
  private @Nullable CommandSpec spec;

  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", arity = "0..1", paramLabel = "DATA",
      description = "a name (see '${ROOT-COMMAND-NAME} datasets'); a .csv or .npy file of numbers, one point per row; "
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
    Kinds kinds = Kinds.load();
    Host command = Objects.requireNonNull(millrace);
    if (resume && out == null) {
      throw new InvalidInputException("--resume: needs --out DIR, the run to continue");
    }
    TrainingRequest request = new TrainingRequest(data, given(kinds), config, out, resume, !noEvaluation, !noPlots);
    if (printConfig) {
      System.out.print(ConfigFile.toYaml(request.resolve(kinds), Map.of()));
      return 0;
    }
    Console console = new Console(quiet);
    try (StopSignal.Guard guard = command.stop()
        .guardSaying("stopped before the first step; continue with: " + command.commandLine())) {
      RunDirectory run = request.run(kinds, command.caller(event -> {
        switch (event) {
          case RunEvent.Prepared _ -> guard.asks();
          case RunEvent.Trained trained -> {
            guard.end();
            console.accept(event);
            summary(trained);
          }
          case RunEvent.Measured measured -> print(String.format("%n%s", measured.text()));
          case RunEvent.Shortened shortened -> print(String.format("%n%s", TextTable.paragraph(
              "This evaluation is short, as the training was: %,d samples. The usual one: %s", shortened.count(),
              CommandName.with("evaluate", shortened.run().path()))));
          default -> console.accept(event);
        }
      }));
      next(run, kinds.of(run).name().equals("points"));
    } catch (StoppedException e) {
      throw new StoppedException("%s; continue with: %s".formatted(e.getMessage(),
          CommandName.with("train", "--resume", "--out", e.run().path())), e.run());
    }
    return 0;
  }

  /** The options of a run that are given on the command line, by their names in {@code run.yaml}. */
  private Map<String, Object> given(Kinds kinds) {
    Set<String> known = new HashSet<>();
    kinds.all().forEach(kind -> known.addAll(ConfigFile.names(kind.defaults())));
    Map<String, Object> given = new LinkedHashMap<>();
    for (OptionSpec option : Objects.requireNonNull(spec).options()) {
      String label = option.longestName().substring(2);
      if (option.getValue() != null && known.contains(label)) {
        given.put(label, option.getValue());
      }
    }
    return given;
  }

  private void print(String text) {
    if (!quiet) {
      System.out.print(text);
    }
  }

  private void summary(RunEvent.Trained run) {
    print(String.format("%nrun         %s%n%s", run.run().path(), TextTable.hanging("network     ",
        String.format(Locale.ROOT, "%,d parameters, %s", run.parameters(), run.engine()))));
    print(String.format(Locale.ROOT, "training    %,d steps of %,d %s%n", run.steps(), run.batch(), run.unit()));
    print(String.format(Locale.ROOT, "loss        %s, the mean squared error of the velocity; its least value%n"
        + "            depends on the data: evaluate says how good the samples are%n", Digits.of(run.loss(), 4)));
    print(String.format(Locale.ROOT, "time        %.1f s%n", run.seconds()));
    if (!noPlots) {
      print(String.format("pictures    %s%n", run.run().plots()));
    }
  }

  /** Prints what can be done with the run next. */
  private void next(RunDirectory run, boolean points) throws IOException {
    String straight = run.path() + "-straight";
    List<List<Object>> lines = List.of(
        points
            ? sample(run)
            : List.of("sample", run.path(), "--steps", "4", "--guidance", "2", "--out", "grid.png"),
        List.of("evaluate", run.path()),
        points
            ? List.of("reflow", run.path(), "--out", straight)
            : List.of("reflow", run.path(), "--distill", "--out", straight),
        List.of("report", run.path()));
    String head = String.format("%nnext        ");
    for (List<Object> words : lines) {
      print(head + CommandName.with(words.toArray()) + System.lineSeparator());
      head = "            ";
    }
  }

  /** The command that samples a run of points: all of it, or one of its classes. */
  private static List<Object> sample(RunDirectory run) throws IOException {
    Classes classes = Classes.of(run, run.model(), ConfigFile.read(run.configFile()));
    return classes.count() == 0
        ? List.of("sample", run.path(), "--out", "samples.csv")
        : List.of("sample", run.path(), "--class", classes.name(0), "--guidance", "2", "--out", "samples.csv");
  }
}
