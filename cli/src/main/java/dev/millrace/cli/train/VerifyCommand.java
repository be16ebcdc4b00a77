package dev.millrace.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Messages;
import dev.millrace.runs.manage.Verification;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "verify", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} verify runs/moons-1%n%n",
    description = "Trains the first steps of a run again and says whether they give the same bytes.",
    footer = "%nExit status 0 if they do, 1 if not. The run stays as it is. A run that was trained on a "
        + "cluster cannot be trained again here; that is said, with status 2.")
public final class VerifyCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of the run")
  private Path run = Path.of("");

  @Option(names = "--steps", paramLabel = "N", defaultValue = "1000",
      description = "the most steps to train")
  private int steps;

  @Option(names = "--threads", paramLabel = "N",
      description = "number of threads; 0 for all processors; results do not depend on it")
  private @Nullable Integer threads;

  @Option(names = "--quiet", description = "print no progress")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    Map<String, Object> options = threads == null ? Map.of() : Map.of("threads", threads);
    Verification found = Objects.requireNonNull(millrace).runs(quiet).verify(run, steps, options);
    System.out.printf(
        "%s, step %d: %s%n  then  %s%n        (%s)%n  now   %s%n        (%s)%n", run, found.step(),
        found.same() ? "the same bytes" : "OTHER BYTES", found.then(), described(found.provenanceThen()), found.now(),
        described(found.provenanceNow()));
    return found.same() ? 0 : Messages.FAILED;
  }

  private static String described(Map<String, String> provenance) {
    return "version %s, JDK %s, %s, %s".formatted(provenance.get("version"), provenance.get("jdk"),
        provenance.get("os"), provenance.get("engine"));
  }
}
