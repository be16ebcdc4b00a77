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

/** Writes checkpoints beside the training, one at a time. Only the thread that trains calls it. */
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
   * @param keep how many stay, at least 1
   */
  public CheckpointWriter(CheckpointStore store, int keep) {
    this.store = store;
    this.keep = keep;
  }

  /**
   * Copies a snapshot's contents and returns, as soon as the one before is written. All copies lie in the same memory, so that a
   * long training leaves none behind for the collector.
   *
   * @param live what its bodies write may change when this has returned
   * @return why the one before failed, if it did and {@link #failure} had not told
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

  /** Why the last one failed, if it has by now; told once. Costs next to nothing, so that it can be asked every step. */
  public Optional<IOException> failure() {
    return inFlight != null && inFlight.isDone() ? await() : Optional.empty();
  }

  /** Waits until nothing is being written any more, and says why the last one failed, if it did; told once. */
  public Optional<IOException> await() {
    CompletableFuture<Optional<IOException>> last = inFlight;
    inFlight = null;
    return last == null ? Optional.empty() : last.join();
  }

  /** Ends the thread, when what it writes is written. */
  @Override
  public void close() {
    thread.close();
  }
}
