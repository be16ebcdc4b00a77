package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.train.DivergedException;

/** One training as resolved options say it, whatever the engine; {@link RecordedTraining} runs it in a folder. */
interface Training extends AutoCloseable {
  /** Names of the two hashes that {@link #dataHashes} may have. */
  String DATA_HASH = "data-hash";
  String PAIRS_HASH = "pairs-hash";

  /** The options, as {@code run.yaml} has them. */
  TrainingConfig config();

  /** What computes it, in words. */
  String engine();

  /** The network's shape and all else of it that its weights do not say, in words that tell it from others. */
  String network();

  /** What tells one set of data from another, by name: in provenance, and in checkpoints. */
  Map<String, String> dataHashes();

  /** The names of the data's columns, for provenance; empty if they have none. */
  default List<String> columns() {
    return List.of();
  }

  /**
   * Takes up the training.
   *
   * @param run its folder
   * @param from the checkpoint to go on from; none for the begin
   * @param teacher the run from whose weights the begin takes its own; none for random ones
   * @param rateFactor what the learning rate is multiplied by
   */
  Session begin(RunDirectory run, Optional<Checkpoint> from, Optional<RunDirectory> teacher, double rateFactor)
      throws IOException;

  /** Frees what the engine holds. */
  @Override
  default void close() {
  }

  /** Refuses hashes of other data than these; {@code where} they come from is for the message. */
  default void requireSameData(String where, Map<String, String> hashes) {
    dataHashes().forEach((name, hash) -> {
      if (!Objects.equals(hash, hashes.get(name))) {
        throw new InvalidInputException(
            "%s: was trained on other data than %s holds now".formatted(where, name.equals(PAIRS_HASH)
                ? config().coupling().replaceFirst("^pairs:", "")
                : config().data()));
      }
    });
  }

  /**
   * Whether a logged step's weights are hashed: the first's, those of twice as many steps each, and the last's.
   *
   * @param every steps between two that are logged
   */
  static boolean isHashed(int step, int steps, int every) {
    return step == steps || (step % every == 0 && Integer.bitCount(step / every) == 1);
  }

  /** A training in progress. */
  interface Session {
    /** Steps done. */
    int step();

    /**
     * Trains on, to the last step or until it is told to stop.
     *
     * @throws DivergedException if that happened; the session is back at its last good state
     */
    void run(Listener listener, GoOn goOn);

    /** Writes what sampling takes, as far as it is trained. */
    void writeModel(Path file) throws IOException;

    /** SHA-256 of the weights that sampling takes. */
    String weightsHash();

    /** What a user should hear after it has trained, in one line; empty if nothing. */
    String remark();
  }

  /** Hears of a training now and then. */
  @FunctionalInterface
  interface Listener {
    /**
     * @param line what the log keeps of the step, by name
     * @param news the same in a few words
     */
    void on(int step, Map<String, Object> line, String news);
  }

  /** Asked after each step. */
  @FunctionalInterface
  interface GoOn {
    /**
     * @param files the state, as files of a checkpoint; none if not all of it is finite
     * @return whether to go on
     */
    boolean after(int step, Supplier<Optional<SequencedMap<String, AtomicFile.Body>>> files);
  }
}
