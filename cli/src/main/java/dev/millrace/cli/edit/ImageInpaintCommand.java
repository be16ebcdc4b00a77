package dev.millrace.cli.edit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Host;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.run.PathEntries;
import dev.millrace.images.draw.ImageGrids;
import dev.millrace.images.open.ImageInput;
import dev.millrace.images.open.ImageRun;
import dev.millrace.plot.ImagePictures;
import dev.millrace.torch.ImageEdits;
import dev.millrace.torch.ImageNet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "inpaint", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} inpaint runs/mnist-1 --hide right --out filled.png%n%n",
    description = "Fills in a hidden part of images; the visible part stays as it is.")
public final class ImageInpaintCommand implements Callable<Integer> {
  /** The value of hidden pixels in the picture: grey. */
  private static final float HIDDEN = 0;

  @ParentCommand
  private @Nullable Host millrace;

  @ArgGroup(multiplicity = "1")
  private Mask mask = new Mask();

  private static final class Mask {
    @Option(names = "--mask", paramLabel = "FILE.png",
        description = "a picture of the size of the images, white where they are filled in")
    private @Nullable Path file;

    @Option(names = "--hide", paramLabel = "PART",
        description = "the part to fill in, instead of a mask: left, right, top, bottom or middle")
    private @Nullable Hide part;
  }

  private enum Hide {
    LEFT,
    RIGHT,
    TOP,
    BOTTOM,
    MIDDLE;

    private boolean hides(int y, int x, int height, int width) {
      return switch (this) {
        case LEFT -> x < width / 2;
        case RIGHT -> x >= width - width / 2;
        case TOP -> y < height / 2;
        case BOTTOM -> y >= height - height / 2;
        case MIDDLE -> y >= height / 4 && y < height - height / 4 && x >= width / 4 && x < width - width / 4;
      };
    }
  }

  @Mixin
  private ImageGivenOptions given = new ImageGivenOptions();

  @Option(names = "--class", paramLabel = "C",
      description = "the class of the images: a name or number, or any; default their class in the "
          + "data; any for --images")
  private @Nullable String named;

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "5",
      description = "how often each step is repeated, so that the new part fits the old; more takes longer")
  private int rounds;

  @Mixin
  private ImageVerbOptions options = new ImageVerbOptions();

  @Override
  public Integer call() throws IOException {
    if (rounds < 1) {
      throw new InvalidInputException("--rounds " + rounds + ": expected 1 or more");
    }
    ImageRun run = options.open();
    if (!run.model().path().equals("linear") || !run.model().sigmaMin().equals(PathEntries.NO_SIGMA)) {
      throw new InvalidInputException("%s: was trained on the path %s with sigma-min %s, expected linear and %s"
          .formatted(run.run().path(), run.model().path(), run.model().sigmaMin(), PathEntries.NO_SIGMA));
    }
    boolean[] hidden = hidden(run.net());
    ImageGivenOptions.Given images = given.told(run, named, options.seed());
    int count = images.values().length / run.net().dim();
    options.requireRoom(run, Sizes.product(3, count), millrace);
    float[] filled = options.with(run, count,
        (flow, done) -> ImageEdits.inpaint(flow, images.values(), hidden, images.labels(), options.guidance(run),
            options.steps(), rounds, options.seed(), k -> done.accept((int) ((long) count * k / options.steps()))));
    options.write(run, filled, () -> ImagePictures.stages(
        "filled in: %s%s".formatted(ImageGrids.name(run), options.guided()), List.of("image", "known", "filled in"),
        List.of(run.images(images.values()), run.images(shown(images.values(), hidden)), run.images(filled))));
    return 0;
  }

  /** Whether each number of an image is hidden; all channels of a pixel are treated alike. */
  private boolean[] hidden(ImageNet net) {
    int size = net.height() * net.width();
    boolean[] pixels = mask.file == null ? new boolean[size] : ImageInput.mask(net, mask.file);
    if (mask.part != null) {
      for (int i = 0; i < size; i++) {
        pixels[i] = mask.part.hides(i / net.width(), i % net.width(), net.height(), net.width());
      }
    }
    boolean[] all = new boolean[net.dim()];
    for (int i = 0; i < all.length; i++) {
      all[i] = pixels[i % size];
    }
    return all;
  }

  private static float[] shown(float[] images, boolean[] hidden) {
    float[] shown = images.clone();
    for (int i = 0; i < shown.length; i++) {
      if (hidden[i % hidden.length]) {
        shown[i] = HIDDEN;
      }
    }
    return shown;
  }
}
