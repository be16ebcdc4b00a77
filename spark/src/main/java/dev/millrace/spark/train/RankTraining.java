package dev.millrace.spark.train;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.StateFile;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.train.DivergedException;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.SharedNetwork;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.runs.shared.RankPart;
import dev.millrace.runs.train.TrainerSession;
import dev.millrace.runs.train.Training;
import org.jspecify.annotations.Nullable;

/**
 * The part of a training that one rank does. Rank 0 has the run's folder and is run like any other training; the others
 * {@link #follow} it.
 */
final class RankTraining implements Training {
  private static final int EVENT_STEPS = 50;

  private final TrainingConfig config;
  private final TrainingConfig own;
  private final RankPart part;
  private final RankNetwork network;
  private final String teacher;
  private @Nullable Trainer last;

  /**
   * @param config the options of the whole training, as {@code run.yaml} has them
   * @param own the same options for the share of this rank
   * @param part what this rank learns
   * @param network the network
   * @param teacher the run that it starts from, as the user has named it; empty if none
   */
  RankTraining(TrainingConfig config, TrainingConfig own, RankPart part, RankNetwork network, String teacher) {
    this.config = config;
    this.own = own;
    this.part = part;
    this.network = network;
    this.teacher = teacher;
  }

  @Override
  public TrainingConfig config() {
    return config;
  }

  @Override
  public String engine() {
    return String.format(Locale.ROOT, "%s, %d ranks of Spark with batches of %d%s", part.engine(), connected().count(),
        own.batch(),
        network.period() == 1 ? "" : ", averaged every %d steps".formatted(network.period()));
  }

  /** A run may lie on a file system of the cluster, which has no paths of Java. */
  @Override
  public String startsFrom(RunDirectory unused) {
    return teacher;
  }

  @Override
  public int ranks() {
    return connected().count();
  }

  private Ranks connected() {
    return network.ranks();
  }

  @Override
  public String network() {
    return part.networkText();
  }

  @Override
  public Map<String, String> dataHashes() {
    return part.dataHashes();
  }

  @Override
  public long parameters() {
    return network.parameterCount();
  }

  @Override
  public List<String> columns() {
    return part.columns();
  }

  @Override
  public List<String> classNames() {
    return part.classNames();
  }

  /** The weights of a teacher come with the rows. */
  @Override
  public Session begin(RunDirectory run, Optional<Checkpoint> from, Optional<RunDirectory> teacher, double rateFactor)
      throws IOException {
    part.prepare(run);
    SharedNetwork alone = network.network();
    TrainingState state = from.isPresent()
        ? StateFile.read(from.get(), alone)
        : TrainingState.startingFrom(part.start());
    double rate = part.options().learningRate().peak() * rateFactor;
    return new TrainerSession(trainer(rate, state), alone, EVENT_STEPS, part.unit() + " of rank 0", () -> "",
        part::write);
  }

  /** A trainer whose learning rate has this peak. */
  private Trainer trainer(double peak, TrainingState state) {
    TrainingOptions usual = part.options();
    LearningRate rate = usual.learningRate();
    Trainer trainer = new Trainer(part.objective(), network,
        usual.withLearningRate(new LearningRate(peak, rate.warmup(), rate.cosine())), state);
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
    for (byte[] said = connected().fromFirst(Beginning.END); said.length > 0; said = connected()
        .fromFirst(Beginning.END)) {
      Beginning beginning = Beginning.of(said);
      try {
        trainer(beginning.rate(), beginning.state()).run();
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
    connected().fromFirst(Beginning.END);
  }
}
