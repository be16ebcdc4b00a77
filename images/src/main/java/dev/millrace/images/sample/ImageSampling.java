package dev.millrace.images.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.images.draw.ImageGrids;
import dev.millrace.images.open.Devices;
import dev.millrace.images.open.ImageInput;
import dev.millrace.images.open.ImageRun;
import dev.millrace.plot.Png;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.MapGuidance;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.sample.Start;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.Torch;

/** Sampling of a flow of images: from noise to images, or from images to noise. */
public final class ImageSampling {
  /** The usual number of images of one class. */
  public static final int OF_ONE_CLASS = 64;
  static final int USUAL_STEPS = 20;
  /** Steps of a flow map. */
  static final int USUAL_MAPS = 1;
  private static final int OF_EACH_CLASS = 10;
  private static final int OF_ALL_CLASSES = 100;
  /** Copies of the images: at the start, at the end, and as they are written to the file. */
  private static final int COPIES = 3;

  private final ImageRun run;
  private final SamplingOptions options;
  private final Caller caller;
  private final Classes classes;
  /** Whether the flow goes by its flow map. */
  private final boolean maps;
  private final int usualSteps;

  private ImageSampling(ImageRun run, SamplingOptions options, Caller caller) {
    this.run = run;
    this.options = options;
    this.caller = caller;
    classes = run.classes();
    maps = byMaps(run, options);
    usualSteps = maps ? USUAL_MAPS : USUAL_STEPS;
  }

  /**
   * {@return samples a flow}
   *
   * @param run the run
   * @param options what to sample, and how
   * @param caller hears the progress
   * @throws InvalidInputException if an option has no meaning for this flow
   * @throws IOException if reading or writing fails
   */
  public static Images sample(ImageRun run, SamplingOptions options, Caller caller) throws IOException {
    return new ImageSampling(run, options, caller).sample();
  }

  private static boolean byMaps(ImageRun run, SamplingOptions options) {
    return run.net().spans() > 0 && options.integration().isByMaps() && !(options.start() instanceof Start.Data);
  }

  private Images sample() throws IOException {
    boolean back = options.start() instanceof Start.Data;
    Solver forth = solver();
    double guidance = classes.guidance(options.guidance());
    if (maps) {
      MapGuidance.require(guidance, run.net().spans() > 1, run.run().path());
    }
    List<Integer> wanted = options.classes() != null
        ? classes.parse("`class`", options.classes())
        : back ? any() : usual(classes);
    float[] start = start(wanted);
    requireRoom(start.length / run.net().dim());
    int[] labels = Classes.inTurn(wanted, first(options), start.length / run.net().dim());
    Timed timed = carry(back ? forth.reversed() : forth, start, labels, guidance);
    return new Images(run, options, wanted, labels, guidance, timed.way, timed.seconds,
        options.integration().times(forth, usualSteps));
  }

  private Solver solver() {
    Integration how = options.integration();
    if (how.sde() != null) {
      throw new InvalidInputException(
          "`sde` %s: for runs of points only; images are sampled without added noise".formatted(how.sde()));
    }
    return how.solver(usualSteps, ImageSampling::refuseLearnt);
  }

  private static TimeGrid refuseLearnt() {
    throw new InvalidInputException(
        "`grid` learnt: for runs of points only; expected uniform, cosine or shifted[:shift]");
  }

  /** The flow, or its flow map along the steps. */
  private ImageFlow goingBy(ImageFlow flow) {
    return maps ? flow.along(options.integration().grid(usualSteps, ImageSampling::refuseLearnt)) : flow;
  }

  /** The final images, their trajectories if these were kept, and the time that it took. */
  private record Timed(Sampler.Trajectory way, double seconds) {}

  private Timed carry(Solver way, float[] start, int[] labels, double guidance) {
    int images = start.length / run.net().dim();
    try (Torch torch = Devices.open(options.device());
        ImageFlow flow = goingBy(
            new ImageFlow(torch, run.model()).checking(caller.check(run.run(), "the sampling")));
        Work work = caller.begin("images", images)) {
      IntConsumer show = done -> work.at(done, "");
      long began = System.nanoTime();
      Sampler.Trajectory done = options.trajectory()
          ? flow.follow(way, start, labels, guidance, options.integration().times(way, usualSteps).length - 1, show)
          : new Sampler.Trajectory(new float[0][], flow.sample(way, start, labels, guidance, show));
      return new Timed(done, (System.nanoTime() - began) * 1e-9);
    }
  }

  /** The number of the first row. */
  private static long first(SamplingOptions options) {
    return options.start() instanceof Start.Drawn drawn ? drawn.offset() : 0;
  }

  /** The classes that are drawn if none are asked for: the first ones, if there are too many for a picture. */
  static List<Integer> usual(Classes classes) {
    return classes.all().subList(0, Math.min(OF_ALL_CLASSES, classes.count()));
  }

  private List<Integer> any() {
    if (classes.count() > 0) {
      classes.requireAny("`invert` without `class`");
    }
    return classes.any();
  }

