package dev.millrace.flow.store;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

/** Writes checkpoints beside the training, one at a time. Only the thread that trains calls it. */
public final class CheckpointWriter implements AutoCloseable {
  private final CheckpointStore store;
  private final int keep;
  private final ExecutorService thread = Executors
      .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("millrace-checkpoint").factory());
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
   * Hands a snapshot over and returns at once, or when the one before is written.
   *
   * @return why the one before failed, if it did and {@link #failure} had not told
   */
  public Optional<IOException> write(Snapshot snapshot) {
    Optional<IOException> before = await();
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
