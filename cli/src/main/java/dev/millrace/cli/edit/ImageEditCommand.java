package dev.millrace.cli.edit;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

import dev.millrace.cli.terminal.Host;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.images.draw.ImageGrids;
import dev.millrace.images.open.ImageRun;
import dev.millrace.plot.ImagePictures;
import dev.millrace.plot.Images;
import dev.millrace.runs.open.Classes;
import dev.millrace.torch.ImageEdits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "edit", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} edit runs/mnist-1 --from-class 4 --to-class 9 --out 9.png%n%n",
    description = "Turns images of one class into another class: goes part of the way back to noise, and forward again "
        + "as the new class.")
public final class ImageEditCommand implements Callable<Integer> {
  /** Number of images that are edited together; progress is shown after each such group. */
  private static final int GROUP = 256;

  @ParentCommand
  private @Nullable Host millrace;

  @Option(names = "--to-class", paramLabel = "C", required = true,
      description = "the new class, by name or number, or several such as 0,1,2, one row each")
  private String to = "";

  @Option(names = "--from-class", paramLabel = "C",
      description = "take only test images of this class; with --images, the class that they are of; default any")
  private @Nullable String from;

  @Option(names = "--until", paramLabel = "T", defaultValue = "0.1",
      description = "how far back to go: from 0 (all the way to noise) to below 1 (not at all)")
  private double until;

  @Mixin
  private ImageGivenOptions given = new ImageGivenOptions();

  @Mixin
  private ImageVerbOptions options = new ImageVerbOptions();

  @Override
  public Integer call() throws IOException {
    if (!(until >= 0 && until < 1)) {
      throw new InvalidInputException("--until " + until + ": expected at least 0 and below 1");
    }
    ImageRun run = options.open();
    Classes classes = run.classes();
    List<Integer> wanted = classes.parse("--to-class", to);
    List<Integer> old = from == null ? List.of() : classes.parse("--from-class", from);
    if (old.size() > 1) {
      throw new InvalidInputException("--from-class " + from + ": expected one class");
    }
    ImageGivenOptions.Given images = given.read(run, old.isEmpty() ? null : old.getFirst(), options.seed());
    int dim = run.net().dim();
    int count = images.values().length / dim;
    int[] labels = images.labels();
    if (labels.length == 0) {
      if (old.isEmpty()) {
        classes.requireAny("without --from-class");
      }
      labels = ImageEdits.labels(old.isEmpty() ? classes.count() : old.getFirst(), count);
    }
    options.requireRoom(run, Sizes.product(1 + wanted.size(), count), millrace);
    float[] edited = edited(run, images.values(), labels, wanted);
    options.write(run, edited, () -> picture(run, images.values(), edited, wanted));
    return 0;
  }

  /** The new classes: the first one for all images, then the next one for all images. */
  private float[] edited(ImageRun run, float[] images, int[] labels, List<Integer> wanted) {
    int dim = run.net().dim();
    int count = labels.length;
    return options.with(run, Sizes.product(count, wanted.size()), (flow, done) -> {
      float[] all = new float[Sizes.product(wanted.size(), images.length)];
      for (int k = 0; k < wanted.size(); k++) {
        for (int first = 0; first < count; first += GROUP) {
          int end = Math.min(count, first + GROUP);
          float[] some = ImageEdits.edit(flow, Arrays.copyOfRange(images, first * dim, end * dim),
              Arrays.copyOfRange(labels, first, end), ImageEdits.labels(wanted.get(k), end - first), until,
              options.steps(), options.guidance(run));
          System.arraycopy(some, 0, all, (k * count + first) * dim, some.length);
          done.accept(k * count + end);
        }
      }
      return all;
    });
  }

  private BufferedImage picture(ImageRun run, float[] images, float[] edited, List<Integer> wanted) {
    List<String> names = new ArrayList<>(List.of("image"));
    List<Images> stages = new ArrayList<>(List.of(run.images(images)));
    for (int k = 0; k < wanted.size(); k++) {
      names.add("to " + run.classes().name(wanted.get(k)));
      stages.add(run.images(Arrays.copyOfRange(edited, k * images.length, (k + 1) * images.length)));
    }
    return ImagePictures.stages("to another class: %s%s, back to t = %s".formatted(ImageGrids.name(run),
        options.guided(), ImageGrids.shown(until)), names, stages);
  }
}
