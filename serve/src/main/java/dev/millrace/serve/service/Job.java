package dev.millrace.serve.service;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.SolverException;
import dev.millrace.runs.rows.RowBlocks;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.serve.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one request. They are computed part by part: the next part is asked for when one is taken, so that no more
 * than one is ahead of what is written. One thread uses it.
 */
final class Job implements RowBlocks, AutoCloseable {
  private final Engine engine;
  private final WorkLimits limits;
  private final RowSource source;
  private final long end;
  private final long deadline;
  private final boolean isShort;
  private final long first;
  private long next;
  private @Nullable Part ahead;
  private long queued;
  private long computed;

  /**
   * Puts the first rows into the queue.
   *
   * @param arrived when the request arrived, in nanoseconds
   * @throws Problem 429 if too many requests wait
   */
  Job(Engine engine, WorkLimits limits, RowSource source, long offset, int count, long arrived) {
    this.engine = engine;
    this.limits = limits;
    this.source = source;
    this.end = offset + count;
    first = offset;
    next = offset;
    deadline = arrived + limits.total().toNanos();
    isShort = partEnd() == end;
    if (isShort) {
      engine.enter();
    }
    try {
      ask(true);
    } catch (Problem e) {
      close();
      throw e;
    }
  }

  private long partEnd() {
    int tile = source.tile();
    return Math.min(end, next + Math.max(tile, engine.part(source.group()) / tile * tile));
  }

  private void ask(boolean isFirst) {
    long from = next;
    next = partEnd();
    Part part = Part.of(new RowRange(source, from, (int) (next - from)), isShort, limits, deadline);
    engine.submit(part, isFirst);
    ahead = part;
  }

  /** {@return whether all rows are computed at once} */
  boolean isShort() {
    return isShort;
  }

  /**
   * Waits for the first rows, so that what is wrong with them is known before an answer begins.
   *
   * @throws Problem as {@link #await}
   */
  void awaitFirst() {
    if (ahead != null) {
      await(ahead, limits);
      queued = ahead.queued();
      computed = ahead.computed();
    }
  }

  @Override
  public void each(Sink sink) throws IOException {
    while (ahead != null) {
      Part part = ahead;
      await(part, limits);
      if (part.range().from() > first) {
        queued += part.queued();
        computed += part.computed();
      }
      ahead = null;
      if (next < end) {
        ask(false);
      }
      sink.accept(part.rows());
    }
  }

  /**
   * Waits for a part.
   *
   * @throws Problem 503 if it waits too long in the queue, 504 if the request takes too long, 422 if its rows cannot be made
   */
  static void await(Part part, WorkLimits limits) {
    while (!part.isDone()) {
      if (System.nanoTime() >= part.latest()) {
        part.cancel();
        throw part.isBegun() || limits.total().compareTo(limits.queueing()) < 0
            ? new Problem(504, "the request took more than %s s".formatted(seconds(limits.total())))
                .withFlag("--timeout").withReason("timeout")
            : new Problem(503, "the request waited more than %s s in the queue".formatted(seconds(limits.queueing())))
                .withFlag("--queue-timeout").withReason("queue_timeout").withRetryAfter(1);
      }
      part.await();
      if (Thread.interrupted()) {
        part.cancel();
        throw new Problem(503, "the server ends").withReason("draining");
      }
    }
    switch (part.failure()) {
      case null -> {
        // It is done.
      }
      case SolverException e -> throw new Problem(422, "these rows cannot be made: " + e.getMessage());
      case InvalidInputException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  private static String seconds(Duration duration) {
    return Double.toString(duration.toMillis() / 1e3).replaceFirst("\\.0$", "");
  }

  /** {@return milliseconds that the parts so far waited in the queue} */
  double queued() {
    return milliseconds(queued);
  }

  /** {@return milliseconds that the parts so far were computed} */
  double computed() {
    return milliseconds(computed);
  }

  /** {@return nanoseconds as milliseconds, to the microsecond} */
  static double milliseconds(long nanoseconds) {
    return TimeUnit.NANOSECONDS.toMicros(nanoseconds) / 1e3;
  }

  /** Ends the work; a part that is being computed is computed in vain. */
  @Override
  public void close() {
    if (ahead != null) {
      ahead.cancel();
      ahead = null;
    }
    if (isShort) {
      engine.leave();
    }
  }
}
