package dev.millrace.images.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageData;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.evaluate.Attempts;
import dev.millrace.flow.measure.PrecisionRecall;
import dev.millrace.flow.measure.Straightness;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Guidance;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.images.open.ImageRun;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.Torch;
import org.jspecify.annotations.Nullable;

/**
 * Measures a flow of images: quality by number of steps beside its floor, how often samples are of the class asked for,
 * straightness, and memorisation.
 */
public final class ImageEvaluation implements AutoCloseable {
  private static final int STRAIGHT_STEPS = 20;
  private static final int STRAIGHT_IMAGES = 60;
  private static final int NEIGHBOUR_IMAGES = 256;
  /** The least number of images of a classifier. */
  private static final int LEAST_SIDE = 4;

  /**
   * The settings of an evaluation.
   *
   * @param method the solver, on a uniform grid
   * @param nfe numbers of function evaluations per sample, at least one number, each at least the method's stages
   * @param count samples, more than {@link PrecisionRecall#USUAL_K}
   * @param guidance the weight of guidance of the samples whose classes are checked
   * @param guidedSteps number of steps of these samples, at least 1
   * @param seed the seed of the noise
   * @param threads number of threads, at least 1
   * @param classifier a file to read the classifier from; none for the one in the run's folder
   */
  public record Plan(Tableau method, List<Integer> nfe, int count, double guidance, int guidedSteps, Seed seed,
      int threads,
      @Nullable Path classifier) {
    private static final List<Integer> USUAL_NFE = List.of(1, 2, 4, 10, 100);
    private static final List<Integer> FEW_NFE = List.of(1, 2, 4, 10);
    private static final List<Integer> FEWEST_NFE = List.of(1, 4);
    public static final int USUAL_COUNT = 2000;
    public static final double USUAL_GUIDANCE = 2;
    public static final int USUAL_STEPS = 4;
    private static final int MOST_IMAGES = 1_000_000;
    private static final int MOST_NFE = 100_000;
    private static final int GUIDED_IMAGES = 1000;
    /** With more steps than these a flow goes as well by its velocity. */
    private static final int MOST_MAPS = 10;

    /**
     * Checks the values.
     *
     * @throws InvalidInputException naming an option that is out of range
     */
    public Plan {
      nfe = nfe.isEmpty() ? usualNfe(method) : List.copyOf(nfe);
      for (int n : nfe) {
        if (n < method.stages().size() || n > MOST_NFE) {
          throw new InvalidInputException("`nfe` %d: expected %d (one step of %s) to %d".formatted(n,
              method.stages().size(), method.name(), MOST_NFE));
        }
      }
      if (count <= PrecisionRecall.USUAL_K || count > MOST_IMAGES) {
        throw new InvalidInputException(
            "`count` %d: expected %d to %d".formatted(count, PrecisionRecall.USUAL_K + 1, MOST_IMAGES));
      }
      if (guidedSteps < 1 || guidedSteps > MOST_NFE) {
        throw new InvalidInputException("`guided-steps` %d: expected 1 to %d".formatted(guidedSteps, MOST_NFE));
      }
      Guidance.require("`guidance`", guidance);
    }

    /**
     * {@return the settings that options describe, for a network of velocities}
     *
     * @param options what to measure
     */
    public static Plan of(EvaluationOptions options) {
      return of(options, 0);
    }

    /**
     * {@return the settings that options describe}
     *
     * @param options what to measure
     * @param spans those of the network, see {@link dev.millrace.torch.ImageNet#spans}
     */
    public static Plan of(EvaluationOptions options, int spans) {
      return new Plan(options.method(), options.nfe(), options.count() == null ? USUAL_COUNT : options.count(),
          options.guidance() == null ? USUAL_GUIDANCE : options.guidance(),
          options.guidedSteps() == null ? guidedSteps(spans) : options.guidedSteps(), new Seed(options.seed()),
          Workers.orAllProcessors(options.threads()), options.classifier());
    }

    /** Guided maps need one step. */
    private static int guidedSteps(int spans) {
      return spans > 1 ? 1 : USUAL_STEPS;
    }

    /**
     * {@return the default settings}
     *
     * @param seed seed of the noise and of the choice of images
     * @param threads number of threads, at least 1
     */
    public static Plan usual(Seed seed, int threads) {
      return of(USUAL_NFE, USUAL_COUNT, 0, seed, threads);
    }

    /**
     * As {@link #after(long, int, int, Seed, int)}, for a network of velocities.
     *
     * @param images number of images trained on, each counted as often as it was used
     * @param classes number of classes of the network
     * @param seed seed of the noise and of the choice of images
     * @param threads number of threads, at least 1
     * @return the settings
     */
    public static Plan after(long images, int classes, Seed seed, int threads) {
      return after(images, classes, 0, seed, threads);
    }

    /**
     * {@return the settings of the evaluation that ends a training: those of {@link #usual}, or reduced so that the
     * evaluation takes about a third of the training's time at most} A training step costs about three evaluations per
     * image, gradient included.
     *
     * @param images number of images trained on, each counted as often as it was used
     * @param classes number of classes of the network
     * @param spans those of the network, see {@link dev.millrace.torch.ImageNet#spans}
     * @param seed seed of the noise and of the choice of images
     * @param threads number of threads, at least 1
     */
    public static Plan after(long images, int classes, int spans, Seed seed, int threads) {
      return Stream.of(of(USUAL_NFE, USUAL_COUNT, spans, seed, threads), of(FEW_NFE, USUAL_COUNT, spans, seed, threads),
          of(FEW_NFE, USUAL_COUNT / 2, spans, seed, threads), of(FEW_NFE, USUAL_COUNT / 4, spans, seed, threads))
          .filter(plan -> plan.evaluations(classes, spans) <= images).findFirst()
          .orElseGet(() -> of(FEWEST_NFE, USUAL_COUNT / 10, spans, seed, threads));
    }

    private static Plan of(List<Integer> nfe, int count, int spans, Seed seed, int threads) {
      return new Plan(Tableau.EULER, nfe, count, USUAL_GUIDANCE, guidedSteps(spans), seed, threads, null);
    }

    /** {@return whether these settings measure less than the default ones} */
    public boolean isShort() {
      return count < USUAL_COUNT || !nfe.containsAll(USUAL_NFE);
    }

    private static List<Integer> usualNfe(Tableau method) {
      return USUAL_NFE.stream().filter(n -> n >= method.stages().size()).toList();
    }

    private int steps(int n) {
      return n / method.stages().size();
    }

    /** Numbers of steps of the flow map: those of {@code nfe} that are few, or all if none is. */
    private List<Integer> maps() {
      List<Integer> few = nfe.stream().filter(n -> n <= MOST_MAPS).toList();
      return few.isEmpty() ? nfe : few;
    }

    private FixedStepSolver solver(int steps) {
      return new FixedStepSolver(method, TimeGrid.uniform(steps));
    }

    /** Rounds a count to equal numbers per class. */
    private int guidedCount(int classes) {
      return Math.max(1, Math.min(count, GUIDED_IMAGES) / classes) * classes;
    }

    /** Number of evaluations of the velocity for single images that all samples take together. */
    private long evaluations(int classes, int spans) {
      long sum = nfe.stream().mapToLong(n -> (long) steps(n) * cost(1) * count).sum()
          + (spans == 0 ? 0 : maps().stream().mapToLong(n -> (long) n * count).sum());
      return classes > 0 ? sum + (long) guidedSteps * cost(guidance) * guidedCount(classes) : sum;
    }

    /** Evaluations of the network per step and image: two with guidance. */
    private int cost(double w) {
      return method.stages().size() * (w == 1 ? 1 : 2);
    }
  }

