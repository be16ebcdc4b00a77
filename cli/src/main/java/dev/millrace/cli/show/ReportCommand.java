package dev.millrace.cli.show;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import dev.millrace.cli.terminal.CommandName;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.OutputFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.report.RunReport;
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

  /** Copies of the pictures: as they are, in base 64, and on the page. */
  private static final int COPIES = 6;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of the run")
  private Path run = Path.of("");

  @Option(names = "--out", paramLabel = "FILE.html", description = "default RUN/report.html")
  private @Nullable Path out;

  private static long sizeOf(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long sum = 0;
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path file : inside.toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  @Override
  public Integer call() throws IOException {
    Path file = out == null ? run.resolve("report.html") : out;
    OutputFile.require("--out", out, ".html", ".htm");
    RunDirectory folder = RunDirectory.open(run);
    Objects.requireNonNull(millrace).memory().require("a report of the pictures in " + folder.plots(),
        COPIES * sizeOf(folder.plots()));
    RunReport.of(Kinds.load(), folder, CommandName.text()).write(file);
    System.out.println(file);
    return 0;
  }
}
