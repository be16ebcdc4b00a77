package dev.millrace.serve.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.serve.http.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EngineTests {
  private static final int MANY = 1_000_000;
  private static final Engine.Listener NOBODY = new Engine.Listener() {
    @Override
    public void computed(int rows, int nfe, double seconds) {
    }

    @Override
    public void queued(double seconds) {
    }
  };

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private Engine engine = new Engine("test", WorkLimits.DEFAULTS, NOBODY);

  @AfterEach
  void close() {
    threads.shutdownNow();
    timer.shutdownNow();
    engine.close();
  }

  private void limit(WorkLimits limits) {
    engine.close();
    engine = new Engine("test", limits, NOBODY);
  }

  private Job job(WorkLimits limits, CountedRows rows, long offset, int count) {
    return new Job(engine, limits, rows, offset, count, System.nanoTime());
  }

  private Future<String> asked(CountedRows rows, long offset, int count) {
    Callable<String> ask = () -> {
      try (Job job = job(WorkLimits.DEFAULTS, rows, offset, count)) {
        return rows.written(job);
      }
    };
    return threads.submit(ask);
  }

  private static String numbers(long from, int count) {
    return LongStream.range(from, from + count).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "it never became so");
      Thread.sleep(1);
    }
  }

  @Test
  void rowsOfSeveralRequestsAreDrawnTogether() throws Exception {
    CountedRows.Group group = new CountedRows.Group(0, 1);
    CountedRows rows = new CountedRows(group, 1);
    Future<String> first = asked(rows, 100, 1);
    until(() -> group.permits.hasQueuedThreads());
    List<Future<String>> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      others.add(asked(rows, 1000 * i + 100, 5));
    }
    until(() -> engine.waiting() == 20);
    group.permits.release(2);
    assertEquals(numbers(100, 1), first.get());
    for (int i = 0; i < 20; i++) {
      assertEquals(numbers(1000 * i + 100, 5), others.get(i).get());
    }
    assertEquals(List.of(1, 20), group.batches().stream().map(List::size).toList());
  }

  @Test
  void oneRowDoesNotWaitForAMillion() throws Exception {
    // 1,000 rows a part.
    CountedRows.Group group = new CountedRows.Group(0, 2.5e5);
    CountedRows rows = new CountedRows(group, 1);
    Future<String> million = asked(rows, 1000, MANY);
    until(() -> group.permits.hasQueuedThreads());
    Future<String> one = asked(rows, 100, 1);
    until(() -> engine.waiting() == 1);
    group.permits.release(2);
    assertEquals(numbers(100, 1), one.get());
    assertTrue(group.batches().size() <= 2, "parts of the long request came first");
    group.permits.release(MANY);
    assertEquals(numbers(1000, MANY), million.get());
  }

  @Test
  void oneRowWaitsForNoneOfAHundredMillions() throws Exception {
    CountedRows.Group group = new CountedRows.Group(0, 2.5e5);
    CountedRows rows = new CountedRows(group, 1);
    List<Future<String>> millions = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      millions.add(asked(rows, 1000, 20_000));
    }
    until(() -> group.permits.hasQueuedThreads() && engine.waiting() >= 98);
    int before = engine.waiting();
    Future<String> one = asked(rows, 100, 1);
    until(() -> engine.waiting() > before);
    group.permits.release(2);
    assertEquals(numbers(100, 1), one.get());
    group.permits.release(MANY);
    for (Future<String> each : millions) {
      assertEquals(numbers(1000, 20_000), each.get());
    }
  }

  @Test
  void partsAreCutAtTiles() throws Exception {
    CountedRows.Group group = new CountedRows.Group(MANY, 2.5e6);
    assertEquals(numbers(1000, 500), asked(new CountedRows(group, 64), 1000, 500).get());
    List<RowRange> parts = group.batches().stream().flatMap(List::stream).toList();
    // 100 rows would be enough work.
    assertEquals(LongStream.iterate(1000, from -> from < 1500, from -> from + 64).boxed().toList(),
        parts.stream().map(RowRange::from).toList());
  }

  @Test
  void onlyOnePartIsAheadOfTheReader() throws Exception {
    CountedRows.Group group = new CountedRows.Group(MANY, 2.5e6);
    CountedRows rows = new CountedRows(group, 1);
    int[] taken = {0};
    try (Job job = job(WorkLimits.DEFAULTS, rows, 100, 1000)) {
      job.each(block -> {
        taken[0]++;
        try {
          Thread.sleep(5);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        assertTrue(group.batches().size() <= taken[0] + 1, "%d drawn, %d taken".formatted(group.batches().size(),
            taken[0]));
        assertEquals(100, block.rows());
      });
    }
    assertEquals(10, taken[0]);
  }

  @Test
  void whoLeavesEndsTheWork() throws Exception {
    CountedRows.Group group = new CountedRows.Group(MANY, 2.5e6);
    CountedRows rows = new CountedRows(group, 1);
    try (Job job = job(WorkLimits.DEFAULTS, rows, 100, MANY)) {
      assertThrows(IllegalStateException.class, () -> job.each(_ -> {
        throw new IllegalStateException("gone");
      }));
    }
    assertEquals(numbers(20, 1), asked(rows, 20, 1).get());
    int drawn = group.batches().size();
    assertTrue(drawn <= 3, drawn + " parts");
    Thread.sleep(20);
    assertEquals(drawn, group.batches().size());
  }

  @Test
  void rowsThatFailFailNoOthers() throws Exception {
    CountedRows.Group group = new CountedRows.Group(0, 1);
    CountedRows rows = new CountedRows(group, 1);
    Future<String> first = asked(rows, 100, 1);
    until(() -> group.permits.hasQueuedThreads());
    Future<String> bad = asked(rows, 10, 10);
    Future<String> good = asked(rows, 200, 10);
    until(() -> engine.waiting() == 2);
    group.permits.release(MANY);
    assertEquals(numbers(100, 1), first.get());
    assertEquals(numbers(200, 10), good.get());
    Throwable why = assertThrows(ExecutionException.class, bad::get).getCause();
    assertEquals("row 13", assertInstanceOf(InvalidInputException.class, why).getMessage());
  }

  @Test
  void aFullQueueTakesNoMore() throws Exception {
    WorkLimits limits = WorkLimits.DEFAULTS.withWaiting(3, Duration.ofSeconds(10), Duration.ofSeconds(10));
    limit(limits);
    CountedRows.Group group = new CountedRows.Group(0, 1);
    CountedRows rows = new CountedRows(group, 1);
    Future<String> first = asked(rows, 100, 1);
    until(() -> group.permits.hasQueuedThreads());
    List<Future<String>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(asked(rows, 200, 1));
    }
    until(() -> engine.waiting() == 3);
    assertTrue(engine.isFull());
    Problem problem = assertThrows(Problem.class, () -> job(limits, rows, 300, 1));
    assertEquals(429, problem.status());
    assertEquals("--max-queue", problem.flag());
    assertTrue(problem.retryAfter() > 0);
    group.permits.release(MANY);
    assertEquals(numbers(100, 1), first.get());
    for (Future<String> each : waiting) {
      assertEquals(numbers(200, 1), each.get());
    }
  }

  @Test
  void waitingHasAnEnd() {
    timer.scheduleWithFixedDelay(() -> engine.wakeLate(), 10, 10, TimeUnit.MILLISECONDS);
    CountedRows.Group group = new CountedRows.Group(0, 1);
    CountedRows rows = new CountedRows(group, 1);
    // It is being computed, for too long.
    try (Job computed = job(WorkLimits.DEFAULTS.withWaiting(9, Duration.ofDays(1), Duration.ofMillis(50)), rows, 100,
        1)) {
      Problem problem = assertThrows(Problem.class, computed::awaitFirst);
      assertEquals(504, problem.status());
      assertEquals("--timeout", problem.flag());
    }
    try (
        Job queued = job(WorkLimits.DEFAULTS.withWaiting(9, Duration.ofMillis(50), Duration.ofDays(1)), rows, 100, 1)) {
      Problem problem = assertThrows(Problem.class, queued::awaitFirst);
      assertEquals(503, problem.status());
      assertEquals("--queue-timeout", problem.flag());
    }
    group.permits.release(MANY);
  }

  @Test
  void queuesOfDifferentGroupsHaveTheirTurns() throws Exception {
    CountedRows slow = new CountedRows(new CountedRows.Group(MANY, 2.5e6), 1);
    CountedRows other = new CountedRows(new CountedRows.Group(MANY, 2.5e6), 1);
    Future<String> a = asked(slow, 100, 20_000);
    Future<String> b = asked(other, 100, 20_000);
    assertEquals(numbers(100, 20_000), a.get());
    assertEquals(numbers(100, 20_000), b.get());
    assertEquals(200, slow.group.batches().size());
    assertEquals(200, other.group.batches().size());
  }

  @Test
  void aBatchWaitsForOthersThatAreInFlightOnly() throws Exception {
    limit(WorkLimits.DEFAULTS.withBatches(1000, Duration.ofMillis(500)));
    CountedRows.Group group = new CountedRows.Group(MANY, 1);
    CountedRows rows = new CountedRows(group, 1);
    long began = System.nanoTime();
    assertEquals(numbers(100, 1), asked(rows, 100, 1).get());
    assertTrue(System.nanoTime() - began < Duration.ofMillis(400).toNanos(), "it waited for nobody");
    engine.enter();
    Future<String> first = asked(rows, 200, 1);
    until(() -> engine.waiting() == 1);
    Future<String> second = asked(rows, 300, 1);
    assertEquals(numbers(200, 1), first.get());
    assertEquals(numbers(300, 1), second.get());
    engine.leave();
    assertEquals(List.of(1, 2), group.batches().stream().map(List::size).toList());
  }
}