  private final ImageRun run;
  private final ImageData data;
  private final Plan plan;
  private final ImageFlow flow;
  /** Whether the flow has a flow map. */
  private final boolean byMaps;
  private final Optional<ImageJudge> judge;
  private final List<String> notes = new ArrayList<>();
  private final Attempts attempts = new Attempts();
  private final Work work;
  private final Caller caller;
  private int done;

  private ImageEvaluation(ImageRun run, ImageData data, Torch torch, Plan plan, Caller caller) throws IOException {
    this.run = run;
    this.caller = caller;
    this.data = data;
    this.plan = plan;
    run.requireSize(data.train());
    int classes = run.net().classes();
    if (classes > 0 && data.train().classes() > 0 && classes != data.train().classes()) {
      throw new InvalidInputException("%s: the network knows %d classes, %s has %d".formatted(run.run().path(), classes,
          data.train().name(), data.train().classes()));
    }
    Optional<String> obstacle = obstacle(data);
    obstacle.ifPresent(why -> notes.add("FD, precision, recall and classes are not measured: " + why));
    judge = obstacle.isPresent()
        ? Optional.empty()
        : Optional.of(new ImageJudge(
            ImageClassifier.of(run, data.train(), torch, plan.classifier, caller), data.test(), plan.threads));
    flow = new ImageFlow(torch, run.model()).checking(caller.check(run.run(), "the evaluation"));
    byMaps = run.net().spans() > 0;
    long evaluations = judge.isPresent()
        ? plan.evaluations(classes, run.net().spans())
        : lookedAt() * (long) most();
    work = caller.begin("evaluation", (int) Math.min(Integer.MAX_VALUE, evaluations));
  }

