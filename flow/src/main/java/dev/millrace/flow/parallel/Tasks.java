package dev.millrace.flow.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Runs independent tasks on the calling thread and on the common pool of the Java virtual machine, so that no thread is
 * started for a call. For work in long tasks, such as tiles of samples; a loop of many short sections uses {@link
 * Workers}.
 */
public final class Tasks {
  private Tasks() {
  }

  /**
   * Calls {@code body} with 0 … tasks − 1 and returns when all calls have finished. The tasks run in any order; if a
   * call runs on a pool of its own, such as a {@link java.util.concurrent.ForkJoinPool}, the tasks run on that pool.
   *
   * @param threads the most threads that work on the tasks, at least 1; with 1 they run on the calling thread alone
   * @param tasks number of tasks, 0 or more
   * @param body called once for each task
   * @throws IllegalArgumentException if {@code threads} is less than 1
   * @throws RuntimeException the exception that a task threw, if any; other tasks may then not have run
   */
  public static void forEach(int threads, int tasks, IntConsumer body) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads = " + threads + ", expected at least 1");
    }
    if (threads == 1 || tasks <= 1) {
      for (int task = 0; task < tasks; task++) {
        body.accept(task);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    IntStream.range(0, Math.min(threads, tasks)).parallel().forEach(_ -> {
      // The pool would throw a copy of an exception, with another message.
      try {
        for (int task = next.getAndIncrement(); task < tasks && failure.get() == null; task = next.getAndIncrement()) {
          body.accept(task);
        }
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      }
    });
    switch (failure.get()) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> {
      }
    }
  }
}
