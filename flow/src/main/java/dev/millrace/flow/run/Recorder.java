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
 * What a training leaves in its folder while it runs, whatever the engine: the log, and checkpoints that are written beside it.
 * The trainer calls {@link #goesOn} after each step.
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
   * Begins to record.
   *
   * @param run its folder, locked
   * @param done steps done
   * @param steps steps in all
   * @param every steps between checkpoints, 0 for none but that of a stop
   * @param facts words that go into each checkpoint
   * @param stop whether somebody wants the training to stop
   * @param warnings takes a line for each checkpoint that could not be written; training goes on
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
    // What was found whole, and so may be removed when there are newer ones, is known to a store from its own search.
    store.newest();
  }

  /** The log. */
  public TrainingLog log() {
    return log;
  }

  /**
   * Takes a checkpoint if one is due, or if the training is to stop.
   *
   * @param step steps done
   * @param files what the engine needs to go on, written out before this returns; empty if the state is not worth keeping,
   *     because not all of it is finite
   * @return whether the training goes on; if not, a checkpoint of this step is on the disk
   * @throws IOException if the checkpoint of a stop cannot be written
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

  /** Waits until nothing is being written any more, and forces the log. */
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
