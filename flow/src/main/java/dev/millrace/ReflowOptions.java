package dev.millrace;

import java.util.Objects;

import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.path.TimeDistribution;
import dev.millrace.flow.run.OneStep;
import dev.millrace.flow.train.TrainingOptions;

/**
 * How a flow is straightened: it makes pairs (x0, sample of x0), and a new flow learns from them on straight lines (Liu
 * et al. 2022, algorithm 1).
 *
 * @param pairs number of pairs, at least that of a training step
 * @param solver the method and steps with which the old flow makes them
 * @param time distribution from which training draws t
 * @param fromScratch whether the new network starts from random weights instead of those of the old flow
 * @param training length of the training, optimizer, seed and threads
 */
public record ReflowOptions(int pairs, Solver solver, TimeDistribution time, boolean fromScratch,
    TrainingOptions training) {

  /**
   * Checks the number of pairs.
   *
   * @throws IllegalArgumentException if there are fewer pairs than a training step takes
   */
  public ReflowOptions {
    Objects.requireNonNull(solver, "solver");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(training, "training");
    if (pairs < training.batch()) {
      throw new IllegalArgumentException("pairs = " + pairs + ", expected at least batch = " + training.batch());
    }
  }

  /**
   * {@return the options of {@code millrace reflow}: 100,000 pairs by 50 Heun steps; half of the rows at t = 0, where
   * one step is learnt, because each noise has one sample; the weights of the old flow as a start; 20,000 training
   * steps, because the loss of the new flow is nearly 0 and more steps are useful}
   */
  public static ReflowOptions defaults() {
    TrainingOptions training = TrainingOptions.defaults();
    return new ReflowOptions(100_000, new FixedStepSolver(Tableau.HEUN, TimeGrid.uniform(50)),
        OneStep.TIME, false, training.withSteps(4 * training.steps()));
  }

  /**
   * {@return the same for a flow that needs one step only: it is trained at t = 0 alone (Liu et al. 2022, section 2.2)}
   */
  public ReflowOptions forOneStep() {
    return withTime(new TimeDistribution.At(0));
  }

  /**
   * {@return the same with another number of pairs}
   *
   * @param value number of pairs, at least 1
   */
  public ReflowOptions withPairs(int value) {
    return new ReflowOptions(value, solver, time, fromScratch, training);
  }

  /**
   * {@return the same with another solver for the old flow}
   *
   * @param value the method and its times
   */
  public ReflowOptions withSolver(Solver value) {
    return new ReflowOptions(pairs, value, time, fromScratch, training);
  }

  /**
   * {@return the same with another time distribution}
   *
   * @param value the distribution of times
   */
  public ReflowOptions withTime(TimeDistribution value) {
    return new ReflowOptions(pairs, solver, value, fromScratch, training);
  }

  /**
   * {@return the same starting from random weights, or from those of the old flow}
   *
   * @param value true for random weights
   */
  public ReflowOptions withFromScratch(boolean value) {
    return new ReflowOptions(pairs, solver, time, value, training);
  }

  /**
   * {@return the same with another training}
   *
   * @param value how to train
   */
  public ReflowOptions withTraining(TrainingOptions value) {
    return new ReflowOptions(pairs, solver, time, fromScratch, value);
  }

  /**
   * {@return the same with another number of training steps}
   *
   * @param value steps of the optimizer, at least 1
   */
  public ReflowOptions withSteps(int value) {
    return withTraining(training.withSteps(value));
  }

  /**
   * {@return the same with another seed}
   *
   * @param value seed of the pairs and of the training
   */
  public ReflowOptions withSeed(long value) {
    return withTraining(training.withSeed(value));
  }

  /**
   * {@return the same with another number of threads; the result does not depend on it}
   *
   * @param value at least 1
   */
  public ReflowOptions withThreads(int value) {
    return withTraining(training.withThreads(value));
  }
}
