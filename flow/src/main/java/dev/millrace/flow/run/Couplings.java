package dev.millrace.flow.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.Draws;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.SemidiscretePairs;
import dev.millrace.flow.coupling.SinkhornCoupling;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.text.Spec;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.transport.Semidiscrete;

/** Couplings by the names that the command line uses. */
public final class Couplings {
  static final List<String> FORMS = List.of("independent", "ot", "sinkhorn[:epsilon]",
      "semidiscrete[:points]", "pairs:FILE.npy");

  private static final int MOST_POINTS = 1 << 20;
  /**
   * The greatest accepted error of the masses. Errors of single cells hardly matter unless neighbouring cells have them
   * too, but there must not be dozens of empty cells.
   */
  private static final double MOST_MASS_ERROR = 0.5;

  private Couplings() {
  }

  /**
   * Checks a name and its arguments without making the coupling.
   *
   * @throws InvalidInputException if there is no such coupling
   */
  static void check(String text) {
    Spec spec = Spec.parse("coupling", text, FORMS);
    switch (spec.name()) {
      case "independent", "ot", "sinkhorn" -> withinBatch(spec);
      case "semidiscrete" -> points(spec);
      case "pairs" -> {
        if (!spec.arguments().endsWith(".npy")) {
          throw spec.error("needs a file");
        }
      }
      default -> throw spec.unknown();
    }
  }

  /**
   * Makes the objective of a run: the pairs and the coupling that its options name.
   *
   * @param config the options of the run
   * @param source distribution of x0
   * @param data distribution of x1, as the network sees it
   * @return the objective
   * @throws InvalidInputException if a file of pairs is missing, damaged or of another width, or the option {@code
   *     class-aware} is set and the data have no classes
   * @throws IOException if reading or writing fails
   */
  public static FlowMatching objective(RunConfig config, Distribution source, Distribution data) throws IOException {
    return objective(config, source, data, (draws, error) -> {});
  }

  /**
   * As {@link #objective(RunConfig, Distribution, Distribution)}.
   *
   * @param config the options of the run
   * @param source the noise, x0
   * @param data the data, x1
   * @param progress receives the progress of learning semidiscrete transport, which takes seconds
   * @return the objective
   * @throws IOException if reading or writing fails
   */
  public static FlowMatching objective(RunConfig config, Distribution source, Distribution data,
      Semidiscrete.Listener progress) throws IOException {
    Spec spec = Spec.parse("coupling", config.coupling(), FORMS);
    if (config.conditional() && spec.name().equals("semidiscrete")) {
      throw new InvalidInputException(
          "`classes` with `coupling` semidiscrete: its data points have no classes; expected independent, ot or sinkhorn");
    }
    if (config.classAware()) {
      requireClasses(config, spec, data);
      return config.objective(new Draws(source, data), new WithinClasses(withinBatch(spec)));
    }
    return switch (spec.name()) {
      case "semidiscrete" -> config.objective(semidiscrete(config, source, data, points(spec), progress),
          Coupling.INDEPENDENT);
      case "pairs" -> config.objective(readPairs(Path.of(spec.arguments()), data.dim(),
          config.conditional() ? data.classes() : 0, config.batch()),
          Coupling.INDEPENDENT);
      default -> config.objective(new Draws(source, data), withinBatch(spec));
    };
  }

  private static void requireClasses(RunConfig config, Spec spec, Distribution data) {
    if (data.classes() == 1) {
      throw new InvalidInputException("`class-aware`: " + config.data() + " has no classes");
    }
    if (spec.name().equals("semidiscrete") || spec.name().equals("pairs")) {
      throw new InvalidInputException(
          "`class-aware` with `coupling` %s: its data points have no classes; expected ot or sinkhorn"
              .formatted(spec.name()));
    }
  }

  /**
   * {@return the couplings that use only the rows of a batch}
   *
   * @param spec independent, ot or sinkhorn[:epsilon], possibly among other forms
   * @throws InvalidInputException if it is none of these
   */
  public static Coupling withinBatch(Spec spec) {
    return switch (spec.name()) {
      case "independent" -> spec.plain(Coupling.INDEPENDENT);
      case "ot" -> spec.plain(new MinibatchOt());
      case "sinkhorn" -> sinkhorn(spec);
      default -> throw spec.unknown();
    };
  }

