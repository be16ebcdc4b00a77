package dev.millrace.flow.train;

import dev.millrace.flow.parallel.Workers;
import org.jspecify.annotations.Nullable;

/** The weights of a network in plain Java under training, with AdamW and an average of the weights. */
public final class ArrayLearner implements SharedLearner {
  private static final int UPDATE_BLOCK = 8192;

  private final NetworkGradient gradient;
  private final Workers workers;
  private TrainingState state;
  private TrainingState kept;
  /** The gradient that takes the place of the one that was computed last. */
  private float @Nullable [] other;

  /**
   * A learner that starts from a state.
   *
   * @param state where to start; copied
   * @param gradient computes the gradient of the network
   * @param workers the threads that update the weights
   */
  public ArrayLearner(TrainingState state, NetworkGradient gradient, Workers workers) {
    this.state = state.copy();
    this.kept = state.copy();
    this.gradient = gradient;
    this.workers = workers;
  }

  @Override
  public Outcome gradient(Batch batch) {
    double loss = gradient.compute(state.weights(), batch);
    other = null;
    return new Outcome(loss, gradient.norm());
  }

  @Override
  public float[] lastGradient() {
    return other == null ? gradient.values() : other;
  }

  @Override
  public double replaceGradient(float[] values) {
    other = values.clone();
    return NetworkGradient.norm(values);
  }

  @Override
  public void update(Update update) {
    float[] weights = state.weights();
    float[] last = lastGradient();
    if (last.length != weights.length) {
      throw new IllegalArgumentException(
          "a gradient of %d numbers, the network has %d weights".formatted(last.length, weights.length));
    }
    float[] average = state.average();
    float[] first = state.first();
    float[] second = state.second();
    float keep = (float) update.keep();
    workers.forEach(Math.ceilDiv(weights.length, UPDATE_BLOCK), block -> {
      int from = block * UPDATE_BLOCK;
      int to = Math.min(from + UPDATE_BLOCK, weights.length);
      update.optimizer().update(weights, last, first, second, average, keep, from, to, update.step(),
          update.rate(), update.gradientScale());
    });
    state = state.withStep(update.step());
    gradient.weightsChanged();
  }

  @Override
  public void evaluate(Inputs inputs, float[] out) {
    gradient.evaluate(state.weights(), inputs, out);
  }

  @Override
  public void keep() {
    kept = kept.copyOf(state);
  }

  @Override
  public void restore() {
    state = state.copyOf(kept);
    gradient.weightsChanged();
  }

  @Override
  public void replace(TrainingState other) {
    state = state.copyOf(other);
    gradient.weightsChanged();
  }

  @Override
  public TrainingState state() {
    return state.copy();
  }

  @Override
  public float[] average() {
    return state.average().clone();
  }
}
