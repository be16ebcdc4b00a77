package dev.millrace.serve.service;

import java.util.concurrent.locks.LockSupport;

import dev.millrace.runs.rows.RowBlock;
import dev.millrace.runs.rows.RowRange;
import org.jspecify.annotations.Nullable;

/** A part of a request: rows that are computed at once, or other work. One thread waits for it. */
final class Part {
  private final @Nullable RowRange range;
  private final @Nullable Runnable task;
  private final Thread owner = Thread.currentThread();
  private final long asked = System.nanoTime();
  private volatile boolean cancelled;
  private volatile long begun;
  private volatile long done;
  private @Nullable RowBlock rows;
  private @Nullable Throwable failure;

  private Part(@Nullable RowRange range, @Nullable Runnable task) {
    this.range = range;
    this.task = task;
  }

  static Part of(RowRange range) {
    return new Part(range, null);
  }

  static Part of(Runnable task) {
    return new Part(null, task);
  }

  boolean isRows() {
    return range != null;
  }

  RowRange range() {
    if (range == null) {
      throw new IllegalStateException("no rows");
    }
    return range;
  }

  int count() {
    return range == null ? 1 : range.count();
  }

  /** The rows, once it is done. */
  RowBlock rows() {
    if (rows == null) {
      throw new IllegalStateException("no rows");
    }
    return rows;
  }

  /** What went wrong; null if it is done. */
  @Nullable
  Throwable failure() {
    return failure;
  }

  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  boolean isBegun() {
    return begun != 0;
  }

  boolean isDone() {
    return done != 0;
  }

  long asked() {
    return asked;
  }

  /** Nanoseconds that it waited in the queue so far. */
  long queued() {
    return (begun == 0 ? System.nanoTime() : begun) - asked;
  }

  /** Nanoseconds that it was computed. */
  long computed() {
    return done - begun;
  }

  void begin(long now) {
    begun = now;
  }

  /** Runs it, if it is not of rows. */
  void run() {
    if (task != null) {
      task.run();
    }
  }

  void end(@Nullable RowBlock made) {
    rows = made;
    done = System.nanoTime();
    LockSupport.unpark(owner);
  }

  void fail(Throwable why) {
    failure = why;
    end(null);
  }

  /** Waits until it is begun or done, or a time has come. */
  void await(long until) {
    LockSupport.parkNanos(this, Math.max(1, until - System.nanoTime()));
  }
}
