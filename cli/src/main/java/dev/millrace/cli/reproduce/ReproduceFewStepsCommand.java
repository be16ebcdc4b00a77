package dev.millrace.cli.reproduce;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.runs.published.FewStepsData;
import dev.millrace.runs.published.FewStepsMethod;
import dev.millrace.runs.published.FewStepsOptions;
import dev.millrace.runs.published.FewStepsRun;
import dev.millrace.runs.published.FewStepsTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "few-steps", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} reproduce few-steps --data moons --out runs/few-steps%n%n",
    description = "Trains flows by every method that makes few steps enough, and measures them by their number of steps: the "
        + "tables of docs/few-steps.md. If it was stopped, the same command continues it.")
public final class ReproduceFewStepsCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable ReproduceCommand reproduce;

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "runs/few-steps",
      description = "the folder for a run and a file per cell and seed, such as moons/seed-0/plain; runs that are there are "
          + "used")
  private Path out = Path.of("");

  @Option(names = "--data", paramLabel = "LIST", split = ",",
      description = "these data, separated by commas: moons, 8gaussians, checkerboard and table16 (the default, about an hour "
          + "on one core), or digits, mnist and fashion-mnist (hours each)")
  private List<String> data = new ArrayList<>();

  @Option(names = "--methods", paramLabel = "LIST", split = ",",
      description = "only these methods, separated by commas: plain, ot, semidiscrete, one-step, reflow, reflow-u, distil, "
          + "distil-u, mean-flow and guided")
  private List<String> methods = new ArrayList<>();

  @Option(names = "--seeds", paramLabel = "N", defaultValue = "3",
      description = "how many seeds of points, 0 to N − 1; images are trained with seed 0 alone")
  private int seeds;

  @Option(names = "--steps", paramLabel = "N",
      description = "training steps of each run, of which a reflow of points takes four times as many; default as train does")
  private @Nullable Integer steps;

  @Option(names = "--at", paramLabel = "LIST", split = ",", defaultValue = "1,2,4,8,100",
      description = "the numbers of steps by which samples are made")
  private List<Integer> at = new ArrayList<>();

  @Option(names = "--count", paramLabel = "N",
      description = "samples that are compared; default 4000 points, 2000 rows of the table, 2000 images")
  private @Nullable Integer count;

  @Option(names = "--fashion", paramLabel = "idx:DIR",
      description = "where the four files of Fashion-MNIST are; default where Debian's package dataset-fashion-mnist puts "
          + "them")
  private String fashion = FewStepsOptions.DEBIANS_FASHION;

  @Mixin
  private ReproduceOptions options = new ReproduceOptions();

  @Override
  public Integer call() throws IOException {
    options.requireReport();
    FewStepsOptions asked = new FewStepsOptions(
        data.isEmpty()
            ? FewStepsOptions.USUAL_DATA
            : ReproduceOptions.chosen("--data", data, FewStepsData.values()),
        ReproduceOptions.chosen("--methods", methods, FewStepsMethod.values()), seeds, steps, at, count, fashion,
        options.threads());
    FewStepsTable table = new FewStepsRun(asked, out,
        Objects.requireNonNull(reproduce).host().runs(options.isQuiet())).run();
    options.publish(out, table.text(), table.document());
    return 0;
  }
}
