package dev.millrace.flow.parallel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TasksTests {
  @Test
  void everyTaskRunsOnce() {
    for (int threads : new int[]{1, 2, 7}) {
      for (int tasks : new int[]{0, 1, 2, 100}) {
        AtomicIntegerArray calls = new AtomicIntegerArray(100);
        Tasks.forEach(threads, tasks, calls::getAndIncrement);
        for (int i = 0; i < 100; i++) {
          assertEquals(i < tasks ? 1 : 0, calls.get(i), threads + " threads, " + tasks + " tasks");
        }
      }
    }
  }

  @Test
  void oneThreadIsTheCaller() {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    Tasks.forEach(1, 50, _ -> seen.add(Thread.currentThread()));
    Tasks.forEach(4, 1, _ -> seen.add(Thread.currentThread()));
    assertEquals(Set.of(Thread.currentThread()), seen);
  }

  @Test
  void theOthersAreThoseOfTheCommonPool() {
    Thread caller = Thread.currentThread();
    Set<String> others = ConcurrentHashMap.newKeySet();
    Tasks.forEach(8, 200, _ -> {
      if (Thread.currentThread() != caller) {
        others.add(Thread.currentThread().getName());
      }
    });
    assertTrue(others.stream().allMatch(name -> name.startsWith("ForkJoinPool.commonPool")), others.toString());
  }

  /** The pool would copy exceptions of its threads, and lose what they say. */
  @Test
  void theExceptionIsThatOfTheTask() {
    var thrown = new IllegalStateException("of the task");
    for (int threads : new int[]{1, 2, 8}) {
      assertSame(thrown, assertThrows(IllegalStateException.class, () -> Tasks.forEach(threads, 200, _ -> {
        throw thrown;
      })));
    }
  }

  @Test
  void anExceptionOfATaskReachesTheCaller() {
    for (int threads : new int[]{1, 3}) {
      assertThrows(IllegalStateException.class, () -> Tasks.forEach(threads, 20, task -> {
        if (task == 13) {
          throw new IllegalStateException("13");
        }
      }));
    }
    assertThrows(IllegalArgumentException.class, () -> Tasks.forEach(0, 1, _ -> {}));
  }
}
