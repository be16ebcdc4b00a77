package dev.millrace.flow.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

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
    IntStream.range(0, Math.min(threads, tasks)).parallel().forEach(_ -> {
      for (int task = next.getAndIncrement(); task < tasks; task = next.getAndIncrement()) {
        body.accept(task);
      }
    });
  }
}
