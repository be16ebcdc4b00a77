package dev.millrace.cli;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import dev.millrace.cli.data.DataCommand;
import dev.millrace.cli.data.DatasetsCommand;
import dev.millrace.cli.data.ExportCommand;
import dev.millrace.cli.data.ImportCommand;
import dev.millrace.cli.data.SchemaCommand;
import dev.millrace.cli.edit.ImageEditCommand;
import dev.millrace.cli.edit.ImageInpaintCommand;
import dev.millrace.cli.edit.ImageInterpolateCommand;
import dev.millrace.cli.edit.ImageReconstructCommand;
import dev.millrace.cli.evaluate.DistanceCommand;
import dev.millrace.cli.evaluate.EvaluateCommand;
import dev.millrace.cli.evaluate.LikelihoodCommand;
import dev.millrace.cli.help.CompletionCommand;
import dev.millrace.cli.help.HelpCommand;
import dev.millrace.cli.help.HelpPage;
import dev.millrace.cli.help.QuickStart;
import dev.millrace.cli.help.UsageErrors;
import dev.millrace.cli.help.Version;
import dev.millrace.cli.reflow.ReflowCommand;
import dev.millrace.cli.reproduce.ReproduceCommand;
import dev.millrace.cli.sample.SampleCommand;
import dev.millrace.cli.serve.ServeCommand;
import dev.millrace.cli.show.DoctorCommand;
import dev.millrace.cli.show.PlotCommand;
import dev.millrace.cli.show.ReportCommand;
import dev.millrace.cli.studio.StudioCommand;
import dev.millrace.cli.tables.ImputeCommand;
import dev.millrace.cli.terminal.CommandName;
import dev.millrace.cli.terminal.Failures;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Messages;
import dev.millrace.cli.terminal.StandardOutput;
import dev.millrace.cli.terminal.StopSignal;
import dev.millrace.cli.train.TrainCommand;
import dev.millrace.cli.train.VerifyCommand;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.runs.work.StoppedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The {@code millrace} command. */
@Command(name = "millrace", versionProvider = Version.class, mixinStandardHelpOptions = true, sortOptions = false,
    description = "Flow matching and rectified flow for the JVM: trains, samples, measures, draws.",
    subcommands = {
        TrainCommand.class, ReflowCommand.class, SampleCommand.class, ImageInterpolateCommand.class,
        ImageReconstructCommand.class, ImageInpaintCommand.class, ImageEditCommand.class, ImputeCommand.class,
        EvaluateCommand.class,
        DistanceCommand.class,
        LikelihoodCommand.class, PlotCommand.class, ReportCommand.class, StudioCommand.class, ServeCommand.class,
        ReproduceCommand.class,
        DataCommand.class,
        DatasetsCommand.class, SchemaCommand.class,
        VerifyCommand.class, ExportCommand.class, ImportCommand.class, DoctorCommand.class, HelpCommand.class,
        CompletionCommand.class},
    footer = "'${ROOT-COMMAND-NAME} help VERB' shows an example and the options of a verb.%nShell completion: "
        + "source <(${ROOT-COMMAND-NAME} generate-completion)")
public final class Millrace implements Callable<Integer>, Host {
  /** Verbs that neither read nor write data. */
  private static final Set<String> WITHOUT_LIMIT = Set.of("datasets", "help", "generate-completion");
  static final int WRONG_INPUT = 2;
  /** Only tests see this status: a process that is stopped by a signal exits with 128 plus the signal's number. */
  static final int STOPPED = 130;

  @Option(names = "--debug", scope = ScopeType.INHERIT,
      description = "if there is an error, print its stack trace")
  @SuppressWarnings("UnusedVariable") // read from the arguments, as an error may occur before they are parsed
  private boolean debug;

  @Option(names = "--max-memory", paramLabel = "SIZE", scope = ScopeType.INHERIT,
      description = "the most memory to take for data and networks, such as 2g; work that does not fit is rejected "
          + "before it starts; default a quarter of the memory of the machine")
  private @Nullable String maxMemory;

  private final StopSignal stop = new StopSignal();
  private final List<String> arguments;

