package dev.millrace.cli.edit;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import dev.millrace.cli.terminal.Host;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.random.Seed;
import dev.millrace.images.draw.ImageGrids;
import dev.millrace.images.open.ImageRun;
import dev.millrace.plot.ImagePictures;
import dev.millrace.runs.open.Classes;
import dev.millrace.torch.ImageEdits;
import dev.millrace.torch.ImageFlow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "interpolate", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} interpolate runs/mnist-1 --guidance 2 --out between.png%n%n",
    description = "Draws rows of images that change step by step from one sample into another.")
public final class ImageInterpolateCommand implements Callable<Integer> {
  private static final int USUAL_ROWS = 6;
  private static final int MOST_CLASSES = 10;

  @ParentCommand
  private @Nullable Host millrace;

  @Option(names = "--rows", paramLabel = "N", description = "how many rows; default one per class, or 6")
  private @Nullable Integer rows;

  @Option(names = "--columns", paramLabel = "N", defaultValue = "9",
      description = "images per row, with both ends")
  private int columns;

  @Option(names = "--class", paramLabel = "C",
      description = "a class by name or number, several such as 0,1,2 (a row for each), or any; default all in turn")
  private @Nullable String wanted;

  @Mixin
  private ImageVerbOptions options = new ImageVerbOptions();

  @Override
  public Integer call() throws IOException {
    if (rows != null && rows < 1) {
      throw new InvalidInputException("--rows " + rows + ": expected 1 or more");
    }
    if (columns < 2) {
      throw new InvalidInputException("--columns " + columns + ": expected 2 or more");
    }
    ImageRun run = options.open();
    Classes classes = run.classes();
    List<Integer> chosen = wanted == null ? classes.all() : classes.parse("--class", wanted);
    int pairs = rows != null ? rows : chosen.size() > 1 ? Math.min(MOST_CLASSES, chosen.size()) : USUAL_ROWS;
    options.requireRoom(run, Sizes.product(pairs, columns), millrace);
    int dim = run.net().dim();
    float[] ends = ImageFlow.noise(2 * pairs, dim, options.seed(), Seed.Purpose.SAMPLING);
    float[] start = new float[Sizes.product(pairs, columns, dim)];
    for (int row = 0; row < pairs; row++) {
      float[] way = ImageEdits.between(Arrays.copyOfRange(ends, 2 * row * dim, (2 * row + 1) * dim),
          Arrays.copyOfRange(ends, (2 * row + 1) * dim, (2 * row + 2) * dim), columns);
      System.arraycopy(way, 0, start, row * way.length, way.length);
    }
    int[] labels = IntStream.range(0, chosen.isEmpty() ? 0 : pairs * columns)
        .map(i -> chosen.get(i / columns % chosen.size())).toArray();
    float[] images = options.with(run, pairs * columns, (flow, done) -> flow
        .sample(options.solver(), start, labels, options.guidance(run), done).points());
    options.write(run, images, () -> ImagePictures.interpolations(
        "between two noises, %s%s".formatted(ImageGrids.name(run), options.guided()), run.images(images), columns));
    return 0;
  }
}
