package dev.millrace.spark.train;

import java.util.Map;

import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.Inputs;
import dev.millrace.flow.train.Learner;
import dev.millrace.flow.train.Network;
import dev.millrace.flow.train.SharedLearner;
import dev.millrace.flow.train.SharedNetwork;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;

/**
 * A network that all ranks train together. With a period of 1 the gradients of all ranks are averaged every step, so that
 * weights and moments are the same everywhere, as if one rank had the rows of all batches. With a longer period each rank
 * makes steps of its own, and every so many steps weights and moments are averaged (local SGD: Stich 2019).
 *
 * @param network the network
 * @param ranks the ranks
 * @param period steps between two averages, at least 1
 */
record RankNetwork(SharedNetwork network, Ranks ranks, int period) implements Network {
  /** Rank 0 says where all begin; the others have been told already, which is how they came here. */
  @Override
  public Learner learner(TrainingState state, TrainingOptions options, Workers workers) {
    if (ranks.rank() == 0) {
      ranks.fromFirst(new Beginning(state, options.learningRate().peak()).bytes());
    }
    SharedLearner own = network.learner(state, options, workers);
    return period == 1 ? new Mean(own) : new Periodic(own, options.steps());
  }

  @Override
  public Map<String, String> description() {
    return network.description();
  }

  @Override
  public int dim() {
    return network.dim();
  }

  @Override
  public int classes() {
    return network.classes();
  }

  @Override
  public int extraInputs() {
    return network.extraInputs();
  }

  @Override
  public int length() {
    return network.length();
  }

  @Override
  public int parameterCount() {
    return network.parameterCount();
  }

  @Override
  public float[] start(Seed seed) {
    return network.start(seed);
  }

  @Override
  public VelocityField<float[]> field(float[] weights) {
    return network.field(weights);
  }

  /** A learner of this rank, whose steps do what is not said here. */
  private abstract static class OfRank implements Learner {
    final SharedLearner own;

    OfRank(SharedLearner own) {
      this.own = own;
    }

    @Override
    public Outcome gradient(Batch batch) {
      return own.gradient(batch);
    }

    @Override
    public void update(Update update) {
      own.update(update);
    }

    @Override
    public void evaluate(Inputs inputs, float[] out) {
      own.evaluate(inputs, out);
    }

    @Override
    public void keep() {
      own.keep();
    }

    @Override
    public void restore() {
      own.restore();
    }

    @Override
    public TrainingState state() {
      return own.state();
    }

    @Override
    public float[] average() {
      return own.average();
    }

    @Override
    public void close() {
      own.close();
    }
  }

  /** Steps by the mean of the gradients of all ranks. */
  private final class Mean extends OfRank {
    /** The gradient, and the loss as two floats. */
    private final float[] sums = new float[length() + 2];
    private final float[] values = new float[length()];

    Mean(SharedLearner own) {
      super(own);
    }

    @Override
    public Outcome gradient(Batch batch) {
      double loss = own.gradient(batch).loss();
      System.arraycopy(own.lastGradient(), 0, sums, 0, values.length);
      sums[values.length] = (float) loss;
      sums[values.length + 1] = (float) (loss - (float) loss);
      ranks.sum(sums);
      float share = 1f / ranks.count();
      for (int i = 0; i < values.length; i++) {
        values[i] = sums[i] * share;
      }
      return new Outcome(((double) sums[values.length] + sums[values.length + 1]) / ranks.count(),
          own.replaceGradient(values));
    }
  }

  /** Steps of this rank alone, with an average over all ranks from time to time. */
  private final class Periodic extends OfRank {
    private final int steps;

    Periodic(SharedLearner own, int steps) {
      super(own);
      this.steps = steps;
    }

    @Override
    public void update(Update update) {
      own.update(update);
      if (update.step() % period == 0 || update.step() == steps) {
        TrainingState state = own.state();
        float share = 1f / ranks.count();
        for (float[] part : Beginning.parts(state)) {
          ranks.sum(part);
          for (int i = 0; i < part.length; i++) {
            part[i] *= share;
          }
        }
        own.replace(state);
      }
    }
  }
}