  /** Why these images cannot have a classifier, or have too few images to compare. */
  private static Optional<String> obstacle(ImageData data) {
    ImageSet train = data.train();
    if (train.classes() < 2) {
      return Optional.of("they need a classifier, and %s has no classes to learn".formatted(train.name()));
    }
    if (train.height() < LEAST_SIDE || train.width() < LEAST_SIDE) {
      return Optional.of("a classifier needs images of %d × %d".formatted(LEAST_SIDE, LEAST_SIDE));
    }
    int least = PrecisionRecall.USUAL_K + 1;
    return data.test().count() < least || train.count() < least
        ? Optional.of("%s has %d training and %d test images, expected %d of each".formatted(train.name(),
            train.count(), data.test().count(), least))
        : Optional.empty();
  }

  /**
   * Measures a flow of images.
   *
   * @param run the run
   * @param data the images of the run
   * @param torch what the network runs on
   * @param plan what to measure
   * @param caller hears the progress
   * @return the figures
   * @throws InvalidInputException if the images do not match the network, or the file of the classifier is not valid
   * @throws IOException if reading or writing fails
   */
  public static ImageFigures measure(ImageRun run, ImageData data, Torch torch, Plan plan, Caller caller)
      throws IOException {
    try (ImageEvaluation evaluation = new ImageEvaluation(run, data, torch, plan, caller)) {
      return evaluation.measure();
    }
  }

  private ImageFigures measure() {
    float[] noise = ImageFlow.noise(judge.isPresent() ? plan.count : lookedAt(), run.net().dim(), plan.seed,
        Seed.Purpose.EVALUATION);
    int[] like = like(data.train(), noise.length / run.net().dim(), plan.seed);
    int[] labels = labels(like);
    List<float[]> kept = new ArrayList<>();
    Optional<ImageFigures.Likeness> likeness = judge.flatMap(j -> {
      List<ImageFigures.Row> maps = byMaps ? rows(j, true, noise, labels, kept) : List.of();
      List<ImageFigures.Row> velocity = rows(j, false, noise, labels, byMaps ? new ArrayList<>() : kept);
      List<ImageFigures.Row> rows = byMaps ? maps : velocity;
      return rows.isEmpty()
          ? Optional.empty()
          : attempts.of("FD and what goes with it", () -> new ImageFigures.Likeness(j.credentials(),
              data.test().count(), floor(j, like), rows, byMaps ? velocity : List.of(),
              attempts.of("guided samples", () -> guided(j)).orElse(Optional.empty())));
    });
    likeness.ifPresent(this::noteRanks);
    ImageFigures.Straight straight = attempts.of("straightness", this::straightness)
        .orElse(ImageFigures.Straight.UNKNOWN);
    ImageFigures.Memorisation memorisation = attempts.of("the distance to training images", () -> memorisation(
        judge.isPresent() && !kept.isEmpty()
            ? kept.getLast()
            : byMaps ? sample(true, noise, labels, 1, 1, "") : sample(false, noise, labels, 1, plan.steps(most()), "")))
        .orElse(ImageFigures.Memorisation.UNKNOWN);
    notes.addAll(attempts.failures());
    return new ImageFigures(run, plan, likeness, straight, memorisation, List.copyOf(notes));
  }

  /** A number of steps, and the samples made with it. */
  private record Sampled(ImageFigures.Row row, float[] samples) {}

  /** By the flow map or by the velocity; the samples of the most steps, or of the first, are kept. */
  private List<ImageFigures.Row> rows(ImageJudge by, boolean maps, float[] noise, int[] labels, List<float[]> kept) {
    List<Integer> counts = maps ? plan.maps() : plan.nfe;
    int most = counts.stream().mapToInt(n -> n).max().orElseThrow();
    List<ImageFigures.Row> rows = new ArrayList<>();
    for (int nfe : counts) {
      attempts.of("NFE " + nfe, () -> row(by, maps, nfe, noise, labels)).ifPresent(row -> {
        rows.add(row.row);
        if (kept.isEmpty() || nfe == most) {
          kept.add(row.samples);
        }
      });
    }
    return rows;
  }

  private Sampled row(ImageJudge by, boolean maps, int nfe, float[] noise, int... labels) {
    int steps = maps ? nfe : plan.steps(nfe);
    long start = System.nanoTime();
    float[] samples = sample(maps, noise, labels, 1, steps,
        (steps == 1 ? "1 step" : steps + " steps") + (maps ? " of the flow map" : ""));
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new Sampled(new ImageFigures.Row(maps ? steps : steps * plan.method.stages().size(), steps,
        by.compare(samples, labels), seconds), samples);
  }

  /**
   * {@return indices of the training images that determine the classes of the samples and that replace the samples for
   * the floor}
   *
   * @param training the training images
   * @param count how many
   * @param seed seed of the noise and of the choice of images
   */
  public static int[] like(ImageSet training, int count, Seed seed) {
    return ImageJudge.chosen(training.count(), count, seed.generator(Seed.Purpose.EVALUATION_DATA, 0, 0));
  }

