package dev.millrace;

import java.util.Objects;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.Draws;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.coupling.SemidiscretePairs;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.TimeInput;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.path.SigmaForm;
import dev.millrace.flow.path.TimeDistribution;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.OneStep;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.Loss;
import dev.millrace.flow.train.MeanFlow;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.transport.Semidiscrete;
import org.jspecify.annotations.Nullable;

/**
 * What a training learns, with which network, and for how long.
 *
 * @param source distribution of the noise x0; null for the standard Gaussian. It is in the space of the network: in
 *     standard deviations of the data about their mean, if the data are standardised
 * @param coupling which x0 is paired with which x1
 * @param path the path between them
 * @param sigma noise around the path
 * @param time distribution from which training draws t
 * @param network the shape of the network
 * @param training length of the training, optimizer, seed and threads
 * @param pairing where the pairs come from before the coupling reorders them
 * @param classes whether the network is told the class of each row of a distribution that has classes, so that rows of
 *     one class can be sampled. Rows that are given with labels always are
 * @param standardise whether every column of the rows is mapped to mean 0 and standard deviation 1 before training, and
 *     samples back. A distribution that is given in place of rows is never standardised
 * @param averages how average velocities are learnt, so that samples need few steps; null to learn the velocity alone
 */
public record FlowOptions(@Nullable Distribution source, Coupling coupling, Schedule path, SigmaForm sigma,
    TimeDistribution time, Network network, TrainingOptions training, Pairing pairing, boolean classes,
    boolean standardise, @Nullable Averages averages) {
  /**
   * Checks that nothing but the source is null.
   *
   * @throws NullPointerException naming the component that is
   */
  public FlowOptions {
    Objects.requireNonNull(coupling, "coupling");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(sigma, "sigma");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(training, "training");
    Objects.requireNonNull(pairing, "pairing");
  }

  /**
   * Options of a training that learns the velocity alone.
   *
   * @param source distribution of the noise; null for the standard Gaussian
   * @param coupling which x0 is paired with which x1
   * @param path the path between them
   * @param sigma noise around the path
   * @param time distribution from which training draws t
   * @param network the shape of the network
   * @param training length of the training, optimizer, seed and threads
   * @param pairing where the pairs come from
   * @param classes whether the network is told the classes of a distribution
   * @param standardise whether columns are standardised
   */
  public FlowOptions(@Nullable Distribution source, Coupling coupling, Schedule path, SigmaForm sigma,
      TimeDistribution time, Network network, TrainingOptions training, Pairing pairing, boolean classes,
      boolean standardise) {
    this(source, coupling, path, sigma, time, network, training, pairing, classes, standardise, null);
  }

  /**
   * How average velocities are learnt; see {@link MeanFlow}.
   *
   * @param share share of a batch's rows that learn them, above 0 and below 1; the others learn the velocity
   * @param target what these rows learn
   * @param leastAlpha the last α of discrete targets, above 0 and at most 1
   * @param guided whether the maps are guided towards classes, so that a guided step is one evaluation
   */
  public record Averages(double share, MeanFlow.Target target, double leastAlpha, boolean guided) {
    /** Half of the rows, discrete targets, no guidance. */
    public static final Averages USUAL = new Averages(MeanFlow.USUAL_SHARE, MeanFlow.Target.DISCRETE,
        MeanFlow.USUAL_LEAST_ALPHA, false);

    /**
     * {@return the same with guided maps, for a flow with classes}
     *
     * @param value whether they are guided
     */
    public Averages withGuided(boolean value) {
      return new Averages(share, target, leastAlpha, value);
    }

    int spans() {
      return guided ? 2 : 1;
    }
  }

  /** Fails for guided maps of a network that is not told classes. */
  void requireGuidedClasses(int numberOfClasses) {
    if (averages != null && averages.guided && numberOfClasses == 0) {
      throw new IllegalArgumentException("guided maps, but the flow is trained without classes");
    }
  }

  /** What is learnt of a flow. */
  Objective learnt(FlowMatching flow) {
    return averages == null
        ? flow
        : new MeanFlow(flow, training.steps(), averages.share, averages.target, averages.leastAlpha, averages.guided);
  }

  MlpShape shape(int dim, int numberOfClasses) {
    return network.shape(dim, numberOfClasses).withSpans(averages == null ? 0 : averages.spans());
  }

  /** Makes the source of pairs of a training. */
  @FunctionalInterface
  public interface Pairing {
    /**
     * Makes a source of pairs.
     *
     * @param source distribution of x0
     * @param data distribution of x1, as the network sees it
     * @param training seed and threads of the training
     * @return the source of pairs
     */
    PairSource of(Distribution source, Distribution data, TrainingOptions training);
  }

  /** Fresh draws from both distributions. */
  private record FreshDraws() implements Pairing {
    @Override
    public PairSource of(Distribution source, Distribution data, TrainingOptions training) {
      return new Draws(source, data);
    }
  }

  /** @param groups the most groups into which the data are divided */
  private record SemidiscreteDraws(int groups) implements Pairing {
    @Override
    public PairSource of(Distribution source, Distribution data, TrainingOptions training) {
      try (Workers workers = new Workers(training.threads())) {
        return SemidiscretePairs.learn(source, data, groups, Semidiscrete.Stop.DEFAULT, training.seed(), workers,
            (_, _) -> Interruptible.check(Thread.currentThread()));
      }
    }
  }

  /** Semidiscrete transport, or, for data that have classes, transport within those of large pools. */
  private record OneStepDraws() implements Pairing {
    @Override
    public PairSource of(Distribution source, Distribution data, TrainingOptions training) {
      return new SemidiscreteDraws(SemidiscretePairs.DEFAULT_GROUPS).of(source, data, training);
    }
  }

  /**
   * The same options for a network that is told so many classes.
   *
   * @throws IllegalArgumentException if the pairs are known not to have classes, or not to be those of a flow that needs
   *     one step
   */
  FlowOptions forClasses(int count) {
    if (count > 0 && pairing instanceof SemidiscreteDraws) {
      throw new IllegalArgumentException(
          "the rows have labels, but pairs of semidiscrete transport have no classes; train without one of them");
    }
    if (!(pairing instanceof OneStepDraws)) {
      return this;
    }
    if (!coupling.equals(Coupling.INDEPENDENT)) {
      throw new IllegalArgumentException(
          "coupling " + coupling + " for one step, which has a coupling of its own; expected independent");
    }
    return count == 0
        ? this
        : new FlowOptions(source, new WithinClasses(new MinibatchOt()), path, sigma, time, network,
            training.withCouplingBatch(OneStep.pool(training.batch(), true)), new FreshDraws(), classes, standardise,
            averages);
  }

  /** The usual number of steps of a sample. */
  int usualSteps() {
    return averages == null && pairing instanceof OneStepDraws && OneStep.isLearntAtOnce(time)
        && path.equals(new Schedule.Linear()) && sigma.equals(new SigmaForm.None()) ? 1 : FlowModel.MANY_STEPS;
  }

  /**
   * The shape of a network, without the width of the data.
   *
   * @param hidden width of each hidden layer, at least 1
   * @param layers number of hidden layers, at least 1
   * @param timeScale factor by which t is multiplied before the network sees it, positive
   * @param activation activation of the hidden layers
   * @param timeInput the form in which the network sees the time
   */
  public record Network(int hidden, int layers, double timeScale, Activation activation, TimeInput timeInput) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the component out of range
     */
    public Network {
      Objects.requireNonNull(activation, "activation");
      Objects.requireNonNull(timeInput, "timeInput");
      // Whether the network is too large shows when the width of the data is known.
      shape(1, Math.min(hidden, 1), Math.min(layers, 1), timeScale, activation, timeInput);
    }

    private static MlpShape shape(int dim, int hidden, int layers, double timeScale, Activation activation,
        TimeInput timeInput) {
      return new MlpShape(dim, hidden, layers, timeScale, activation, timeInput);
    }

    MlpShape shape(int dim, int classes) {
      return shape(dim, hidden, layers, timeScale, activation, timeInput).withClasses(classes);
    }
  }

  /**
   * {@return the options of {@code millrace train}: Gaussian source, independent coupling, straight lines, uniform
   * times, 3 hidden layers of 128 with SiLU, {@link TrainingOptions#defaults()}, standardised rows}
   */
  public static FlowOptions defaults() {
    return new FlowOptions(null, Coupling.INDEPENDENT, new Schedule.Linear(), new SigmaForm.None(),
        new TimeDistribution.Uniform(), new Network(128, 3, 1, Activation.SILU, TimeInput.EMBEDDING),
        TrainingOptions.defaults(), new FreshDraws(), false, true, null);
  }

  Distribution sourceOf(int dim) {
    return source == null ? new Gaussian(dim) : source;
  }

  /**
   * {@return the same with another source}
   *
   * @param value distribution of x0, in the space of the network
   */
  public FlowOptions withSource(Distribution value) {
    return new FlowOptions(value, coupling, path, sigma, time, network, training, pairing, classes, standardise,
        averages);
  }

  /**
   * {@return the same with another coupling}
   *
   * @param value which x0 is paired with which x1
   */
  public FlowOptions withCoupling(Coupling value) {
    return new FlowOptions(source, value, path, sigma, time, network, training, pairing, classes, standardise,
        averages);
  }

  /**
   * {@return the same with another path}
   *
   * @param value α and σ by time
   */
  public FlowOptions withPath(Schedule value) {
    return new FlowOptions(source, coupling, value, sigma, time, network, training, pairing, classes, standardise,
        averages);
  }

  /**
   * {@return the same with noise around the path}
   *
   * @param value σ_min in one of its forms
   */
  public FlowOptions withSigma(SigmaForm value) {
    return new FlowOptions(source, coupling, path, value, time, network, training, pairing, classes, standardise,
        averages);
  }

  /**
   * {@return the same with another time distribution}
   *
   * @param value distribution from which t is drawn
   */
  public FlowOptions withTime(TimeDistribution value) {
    return new FlowOptions(source, coupling, path, sigma, value, network, training, pairing, classes, standardise,
        averages);
  }

  /**
   * {@return the same with another network}
   *
   * @param value its shape
   */
  public FlowOptions withNetwork(Network value) {
    return new FlowOptions(source, coupling, path, sigma, time, value, training, pairing, classes, standardise,
        averages);
  }

  /**
   * {@return the same with hidden layers of another size}
   *
   * @param hidden width of each hidden layer
   * @param layers number of hidden layers
   */
  public FlowOptions withLayers(int hidden, int layers) {
    return withNetwork(
        new Network(hidden, layers, network.timeScale, network.activation, network.timeInput));
  }

  /**
   * {@return the same with another training} It replaces what {@link #withSteps}, {@link #withBatch}, {@link #withLoss},
   * {@link #withLearningRate}, {@link #withSeed} and {@link #withThreads} have set before.
   *
   * @param value length, optimizer, seed and threads
   */
  public FlowOptions withTraining(TrainingOptions value) {
    return new FlowOptions(source, coupling, path, sigma, time, network, value, pairing, classes, standardise,
        averages);
  }

  /**
   * {@return the same with another number of training steps}
   *
   * @param value steps of the optimizer, at least 1
   */
  public FlowOptions withSteps(int value) {
    return withTraining(training.withSteps(value));
  }

  /**
   * {@return the same with other batches, each of which a coupling sees as a whole}
   *
   * @param value pairs per step, at least 1
   */
  public FlowOptions withBatch(int value) {
    return withTraining(training.withBatch(value));
  }

  /**
   * {@return the same with another loss}
   *
   * @param value how far an output is from its target
   */
  public FlowOptions withLoss(Loss value) {
    return withTraining(training.withLoss(value));
  }

  /**
   * {@return the same with another peak of the learning rate, whose rise and decay stay}
   *
   * @param value the peak, above 0
   */
  public FlowOptions withLearningRate(double value) {
    LearningRate rate = training.learningRate();
    return withTraining(training.withLearningRate(new LearningRate(value, rate.warmup(), rate.cosine())));
  }

  /**
   * {@return the same with another seed}
   *
   * @param value seed of all random numbers
   */
  public FlowOptions withSeed(long value) {
    return withTraining(training.withSeed(value));
  }

  /**
   * {@return the same with another number of threads; the result does not depend on it}
   *
   * @param value at least 1
   */
  public FlowOptions withThreads(int value) {
    return withTraining(training.withThreads(value));
  }

  /**
   * {@return the same with or without standardising}
   *
   * @param value whether columns get mean 0 and standard deviation 1
   */
  public FlowOptions withStandardise(boolean value) {
    return new FlowOptions(source, coupling, path, sigma, time, network, training, pairing, classes, value, averages);
  }

  /**
   * {@return the same with pairs from elsewhere}
   *
   * @param value makes the source of pairs
   */
  public FlowOptions withPairing(Pairing value) {
    return new FlowOptions(source, coupling, path, sigma, time, network, training, value, classes, standardise,
        averages);
  }

  /**
   * {@return the same with pairs of semidiscrete optimal transport, which is learnt once, before the training
   * (Mousavi-Hosseini et al. 2025)} Its points have no classes.
   *
   * @param groups greatest number of groups into which the data are divided, at least 2; 4096 suit two columns
   */
  public FlowOptions withSemidiscrete(int groups) {
    return withPairing(new SemidiscreteDraws(groups));
  }

  /**
   * {@return the same for a flow whose samples need one step: noise and data are paired by semidiscrete optimal transport,
   * or within the classes of large pools if the rows have labels, and half of the times are t = 0} It replaces what {@link
   * #withPairing}, {@link #withCoupling} and {@link #withTime} have set before.
   */
  public FlowOptions forOneStep() {
    return withCoupling(Coupling.INDEPENDENT).withTime(new TimeDistribution.Ends(0.5))
        .withPairing(new OneStepDraws());
  }

  /**
   * {@return the same, and whether the network is told the classes of a distribution}
   *
   * @param value true if it is told
   */
  public FlowOptions withClasses(boolean value) {
    return new FlowOptions(source, coupling, path, sigma, time, network, training, pairing, value, standardise,
        averages);
  }

  /**
   * {@return the same, learning average velocities too, so that {@link SamplingOptions#ofMaps} needs 1 to 4 steps}
   */
  public FlowOptions withMeanFlow() {
    return withAverages(Averages.USUAL);
  }

  /**
   * {@return the same, learning average velocities in a form of its own}
   *
   * @param value how they are learnt; null for the velocity alone
   */
  public FlowOptions withAverages(@Nullable Averages value) {
    return new FlowOptions(source, coupling, path, sigma, time, network, training, pairing, classes, standardise,
        value);
  }
}