  private static Coupling sinkhorn(Spec spec) {
    return spec.build(() -> new SinkhornCoupling(spec.numbersOr(SinkhornCoupling.DEFAULT_EPSILON)[0]));
  }

  private static int points(Spec spec) {
    double points = spec.numbersOr(SemidiscretePairs.DEFAULT_GROUPS)[0];
    if (!(points >= 2 && points <= MOST_POINTS && points == Math.rint(points))) {
      throw spec.error("points must be a whole number from 2 to " + MOST_POINTS);
    }
    return (int) points;
  }

  private static SemidiscretePairs semidiscrete(RunConfig config, Distribution source, Distribution data, int points,
      Semidiscrete.Listener progress) {
    try (Workers workers = new Workers(config.resolvedThreads())) {
      SemidiscretePairs pairs = SemidiscretePairs.learn(source, data, points, Semidiscrete.Stop.DEFAULT,
          new Seed(config.seed()), workers, progress);
      Semidiscrete learnt = pairs.transport();
      if (learnt.massError() > MOST_MASS_ERROR) {
        throw new InvalidInputException(String.format(Locale.ROOT,
            "`coupling` semidiscrete did not converge: the masses of its cells are off by %.0f %% after %d source "
                + "points,"
                + " expected at most %.0f %%; ask for fewer points than %d",
            100 * learnt.massError(), learnt.draws(), 100 * MOST_MASS_ERROR, points));
      }
      return pairs;
    }
  }

  /**
   * Writes pairs for {@code pairs:FILE.npy} as an array [2, count, dim], first x0 and then x1, as the network sees
   * them. If they have classes, it is [2, count, dim + 1], and the last column is the class of each pair.
   *
   * @param file the file
   * @param pairs the pairs
   * @throws IOException if writing fails
   */
  public static void writePairs(Path file, FixedPairs pairs) throws IOException {
    int dim = pairs.dim();
    int width = pairs.classes() > 0 ? dim + 1 : dim;
    int count = pairs.count();
    float[] both = new float[Sizes.product(2, count, width)];
    for (int row = 0; row < count; row++) {
      System.arraycopy(pairs.x0(), row * dim, both, row * width, dim);
      System.arraycopy(pairs.x1(), row * dim, both, (count + row) * width, dim);
      if (width > dim) {
        both[row * width + dim] = pairs.labels()[row];
        both[(count + row) * width + dim] = pairs.labels()[row];
      }
    }
    FloatArray array = FloatArray.of(both, 2, count, width);
    AtomicFile.write(file, out -> Npy.write(out, array));
  }

  private static FixedPairs readPairs(Path file, int dim, int classes, int batch) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(file + ": no such file of pairs");
    }
    FloatArray array = Npy.read(file).requireFinite(file);
    List<Integer> shape = array.shape();
    int width = classes > 0 ? dim + 1 : dim;
    if (shape.size() != 3 || shape.get(0) != 2 || shape.get(2) != width) {
      throw new InvalidInputException("%s: shape %s, expected [2, count, %d]%s".formatted(file, shape, width,
          classes > 0 ? ", the last column for the class" : ""));
    }
    int count = shape.get(1);
    if (count < batch) {
      throw new InvalidInputException("%s: %d pairs, expected at least `batch` %d".formatted(file, count, batch));
    }
    float[] both = array.values();
    float[] x0 = new float[count * dim];
    float[] x1 = new float[count * dim];
    int[] labels = new int[classes > 0 ? count : 0];
    for (int row = 0; row < count; row++) {
      System.arraycopy(both, row * width, x0, row * dim, dim);
      System.arraycopy(both, (count + row) * width, x1, row * dim, dim);
      if (classes > 0) {
        labels[row] = label(file, row, both[row * width + dim], both[(count + row) * width + dim], classes);
      }
    }
    return new FixedPairs(x0, x1, labels, classes, dim);
  }

  private static int label(Path file, int row, float first, float second, int classes) {
    if (first != second || first != Math.rint(first) || first < 0 || first >= classes) {
      throw new InvalidInputException("%s: row %d (counted from 1): class %s and %s, expected twice one of 0 to %d"
          .formatted(file, row + 1, first, second, classes - 1));
    }
    return (int) first;
  }
}