  /** As many training images as samples, if there are so many: those that determine the classes of the samples. */
  private ImageLikeness floor(ImageJudge judge, int[] like) {
    ImageSet chosen = data.train().take(Arrays.copyOf(like, Math.min(like.length, data.train().count())));
    return judge.compare(chosen.floats(), chosen.labels());
  }

  private void noteRanks(ImageFigures.Likeness likeness) {
    if (likeness.rows().stream().anyMatch(row -> row.likeness().isFlat())) {
      notes.add(String.format(Locale.ROOT,
          "`count` %,d does not fill the %d dimensions that the test images' features have: FD is far above that of "
              + "more samples",
          plan.count, likeness.floor().distance().rankB()));
    }
  }

  private Optional<ImageFigures.Guided> guided(ImageJudge judge) {
    int classes = run.net().classes();
    if (classes == 0) {
      return Optional.empty();
    }
    int[] labels = ConditionalField.inTurn(classes, 0, plan.guidedCount(classes));
    float[] noise = ImageFlow.noise(labels.length, run.net().dim(), plan.seed, Seed.Purpose.EVALUATION);
    boolean maps = ImageFlow.mapsWith(run.net(), plan.guidance);
    float[] samples = sample(maps, noise, labels, plan.guidance, plan.guidedSteps, "guided");
    return Optional.of(new ImageFigures.Guided(labels.length, judge.confusion(samples, labels)));
  }

  /**
   * The classes of the given training images; all classes in turn if they have none; empty for a network without
   * classes.
   */
  private int[] labels(int[] like) {
    int classes = run.net().classes();
    return classes == 0
        ? new int[0]
        : data.train().classes() == 0
            ? ConditionalField.inTurn(classes, 0, like.length)
            : Arrays.stream(like).map(i -> data.train().labels()[i]).toArray();
  }

  private float[] sample(boolean maps, float[] noise, int[] labels, double guidance, int steps, String news) {
    caller.requireGoingOn(run.run(), "the evaluation");
    int before = done;
    long each = maps ? steps : (long) steps * plan.cost(guidance);
    TimeGrid grid = TimeGrid.uniform(steps);
    ImageFlow way = maps ? flow.along(grid) : flow;
    FixedStepSolver solver = maps ? new FixedStepSolver(Tableau.EULER, grid) : plan.solver(steps);
    float[] samples = way.sample(solver, noise, labels, guidance,
        images -> work.at((int) Math.min(Integer.MAX_VALUE, before + images * each), news)).points();
    done = (int) Math.min(Integer.MAX_VALUE, before + noise.length / run.net().dim() * each);
    return samples;
  }

  private int most() {
    return plan.nfe.stream().mapToInt(n -> n).max().orElseThrow();
  }

  private int lookedAt() {
    return Math.min(plan.count, NEIGHBOUR_IMAGES);
  }

  /** The mean over the classes of the straightness S of the field for each class. */
  private ImageFigures.Straight straightness() {
    work.at(done, "straightness");
    int classes = Math.max(1, run.net().classes());
    int shown = Math.min(classes, STRAIGHT_IMAGES);
    int each = STRAIGHT_IMAGES / shown;
    int dim = run.net().dim();
    float[] noise = ImageFlow.noise(each * shown, dim, plan.seed, Seed.Purpose.EVALUATION);
    FixedStepSolver heun = new FixedStepSolver(Tableau.HEUN, TimeGrid.uniform(STRAIGHT_STEPS));
    Straightness[] found = new Straightness[shown];
    try (Workers workers = new Workers(Math.min(plan.threads, shown))) {
      workers.forEach(shown, c -> found[c] = Straightness.measure(flow.arrays(c, 1),
          Arrays.copyOfRange(noise, c * each * dim, (c + 1) * each * dim), heun, Standardizer.identity(dim), 1));
    }
    return ImageFigures.Straight.of(found);
  }

  private ImageFigures.Memorisation memorisation(float[] samples) {
    work.at(done, "nearest training images");
    int dim = run.net().dim();
    float[] few = Arrays.copyOf(samples, Math.min(samples.length, NEIGHBOUR_IMAGES * dim));
    int[] kept = ImageJudge.chosen(data.test().count(), Math.min(data.test().count(), NEIGHBOUR_IMAGES),
        plan.seed.generator(Seed.Purpose.EVALUATION_DATA, 1, 0));
    return new ImageFigures.Memorisation(
        ImageNeighbours.of(few, data.train(), 1, plan.threads).meanDistance(),
        ImageNeighbours.of(data.test().take(kept).floats(), data.train(), 1, plan.threads).meanDistance());
  }

  @Override
  public void close() {
    work.close();
    flow.close();
    judge.ifPresent(ImageJudge::close);
  }
}