  private float[] start(List<Integer> wanted) throws IOException {
    return switch (options.start()) {
      case Start.Data(Path file) -> {
        caller.memory().requireForFile(file.toString());
        float[] images = ImageInput.images(run, file);
        requireMemory(images.length / run.net().dim());
        yield images;
      }
      case Start.Noise from -> {
        caller.memory().requireForFile(from.file().toString());
        float[] noise = ImageInput.array(run.net(), from.file());
        int rows = noise.length / run.net().dim();
        if (from.count() != null && from.count() != rows) {
          throw new InvalidInputException("`count` %d, but %s has %d rows".formatted(from.count(), from.file(), rows));
        }
        requireMemory(rows);
        yield noise;
      }
      case Start.Drawn drawn -> {
        int images = drawn.count() != null
            ? drawn.count()
            : wanted.size() < 2
                ? OF_ONE_CLASS
                : wanted.size() * Math.clamp(OF_ALL_CLASSES / wanted.size(), 1, OF_EACH_CLASS);
        requireMemory(images);
        requireRoom(images);
        yield ImageFlow.noise(drawn.offset(), images, run.net().dim(), options.seed(), Seed.Purpose.SAMPLING, 0);
      }
    };
  }

  private void requireRoom(int images) {
    ImageFiles.requireRoom(options.file(), images, run.net().height(), run.net().width());
  }

  private void requireMemory(int images) {
    long kept = options.trajectory() ? options.integration().steps(usualSteps) + 1L : 0;
    caller.memory().require("sampling %d images".formatted(images),
        Float.BYTES * (long) images * run.net().dim() * (COPIES + 2 * kept));
  }

  /**
   * Sampled images, or noise.
   *
   * @param run the run
   * @param options what to sample, and how
   * @param wanted the classes that were asked for
   * @param labels the class of each image, in turn by its number; empty for a network without classes
   * @param guidance w in u + w·(c − u)
   * @param way the states at each time
   * @param seconds the time that the integration took
   * @param times the times of the states on the way
   */
  // Never compared, so the arrays' identity as equality does no harm.
  @SuppressWarnings("ArrayRecordComponent")
  public record Images(ImageRun run, SamplingOptions options, List<Integer> wanted, int[] labels, double guidance,
      Sampler.Trajectory way, double seconds, double[] times) implements Sampled {
    private boolean maps() {
      return byMaps(run, options);
    }

    @Override
    public int count() {
      return values().length / dim();
    }

    @Override
    public int dim() {
      return run.net().dim();
    }

    @Override
    public float[] values() {
      return way.samples().points();
    }

    @Override
    public Sampler.Samples cost() {
      return way.samples();
    }

    @Override
    public String summary() {
      return String.format(Locale.ROOT, "%,d images, %s%s", count(),
          maps() ? Integration.maps(way.samples().accepted()) : options.integration().done(way.samples(), "image"),
          maps() || guidance == 1 || guidance == 0 ? "" : ", twice for guidance");
    }

    private FloatArray array(float[] numbers, int... outer) {
      int[] shape = new int[outer.length + 4];
      System.arraycopy(outer, 0, shape, 0, outer.length);
      shape[outer.length] = count();
      shape[outer.length + 1] = run.net().channels();
      shape[outer.length + 2] = run.net().height();
      shape[outer.length + 3] = run.net().width();
      return FloatArray.of(numbers, shape);
    }

    @Override
    public AtomicFile.Body file(String ending, String name) {
      return ImageFiles.of(ending, array(values()),
          () -> ImageGrids.byClass(title(), run, values(), wanted, first(options)));
    }

    @Override
    public AtomicFile.Body trajectory(String name) {
      requireStates();
      int length = way.states()[0].length;
      float[] all = new float[Sizes.product(way.states().length, length)];
      for (int k = 0; k < way.states().length; k++) {
        System.arraycopy(way.states()[k], 0, all, k * length, length);
      }
      FloatArray array = array(all, way.states().length);
      return out -> Npy.write(out, array);
    }

    /** {@return a picture of some samples on their way} */
    public AtomicFile.Body strip() {
      requireStates();
      var picture = ImageGrids.strip(title(), run, way.states(), labels, times);
      return out -> Png.write(picture, out);
    }

    private void requireStates() {
      if (way.states().length == 0) {
        throw new IllegalStateException("the states on the way were not kept");
      }
    }

    private String title() {
      return ImageSampling.title(options.start() instanceof Start.Data ? "noise" : "samples", run, wanted, guidance,
          maps() ? Integration.maps(way.samples().accepted()) : options.integration().title(USUAL_STEPS));
    }
  }

  /** The title of a picture of noise or samples, which were made in a way such as "20 Euler steps". */
  static String title(String what, ImageRun run, List<Integer> wanted, double guidance, String way) {
    Classes classes = run.classes();
    String one = wanted.size() == 1 && classes.count() > 0 ? ", class " + classes.name(wanted.getFirst()) : "";
    String guided = guidance == 1 ? "" : ", guidance " + ImageGrids.shown(guidance);
    return "%s of %s%s%s: %s".formatted(what, ImageGrids.name(run), one, guided, way);
  }
}
