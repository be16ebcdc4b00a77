package dev.millrace.cli;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.run.Couplings;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.flow.transport.Semidiscrete;

/**
 * One training, as resolved options say it; {@link RecordedTraining} runs it in a folder.
 *
 * @param config the options, checked
 * @param data what is learnt
 * @param objective made of both
 */
record TrainingRun(RunConfig config, DataSource data, Objective objective) {
  private static final String DATA_HASH = "data-hash";
  private static final String PAIRS_HASH = "pairs-hash";

  /** As {@link #of(RunConfig, boolean, MemoryLimit)}, within what Java was given. */
  static TrainingRun of(RunConfig config, boolean quiet) throws IOException {
    return of(config, quiet, MemoryLimit.ofJava());
  }

  /**
   * Reads all that the options name and learns what the coupling has to know, before anything is written.
   *
   * @param memory what reading and training have to fit
   */
  static TrainingRun of(RunConfig config, boolean quiet, MemoryLimit memory) throws IOException {
    config.check();
    memory.requireForFile(config.data());
    DataSource data = DataSource.of(config.data());
    memory.require(config, data.learnt().dim());
    var source = DataSource.source(config.source(), data.learnt().dim());
    Semidiscrete.Listener progress = quiet ? (_, _) -> {} : new TransportLines();
    return new TrainingRun(config, data,
        config.objective(source, data.learnt(), Couplings.of(config, source, data.learnt(), progress)));
  }

  /** A line on standard error every few seconds while semidiscrete transport is learnt: how long it takes is not known. */
  private static final class TransportLines implements Semidiscrete.Listener {
    private long last = System.nanoTime();

    @Override
    public void on(long draws, double massError) {
      if (System.nanoTime() - last > Progress.BETWEEN_LINES.toNanos()) {
        last = System.nanoTime();
        System.err.printf(Locale.ROOT,
            "semidiscrete transport: %,d source points, masses of the cells off by %.0f %%%n",
            draws, 100 * massError);
      }
    }
  }

  MlpShape shape() {
    return config.shape(data.learnt().dim());
  }

  /** A trainer that goes on from a state; it takes the state over. */
  Trainer trainer(TrainingState state, double rateFactor) {
    return new Trainer(objective, config.trainingOptions(rateFactor), state);
  }

  /** The state before the first step: the weights of a run, or random ones. */
  TrainingState start(Optional<RunDirectory> teacher) throws IOException {
    return TrainingState.startingFrom(teacher.isPresent()
        ? teacher.get().model().velocity()
        : VelocityMlp.random(shape(), config.trainingOptions().seed()));
  }

  /** The file that sampling takes. */
  FlowModel model(VelocityMlp velocity) {
    return new FlowModel(velocity, config.source(), config.path(), data.standardizer());
  }

  /** What tells one set of data from another, by name: in provenance, and in checkpoints. */
  Map<String, String> dataHashes() {
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put(DATA_HASH, data.hash());
    if (objective.coupling() instanceof FixedPairs pairs) {
      hashes.put(PAIRS_HASH, "sha256:" + Sha256.of(Sha256.of(pairs.x0(), ByteOrder.LITTLE_ENDIAN)
          + Sha256.of(pairs.x1(), ByteOrder.LITTLE_ENDIAN)));
    }
    return hashes;
  }

  /**
   * Refuses hashes of other data than these.
   *
   * @param where they come from, for the message
   */
  void requireSameData(String where, Map<String, String> hashes) {
    Map<String, String> now = dataHashes();
    for (String name : List.of(DATA_HASH, PAIRS_HASH)) {
      if (!Objects.equals(now.get(name), hashes.get(name))) {
        throw new InvalidInputException("%s: was trained on other data than %s holds now".formatted(where,
            name.equals(PAIRS_HASH) ? config.coupling().replaceFirst("^pairs:", "") : config.data()));
      }
    }
  }

  /** SHA-256 of the weights that sampling takes. */
  static String weightsHash(float[] average) {
    return Sha256.of(average, ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether a logged step's weights are hashed: the first's, those of twice as many steps each, and the last's. */
  static boolean isHashed(int step, int steps) {
    return step == steps || (step % Trainer.EVENT_STEPS == 0 && Integer.bitCount(step / Trainer.EVENT_STEPS) == 1);
  }
}
