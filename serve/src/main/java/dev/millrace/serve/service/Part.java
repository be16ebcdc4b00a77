package dev.millrace.serve.service;

import java.util.concurrent.locks.LockSupport;

import dev.millrace.runs.rows.RowBlock;
import dev.millrace.runs.rows.RowRange;
import org.jspecify.annotations.Nullable;

/** A part of a request: rows that are computed at once, or other work. One thread waits for it. */
final class Part {
  private final @Nullable RowRange range;
  private final @Nullable Runnable task;
  private final boolean isShort;
  private final Thread owner = Thread.currentThread();
  private final long asked = System.nanoTime();
  private final long mustBegin;
  private final long mustEnd;
  private volatile boolean cancelled;
  private volatile long begun;
  private volatile long done;
  private @Nullable RowBlock rows;
  private @Nullable Throwable failure;

  private Part(@Nullable RowRange range, @Nullable Runnable task, boolean isShort, WorkLimits limits, long mustEnd) {
    this.range = range;
    this.task = task;
    this.isShort = isShort;
    this.mustEnd = mustEnd;
    mustBegin = asked + limits.queueing().toNanos();
  }

  /**
   * A part of rows.
   *
   * @param isShort whether it is a whole request
   * @param mustEnd the time at which the request must be answered, in nanoseconds
   */
  static Part of(RowRange range, boolean isShort, WorkLimits limits, long mustEnd) {
    return new Part(range, null, isShort, limits, mustEnd);
  }

  /** Other work; see {@link #of(RowRange, boolean, WorkLimits, long)}. */
  static Part of(Runnable task, WorkLimits limits, long mustEnd) {
    return new Part(null, task, true, limits, mustEnd);
  }

  boolean isShort() {
    return isShort;
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
    wake();
  }

  void fail(Throwable why) {
    failure = why;
    end(null);
  }

  /** Waits for news: until it is done, or somebody tells it that it waits too long. It may return without reason. */
  void await() {
    LockSupport.park(this);
  }

  /** Makes {@link #await} return. */
  void wake() {
    LockSupport.unpark(owner);
  }

  /** The time at which its owner no longer waits for it. */
  long latest() {
    return begun == 0 ? Math.min(mustBegin, mustEnd) : mustEnd;
  }
}
