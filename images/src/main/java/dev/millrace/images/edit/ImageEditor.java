package dev.millrace.images.edit;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.images.draw.ImageGrids;
import dev.millrace.images.open.Devices;
import dev.millrace.images.open.ImageRun;
import dev.millrace.images.sample.ImageFiles;
import dev.millrace.plot.ImagePictures;
import dev.millrace.plot.Images;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;
import dev.millrace.torch.ImageEdits;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.Torch;
import org.jspecify.annotations.Nullable;

/** Changes images with the flow of a run. */
public final class ImageEditor {
  /** The value of hidden pixels in the picture: grey. */
  private static final float HIDDEN = 0;
  /** Number of images that are edited together; progress is published after each such group. */
  private static final int GROUP = 256;
  private static final int USUAL_ROWS = 6;
  private static final int MOST_CLASSES = 10;
  /** Copies of the images: as given, during the work, the result, the noise, and as they are written to the file. */
  private static final int COPIES = 6;

  private final ImageRun run;
  private final EditOptions options;
  private final Caller caller;
  private final double guidance;
  private final int dim;

  private ImageEditor(ImageRun run, EditOptions options, Caller caller) {
    this.run = run;
    this.options = options;
    this.caller = caller;
    guidance = run.classes().guidance(options.guidance());
    dim = run.net().dim();
  }

  /**
   * Opens a run.
   *
   * @param folder the folder of a run of images
   * @param options the solver and the device
   * @param caller hears the progress
   * @return its editor
   * @throws InvalidInputException if it is not of images, or cannot be guided
   * @throws IOException if reading fails
   */
  public static ImageEditor open(Path folder, EditOptions options, Caller caller) throws IOException {
    RunDirectory opened = RunDirectory.open(folder);
    if (!ImageRun.isOne(opened)) {
      throw new InvalidInputException(folder + ": is a run of points, expected one of images");
    }
    return new ImageEditor(ImageRun.of(opened), options, caller);
  }

  /**
   * Makes rows of images that change step by step from one sample into another.
   *
   * @param rows how many rows; one per class, or 6, if null
   * @param columns images per row, with both ends, at least 2
   * @param wanted the classes of the rows in turn, separated by commas; all if null
   * @return the images, row by row
   */
  public Edited interpolate(@Nullable Integer rows, int columns, @Nullable String wanted) {
    if (rows != null && rows < 1) {
      throw new InvalidInputException("`rows` " + rows + ": expected 1 or more");
    }
    if (columns < 2) {
      throw new InvalidInputException("`columns` " + columns + ": expected 2 or more");
    }
    Classes classes = run.classes();
    List<Integer> chosen = wanted == null ? classes.all() : classes.parse("`class`", wanted);
    int pairs = rows != null ? rows : chosen.size() > 1 ? Math.min(MOST_CLASSES, chosen.size()) : USUAL_ROWS;
    requireRoom(Sizes.product(pairs, columns));
    float[] ends = ImageFlow.noise(2 * pairs, dim, options.seed(), Seed.Purpose.SAMPLING);
    float[] start = new float[Sizes.product(pairs, columns, dim)];
    for (int row = 0; row < pairs; row++) {
      float[] way = ImageEdits.between(Arrays.copyOfRange(ends, 2 * row * dim, (2 * row + 1) * dim),
          Arrays.copyOfRange(ends, (2 * row + 1) * dim, (2 * row + 2) * dim), columns);
      System.arraycopy(way, 0, start, row * way.length, way.length);
    }
    int[] labels = IntStream.range(0, chosen.isEmpty() ? 0 : pairs * columns)
        .map(i -> chosen.get(i / columns % chosen.size())).toArray();
    return made(pairs * columns, (flow, done) -> flow.sample(solver(), start, labels, guidance, done)
        .points(),
        images -> ImagePictures.interpolations("between two noises, %s%s".formatted(ImageGrids.name(run),
            guided()), run.images(images), columns));
  }

  /**
   * Turns images into noise and the noise into images again.
   *
   * @param given the images
   * @param named their class; that in the data if null
   * @return the images after the way there and back, and how much they differ
   * @throws IOException if reading or writing fails
   */
  public Edited reconstruct(GivenOptions given, @Nullable String named) throws IOException {
    Given images = Given.told(run, given, named, options.seed());
    int count = images.values().length / dim;
    requireRoom(Sizes.product(3, count));
    float[][] noise = {{}};
    Edited made = made(count, (flow, done) -> {
      noise[0] = flow.sample(solver().reversed(), images.values(), images.labels(), guidance,
          n -> done.accept(n / 2)).points();
      return flow.sample(solver(), noise[0], images.labels(), guidance, n -> done.accept((count + n) / 2)).points();
    }, again -> ImagePictures.stages(
        "reconstruction: %s%s, %d steps each way".formatted(ImageGrids.name(run), guided(), options.steps()),
        List.of("image", "noise", "again"),
        List.of(run.images(images.values()), run.images(noise[0]), run.images(again))));
    double sum = 0;
    for (int i = 0; i < made.values().length; i++) {
      sum += Math.abs((double) made.values()[i] - images.values()[i]);
    }
    return new Edited(run, made.values(), made.seconds(), sum / made.values().length, made.picture());
  }

