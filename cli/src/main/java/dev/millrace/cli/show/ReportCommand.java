package dev.millrace.cli.show;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.CommandName;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.OutputFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "report", mixinStandardHelpOptions = true,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} report runs/moons-1%n%n",
    description = "Puts the options, figures and pictures of a run on one HTML page that needs no other file.")
public final class ReportCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of the run")
  private Path run = Path.of("");

  @Option(names = "--out", paramLabel = "FILE.html", description = "default RUN/report.html")
  private @Nullable Path out;

  @Override
  public Integer call() throws IOException {
    Path file = out == null ? run.resolve("report.html") : out;
    OutputFile.require("--out", out, ".html", ".htm");
    Objects.requireNonNull(millrace).runs(false).report(run, file, CommandName.text());
    System.out.println(file);
    return 0;
  }
}
