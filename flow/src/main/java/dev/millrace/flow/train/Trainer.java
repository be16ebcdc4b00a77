package dev.millrace.flow.train;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.parallel.Workers;
import org.jspecify.annotations.Nullable;

/**
 * Trains any network on any objective. The same objective, network, options and state give the same bits, whatever the
 * number of threads. A training that is stopped and resumed from its state ends with the same bits as one that was not
 * stopped.
 *
 * <p>The calling thread trains. The listener runs on that thread between two steps, and may sample. Any thread may ask
 * for the state at any time; it gets that between two steps.
 */
public final class Trainer {
  /**
   * Every so many steps the state is kept, if the loss and the gradient at its weights are finite; a training that
   * diverges returns to it.
   */
  public static final int KEPT_STEPS = 50;

  private final Objective objective;
  private final Network network;
  private final TrainingOptions options;
  /** Held during a step, and while any thread reads the state; waiting threads get it in turn. */
  private final ReentrantLock lock = new ReentrantLock(true);
  private TrainingState state;
  private volatile int step;
  private @Nullable Learner learner;

  /**
   * A trainer that starts from the network's initial weights for the seed of the options.
   *
   * @param objective what is learnt
   * @param network what learns it
   * @param options length, optimizer, seed and threads
   */
  public Trainer(Objective objective, Network network, TrainingOptions options) {
    this(objective, network, options, TrainingState.startingFrom(network.start(options.seed())));
  }

  /**
   * A trainer that resumes from a state.
   *
   * @param objective what is learnt
   * @param network what learns it
   * @param options length, optimizer, seed and threads
   * @param state the state to resume from; not changed
   * @throws InvalidInputException if the network and the objective differ in width, in further inputs, or the pairs
   *     lack the network's classes
   * @throws IllegalArgumentException if the state is of another network
   */
  public Trainer(Objective objective, Network network, TrainingOptions options, TrainingState state) {
    require("dim", network.dim(), objective.pairs().dim());
    require("further inputs", network.extraInputs(), objective.extraInputs());
    if (network.classes() > 0) {
      require("classes", network.classes(), objective.pairs().classes());
    }
    if (state.weights().length != network.length()) {
      throw new IllegalArgumentException(
          "a state of %d weights, the network has %d".formatted(state.weights().length, network.length()));
    }
    this.objective = objective;
    this.network = network;
    this.options = options;
    this.state = state;
    this.step = state.step();
  }

  private static void require(String what, int ofNetwork, int ofData) {
    if (ofNetwork != ofData) {
      throw new InvalidInputException("the network has %s %d, the data have %d".formatted(what, ofNetwork, ofData));
    }
  }

  /** {@return the number of finished steps} */
  public int step() {
    return step;
  }

  /** {@return a copy of the current state; after a divergence, of the newest kept state, whose loss was finite} */
  public TrainingState state() {
    lock.lock();
    try {
      return learner == null ? state.copy() : learner.state();
    } finally {
      lock.unlock();
    }
  }

  /** {@return a copy of the current average of the weights, which samples come from} */
  public float[] average() {
    lock.lock();
    try {
      return learner == null ? state.average().clone() : learner.average();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Trains to the last step.
   *
   * @return the last state
   * @throws DivergedException if the loss or the gradient stops being finite, or exceeds 10¹²
   */
  public TrainingState run() {
    return run(_ -> {});
  }

  /**
   * Trains to the last step, and calls {@code listener} at regular intervals and after the last step.
   *
   * @param listener runs on the training thread; an exception that it throws ends the training
   * @return the last state
   * @throws DivergedException if the loss or the gradient stops being finite, or exceeds 10¹²
   */
  public TrainingState run(Consumer<TrainingEvent> listener) {
    return run(listener, _ -> true);
  }

  /**
   * As {@link #run(Consumer)}, but can be stopped.
   *
   * @param listener hears of the progress
   * @param goOn called after each step with the number of finished steps; if it returns false, the training ends there
   * @return the state after the last finished step
   * @throws DivergedException if the loss or the gradient stops being finite, or exceeds 10¹²
   * @throws IllegalStateException if this training is already running on another thread
   */
  public TrainingState run(Consumer<TrainingEvent> listener, IntPredicate goOn) {
    try (Workers workers = new Workers(options.threads()); Learner now = begin(workers)) {
      try (Batches batches = new Batches(objective, options, workers)) {
        run(now, batches, listener, goOn);
      } finally {
        end(now);
      }
    }
    return state.copy();
  }

  private Learner begin(Workers workers) {
    lock.lock();
    try {
      if (learner != null) {
        throw new IllegalStateException("this training is running already, on another thread");
      }
      Learner now = network.learner(state, options, workers);
      learner = now;
      return now;
    } finally {
      lock.unlock();
    }
  }

  private void end(Learner now) {
    lock.lock();
    try {
      state = now.state();
      step = state.step();
      learner = null;
    } finally {
      lock.unlock();
    }
  }

  private void run(Learner now, Batches batches, Consumer<TrainingEvent> listener, IntPredicate goOn) {
    Clock clock = new Clock();
    while (step < options.steps()) {
      Batch batch = batches.batch(step + 1);
      Learner.Outcome outcome = step(now, batch);
      clock.add(outcome.loss());
      if (step % options.eventSteps() == 0 || step == options.steps()) {
        listener.accept(clock.event(outcome.gradientNorm()));
      }
      if (!goOn.test(step)) {
        break;
      }
    }
  }

  private Learner.Outcome step(Learner now, Batch batch) {
    lock.lock();
    try {
      int next = batch.step();
      objective.complete(batch, now);
      Learner.Outcome outcome = now.gradient(batch);
      if (!outcome.isSound()) {
        now.restore();
        throw new DivergedException(next, outcome.loss(), outcome.gradientNorm(), now.state().step());
      }
      if (next % KEPT_STEPS == 0) {
        // The loss of the current weights was finite, so the state before this update is good.
        now.keep();
      }
      now.update(options.update(next, outcome.gradientNorm()));
      if (next == options.steps() && !now.state().isFinite()) {
        // No step follows whose loss would tell.
        now.restore();
        throw new DivergedException(next, outcome.loss(), outcome.gradientNorm(), now.state().step());
      }
      step = next;
      return outcome;
    } finally {
      lock.unlock();
    }
  }

  /** Sums since the training began and since the last event. */
  private final class Clock {
    private final long start = System.nanoTime();
    private final int startStep = step;
    private long last = start;
    private int lastStep = step;
    private double lossSum;

    void add(double loss) {
      lossSum += loss;
    }

    TrainingEvent event(double gradientNorm) {
      long now = System.nanoTime();
      int since = step - lastStep;
      double seconds = (now - start) * 1e-9;
      int epoch = objective.pairs().epoch();
      TrainingEvent event = new TrainingEvent(step, options.steps(), lossSum / since, gradientNorm,
          options.learningRate().at(step, options.steps()), seconds,
          since * (double) options.batch() / ((now - last) * 1e-9),
          (options.steps() - step) * seconds / (step - startStep), epochsOf(step, epoch),
          epochsOf(options.steps(), epoch), Trainer.this);
      last = now;
      lastStep = step;
      lossSum = 0;
      return event;
    }

    private int epochsOf(int steps, int epoch) {
      return epoch == 0 ? 0 : (int) Math.ceil(steps * (double) options.batch() / epoch);
    }
  }
}
