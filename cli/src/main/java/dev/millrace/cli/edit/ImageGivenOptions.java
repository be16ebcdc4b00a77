package dev.millrace.cli.edit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.random.Seed;
import dev.millrace.images.open.ImageChoice;
import dev.millrace.images.open.ImageInput;
import dev.millrace.images.open.ImageRun;
import dev.millrace.runs.open.Classes;
import dev.millrace.torch.ImageEdits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the images that a verb works on: those of a file, or test images of the run's data. */
public final class ImageGivenOptions {
  private static final int USUAL_COUNT = 10;

  @Option(names = "--images", paramLabel = "FILE",
      description = "a .npy file of [count, channels, height, width] with values in [−1, 1], or a .png or .jpg file; "
          + "default test images of the data of the run")
  private @Nullable Path file;

  @Option(names = "--count", paramLabel = "N", description = "how many test images; default 10")
  private @Nullable Integer count;

  /**
   * The images to work on.
   *
   * @param values [count, channels, height, width]
   * @param labels the classes that the network is given, [count]; empty for a network without classes
   */
  record Given(float[] values, int[] labels) {}

  /**
   * Reads the images.
   *
   * @param only the only class of the test images, or null for any
   */
  Given read(ImageRun run, @Nullable Integer only, Seed seed) throws IOException {
    if (file != null) {
      if (count != null) {
        throw new InvalidInputException("--images %s with --count: expected one of them".formatted(file));
      }
      return new Given(ImageInput.images(run, file), new int[0]);
    }
    if (count != null && count < 1) {
      throw new InvalidInputException("--count " + count + ": expected 1 or more");
    }
    ImageSet test = run.config().readData().test();
    run.requireSize(test);
    boolean labelled = run.net().classes() > 0 && test.classes() == run.net().classes();
    int[] among = IntStream.range(0, test.count()).filter(i -> only == null || !labelled || test.labels()[i] == only)
        .toArray();
    int wanted = count == null ? Math.clamp(among.length, 1, USUAL_COUNT) : count;
    String what = "test images in " + run.config().data()
        + (only == null ? "" : " of class " + run.classes().name(only));
    ImageSet chosen = ImageChoice.some(test, among, wanted, seed, what);
    return new Given(chosen.floats(), labelled ? chosen.labels() : new int[0]);
  }

  /**
   * As {@link #read}, but with the class that an option names instead of the classes in the data. If neither is known,
   * the class is "any".
   *
   * @param named the value of {@code --class}, or null
   */
  Given told(ImageRun run, @Nullable String named, Seed seed) throws IOException {
    Classes classes = run.classes();
    List<Integer> option = named == null ? List.of() : classes.parse("--class", named);
    Given given = read(run, null, seed);
    int images = given.values.length / run.net().dim();
    if (!option.isEmpty()) {
      return new Given(given.values, Classes.shared(option, images));
    }
    if (given.labels.length > 0 || classes.count() == 0) {
      return given;
    }
    classes.requireAny("without --class");
    return new Given(given.values, ImageEdits.labels(classes.count(), images));
  }
}
