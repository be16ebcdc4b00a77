package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.data.PictureOptions;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.DataSource;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.work.MemoryLimit;
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
final class DataCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Millrace millrace;

  private static final int USUAL_COUNT = 1000;
  /** Copies of the points: as drawn, as doubles in the units of the data, and as they are written to the file. */
  private static final int COPIES = 6;

  @Parameters(index = "0", paramLabel = "DATA",
      description = "a name (see '${ROOT-COMMAND-NAME} datasets'), a .csv or .npy file, idx:DIR (images in the format of "
          + "MNIST) or images:DIR (PNG and JPEG files)")
  private String data = "";

  @Option(names = "--count", paramLabel = "N",
      description = "number of points or images; default 1000 points, or 64 images")
  private @Nullable Integer count;

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
    if (count != null && count < 1) {
      throw new InvalidInputException("--count " + count + ": expected 1 or more");
    }
    if (ImageSources.isImages(data)) {
      ImageDraw.write(data, new PictureOptions(size == null ? 0 : size, channels == null ? 0 : channels),
          count == null ? ImageDraw.USUAL_COUNT : count, new Seed(seed), out);
      return 0;
    }
    if (size != null || channels != null) {
      throw new InvalidInputException(
          "%s: takes no --size and no --channels, which are for images:DIR".formatted(data));
    }
    int points = count == null ? USUAL_COUNT : count;
    MemoryLimit memory = Millrace.memoryOf(millrace);
    memory.requireForFile(data);
    DataSource from = DataSource.isFile(data)
        ? DataSource.of(data, csv.read(Path.of(data)))
        : DataSource.of(data, csv.csvHeader(), "");
    Output.requirePicturable(out, from.learnt().dim());
    memory.requireNumbers("drawing %d points".formatted(points), points, from.learnt().dim(), COPIES);
    float[] drawn = from.learnt().sample(new Seed(seed).generator(Seed.Purpose.DATA, 0, 0), points);
    Output.write(out, from.standardizer().decode(drawn, from.names()), DataNames.shortName(data));
    OutputFile.made(out, String.format(Locale.ROOT, "%,d points of %s", points, data));
    return 0;
  }
}
