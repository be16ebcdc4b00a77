package dev.millrace.flow.train;

import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.millrace.flow.net.MlpGradient;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.parallel.Workers;

/**
 * Trains a velocity MLP. The same objective, shape, options and state give the same bits, whatever the number of
 * threads. A training that is stopped and resumed from its state ends with the same bits as one that was not stopped.
 */
public final class Trainer {
  /** Steps between two events; a small network makes about twenty events per second. */
  public static final int EVENT_STEPS = 50;
  private static final int UPDATE_BLOCK = 8192;
  /** No loss or gradient of reasonably scaled data comes near this; above it, squares exceed the range of a float. */
  private static final double EXPLODED = 1e12;

  private final Objective objective;
  private final TrainingOptions options;
  private TrainingState state;

  /** A trainer that starts from random weights. */
  public Trainer(Objective objective, MlpShape shape, TrainingOptions options) {
    this(objective, options, TrainingState.startingFrom(VelocityMlp.random(shape, options.seed())));
  }

  /**
   * A trainer that resumes from a state.
   *
   * @param state the state to resume from; the trainer changes its arrays
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

  /** The number of finished steps. */
  public int step() {
    return state.step();
  }

  /** A copy of the current state; after a divergence, of the newest kept state whose loss was finite. */
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
   * Trains to the last step, and calls {@code listener} every 50 steps and after the last step.
   *
   * @param listener runs on the training thread; an exception that it throws ends the training
   * @return the trained network
   * @throws DivergedException if the loss or the gradient stops being finite, or exceeds 10¹²
   */
  public VelocityMlp run(Consumer<TrainingEvent> listener) {
    return run(listener, _ -> true);
  }

  /**
   * As {@link #run(Consumer)}, but can be stopped.
   *
   * @param goOn called after each step with the live state, which changes as soon as the call returns; if it returns
   *     false, the training ends there
   * @return the network, trained up to the last finished step
   * @throws DivergedException if the loss or the gradient stops being finite, or exceeds 10¹²
   */
  public VelocityMlp run(Consumer<TrainingEvent> listener, Predicate<TrainingState> goOn) {
    // A coupling on a separate thread needs a core too: on two cores, three threads that wait for each other are slower
    // than one.
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
          // The loss of the current weights was finite, so the state before this update is good.
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
