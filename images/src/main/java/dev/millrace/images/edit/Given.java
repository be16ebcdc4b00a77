package dev.millrace.images.edit;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.random.Seed;
import dev.millrace.images.open.ImageChoice;
import dev.millrace.images.open.ImageInput;
import dev.millrace.images.open.ImageRun;
import dev.millrace.runs.open.Classes;
import dev.millrace.torch.ImageEdits;
import org.jspecify.annotations.Nullable;

/**
 * The images to work on.
 *
 * @param values [count, channels, height, width]
 * @param labels the classes that the network is given, [count]; empty for a network without classes
 */
// Never compared, so the arrays' identity as equality does no harm.
@SuppressWarnings("ArrayRecordComponent")
record Given(float[] values, int[] labels) {
  private static final int USUAL_COUNT = 10;

  /**
   * Reads the images.
   *
   * @param only the only class of the test images, or null for any
   */
  static Given read(ImageRun run, GivenOptions options, @Nullable Integer only, Seed seed) throws IOException {
    if (options.file() != null) {
      return new Given(ImageInput.images(run, options.file()), new int[0]);
    }
    ImageSet test = run.config().readData().test();
    run.requireSize(test);
    boolean labelled = run.net().classes() > 0 && test.classes() == run.net().classes();
    int[] among = IntStream.range(0, test.count()).filter(i -> only == null || !labelled || test.labels()[i] == only)
        .toArray();
    int wanted = options.count() == null ? Math.clamp(among.length, 1, USUAL_COUNT) : options.count();
    String what = "test images in " + run.config().data()
        + (only == null ? "" : " of class " + run.classes().name(only));
    ImageSet chosen = ImageChoice.some(test, among, wanted, seed, what);
    return new Given(chosen.floats(), labelled ? chosen.labels() : new int[0]);
  }

  /**
   * As {@link #read}, but with the class that is named instead of the classes in the data. If neither is known, the
   * class is "any".
   *
   * @param named the class by name or number, or null
   */
  static Given told(ImageRun run, GivenOptions options, @Nullable String named, Seed seed) throws IOException {
    Classes classes = run.classes();
    List<Integer> asked = named == null ? List.of() : classes.parse("`class`", named);
    Given given = read(run, options, null, seed);
    int images = given.values.length / run.net().dim();
    if (!asked.isEmpty()) {
      return new Given(given.values, Classes.shared(asked, images));
    }
    if (given.labels.length > 0 || classes.count() == 0) {
      return given;
    }
    classes.requireAny("without `class`");
    return new Given(given.values, ImageEdits.labels(classes.count(), images));
  }
}
