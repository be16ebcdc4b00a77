package dev.millrace.spark.train;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.StateFile;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.train.DivergedException;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.runs.train.TrainerSession;
import dev.millrace.runs.train.Training;
import org.jspecify.annotations.Nullable;

/**
 * The part of a training that one rank does. Rank 0 has the run's folder and is run like any other training; the others
 * {@link #follow} it.
 */
final class RankTraining implements Training {
  private final RunConfig config;
  private final RunConfig own;
  private final RankRows.Learnt learnt;
  private final RankNetwork network;
  private @Nullable Trainer last;

  /**
   * @param config the options of the whole training, as {@code run.yaml} has them
   * @param own the same options for the share of this rank
   * @param learnt what this rank learns
   * @param network the network
   */
  RankTraining(RunConfig config, RunConfig own, RankRows.Learnt learnt, RankNetwork network) {
    this.config = config;
    this.own = own;
    this.learnt = learnt;
    this.network = network;
  }

  @Override
  public RunConfig config() {
    return config;
  }

  @Override
  public String engine() {
    return String.format(Locale.ROOT, "pure Java, %d ranks of Spark with batches of %d%s", ranks().count(), own.batch(),
        network.period() == 1 ? "" : ", averaged every %d steps".formatted(network.period()));
  }

  private Ranks ranks() {
    return network.ranks();
  }

  @Override
  public String network() {
    return "a network with `hidden` %d, `layers` %d, `activation` %s, `time-input` %s, `time-scale` %s%s".formatted(
        config.hidden(), config.layers(), config.activation(), config.timeInput(), config.timeScale(),
        config.spans() == 0 ? "" : ", of average velocities");
  }

  @Override
  public Map<String, String> dataHashes() {
    return Map.of(DATA_HASH, learnt.data().hash());
  }

  @Override
  public long parameters() {
    return network.parameterCount();
  }

  @Override
  public List<String> columns() {
    return learnt.data().names();
  }

  @Override
  public Session begin(RunDirectory run, Optional<Checkpoint> from, Optional<RunDirectory> teacher, double rateFactor)
      throws IOException {
    if (teacher.isPresent()) {
      throw new IllegalArgumentException("the weights to begin with come with the rows");
    }
    MlpNetwork mlp = network.network();
    TrainingState state = from.isPresent()
        ? StateFile.read(from.get(), mlp)
        : TrainingState.startingFrom(learnt.start());
    return new TrainerSession(trainer(own.trainingOptions(rateFactor), state), mlp, RunConfig.EVENT_STEPS,
        "pairs of rank 0", () -> "", (average, file) -> model(mlp.field(average)).write(file));
  }

  private FlowModel model(VelocityMlp velocity) {
    return new FlowModel(velocity, config.source(), config.path(), config.sigmaMin(), learnt.data().standardizer(),
        learnt.data().names()).withUsualSteps(config.usualSteps());
  }

  private Trainer trainer(TrainingOptions options, TrainingState state) {
    Trainer trainer = new Trainer(own.learnt(learnt.objective()), network, options, state);
    last = trainer;
    return trainer;
  }

  /** {@return the weights after the last step that was made} */
  float[] lastWeights() {
    if (last == null) {
      throw new IllegalStateException("no step was made");
    }
    return last.state().weights();
  }

  /** Makes the steps that rank 0 makes, until that says that none follow. */
  void follow() {
    TrainingOptions usual = own.trainingOptions();
    for (byte[] said = ranks().fromFirst(Beginning.END); said.length > 0; said = ranks().fromFirst(Beginning.END)) {
      Beginning beginning = Beginning.of(said);
      LearningRate rate = usual.learningRate();
      TrainingOptions options = usual
          .withLearningRate(new LearningRate(beginning.rate(), rate.warmup(), rate.cosine()));
      try {
        trainer(options, beginning.state()).run();
      } catch (DivergedException e) {
        if (network.period() > 1) {
          throw e;
        }
        // Rank 0 has diverged by the same step, and says what follows.
      }
    }
  }

  /** Tells the others that no steps follow. */
  void end() {
    ranks().fromFirst(Beginning.END);
  }
}
