package dev.millrace.flow.run;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.store.CheckpointStore;
import dev.millrace.flow.store.CheckpointWriter;
import dev.millrace.flow.store.Snapshot;

/**
 * Records a running training of any engine in its folder: the log, and checkpoints, which are written in the
 * background. The trainer calls {@link #goesOn} after each step.
 */
public final class Recorder implements AutoCloseable {
  private static final int CHECKPOINTS_KEPT = 2;

  private final int every;
  private final int steps;
  private final Map<String, String> facts;
  private final BooleanSupplier stop;
  private final Consumer<String> warnings;
  private final CheckpointStore store;
  private final CheckpointWriter writer;
  private final TrainingLog log;

  /**
   * Starts recording.
   *
   * @param run the folder of the run, which must be locked
   * @param done number of finished steps
   * @param steps total number of steps
   * @param every steps between checkpoints; 0 for none except when the training is stopped
   * @param facts text by name that is added to each checkpoint
   * @param stop returns whether the training should stop
   * @param warnings receives a line for each checkpoint that could not be written; the training continues
   * @throws IOException if reading or writing fails
   */
  public Recorder(RunDirectory run, int done, int steps, int every, Map<String, String> facts, BooleanSupplier stop,
      Consumer<String> warnings) throws IOException {
    this.steps = steps;
    this.every = every;
    this.facts = facts;
    this.stop = stop;
    this.warnings = warnings;
    this.log = TrainingLog.open(run.log(), done);
    this.store = new CheckpointStore(run.checkpoints());
    this.writer = new CheckpointWriter(store, CHECKPOINTS_KEPT);
    // A store removes only checkpoints that it knows to be intact, which it learns from this search.
    store.newest();
  }

  /** {@return the log} */
  public TrainingLog log() {
    return log;
  }

  /**
   * Writes a checkpoint if one is due, or if the training should stop.
   *
   * @param step number of finished steps
   * @param files gives the files that the engine needs to resume, which are read before this method returns; empty if
   *     the state must not be saved because a number in it is not finite
   * @return whether the training continues; if not, a checkpoint of this step is on the disk
   * @throws IOException if the training should stop and its checkpoint cannot be written
   */
  public boolean goesOn(int step, Supplier<Optional<SequencedMap<String, AtomicFile.Body>>> files) throws IOException {
    writer.failure().ifPresent(this::warn);
    boolean stops = step < steps && stop.getAsBoolean();
    if (stops || (every > 0 && (step % every == 0 || step == steps))) {
      Optional<Snapshot> snapshot = files.get().map(content -> new Snapshot(step, content, facts));
      if (stops) {
        writer.await().ifPresent(this::warn);
        log.force();
        if (snapshot.isPresent()) {
          store.save(snapshot.get());
        }
      } else if (snapshot.isPresent()) {
        writer.write(snapshot.get()).ifPresent(this::warn);
      }
    }
    return !stops;
  }

  private void warn(IOException failure) {
    warnings.accept(failure.getMessage() + "; training continues, earlier checkpoints are intact");
  }

  /**
   * Waits until all checkpoints are written, and forces the log to disk.
   *
   * @throws IOException if writing fails
   */
  public void finish() throws IOException {
    writer.await().ifPresent(this::warn);
    log.force();
  }

  @Override
  public void close() throws IOException {
    writer.close();
    log.close();
  }
}
