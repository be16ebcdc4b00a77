package dev.millrace.cli.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.cli.options.CsvOptions;
import dev.millrace.cli.terminal.Host;
import dev.millrace.cli.terminal.Output;
import dev.millrace.cli.terminal.OutputFile;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.sample.DataOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "data", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} data moons --count 1000 --seed 0 --out moons.png%n         ${ROOT-COMMAND-NAME} data "
        + "mnist --count 64 --out digits.png%n%n",
    description = "Writes points or training images of a data set to a file.")
public final class DataCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Host millrace;

  @Parameters(index = "0", paramLabel = "DATA",
      description = "a name (see '${ROOT-COMMAND-NAME} datasets'), a .csv or .npy file, idx:DIR (images in the format of "
          + "MNIST) or images:DIR (PNG and JPEG files)")
  private String data = "";

  @Option(names = "--count", paramLabel = "N",
      description = "number of points or images; default 1000 points, or 64 images")
  private @Nullable Integer count;

  @Option(names = "--classes",
      description = "points: add the class of each point as the last column, which train --labels reads")
  private boolean classes;

  @Option(names = "--size", paramLabel = "N",
      description = "images:DIR: width and height in pixels that the middle square of each picture is scaled to; default "
          + "their size")
  private @Nullable Integer size;

  @Option(names = "--channels", paramLabel = "N",
      description = "images:DIR: 1 for grey, 3 for colour; default that of the pictures")
  private @Nullable Integer channels;

  @Mixin
  private CsvOptions csv = new CsvOptions();

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "seed of the random numbers")
  private long seed;

  @Option(names = "--out", paramLabel = "FILE", required = true,
      description = "a .npy, .csv, .jsonl or .png file, or - for CSV on standard output; "
          + "of images .npy ([count, channels, height, width], values in [−1, 1]) or "
          + ".png")
  private Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    Output.requireKnownEnding(out);
    Kind kind = Objects.requireNonNull(millrace).kinds().pointsOrImages(data);
    if (!kind.name().equals("points")) {
      OutputFile.require("--out", out, kind.endings());
    }
    DataOptions options = new DataOptions(count, classes, size, channels, csv.csvHeader(), new Seed(seed),
        out.toString());
    Output.write(out, kind.data(data, options, Objects.requireNonNull(millrace).caller(false)), "");
    return 0;
  }
}
