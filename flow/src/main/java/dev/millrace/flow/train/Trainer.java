package dev.millrace.flow.train;

import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.millrace.flow.net.MlpGradient;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.parallel.Workers;

/**
 * Trains a velocity MLP. The same objective, shape, options and state give the same bits, whatever the number of threads; a
 * training that is stopped and taken up again from its state ends with the same bits as one that was not.
 */
public final class Trainer {
  /** Steps between two events: about twenty a second for a small network. */
  public static final int EVENT_STEPS = 50;
  private static final int UPDATE_BLOCK = 8192;
  /** No loss or gradient of data of sane scale comes near; beyond it squares leave the range of float. */
  private static final double EXPLODED = 1e12;

  private final Objective objective;
  private final TrainingOptions options;
  private TrainingState state;

  /** A trainer that starts from random weights. */
  public Trainer(Objective objective, MlpShape shape, TrainingOptions options) {
    this(objective, options, TrainingState.startingFrom(VelocityMlp.random(shape, options.seed())));
  }

  /**
   * A trainer that goes on from a state.
   *
   * @param state taken over: its arrays change
   */
  public Trainer(Objective objective, TrainingOptions options, TrainingState state) {
    if (state.shape().dim() != objective.dim()) {
      throw new IllegalArgumentException(
          "the network has dim " + state.shape().dim() + ", the objective has dim " + objective.dim());
    }
    this.objective = objective;
    this.options = options;
    this.state = state;
  }

  /** Steps done. */
  public int step() {
    return state.step();
  }

  /** A copy of the present state; after a divergence, of the newest kept whose loss was finite. */
  public TrainingState state() {
    return state.copy();
  }

  /**
   * Trains to the last step.
   *
   * @return the trained network
   * @throws DivergedException if the loss or the gradient stops being finite, or exceeds 10¹²
   */
  public VelocityMlp run() {
    return run(_ -> {});
  }

  /**
   * Trains to the last step and tells {@code listener} every 50 steps and after the last.
   *
   * @param listener runs on the training thread; what it throws ends the training
   * @return the trained network
   * @throws DivergedException if the loss or the gradient stops being finite, or exceeds 10¹²
   */
  public VelocityMlp run(Consumer<TrainingEvent> listener) {
    return run(listener, _ -> true);
  }

  /**
   * As {@link #run(Consumer)}, and can be stopped.
   *
   * @param goOn asked after each step, with the live state, which changes as soon as it returns; false ends the training there
   * @return the network as far as it is trained
   * @throws DivergedException if the loss or the gradient stops being finite, or exceeds 10¹²
   */
  public VelocityMlp run(Consumer<TrainingEvent> listener, Predicate<TrainingState> goOn) {
    // A coupling that works ahead needs a core too: three threads that wait for each other on two cores are slower than one.
    int ofNetwork = objective.coupling().isCostly() ? Math.max(1, options.threads() - 1) : options.threads();
    try (Workers workers = new Workers(ofNetwork);
        BatchSource batches = new BatchSource(objective, options, workers)) {
      MlpGradient gradient = new MlpGradient(state.shape(), options.batch(), workers);
      TrainingState lastGood = state.copy();
      long start = System.nanoTime();
      long lastEvent = start;
      double lossSum = 0;
      int stepsSince = 0;
      for (int step = state.step() + 1; step <= options.steps(); step++) {
        batches.draw(step);
        double loss = gradient.compute(state.weights(), batches.xt, batches.t, batches.target);
        double norm = gradient.norm();
        if (!(loss < EXPLODED && norm < EXPLODED)) {
          state = lastGood;
          throw new DivergedException(step, loss, norm, lastGood.step());
        }
        boolean tell = step % EVENT_STEPS == 0 || step == options.steps();
        if (tell) {
          // Its loss was finite just now, so the state before this update is a good one.
          lastGood = state.copy();
        }
        double rate = options.learningRate().at(step, options.steps());
        update(gradient, workers, step, rate, norm);
        lossSum += loss;
        stepsSince++;
        if (tell) {
          long now = System.nanoTime();
          listener
              .accept(new TrainingEvent(step, options.steps(), lossSum / stepsSince, norm, rate, (now - start) * 1e-9,
                  stepsSince * (double) options.batch() / ((now - lastEvent) * 1e-9), this));
          lastEvent = now;
          lossSum = 0;
          stepsSince = 0;
        }
        if (!goOn.test(state)) {
          break;
        }
      }
    }
    return state.model();
  }

  private void update(MlpGradient gradient, Workers workers, int step, double rate, double norm) {
    double scale = Math.min(1, options.clip() / norm);
    float keep = (float) Math.min(options.ema(), (1.0 + step) / (10.0 + step));
    float[] weights = state.weights();
    float[] average = state.average();
    workers.forEach(Math.ceilDiv(weights.length, UPDATE_BLOCK), block -> {
      int from = block * UPDATE_BLOCK;
      int to = Math.min(from + UPDATE_BLOCK, weights.length);
      options.optimizer().update(weights, gradient.gradient(), state.first(), state.second(), average, keep, from, to,
          step, rate, scale);
    });
    state = new TrainingState(state.shape(), step, weights, average, state.first(), state.second());
  }
}
