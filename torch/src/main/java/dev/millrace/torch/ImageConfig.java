package dev.millrace.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.ImageEpochs;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.data.ImageData;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.data.PictureOptions;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.path.Schedules;
import dev.millrace.flow.path.SigmaForms;
import dev.millrace.flow.path.TimeDistributions;
import dev.millrace.flow.rectify.StoredPairs;
import dev.millrace.flow.run.Checks;
import dev.millrace.flow.run.Couplings;
import dev.millrace.flow.run.ObjectiveConfig;
import dev.millrace.flow.text.Spec;
import dev.millrace.flow.train.AdamW;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.Loss;
import dev.millrace.flow.train.MeanFlow;
import dev.millrace.flow.train.TrainingOptions;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The options of a training of an image network. In {@code run.yaml} and on the command line their names are in
 * kebab-case.
 *
 * @param data the data set, as {@link ImageSources} reads it, such as "mnist"
 * @param size width and height that the pictures of a folder are scaled to; 0 to keep their size
 * @param channels 1 or 3 for pictures of a folder; 0 to keep theirs
 * @param net "lesson", "small" or "base"
 * @param unconditional whether the classes of the data are ignored
 * @param steps number of steps of the optimizer
 * @param batch images per step
 * @param micro images that pass through the network at once; 0 for a number that suits the device
 * @param lr peak learning rate
 * @param coupling "independent", "ot", "sinkhorn[:epsilon]", or "pairs:DIR" (reflow)
 * @param couplingBatch pairs that the coupling sees at once, a multiple of {@code batch}; 0 for {@code batch}
 * @param classAware whether coupling exchanges noise only between images of the same class
 * @param time the time distribution, such as "logit-normal:0,1"
 * @param path the schedule, such as "linear"
 * @param sigmaMin noise around the path: "none", "constant:0.1" or "lipman:0.01"
 * @param loss "squared" or "huber"
 * @param labelDropout fraction of the images whose class is hidden, which guidance requires
 * @param flip whether images are mirrored at random
 * @param ema decay of the average of the weights, 0 for none
 * @param warmup steps over which the learning rate rises
 * @param decay "constant" or "cosine"
 * @param clip greatest norm of the gradient, 0 for none
 * @param weightDecay decoupled weight decay
 * @param seed the seed from which all random numbers derive
 * @param threads number of threads; 0 for all processors
 * @param device "auto", "cpu" or "cuda"
 * @param precision "auto", "fp32" or "bf16"
 * @param sampleEvery steps between grids of samples, 0 for none
 * @param checkpointEvery steps between checkpoints, 0 for none
 * @param onDivergence "stop", or "rollback" to the newest checkpoint with half the learning rate
 * @param objective what is learnt: "flow", the velocity; "mean-flow", average velocities too, so that samples need few
 *     steps; or "mean-flow-halves", the same with targets of two halves
 * @param offDiagonal share of a batch's images that learn average velocities, if the objective is one of them
 * @param leastAlpha the last α of "mean-flow"; 0 for one that suits the precision
 * @param guided whether the maps of a mean flow are guided, so that a guided step is one evaluation
 */
@JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
public record ImageConfig(String data, int size, int channels, String net, boolean unconditional, int steps, int batch,
    int micro, double lr, String coupling, int couplingBatch, boolean classAware, String time, String path,
    String sigmaMin, String loss, double labelDropout, boolean flip, double ema, int warmup, String decay, double clip,
    double weightDecay, long seed, int threads, String device, String precision, int sampleEvery, int checkpointEvery,
    String onDivergence, String objective, double offDiagonal, double leastAlpha, boolean guided)
    implements
      ObjectiveConfig {
  private static final List<String> COUPLINGS = List.of("independent", "ot", "sinkhorn[:epsilon]", "pairs:DIR");
  /** Steps between two events, and between two lines of the log. */
  public static final int EVENT_STEPS = 10;
  private static final int MOST_AT_ONCE = 64;
  private static final long LIBRARY = 350L << 20;
  /**
   * Copies of the weights: weights, average and two moments, each in training, in the state that is written, in one
   * being copied, and in the initial state.
   */
  private static final int COPIES_OF_WEIGHTS = 16;
  private static final double FORTH_AND_BACK = 2.3;
  /** Arrays per batch: x0, x1, x_t and target of this batch and the next. */
  private static final int COPIES_OF_IMAGES = 8;
  private static final int MOST_IMAGES = 1 << 16;
  private static final double LEAST_ALPHA_OF_16_BITS = 0.05;

  /**
   * {@return the defaults of {@code millrace train mnist}: 6,000 steps, which take a quarter of an hour on two cores}
   */
  public static ImageConfig defaults() {
    return new ImageConfig("mnist", 0, 0, "small", false, 6000, 64, 0, 2e-3, "independent", 0, false,
        "logit-normal:-0.5,1", "linear", "none", "squared", 0.1, false, 0.999, 200, "cosine", 1, 0.01, 0, 0, "auto",
        "auto", 500, 1000, "stop");
  }

  /**
   * The options of a training that learns the velocity.
   *
   * @param data the data set
   * @param size width and height that the pictures of a folder are scaled to
   * @param channels 1 or 3 for pictures of a folder
   * @param net "lesson", "small" or "base"
   * @param unconditional whether the classes of the data are ignored
   * @param steps number of steps of the optimizer
   * @param batch images per step
   * @param micro images that pass through the network at once
   * @param lr peak learning rate
   * @param coupling "independent", "ot", "sinkhorn[:epsilon]", or "pairs:DIR" (reflow)
   * @param couplingBatch pairs that the coupling sees at once, a multiple of {@code batch}
   * @param classAware whether coupling exchanges noise only between images of the same class
   * @param time the time distribution
   * @param path the schedule
   * @param sigmaMin noise around the path: "none", "constant:0.1" or "lipman:0.01"
   * @param loss "squared" or "huber"
   * @param labelDropout fraction of the images whose class is hidden, which guidance requires
   * @param flip whether images are mirrored at random
   * @param ema decay of the average of the weights, 0 for none
   * @param warmup steps over which the learning rate rises
   * @param decay "constant" or "cosine"
   * @param clip greatest norm of the gradient, 0 for none
   * @param weightDecay decoupled weight decay
   * @param seed the seed from which all random numbers derive
   * @param threads number of threads
   * @param device "auto", "cpu" or "cuda"
   * @param precision "auto", "fp32" or "bf16"
   * @param sampleEvery steps between grids of samples, 0 for none
   * @param checkpointEvery steps between checkpoints, 0 for none
   * @param onDivergence "stop", or "rollback" to the newest checkpoint with half the learning rate
   */
  public ImageConfig(String data, int size, int channels, String net, boolean unconditional, int steps, int batch,
      int micro, double lr, String coupling, int couplingBatch, boolean classAware, String time, String path,
      String sigmaMin, String loss, double labelDropout, boolean flip, double ema, int warmup, String decay,
      double clip,
      double weightDecay, long seed, int threads, String device, String precision, int sampleEvery, int checkpointEvery,
      String onDivergence) {
    this(data, size, channels, net, unconditional, steps, batch, micro, lr, coupling, couplingBatch, classAware, time,
        path, sigmaMin, loss, labelDropout, flip, ema, warmup, decay, clip, weightDecay, seed, threads, device,
        precision, sampleEvery, checkpointEvery, onDivergence, FLOW, MeanFlow.USUAL_SHARE, 0, false);
  }

  /**
   * Checks the values that are not checked by the objects that are made from them.
   *
   * @throws InvalidInputException naming the option, its value and what is expected
   */
  @Override
  public void check() {
    Checks.requireTraining(this, MOST_IMAGES);
    Checks.requireRange("size", size, 0, 4096);
    if (channels != 0 && channels != 1 && channels != 3) {
      throw new InvalidInputException(
          "`channels` " + channels + ": expected 1 or 3, or 0 to keep that of the pictures");
    }
    Checks.requireRange("micro", micro, 0, batch);
    Checks.requireRange("sample-every", sampleEvery, 0, Integer.MAX_VALUE);
    Checks.requireLabelDropout(labelDropout);
    if (sampleEvery % EVENT_STEPS != 0) {
      throw new InvalidInputException(
          "`sample-every` %d: expected a multiple of %d, or 0 for none".formatted(sampleEvery, EVENT_STEPS));
    }
    ImageNet.preset(net, 1, 1, 1, 0);
    if (pairsFolder().isPresent()) {
      refuseWithPairs("`class-aware`", classAware);
      refuseWithPairs("`flip`", flip);
    } else {
      withinBatch();
    }
    Checks.requireOneOf("loss", loss, "squared", "huber");
    torchOptions();
    checkObjective();
    if (learnsAverages() && net.equals("lesson")) {
      throw new InvalidInputException(
          "`net` lesson with `objective` %s: it has no input for the length of a step; expected small or base"
              .formatted(objective));
    }
    if (guided && unconditional) {
      throw new InvalidInputException("`guided` with `unconditional`: guidance needs classes; expected one of them");
    }
  }

  private void refuseWithPairs(String option, boolean given) {
    if (given) {
      throw new InvalidInputException(
          "%s with `coupling` %s: the pairs of a trained flow are fixed".formatted(option, coupling));
    }
  }

  private Spec couplingSpec() {
    return Spec.parse("coupling", coupling, COUPLINGS);
  }

  /** {@return the folder of pairs of a trained flow, if the training uses such pairs} */
  public Optional<Path> pairsFolder() {
    Spec spec = couplingSpec();
    if (!spec.name().equals("pairs")) {
      return Optional.empty();
    }
    if (spec.arguments().isEmpty()) {
      throw spec.error("needs a folder");
    }
    return Optional.of(Path.of(spec.arguments()));
  }

  private Coupling withinBatch() {
    Coupling inner = Couplings.withinBatch(couplingSpec());
    return classAware ? new WithinClasses(inner) : inner;
  }

  /** {@return the device, the precision and the number of threads} */
  public TorchOptions torchOptions() {
    return new TorchOptions(TorchOptions.DeviceChoice.parse(device), TorchOptions.PrecisionChoice.parse(precision),
        threads);
  }

  /**
   * Reads the images.
   *
   * @return the images
   * @throws InvalidInputException if there are none, they are not of the expected form, or they lack the classes asked
   *           for
   * @throws IOException if reading fails
   */
  public ImageData readData() throws IOException {
    ImageData images = ImageSources.read(data, new PictureOptions(size, channels), Workers.orAllProcessors(threads));
    if (classAware && images.train().classes() == 0) {
      throw new InvalidInputException("`class-aware`: " + data + " has no classes");
    }
    return images;
  }

  /**
   * {@return the shape of the network for given images}
   *
   * @param images the images
   */
  public ImageNet net(ImageSet images) {
    int classes = unconditional || net.equals("lesson") ? 0 : images.classes();
    if (guided && classes == 0) {
      throw new InvalidInputException("`guided`: %s has no classes".formatted(data));
    }
    return ImageNet.preset(net, images.channels(), images.height(), images.width(), classes).withSpans(spans());
  }

  /**
   * {@return where the pairs of a training come from: the images, or the pairs of a trained flow}
   *
   * @param images the training images
   * @param network the network's shape
   * @throws InvalidInputException if a file of pairs is missing or damaged
   * @throws IOException if reading or writing fails
   */
  public PairSource pairs(ImageSet images, ImageNet network) throws IOException {
    Optional<Path> folder = pairsFolder();
    return folder.isPresent()
        ? StoredPairs.open(folder.get(), network.imageShape(), network.classes()).source()
        : new ImageEpochs(images, flip);
  }

  /**
   * {@return the objective of the training}
   *
   * @param pairs as {@link #pairs} makes them
   */
  public FlowMatching objective(PairSource pairs) {
    return new FlowMatching(pairs, pairsFolder().isPresent() ? Coupling.INDEPENDENT : withinBatch(),
        Schedules.parse(path), SigmaForms.parse(sigmaMin), TimeDistributions.parse(time));
  }

  /** {@return 0, for one that suits the precision} */
  @Override
  public double usualLeastAlpha() {
    return 0;
  }

  /**
   * These options with {@code micro} chosen for a device: a GPU takes a whole batch at once; on a CPU each thread takes
   * a part that is small enough for the output of a layer to stay in the cache. The last α of a mean flow is chosen for
   * the precision: targets differ from outputs by a part of α, which 16 bits must resolve. The resulting bits depend on
   * both, so a run keeps the values that it began with.
   *
   * @param torch where the training runs
   * @return the options
   */
  public ImageConfig resolvedFor(Torch torch) {
    int suits = micro > 0 ? micro : torch.isCuda() ? batch : microOfThreads(batch, torch.info().threads());
    double least = leastAlpha > 0 || !objective.equals(MEAN_FLOW)
        ? leastAlpha
        : torch.info().precision().equals("bf16") ? LEAST_ALPHA_OF_16_BITS : MeanFlow.USUAL_LEAST_ALPHA;
    return new ImageConfig(data, size, channels, net, unconditional, steps, batch, suits, lr, coupling, couplingBatch,
        classAware, time, path, sigmaMin, loss, labelDropout, flip, ema, warmup, decay, clip, weightDecay, seed,
        threads, device, precision, sampleEvery, checkpointEvery, onDivergence, objective, offDiagonal, least, guided);
  }

  /**
   * {@return the values of {@code micro} that {@link #resolvedFor} chooses: one for a GPU, one for a CPU}
   *
   * @param batch the rows of a step
   * @param threads number of threads, at least 1
   */
  public static Set<Integer> chosenMicro(int batch, int threads) {
    return new HashSet<>(List.of(batch, microOfThreads(batch, threads)));
  }

  private static int microOfThreads(int batch, int threads) {
    return Math.clamp(Math.ceilDiv(batch, threads), 1, MOST_AT_ONCE);
  }

  /**
   * {@return an estimate of the bytes that the process needs for training: LibTorch itself, the images, the weights
   * with gradients, moments and copies, and the activations of the images that pass through the network at once}
   *
   * @param shape the network's shape
   * @param images count of numbers in all images together
   * @param torch where the training runs
   * @throws IllegalArgumentException if micro is 0, see {@link #resolvedFor}
   */
  public long memory(ImageNet shape, long images, Torch torch) {
    if (micro == 0) {
      throw new IllegalArgumentException("micro = 0, expected what resolvedFor made of it");
    }
    int parts = Math.ceilDiv(batch, micro);
    long atOnce = (long) micro * Math.min(parts, torch.info().threads());
    int bytes = torch.info().precision().equals("bf16") ? 2 : Float.BYTES;
    return LIBRARY + images + (long) Float.BYTES * shape.parameterCount() * (COPIES_OF_WEIGHTS + parts)
        + (long) (FORTH_AND_BACK * bytes * shape.numbersKept() * atOnce)
        + (long) Float.BYTES * COPIES_OF_IMAGES * shape.dim() * Math.max(batch, couplingBatch);
  }

  /**
   * {@return the options of the trainer}
   *
   * @param dim numbers in an image
   * @param rateFactor what the learning rate is multiplied by
   */
  public TrainingOptions trainingOptions(int dim, double rateFactor) {
    return trainingOptions(new AdamW(0.9, 0.99, 1e-8, weightDecay),
        loss.equals("huber") ? Loss.PseudoHuber.forDim(dim) : Loss.SQUARED, rateFactor, EVENT_STEPS);
  }
}
