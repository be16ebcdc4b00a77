package dev.millrace.cli.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.options.CsvOptions;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Output;
import dev.millrace.cli.terminal.OutputFile;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.images.sample.ImageSampling;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.tables.kind.TrainedTable;
import dev.millrace.tables.kind.sample.TableSampling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "sample", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} sample runs/moons-1 --steps 20 --out samples.csv%n         "
        + "${ROOT-COMMAND-NAME} sample runs/mnist-1 --class 7 --guidance 2 --out 7.png%n         "
        + "${ROOT-COMMAND-NAME} sample runs/people-1 --where \"sex=F, age>=60\" --out rows.parquet%n%n",
    description = "Makes samples: turns noise into points, images or rows of a table with a trained flow, or data back "
        + "into noise.")
public final class SampleCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of the run")
  private Path run = Path.of("");

  @Mixin
  private StartOptions start = new StartOptions();

  @Mixin
  private CsvOptions csv = new CsvOptions();

  @Mixin
  private ImageSampleOptions images = new ImageSampleOptions();

  @Mixin
  private TableSampleOptions tables = new TableSampleOptions();

  @Option(names = "--quiet", description = "print no progress and no line about the result")
  private boolean quiet;

  @Option(names = "--out", paramLabel = "FILE", required = true,
      description = "a .npy, .csv, .jsonl or .png file, or - for CSV on standard output; "
          + "of images .npy ([count, channels, height, width], values in about [−1, "
          + "1]) or .png; of tables .csv, .parquet, .jsonl, or .npy of numbers only")
  private Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    Output.requireKnownEnding(out);
    Path trajectory = start.trajectory();
    OutputFile.require("--trajectory", trajectory, ".npy");
    OutputFile.require("--strip", images.strip(), ".png");
    SamplingOptions options = new SamplingOptions(start.start(images.strip() != null), start.integration(),
        start.seed(), images.classes(),
        images.guidance(), trajectory != null || images.strip() != null, images.device().device(), csv.csvHeader(),
        out.toString());
    RunDirectory folder = RunDirectory.open(run);
    Kind kind = Objects.requireNonNull(millrace).kinds().of(folder);
    if (!kind.name().equals("images")) {
      refuseStrip(kind);
    }
    if (!Output.ending(out).equals(".csv") || !kind.endings().contains(".csv")) {
      OutputFile.require("--out", out, kind.endings());
    }
    Sampled sampled = sampled(kind.open(folder), options);
    if (trajectory != null) {
      AtomicFile.write(trajectory, sampled.trajectory(trajectory.toString()));
    }
    if (images.strip() != null && sampled instanceof ImageSampling.Images made) {
      AtomicFile.write(images.strip(), made.strip());
    }
    Output.put(out, sampled.file(Output.ending(out), out.toString()));
    if (!quiet) {
      OutputFile.made(out, "%s, %s".formatted(sampled.summary(), OutputFile.seconds(sampled.seconds())));
    }
    return 0;
  }

  private Sampled sampled(TrainedRun flow, SamplingOptions options) throws IOException {
    Caller caller = Objects.requireNonNull(millrace).caller(quiet);
    if (flow instanceof TrainedTable table) {
      TableSampling rows = table.sample(options, tables.rows(), caller);
      rows.require(Output.ending(out), out.toString());
      return rows;
    }
    tables.refuse(run.toString(), flow.kind().name());
    return flow.sample(options, caller);
  }

  private void refuseStrip(Kind kind) {
    if (images.strip() != null) {
      throw new InvalidInputException(
          "--strip %s: %s is a run of %s, expected one of images".formatted(images.strip(), run, kind.name()));
    }
  }
}
