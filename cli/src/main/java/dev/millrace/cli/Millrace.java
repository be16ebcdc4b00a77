package dev.millrace.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code millrace} command. */
@Command(name = "millrace", versionProvider = Version.class, mixinStandardHelpOptions = true,
    description = "Flow matching and rectified flow for the JVM: train, sample, see.", synopsisSubcommandLabel = "VERB",
    subcommands = {
        TrainCommand.class, ReflowCommand.class, SampleCommand.class, ImageInterpolateCommand.class,
        ImageReconstructCommand.class, ImageInpaintCommand.class, ImageEditCommand.class, EvaluateCommand.class,
        DistanceCommand.class,
        LikelihoodCommand.class, PlotCommand.class, ReportCommand.class, ReproduceCommand.class, DataCommand.class,
        DatasetsCommand.class,
        VerifyCommand.class, ExportCommand.class, ImportCommand.class, DoctorCommand.class,
        GenerateCompletion.class},
    customSynopsis = "millrace train moons", footerHeading = "%n",
    footer = "'millrace VERB --help' shows an example and the options of a verb. Shell completion: "
        + "source <(millrace generate-completion)")
public final class Millrace {
  static final int FAILED = 1;
  static final int WRONG_INPUT = 2;
  /** Seen by tests only: a process that a signal stops exits with 128 and the signal's number. */
  static final int STOPPED = 130;

  /** What no shell takes apart. */
  private static final Pattern PLAIN_WORD = Pattern.compile("[\\w./:=,+@%-]+");

  @Option(names = "--debug", scope = ScopeType.INHERIT, description = "show the stack trace of an error")
  @SuppressWarnings("UnusedVariable") // read off the arguments, as an error may come before they are parsed
  private boolean debug;

  @Option(names = "--max-memory", paramLabel = "SIZE", scope = ScopeType.INHERIT,
      description = "most memory to take for data and networks, such as 2g; work that does not fit is refused before "
          + "it begins")
  private @Nullable String maxMemory;

  private final StopSignal stop = new StopSignal();
  private final List<String> arguments;

  private Millrace(String... arguments) {
    this.arguments = List.of(arguments);
  }

  /** Runs a command line and exits with its status. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** This command line, to be given once more to a shell. */
  String commandLine() {
    return "millrace " + arguments.stream()
        .map(word -> PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  /** What tells long work that somebody wants it to end. */
  StopSignal stop() {
    return stop;
  }

  /** What work may take, as the options or Java say. */
  MemoryLimit memory() {
    return maxMemory == null ? MemoryLimit.ofJava() : MemoryLimit.parse(maxMemory);
  }

  static int run(String... args) {
    Millrace millrace = new Millrace(args);
    try {
      return millrace.execute(args);
    } catch (OutOfMemoryError e) {
      complain("out of memory: Java may take %d MB; give it more with MILLRACE_JAVA_OPTS=-Xmx…, or do less at once"
          .formatted(Runtime.getRuntime().maxMemory() >> 20));
      return FAILED;
    } finally {
      millrace.stop.commandEnded();
    }
  }

  private int execute(String... args) {
    CommandLine line = new CommandLine(this);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpLongOptionsMaxWidth(26);
    line.setParameterExceptionHandler((e, _) -> {
      complain(e.getMessage() + " (see 'millrace " + verb(e.getCommandLine()) + "--help')");
      return WRONG_INPUT;
    });
    line.setExecutionExceptionHandler((e, _, _) -> {
      if (Arrays.asList(args).contains("--debug")) {
        e.printStackTrace();
      }
      complain(e.getMessage() == null ? e.toString() : e.getMessage());
      if (e instanceof StoppedException) {
        return STOPPED;
      }
      return e instanceof InvalidInputException || e instanceof IllegalArgumentException ? WRONG_INPUT : FAILED;
    });
    return line.execute(args);
  }

  private static String verb(CommandLine line) {
    return line.getParent() == null ? "" : line.getCommandName() + " ";
  }

  static void complain(String message) {
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    err.println("millrace: " + message.lines().reduce((a, b) -> a + " " + b.strip()).orElse(""));
  }
}
