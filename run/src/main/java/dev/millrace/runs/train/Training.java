package dev.millrace.runs.train;

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
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.train.DivergedException;
import dev.millrace.runs.work.LiveTraining;

/** One training with resolved options, on any engine; {@link RecordedTraining} runs it in a folder. */
public interface Training extends AutoCloseable {
  /** The names of the hashes that {@link #dataHashes} may contain. */
  String DATA_HASH = "data-hash";
  /** The name of the hash of pairs in {@code run.yaml}. */
  String PAIRS_HASH = "pairs-hash";
  /** The name of the hash of a file that the noise is drawn from, in {@code run.yaml}. */
  String SOURCE_HASH = "source-hash";
  /** The name of the hash of labels in {@code run.yaml}. */
  String LABELS_HASH = "labels-hash";

  /** {@return the options, as written to {@code run.yaml}} */
  TrainingConfig config();

  /** {@return a description of the engine} */
  String engine();

  /**
   * {@return a description of the network: its shape and everything else that its weights do not determine, so that
   * networks can be compared}
   */
  String network();

  /** {@return the hashes that identify the data, by name, for provenance and checkpoints} */
  Map<String, String> dataHashes();

  /** {@return number of weights} */
  long parameters();

  /** {@return the engine in words for users, with what it uses of this machine} */
  default String engineInUse() {
    return engine();
  }

  /** {@return the names of the columns of the data, for provenance; empty if they have none} */
  default List<String> columns() {
    return List.of();
  }

  /** {@return the names of the classes of the data, for provenance; empty if they have none} */
  default List<String> classNames() {
    return List.of();
  }

  /**
   * {@return the name of the run that it starts from, for provenance}
   *
   * @param teacher the run
   */
  default String startsFrom(RunDirectory teacher) {
    return teacher.path().toString();
  }

  /** {@return the number of ranks of a cluster, of which this training is one; 0 if one machine has all rows} */
  default int ranks() {
    return 0;
  }

  /**
   * Starts or resumes the training.
   *
   * @param run the folder of the run
   * @param from the checkpoint to resume from; empty for the start
   * @param teacher the run whose weights the training starts from; empty for random weights
   * @param rateFactor what the learning rate is multiplied by
   * @return the training under way
   * @throws IOException if reading or writing fails
   */
  Session begin(RunDirectory run, Optional<Checkpoint> from, Optional<RunDirectory> teacher, double rateFactor)
      throws IOException;

  /**
   * Fails if this training cannot start from the weights of a run, because its network or its data are others.
   *
   * @param from the run, which is trained
   * @throws InvalidInputException naming what differs
   * @throws IOException if reading fails
   */
  default void requireContinues(RunDirectory from) throws IOException {
    throw new InvalidInputException(
        "`from` %s: only flows of points and of images are continued".formatted(from.path()));
  }

  /** Frees the resources of the engine. */
  @Override
  default void close() {
  }

  /**
   * Fails if hashes are those of other data; {@code where} they come from is for the message.
   *
   * @param where the start of the message
   * @param hashes the hashes of the data, by name
   */
  default void requireSameData(String where, Map<String, String> hashes) {
    dataHashes().forEach((name, hash) -> {
      String before = hashes.get(name);
      if (before != null && DataSource.areRounded(hash, before)) {
        throw new InvalidInputException(
            ("%s: was trained by an earlier version, which rounded %s to floats; this version reads doubles, so that it "
                + "can neither resume nor verify the training, only use its model").formatted(where, config().data()));
      }
      if (!Objects.equals(hash, before)) {
        throw new InvalidInputException(
            "%s: was trained on other data than %s holds now".formatted(where, name.equals(PAIRS_HASH)
                ? config().coupling().replaceFirst("^pairs:", "")
                : config().data()));
      }
    });
  }

  /**
   * {@return whether the weights of a logged step are hashed: the first logged step, then each that has twice as many
   * steps, and the last step}
   *
   * @param step the step that was done
   * @param steps the number of steps
   * @param every the number of steps between two that are logged
   */
  public static boolean isHashed(int step, int steps, int every) {
    return step == steps || (step % every == 0 && Integer.bitCount(step / every) == 1);
  }

  /** A training in progress. */
  interface Session {
    /** {@return number of steps done} */
    int step();

    /**
     * Continues the training, to the last step or until it is told to stop.
     *
     * @param listener hears of the steps
     * @param goOn asked after each step whether to go on
     * @throws DivergedException if the training diverged; the session is then at its last good state
     */
    void run(Listener listener, GoOn goOn);

    /**
     * Writes the model file, with the weights as far as they are trained.
     *
     * @param file the file
     * @throws IOException if writing fails
     */
    void writeModel(Path file) throws IOException;

    /** {@return the SHA-256 of the weights that sampling uses} */
    String weightsHash();

    /** {@return a note for the user after the training, in one line; empty if there is none} */
    String remark();

    /** {@return the training as other threads may look at it} */
    default LiveTraining live() {
      return this::step;
    }
  }

  /** Receives reports of a training at regular intervals. */
  @FunctionalInterface
  interface Listener {
    /**
     * Is called after a step.
     *
     * @param step the step that was done
     * @param line the values that the log stores for the step, by name
     * @param news the same in a few words, for the progress line
     */
    void on(int step, Map<String, Object> line, String news);
  }

  /** Called after each step. */
  @FunctionalInterface
  interface GoOn {
    /**
     * Is called after a step.
     *
     * @param step the step that was done
     * @param files the state, as files of a checkpoint; empty if not all of it is finite
     * @return whether to continue
     */
    boolean after(int step, Supplier<Optional<SequencedMap<String, AtomicFile.Body>>> files);
  }
}
