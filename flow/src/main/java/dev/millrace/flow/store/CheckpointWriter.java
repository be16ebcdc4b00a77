package dev.millrace.flow.store;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.millrace.flow.io.AtomicFile;
import org.jspecify.annotations.Nullable;

/** Writes checkpoints in the background of a training, one at a time. Only the training thread may call it. */
public final class CheckpointWriter implements AutoCloseable {
  private final CheckpointStore store;
  private final int keep;
  private final ExecutorService thread = Executors
      .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("millrace-checkpoint").factory());
  private final Map<String, Blocks> memory = new HashMap<>();
  private @Nullable CompletableFuture<Optional<IOException>> inFlight;

  /**
   * A writer that keeps the newest checkpoints.
   *
   * @param store where checkpoints are kept
   * @param keep number of checkpoints to keep, at least 1
   */
  public CheckpointWriter(CheckpointStore store, int keep) {
    this.store = store;
    this.keep = keep;
  }

  /**
   * Waits until the previous checkpoint is written, copies the contents of a snapshot and returns. All copies use the
   * same memory, so that a long training leaves no garbage for the collector.
   *
   * @param live the snapshot; the arrays that its bodies write may change after this has returned
   * @return the failure of the previous checkpoint, if it failed and the failure was not reported yet
   * @throws IOException if a body fails
   */
  public Optional<IOException> write(Snapshot live) throws IOException {
    Optional<IOException> before = await();
    Snapshot snapshot = new Snapshot(live.step(), copies(live.files()), live.facts());
    inFlight = CompletableFuture.supplyAsync(() -> {
      try {
        store.save(snapshot);
        store.prune(keep);
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of(e);
      }
    }, thread);
    return before;
  }

  private SequencedMap<String, AtomicFile.Body> copies(SequencedMap<String, AtomicFile.Body> live) throws IOException {
    SequencedMap<String, AtomicFile.Body> copies = new LinkedHashMap<>();
    for (Map.Entry<String, AtomicFile.Body> file : live.entrySet()) {
      Blocks copy = memory.computeIfAbsent(file.getKey(), _ -> new Blocks());
      copy.clear();
      file.getValue().writeTo(copy);
      copies.put(file.getKey(), copy::writeTo);
    }
    return copies;
  }

  /**
   * {@return the failure of the last checkpoint, if it has failed by now; each failure is reported once} This is cheap
   * enough to be called after every step.
   */
  public Optional<IOException> failure() {
    return inFlight != null && inFlight.isDone() ? await() : Optional.empty();
  }

  /**
   * Waits until nothing is being written any more, and returns the failure of the last checkpoint, if any; each failure
   * is reported once.
   *
   * @return the failure, if any
   */
  public Optional<IOException> await() {
    CompletableFuture<Optional<IOException>> last = inFlight;
    inFlight = null;
    return last == null ? Optional.empty() : last.join();
  }

  /** Ends the thread after it has finished writing. */
  @Override
  public void close() {
    thread.close();
  }
}
