package dev.millrace.cli.show;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Host;
import dev.millrace.runs.Runs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "plot", mixinStandardHelpOptions = true,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} plot runs/moons-1 --kind trajectories%n%n",
    description = "Draws the pictures of a run again.")
public final class PlotCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of the run")
  private Path run = Path.of("");

  @Option(names = "--kind", paramLabel = "KIND", defaultValue = "all",
      description = "which pictures: of points loss, trajectories, steps, field, animation, classes, quality, step-counts, "
          + "trajectories-by-round, density (takes longer) or all but density; of images samples, steps, strips, "
          + "guidance, neighbours, quality, loss or all; of tables loss, columns, pairs or all")
  private String kind = "all";

  @Option(names = "--beside", paramLabel = "OTHER",
      description = "the folder of another run of the same points: draws the trajectories of both side by side, and, if "
          + "both are evaluated, their samples after few and many steps")
  private @Nullable Path beside;

  @Override
  public Integer call() throws IOException {
    Runs runs = Objects.requireNonNull(millrace).runs(false);
    (beside == null ? runs.draw(run, kind) : runs.drawBeside(run, beside)).forEach(System.out::println);
    return 0;
  }
}