  Millrace(String... arguments) {
    this.arguments = List.of(arguments);
  }

  /** Runs a command line and exits with its status. */
  public static void main(String[] args) {
    VectorModule.load();
    StandardOutput out = StandardOutput.install();
    int status = run(args);
    System.out.flush();
    System.exit(out.ended(status, StandardOutput.isPipe()));
  }

  /** This command line, quoted for a shell. */
  @Override
  public String commandLine() {
    return CommandName.with(arguments.stream().map(DataNames::withoutPassword).toArray());
  }

  /** The signal handler, which tells long work that the user wants it to stop. */
  @Override
  public StopSignal stop() {
    return stop;
  }

  /** The memory that work may use, as set by the options or by Java. */
  @Override
  public MemoryLimit memory() {
    return maxMemory == null ? MemoryLimit.ofJava() : MemoryLimit.parse(maxMemory);
  }

  static int run(String... args) {
    // Numbers are formatted in the same way in every language, because other programs read them.
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    Millrace millrace = new Millrace(args);
    try {
      return millrace.execute(args);
    } catch (OutOfMemoryError e) {
      return millrace.failed(e);
    } catch (Error e) {
      return millrace.failed(e);
    } finally {
      millrace.stop.commandEnded();
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }

  /** The parser of command lines. */
  CommandLine parser() {
    CommandLine line = new CommandLine(this);
    line.setCommandName(CommandName.text());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    withVersion(line);
    HelpPage.install(line);
    return line;
  }

  private static void withVersion(CommandLine line) {
    line.getSubcommands().values().forEach(verb -> {
      verb.getCommandSpec().versionProvider(new Version());
      withVersion(verb);
    });
  }

  private int execute(String... args) {
    CommandLine line = parser();
    line.setParameterExceptionHandler((e, _) -> {
      Messages.complain(UsageErrors.message(e));
      return WRONG_INPUT;
    });
    line.setExecutionExceptionHandler((e, _, _) -> {
      int status = failed(e);
      if (e instanceof StoppedException) {
        return STOPPED;
      }
      return e instanceof InvalidInputException || e instanceof IllegalArgumentException ? WRONG_INPUT : status;
    });
    line.setExecutionStrategy(this::executeWithin);
    return line.execute(args);
  }

  /** Prints what went wrong, and with --debug also where in the program. */
  private int failed(Throwable failure) {
    if (arguments.contains("--debug")) {
      failure.printStackTrace();
    }
    Messages.complain(outOfMemory(failure).map(this::advice).orElseGet(() -> Failures.message(failure)));
    return Messages.FAILED;
  }

  private static Optional<OutOfMemoryError> outOfMemory(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).filter(OutOfMemoryError.class::isInstance)
        .map(OutOfMemoryError.class::cast).findFirst();
  }

  private String advice(OutOfMemoryError e) {
    String message = String.valueOf(e.getMessage());
    String what = message.contains("heap space") || message.contains("array size") || message.contains("GC overhead")
        ? "Java may take %d MB".formatted(Runtime.getRuntime().maxMemory() >> 20)
        : message;
    return maxMemory == null
        ? "out of memory: %s; give it more with --max-memory, such as --max-memory 8g, or do less at once"
            .formatted(what)
        : "out of memory: %s; --max-memory %s is too little for this: give more, or do less at once".formatted(what,
            maxMemory);
  }

  /** Fails for a value that is not a size, and for verbs that need too little memory for a limit. */
  private int executeWithin(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    boolean asksForHelp = last.isUsageHelpRequested() || last.isVersionHelpRequested();
    if (maxMemory != null && !asksForHelp) {
      try {
        MemoryLimit.parse(maxMemory);
      } catch (InvalidInputException e) {
        Messages.complain(String.valueOf(e.getMessage()));
        return WRONG_INPUT;
      }
      String verb = last.commandSpec().name();
      if (WITHOUT_LIMIT.contains(verb)) {
        Messages.complain("--max-memory %s: has no meaning for %s".formatted(maxMemory, verb));
        return WRONG_INPUT;
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** Runs without a verb. */
  @Override
  public Integer call() {
    System.out.print(QuickStart.text());
    return 0;
  }
}
