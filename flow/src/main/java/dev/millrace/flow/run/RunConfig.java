package dev.millrace.flow.run;

import java.util.Locale;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.TimeInput;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.path.Schedules;
import dev.millrace.flow.path.SigmaForms;
import dev.millrace.flow.path.TimeDistributions;
import dev.millrace.flow.text.Shown;
import dev.millrace.flow.train.AdamW;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.Loss;
import dev.millrace.flow.train.MeanFlow;
import dev.millrace.flow.train.TrainingOptions;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The options of a training on the pure-Java engine. Their names in {@code run.yaml} and on the command line are those
 * of the components in kebab-case.
 *
 * @param data a named distribution, or a .csv, .npy or .jsonl file
 * @param header whether the first row of a .csv file holds the columns' names: "auto", "yes" or "no"
 * @param labels for a file: another file with the class of each row, or the name of the column that holds it; empty for
 *     none
 * @param classes whether the network is told the classes of a named distribution; those of {@code labels} it is always
 *     told
 * @param labelDropout fraction of the points whose class is hidden, which guidance requires
 * @param source a named distribution, or "gaussian"; if the data are from a file, it is in the standardised space that
 *     the network sees
 * @param steps number of optimizer steps
 * @param batch pairs per step
 * @param lr peak learning rate
 * @param hidden width of the hidden layers
 * @param layers number of hidden layers
 * @param activation activation of the hidden layers: "silu", "selu" or another of {@link Activation}
 * @param timeInput the form in which the network sees the time: "embedding" or "concatenated"
 * @param coupling the coupling in a form that {@link Couplings} reads, such as "ot"
 * @param couplingBatch pairs that the coupling sees at once, a multiple of {@code batch}; 0 for {@code batch}
 * @param classAware whether the points of each class are coupled separately
 * @param time the time distribution, such as "logit-normal:0,1"
 * @param path the schedule, such as "linear" or "polynomial:2"
 * @param sigmaMin form of σ: "none", "constant:0.1" or "lipman:0.01"
 * @param ema decay of the average of the weights, 0 for none
 * @param timeScale factor by which t is multiplied before the network sees it
 * @param warmup steps over which the learning rate rises
 * @param decay "constant" or "cosine"
 * @param clip greatest norm of the gradient, 0 for none
 * @param weightDecay decoupled weight decay
 * @param seed seed from which all random numbers are derived
 * @param threads number of threads; 0 for all processors
 * @param device "auto" or "cpu"
 * @param checkpointEvery steps between checkpoints, 0 for none
 * @param onDivergence "stop", or "rollback" to the newest checkpoint with half the learning rate
 * @param objective what is learnt: "flow", the velocity; "mean-flow", average velocities too, so that samples need few
 *     steps; or "mean-flow-halves", the same with targets of two halves
 * @param offDiagonal share of a batch's rows that learn average velocities, if the objective is one of them
 * @param leastAlpha the last α of "mean-flow"
 * @param guided whether the maps of a mean flow are guided, so that a guided step is one evaluation
 */
@JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
public record RunConfig(String data, String header, String labels, boolean classes, double labelDropout, String source,
    int steps, int batch, double lr, int hidden,
    int layers,
    String activation, String timeInput, String coupling, int couplingBatch, boolean classAware, String time,
    String path, String sigmaMin, double ema,
    double timeScale, int warmup, String decay,
    double clip, double weightDecay, long seed, int threads, String device, int checkpointEvery,
    String onDivergence, String objective, double offDiagonal, double leastAlpha, boolean guided)
    implements
      ObjectiveConfig {
  /** Steps between two events, and between two lines of the log. */
  public static final int EVENT_STEPS = 50;
  private static final int MOST_ROWS = 1 << 20;
  private static final int MOST_WIDTH = 1 << 14;
  private static final int MOST_LAYERS = 64;

  /** {@return the options of {@code millrace train} without arguments} */
  public static RunConfig defaults() {
    return new RunConfig("moons", "auto", "", false, 0.1, "gaussian", 5000, 256, 6e-3, 128, 3, "silu", "embedding",
        "independent", 0,
        false,
        "uniform", "linear",
        "none",
        0.999, 1,
        100, "cosine", 1, 0, 0, 0, "auto", 1000, "stop");
  }

  /**
   * The options of a training that learns the velocity.
   *
   * @param data a named distribution, or a file
   * @param header whether the first row of a .csv file holds names
   * @param labels for a file: the classes of its rows
   * @param classes whether the network is told the classes of a named distribution
   * @param labelDropout fraction of the points whose class is hidden
   * @param source a named distribution, or "gaussian"
   * @param steps number of optimizer steps
   * @param batch pairs per step
   * @param lr peak learning rate
   * @param hidden width of the hidden layers
   * @param layers number of hidden layers
   * @param activation activation of the hidden layers
   * @param timeInput the form in which the network sees the time
   * @param coupling the coupling
   * @param couplingBatch pairs that the coupling sees at once
   * @param classAware whether the points of each class are coupled separately
   * @param time the time distribution
   * @param path the schedule
   * @param sigmaMin form of σ
   * @param ema decay of the average of the weights
   * @param timeScale factor by which t is multiplied
   * @param warmup steps over which the learning rate rises
   * @param decay "constant" or "cosine"
   * @param clip greatest norm of the gradient
   * @param weightDecay decoupled weight decay
   * @param seed seed from which all random numbers are derived
   * @param threads number of threads
   * @param device "auto" or "cpu"
   * @param checkpointEvery steps between checkpoints
   * @param onDivergence "stop" or "rollback"
   */
  public RunConfig(String data, String header, String labels, boolean classes, double labelDropout, String source,
      int steps, int batch, double lr, int hidden, int layers, String activation, String timeInput, String coupling,
      int couplingBatch, boolean classAware, String time, String path, String sigmaMin, double ema, double timeScale,
      int warmup, String decay, double clip, double weightDecay, long seed, int threads, String device,
      int checkpointEvery, String onDivergence) {
    this(data, header, labels, classes, labelDropout, source, steps, batch, lr, hidden, layers, activation, timeInput,
        coupling, couplingBatch, classAware, time, path, sigmaMin, ema, timeScale, warmup, decay, clip, weightDecay,
        seed, threads, device, checkpointEvery, onDivergence, FLOW, MeanFlow.USUAL_SHARE, MeanFlow.USUAL_LEAST_ALPHA,
        false);
  }

  /**
   * Checks the values that are not checked when the objects are made from them.
   *
   * @throws InvalidInputException naming the option, its value and what is expected
   */
  @Override
  public void check() {
    Checks.requireTraining(this, MOST_ROWS);
    checkClasses();
    Checks.requireRange("hidden", hidden, 1, MOST_WIDTH);
    Checks.requireRange("layers", layers, 1, MOST_LAYERS);
    Checks.requirePositive("time-scale", timeScale);
    Activation.parse(activation);
    TimeInput.parse(timeInput);
    Couplings.check(coupling);
    csvHeader();
    if (device.equals("cuda")) {
      throw new InvalidInputException("`device` cuda: this build has the pure-Java engine only; expected auto or cpu");
    }
    Checks.requireOneOf("device", device, "auto", "cpu");
    checkObjective();
    if (guided && !conditional()) {
      throw new InvalidInputException("`guided`: %s is trained without classes; expected `classes` or `labels`"
          .formatted(Shown.cut(data)));
    }
  }

  private void checkClasses() {
    if (!labels.isEmpty() && !DataSource.isFile(data)) {
      throw new InvalidInputException(
          "`labels` %s: only for the rows of a file; %s has classes of its own if it has any: expected `classes`"
              .formatted(
                  Shown.cut(labels), Shown.cut(data)));
    }
    if (classes && labels.isEmpty() && DataSource.isFile(data)) {
      throw new InvalidInputException(
          "`classes`: %s does not say the classes of its rows; expected `labels` with a file of labels, or with the name "
              .formatted(Shown.cut(data)) + "of the column that holds them");
    }
    Checks.requireLabelDropout(labelDropout);
  }

  /** {@return whether the network is told the class of each point} */
  public boolean conditional() {
    return classes || !labels.isEmpty();
  }

  /** {@return whether the first row of a .csv file holds names} */
  public Csv.Header csvHeader() {
    Checks.requireOneOf("header", header, "auto", "yes", "no");
    return Csv.Header.valueOf(header.toUpperCase(Locale.ROOT));
  }

  /** {@return the number of steps that samples of the run usually take: 1 if it is trained for one step} */
  public int usualSteps() {
    return OneStep.usualSteps(this);
  }

  /** {@return the number of threads, where 0 is replaced by the number of processors} */
  public int resolvedThreads() {
    return Workers.orAllProcessors(threads);
  }

  /**
   * {@return the shape of the network for data}
   *
   * @param of the distribution
   * @throws InvalidInputException if it is to be told classes that the data do not have, or has more than 2^30 parameters
   */
  public MlpShape shape(Distribution of) {
    if (conditional() && of.classes() == 1) {
      throw new InvalidInputException(
          "`classes`: %s has no classes; 'millrace datasets' says which data have them".formatted(data));
    }
    try {
      return new MlpShape(of.dim(), hidden, layers, timeScale, Activation.parse(activation),
          TimeInput.parse(timeInput), conditional() ? of.classes() : 0, 0, spans());
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("`hidden` %d: with `layers` %d and %d columns there are more than 2^30 parameters"
          .formatted(hidden, layers, of.dim()), e);
    }
  }

  /**
   * {@return the objective of the training}
   *
   * @param pairs where x0 and x1 come from
   * @param how how they are paired
   */
  public FlowMatching objective(PairSource pairs, Coupling how) {
    return new FlowMatching(pairs, how, Schedules.parse(path), SigmaForms.parse(sigmaMin),
        TimeDistributions.parse(time));
  }

  /** {@return the options of the trainer} */
  public TrainingOptions trainingOptions() {
    return trainingOptions(1);
  }

  /**
   * {@return the options of the trainer}
   *
   * @param rateFactor factor by which the learning rate is multiplied
   */
  public TrainingOptions trainingOptions(double rateFactor) {
    return trainingOptions(AdamW.ADAM, Loss.SQUARED, rateFactor, EVENT_STEPS);
  }
}