  /**
   * Fills in a hidden part of images; the visible part stays as it is.
   *
   * @param mask the hidden part
   * @param given the images
   * @param named their class; that in the data if null
   * @param rounds how often each step is repeated, at least 1
   * @return the images, filled in
   * @throws IOException if reading or writing fails
   */
  public Edited inpaint(Mask mask, GivenOptions given, @Nullable String named, int rounds) throws IOException {
    if (rounds < 1) {
      throw new InvalidInputException("`rounds` " + rounds + ": expected 1 or more");
    }
    run.requireStraightPath();
    boolean[] hidden = mask.hidden(run.net());
    Given images = Given.told(run, given, named, options.seed());
    int count = images.values().length / dim;
    requireRoom(Sizes.product(3, count));
    return made(count,
        (flow, done) -> ImageEdits.inpaint(flow, images.values(), hidden, images.labels(), guidance, options.steps(),
            rounds, options.seed(), k -> done.accept((int) ((long) count * k / options.steps()))),
        filled -> ImagePictures.stages("filled in: %s%s".formatted(ImageGrids.name(run), guided()),
            List.of("image", "known", "filled in"),
            List.of(run.images(images.values()), run.images(shown(images.values(), hidden)), run.images(filled))));
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

  /**
   * Turns images of one class into others: goes part of the way back to noise, and forward again as the new class.
   *
   * @param given the images
   * @param from their class, which also selects the test images; any if null
   * @param to the new classes, separated by commas
   * @param until how far back to go, from 0 (all the way to noise) to below 1
   * @return the images of the first new class, then those of the next one
   * @throws IOException if reading or writing fails
   */
  public Edited edit(GivenOptions given, @Nullable String from, String to, double until) throws IOException {
    if (!(until >= 0 && until < 1)) {
      throw new InvalidInputException("`until` " + until + ": expected at least 0 and below 1");
    }
    Classes classes = run.classes();
    List<Integer> wanted = classes.parse("`to-class`", to);
    List<Integer> old = from == null ? List.of() : classes.parse("`from-class`", from);
    if (old.size() > 1) {
      throw new InvalidInputException("`from-class` " + from + ": expected one class");
    }
    Given images = Given.read(run, given, old.isEmpty() ? null : old.getFirst(), options.seed());
    int count = images.values().length / dim;
    int[] labels = images.labels();
    if (labels.length == 0) {
      if (old.isEmpty()) {
        classes.requireAny("without `from-class`");
      }
      labels = ImageEdits.labels(old.isEmpty() ? classes.count() : old.getFirst(), count);
    }
    requireRoom(Sizes.product(1 + wanted.size(), count));
    int[] known = labels;
    return made(Sizes.product(count, wanted.size()),
        (flow, done) -> toClasses(flow, images.values(), known, wanted, until, done),
        edited -> picture(images.values(), edited, wanted, until));
  }

  private float[] toClasses(ImageFlow flow, float[] images, int[] labels, List<Integer> wanted, double until,
      IntConsumer done) {
    int count = labels.length;
    float[] all = new float[Sizes.product(wanted.size(), images.length)];
    for (int k = 0; k < wanted.size(); k++) {
      for (int first = 0; first < count; first += GROUP) {
        int end = Math.min(count, first + GROUP);
        float[] some = ImageEdits.edit(flow, Arrays.copyOfRange(images, first * dim, end * dim),
            Arrays.copyOfRange(labels, first, end), ImageEdits.labels(wanted.get(k), end - first), until,
            options.steps(), guidance);
        System.arraycopy(some, 0, all, (k * count + first) * dim, some.length);
        done.accept(k * count + end);
      }
    }
    return all;
  }

  private BufferedImage picture(float[] images, float[] edited, List<Integer> wanted, double until) {
    List<String> names = new ArrayList<>(List.of("image"));
    List<Images> stages = new ArrayList<>(List.of(run.images(images)));
    for (int k = 0; k < wanted.size(); k++) {
      names.add("to " + run.classes().name(wanted.get(k)));
      stages.add(run.images(Arrays.copyOfRange(edited, k * images.length, (k + 1) * images.length)));
    }
    return ImagePictures.stages("to another class: %s%s, back to t = %s".formatted(ImageGrids.name(run),
        guided(), ImageGrids.shown(until)), names, stages);
  }

  /** Heun's method from noise to images: it is of second order, so that going back leads close to the start. */
  private FixedStepSolver solver() {
    return new FixedStepSolver(Tableau.HEUN, TimeGrid.uniform(options.steps()));
  }

  /** "" or ", guidance 2". */
  private String guided() {
    return options.guidance() == null ? "" : ", guidance " + ImageGrids.shown(options.guidance());
  }

  private void requireRoom(int images) {
    caller.memory().require("work on %d images".formatted(images), COPIES * Float.BYTES * (long) images * dim);
    ImageFiles.requireRoom(options.file(), images, run.net().height(), run.net().width());
  }

  /** Work with a flow that says how many images are done. */
  private interface Change {
    float[] by(ImageFlow flow, IntConsumer done);
  }

  private interface Drawing {
    BufferedImage of(float[] images);
  }

  private Edited made(int count, Change change, Drawing drawing) {
    try (Torch torch = Devices.open(options.device());
        ImageFlow flow = new ImageFlow(torch, run.model()).checking(caller.check(run.run(), "the work"));
        Work work = caller.begin("images", count)) {
      long began = System.nanoTime();
      float[] images = change.by(flow, done -> work.at(done, ""));
      double seconds = (System.nanoTime() - began) * 1e-9;
      return new Edited(run, images, seconds, Double.NaN, () -> drawing.of(images));
    }
  }
}
