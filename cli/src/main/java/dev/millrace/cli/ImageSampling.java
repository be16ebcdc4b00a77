package dev.millrace.cli;

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
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.images.draw.ImageGrids;
import dev.millrace.images.open.ImageInput;
import dev.millrace.images.open.ImageRun;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.ImageSource;
import dev.millrace.torch.Torch;
import org.jspecify.annotations.Nullable;

/** The work of {@code sample} for a run of images: from noise to images, or from images to noise, and the pictures. */
record ImageSampling(ImageRun run, ImageSampleOptions options, SolverOptions solver, Files files,
    @Nullable Integer count, Seed seed, MemoryLimit memory, boolean quiet) {
  private static final int OF_ONE_CLASS = 64;
  private static final int OF_EACH_CLASS = 10;
  private static final int OF_ALL_CLASSES = 100;
  /** Copies of the images: at the start, at the end, and as they are written to the file. */
  private static final int COPIES = 3;

  /**
   * The files that the command line names.
   *
   * @param noise the file of start points
   * @param invert the file of images to turn into noise
   * @param trajectory the file for all states
   * @param out the file for the result
   */
  record Files(@Nullable Path noise, @Nullable Path invert, @Nullable Path trajectory, Path out) {}

  void write() throws IOException {
    requireFiles();
    Solver forth = solver.forImages();
    Classes classes = run.classes();
    double guidance = options.guidance(classes);
    List<Integer> wanted = options.classes(classes, files.invert == null ? all(classes) : any(classes));
    boolean follows = files.trajectory != null || options.strip() != null;
    float[] start = start(wanted, follows);
    int images = start.length / run.net().dim();
    ImageOutput.requireRoom(files.out, images, run.net().height(), run.net().width());
    int[] labels = Classes.shared(wanted, images);
    Carried carried = carry(files.invert == null ? forth : forth.reversed(), start, labels, guidance, follows);
    float[][] states = carried.way.states();
    Sampler.Samples samples = carried.way.samples();
    String title = title(classes, wanted, guidance, forth);
    if (files.trajectory != null) {
      write(files.trajectory, states, run.net());
    }
    if (options.strip() != null) {
      ImageOutput.write(options.strip(), ImageGrids.strip(title, run, states, labels, solver.times(forth)));
    }
    ImageOutput.write(files.out, samples.points(), run.net(),
        () -> ImageGrids.byClass(title, run, samples.points(), wanted));
    if (!quiet) {
      OutputFile.made(files.out, String.format(Locale.ROOT, "%,d images, %s%s, %s", images,
          solver.done(samples, "image"), guidance == 1 || guidance == 0 ? "" : ", twice for guidance",
          OutputFile.seconds(carried.seconds)));
    }
  }

  /** The final images, their trajectories if these were kept, and the time that it took. */
  private record Carried(Sampler.Trajectory way, double seconds) {}

  private Carried carry(Solver way, float[] start, int[] labels, double guidance, boolean follows) {
    int images = start.length / run.net().dim();
    try (Torch torch = options.device().open();
        ImageFlow flow = new ImageFlow(torch, run.model());
        Progress progress = Progress.show("images", images, quiet)) {
      IntConsumer show = done -> progress.at(done, "");
      int frames = way instanceof FixedStepSolver fixed ? fixed.grid().steps() : solver.imageSteps();
      long began = System.nanoTime();
      Sampler.Trajectory done = follows
          ? flow.follow(way, start, labels, guidance, frames, show)
          : new Sampler.Trajectory(new float[0][], flow.sample(way, start, labels, guidance, show));
      double seconds = (System.nanoTime() - began) * 1e-9;
      return new Carried(done, seconds);
    }
  }

  private void requireFiles() {
    ImageOutput.requireKnownEnding(files.out);
    if (options.strip() != null && files.invert != null) {
      throw new InvalidInputException("--invert %s with --strip: expected one of them".formatted(files.invert));
    }
  }

  /** The first images, if there are too many for a picture. */
  private static List<Integer> all(Classes classes) {
    return classes.all().subList(0, Math.min(OF_ALL_CLASSES, classes.count()));
  }

  private static List<Integer> any(Classes classes) {
    if (classes.count() > 0) {
      classes.requireAny("--invert without --class");
    }
    return classes.any();
  }

  private float[] start(List<Integer> wanted, boolean follows) throws IOException {
    if (files.invert != null) {
      memory.requireForFile(files.invert.toString());
      float[] images = ImageInput.images(run, files.invert);
      requireMemory(images.length / run.net().dim(), follows);
      return images;
    }
    if (files.noise != null) {
      memory.requireForFile(files.noise.toString());
      float[] noise = ImageInput.array(run.net(), files.noise);
      int rows = noise.length / run.net().dim();
      if (count != null && count != rows) {
        throw new InvalidInputException("--count %d, but %s has %d rows".formatted(count, files.noise, rows));
      }
      requireMemory(rows, follows);
      return noise;
    }
    int images = count != null
        ? count
        : wanted.size() < 2
            ? OF_ONE_CLASS
            : wanted.size() * Math.clamp(OF_ALL_CLASSES / wanted.size(), 1, OF_EACH_CLASS);
    requireMemory(images, follows);
    ImageOutput.requireRoom(files.out, images, run.net().height(), run.net().width());
    return ImageSource.noise(images, run.net().dim(), seed, Seed.Purpose.SAMPLING);
  }

  private void requireMemory(int images, boolean follows) {
    long kept = follows ? solver.imageSteps() + 1L : 0;
    memory.require("sampling %d images".formatted(images),
        Float.BYTES * (long) images * run.net().dim() * (COPIES + (files.trajectory == null ? kept : 2 * kept)));
  }

  private String title(Classes classes, List<Integer> wanted, double guidance, Solver forth) {
    String one = wanted.size() == 1 && classes.count() > 0 ? ", class " + classes.name(wanted.getFirst()) : "";
    String guided = guidance == 1 ? "" : ", guidance " + ImageGrids.shown(guidance);
    return "%s of %s%s%s: %s".formatted(files.invert == null ? "samples" : "noise", ImageGrids.name(run), one, guided,
        solver.shown(forth));
  }

  private static void write(Path file, float[][] states, ImageNet net) throws IOException {
    int length = states[0].length;
    float[] all = new float[Sizes.product(states.length, length)];
    for (int k = 0; k < states.length; k++) {
      System.arraycopy(states[k], 0, all, k * length, length);
    }
    FloatArray array = FloatArray.of(all, states.length, length / net.dim(), net.channels(), net.height(),
        net.width());
    AtomicFile.write(file, out -> Npy.write(out, array));
  }
}
