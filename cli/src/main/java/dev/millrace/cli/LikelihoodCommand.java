package dev.millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.likelihood.Divergence;
import dev.millrace.flow.likelihood.Likelihood;
import dev.millrace.flow.likelihood.LogDensities;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.DifferentiableRows;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.images.open.ImageRun;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.sample.PointFiles;
import dev.millrace.runs.work.MemoryLimit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "likelihood", mixinStandardHelpOptions = true, sortOptions = false,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} likelihood runs/moons-1 points.csv --out log-p.csv%n%n",
    description = "Says how probable points are under a flow: the natural logarithm of their density, in the units of "
        + "the data. Only if the source is gaussian.")
final class LikelihoodCommand implements Callable<Integer> {
  @ParentCommand
  private @Nullable Millrace millrace;

  private static final int FRESH_POINTS = 2000;
  private static final int MOST_PROBES = 10_000;

  @Parameters(index = "0", paramLabel = "RUN", description = "the folder of the run")
  private Path run = Path.of("");

  @Parameters(index = "1", arity = "0..1", paramLabel = "FILE",
      description = "a .csv, .npy or .jsonl file of points, or - for standard input; "
          + "default 2000 new points of the distribution of the run, or rows of its file, drawn with repetition")
  private @Nullable Path file;

  @Option(names = "--out", paramLabel = "FILE",
      description = "write the log density of each row to a .csv, .npy or .jsonl file, or - for CSV on "
          + "standard output")
  private @Nullable Path out;

  @Mixin
  private CsvOptions csv = new CsvOptions();

  @Option(names = "--class", paramLabel = "C",
      description = "of a run with classes: the density of one class, by name or number, or any; default any")
  private @Nullable String wanted;

  @Option(names = "--rtol", paramLabel = "X", defaultValue = "1e-5",
      description = "relative error that the solver, dopri5, allows per step")
  private double rtol;

  @Option(names = "--atol", paramLabel = "X", defaultValue = "1e-5",
      description = "absolute error that it allows per step")
  private double atol;

  @Option(names = "--probes", paramLabel = "N",
      description = "estimate the divergence from N random directions, which is faster for many columns; default exact")
  private @Nullable Integer probes;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "seed of the random numbers")
  private long seed;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "number of threads; 0 for all processors")
  private int threads;

  @Override
  public Integer call() throws IOException {
    if (out != null) {
      Output.requireKnownEnding(out);
      PointFiles.requirePicturable(out.toString(), 1);
    }
    if (threads < 0) {
      throw new InvalidInputException("--threads %d: expected 0 or more".formatted(threads));
    }
    if (probes != null && (probes < 1 || probes > MOST_PROBES)) {
      throw new InvalidInputException("--probes %d: expected 1 to %d".formatted(probes, MOST_PROBES));
    }
    RunDirectory folder = RunDirectory.openTrained(run);
    if (ImageRun.isOne(folder)) {
      throw new InvalidInputException(run + ": a run of images; likelihoods are offered for points only");
    }
    FlowModel model = folder.model();
    int dim = model.velocity().shape().dim();
    MemoryLimit memory = Millrace.memoryOf(millrace);
    if (file != null) {
      memory.requireForFile(file.toString());
    }
    Classes classes = Classes.of(folder, model, ConfigFile.read(folder.configFile()));
    int label = label(classes);
    float[] points = file == null
        ? fresh(PointRun.of(folder, Objects.requireNonNull(millrace).caller(false)), label)
        : model.standardizer().apply(csv.read(file, dim).values());
    noteConstants(model);
    Divergence divergence = probes == null
        ? new Divergence.Exact()
        : new Divergence.Hutchinson(probes, new Seed(seed));
    Likelihood likelihood = new Likelihood(new AdaptiveSolver(EmbeddedPair.DOPRI5, rtol, atol), divergence,
        Workers.orAllProcessors(threads));
    int[] labels = new int[classes.count() == 0 ? 0 : points.length / dim];
    Arrays.fill(labels, label);
    DifferentiableRows<float[]> field = classes.count() == 0
        ? model.velocity()
        : model.velocity().of(StateSpace.FLOATS, labels, 1);
    LogDensities found = likelihood.of(field, DataSource.source(model.source(), dim), points)
        .inUnitsOf(model.standardizer());
    PrintStream report = Output.report(out);
    String data = ConfigFile.read(folder.configFile()).data();
    report.printf(Locale.ROOT, "points              %,d of %s%s%s%nlog p, mean         %.4f nats%n",
        points.length / dim,
        file == null ? data : file, file == null && DataSource.isFile(data) ? ", drawn with repetition" : "",
        classes.count() == 0 ? "" : ", class " + classes.name(label), found.mean());
    report.printf(Locale.ROOT, "bits per dimension  %.4f%nNFE                 %d%n", found.bitsPerDimension(),
        found.nfe());
    if (out != null) {
      float[] values = new float[found.values().length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) found.values()[i];
      }
      Output.put(out, PointFiles.of(Output.ending(out), out.toString(), Table.of(values, 1, List.of()), "log p"));
      OutputFile.made(out, String.format(Locale.ROOT, "log p of %,d points", values.length));
    }
    return 0;
  }

  /** The class whose density is computed. */
  private int label(Classes classes) {
    if (wanted == null) {
      if (classes.count() > 0) {
        classes.requireAny("likelihood without --class");
      }
      return classes.count();
    }
    List<Integer> labels = classes.parse("--class", wanted);
    if (labels.size() > 1) {
      throw new InvalidInputException("--class %s: expected one class, or any".formatted(wanted));
    }
    return labels.getFirst();
  }

  private float[] fresh(PointRun flow, int label) {
    boolean one = flow.isOfClasses() && label < flow.classes().count();
    return (one ? flow.data().learnt().ofClass(label) : flow.data().learnt()).sample(
        new Seed(seed).generator(Seed.Purpose.EVALUATION_DATA_PLAIN, 0, 0),
        FRESH_POINTS);
  }

  private static void noteConstants(FlowModel model) {
    long constant = Arrays.stream(model.standardizer().std()).filter(std -> std == 0).count();
    if (constant > 0) {
      Millrace
          .complain("note: %d of %d columns did not vary in the data and have no density; log p counts them as learnt"
              .formatted(constant, model.standardizer().dim()));
    }
  }
}
