package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.images.open.ImageRun;
import dev.millrace.runs.text.DataNames;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "sample", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} sample runs/moons-1 --steps 20 --out samples.csv%n         "
        + "${ROOT-COMMAND-NAME} sample runs/mnist-1 --class 7 --guidance 2 --out 7.png%n%n",
    description = "Makes samples: turns noise into points or images with a trained flow, or data back into noise.")
final class SampleCommand implements Callable<Integer> {
  /** Up to this many operations the plain kernels are faster, because the vector kernels have to be compiled first. */
  private static final double LITTLE_WORK = 2e10;
  private static final int USUAL_COUNT = 1000;
  /** Copies of the points: at the start, at the end, in the units of the data, and as they are written to the file. */
  private static final int COPIES = 4;

  @ParentCommand
  private @Nullable Millrace millrace;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of the run")
  private Path run = Path.of("");

  @Option(names = "--count", paramLabel = "N",
      description = "how many samples; default 1000 points or 64 images, 10 images per class if there are several, or "
          + "one for each row of --noise")
  private @Nullable Integer count;

  @Mixin
  private SolverOptions solver = new SolverOptions();

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "seed of the random numbers")
  private long seed;

  @Option(names = "--noise", paramLabel = "FILE.npy",
      description = "start from these points, row by row, instead of random ones")
  private @Nullable Path noise;

  @Option(names = "--invert", paramLabel = "FILE",
      description = "the reverse: turn the rows of this .csv, .npy or .jsonl file of data, or of standard input (-), "
          + "back into noise; of images a .npy, "
          + ".png or .jpg file")
  private @Nullable Path invert;

  @Option(names = "--trajectory", paramLabel = "FILE.npy",
      description = "also write the position of every sample after every step: an array of [steps + 1, count, columns], "
          + "or [steps + 1, count, channels, height, width] of images; with an adaptive solver at --steps + 1 "
          + "evenly spaced times")
  private @Nullable Path trajectory;

  @Mixin
  private CsvOptions csv = new CsvOptions();

  @Mixin
  private ImageSampleOptions images = new ImageSampleOptions();

  @Option(names = "--quiet", description = "print no progress and no line about the result")
  private boolean quiet;

  @Option(names = "--out", paramLabel = "FILE", required = true,
      description = "a .npy, .csv, .jsonl or .png file, or - for CSV on standard output; "
          + "of images .npy ([count, channels, height, width], values in about [−1, "
          + "1]) or .png")
  private Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    check();
    RunDirectory folder = RunDirectory.open(run);
    if (ImageRun.isOne(folder)) {
      var files = new ImageSampling.Files(noise, invert, trajectory, out);
      new ImageSampling(ImageRun.of(folder), images, solver, files, count, new Seed(seed),
          Objects.requireNonNull(millrace).memory(), quiet).write();
      return 0;
    }
    images.requireForPoints(run);
    FlowModel trained = folder.model();
    if (solver.isStochastic()) {
      String coupling = ConfigFile.read(folder.configFile()).coupling();
      if (!coupling.equals("independent")) {
        Millrace
            .complain("note: --sde keeps the distribution of a flow with independent coupling; %s was trained with %s"
                .formatted(run, coupling));
      }
    }
    int dim = trained.velocity().shape().dim();
    Output.requirePicturable(out, dim);
    Seed from = new Seed(seed);
    if (noise == null && invert == null) {
      requireMemory(count == null ? USUAL_COUNT : count, dim);
    }
    float[] start = start(trained, dim);
    requireMemory(start.length / dim, dim);
    FlowModel model = forPoints(trained, start.length / dim);
    long began = System.nanoTime();
    Sampler.Samples samples;
    float[][] states = {};
    if (invert != null) {
      samples = solver.invert(model, start, from, processors());
    } else if (trajectory == null) {
      samples = solver.sample(model, start, from, processors());
    } else {
      Sampler.Trajectory way = solver.follow(model, start, from, processors());
      samples = way.samples();
      states = way.states();
    }
    double seconds = (System.nanoTime() - began) * 1e-9;
    Table points = invert == null
        ? model.standardizer().decode(samples.points(), model.columns())
        : Table.of(samples.points(), dim, List.of());
    if (trajectory != null) {
      write(trajectory, states, model, dim);
    }
    Output.write(out, points, (invert == null ? "samples of " : "noise of ") + DataNames.shortName(run.toString()));
    if (!quiet) {
      OutputFile.made(out,
          String.format(Locale.ROOT, "%,d points%s, %s, %s", points.rows(), invert == null ? "" : " of noise",
              solver.done(samples, "point"), OutputFile.seconds(seconds)));
    }
    return 0;
  }

  private FlowModel forPoints(FlowModel model, int points) {
    double work = 2.0 * points * solver.evaluations() * model.velocity().shape().parameters();
    return work < LITTLE_WORK ? model.withVelocity(model.velocity().plain()) : model;
  }

  private int processors() {
    return images.device().processors();
  }

  private void check() {
    Output.requireKnownEnding(out);
    if (count != null && count < 1) {
      throw new InvalidInputException("--count " + count + ": expected 1 or more");
    }
    OutputFile.require("--trajectory", trajectory, ".npy");
    images.check();
    solver.check();
    if (invert != null) {
      refuseWithInvert("--noise", noise != null);
      refuseWithInvert("--count", count != null);
      refuseWithInvert("--trajectory", trajectory != null);
      refuseWithInvert("--sde", solver.isStochastic());
    }
  }

  private void refuseWithInvert(String option, boolean given) {
    if (given) {
      throw new InvalidInputException("--invert %s with %s: expected one of them".formatted(invert, option));
    }
  }

  /** The start points, encoded as for the network. */
  private float[] start(FlowModel model, int dim) throws IOException {
    if (invert != null) {
      return model.standardizer().apply(read(invert, dim).values());
    }
    if (noise == null) {
      return Sampler.startPoints(DataSource.source(model.source(), dim), count == null ? USUAL_COUNT : count,
          new Seed(seed));
    }
    Table rows = read(noise, dim);
    if (count != null && count != rows.rows()) {
      throw new InvalidInputException("--count %d, but %s has %d rows".formatted(count, noise, rows.rows()));
    }
    return rows.floats();
  }

  private void requireMemory(int points, int dim) {
    Objects.requireNonNull(millrace).memory().requireNumbers("sampling %d points".formatted(points), points, dim,
        trajectory == null ? COPIES : COPIES + 2L * solver.steps());
  }

  private Table read(Path file, int dim) throws IOException {
    Objects.requireNonNull(millrace).memory().requireForFile(file.toString());
    return quiet ? DataSource.read(file, csv.csvHeader(), dim) : csv.read(file, dim);
  }

  private static void write(Path file, float[][] states, FlowModel model, int dim) throws IOException {
    int length = states[0].length;
    float[] all = new float[Sizes.product(states.length, length)];
    for (int k = 0; k < states.length; k++) {
      System.arraycopy(model.standardizer().invert(states[k]), 0, all, k * length, length);
    }
    NotFinite.checkRange(file, all, dim);
    FloatArray array = FloatArray.of(all, states.length, length / dim, dim);
    AtomicFile.write(file, stream -> Npy.write(stream, array));
  }
}
