package dev.millrace.flow.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * A pool of threads for loops that consist of many parallel sections of some hundred microseconds each. The calling
 * thread works too. The helper threads wait for the next section by spinning for a millisecond and then sleep, so that
 * starting a section is quick within a loop and an idle pool costs nothing.
 *
 * <p>Tasks of one section run in any order on any thread. Results do not depend on the number of threads if each task
 * writes only what no other task of the section reads or writes; all code in this library follows this rule.
 *
 * <p>Only one thread at a time may call {@link #forEach}; {@link #close} ends the helper threads.
 */
public final class Workers implements AutoCloseable {
  /**
   * How long a thread spins before it sleeps. Waking a sleeping thread takes some 50 µs. If it wakes up too late for a
   * section it has nothing to do, and would sleep again while the others finish, so a pool whose threads sleep would
   * remain slow. The spinning time is therefore longer than a task takes.
   */
  private static final long SPIN_NANOS = 1_000_000;
  private static final long NAP_NANOS = 50_000;
  private static final int MOST = 1024;

  private static final class Section {
    final IntConsumer body;
    final int tasks;
    final AtomicInteger claimed = new AtomicInteger();
    final AtomicInteger fromEnd = new AtomicInteger();
    final AtomicInteger unfinished;
    volatile @Nullable Throwable failure;

    Section(int tasks, IntConsumer body) {
      this.body = body;
      this.tasks = tasks;
      this.unfinished = new AtomicInteger(tasks);
    }

    /**
     * The caller takes tasks from the front and the helpers from the end, so that successive sections find their data
     * in the same caches.
     */
    void work(boolean caller) {
      int front = 0;
      while (claimed.getAndIncrement() < tasks) {
        int task = caller ? front++ : tasks - 1 - fromEnd.getAndIncrement();
        try {
          body.accept(task);
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          unfinished.getAndDecrement();
        }
      }
    }
  }

  private final Thread[] helpers;
  private volatile @Nullable Section current;
  private volatile boolean closed;

  /**
   * Starts the helper threads.
   *
   * @param threads number of threads that work on a section, including the caller; at least 1. No more than 1024 are
   *     started
   */
  public Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads = " + threads + ", expected at least 1");
    }
    helpers = new Thread[Math.min(threads, MOST) - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = Thread.ofPlatform().daemon().name("millrace-worker-" + (i + 1)).unstarted(this::help);
    }
    for (Thread helper : helpers) {
      helper.start();
    }
  }

  /**
   * {@return the number of threads that an option requests, where 0 means all processors}
   *
   * @param threads the number of threads; 0 for as many as there are processors
   */
  public static int orAllProcessors(int threads) {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  /** {@return the number of threads that work on a section} */
  public int threads() {
    return helpers.length + 1;
  }

  /**
   * Calls {@code body} with 0 … tasks − 1 and returns when all calls have finished.
   *
   * @param tasks the number of indices
   * @param body what is done for each index
   * @throws RuntimeException the exception that a task threw, if any
   */
  public void forEach(int tasks, IntConsumer body) {
    Section section = new Section(tasks, body);
    if (tasks > 1) {
      current = section;
      for (Thread helper : helpers) {
        LockSupport.unpark(helper);
      }
    }
    section.work(true);
    long waitingSince = System.nanoTime();
    while (section.unfinished.get() > 0) {
      if (System.nanoTime() - waitingSince < SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, NAP_NANOS);
      }
    }
    current = null;
    switch (section.failure) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> {
      }
    }
  }

  private void help() {
    Section done = null;
    long idleSince = System.nanoTime();
    while (!closed) {
      Section section = current;
      if (section != null && section != done) {
        section.work(false);
        done = section;
        idleSince = System.nanoTime();
      } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
