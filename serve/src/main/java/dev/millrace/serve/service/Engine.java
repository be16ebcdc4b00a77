package dev.millrace.serve.service;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import dev.millrace.runs.rows.RowBlock;
import dev.millrace.runs.rows.RowGroup;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.serve.http.Problem;

/**
 * Computes the parts of the requests to one model, on a thread of its own. There is a queue for each group of rows that one
 * evaluation of the network can make together, and the queues have their turns. A batch has room for one part of a long
 * request and as many rows of short ones, so that a request for one row never waits for many.
 */
final class Engine implements AutoCloseable {
  /** Multiplications of a batch: a few hundredths of a second of work. */
  private static final double WORK = 5e8;
  /** The queue of what is not rows. */
  private static final Object TASKS = new Object();

  private final WorkLimits limits;
  private final Listener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Object, Queue> queues = new LinkedHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private int waiting;
  private int waitingRows;
  /** So many rows end the waiting of the thread; 0 while it computes. */
  private int wanted;
  private boolean closed;
  private List<Part> computing = List.of();
  private final Thread thread;

  /** What waits of a group: short requests, and the next parts of long ones. */
  private record Queue(ArrayDeque<Part> shorts, ArrayDeque<Part> longs) {
    Queue() {
      this(new ArrayDeque<>(), new ArrayDeque<>());
    }

    boolean isEmpty() {
      return shorts.isEmpty() && longs.isEmpty();
    }

    void each(Consumer<Part> seen) {
      shorts.forEach(seen);
      longs.forEach(seen);
    }
  }

  /** Hears of what is computed. */
  interface Listener {
    /**
     * Hears of a batch.
     *
     * @param rows number of rows
     * @param nfe evaluations for each row
     * @param seconds how long it took
     */
    void computed(int rows, int nfe, double seconds);

    /**
     * Hears of a part that leaves the queue.
     *
     * @param seconds how long it was in it
     */
    void queued(double seconds);
  }

  Engine(String name, WorkLimits limits, Listener listener) {
    this.limits = limits;
    this.listener = listener;
    thread = Thread.ofPlatform().daemon().name("engine-" + name).start(this::work);
  }

  /** The most rows of a group that are computed together. */
  private int most(RowGroup group) {
    return Math.clamp((long) (WORK / Math.max(1, group.work())), 1, limits.batch());
  }

  /** {@return the most rows of a part: as many again have room in its batch} */
  int part(RowGroup group) {
    return Math.max(1, most(group) / 2);
  }

  /** A request of one part arrives, whose rows others may wait for. It must leave. */
  void enter() {
    inFlight.incrementAndGet();
  }

  /** Such a request is answered. */
  void leave() {
    inFlight.decrementAndGet();
  }

  /** {@return how many parts wait} */
  int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** {@return whether no further request can wait} */
  boolean isFull() {
    return waiting() >= limits.queue();
  }

  /**
   * Puts a part into its queue.
   *
   * @param isFirst whether it is the first of its request
   * @throws Problem 429 if too many requests wait
   */
  void submit(Part part, boolean isFirst) {
    lock.lock();
    try {
      if (closed) {
        throw new Problem(503, "the model is being replaced; ask again").withReason("replaced").withRetryAfter(1);
      }
      if (isFirst && waiting >= limits.queue()) {
        throw new Problem(429, "%,d requests are waiting for this model, and no more can".formatted(limits.queue()))
            .withFlag("--max-queue").withReason("queue").withRetryAfter(1);
      }
      Queue queue = queues.computeIfAbsent(part.isRows() ? part.range().source().group() : TASKS, _ -> new Queue());
      (part.isShort() ? queue.shorts : queue.longs).add(part);
      waiting++;
      waitingRows += part.count();
      if (wanted > 0 && (waitingRows >= wanted || waiting >= inFlight.get())) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Wakes those who have waited for too long. Timers of their own would cost more than a small batch. */
  void wakeLate() {
    long now = System.nanoTime();
    lock.lock();
    try {
      queues.values().forEach(queue -> queue.each(part -> wakeIfLate(part, now)));
      computing.forEach(part -> wakeIfLate(part, now));
    } finally {
      lock.unlock();
    }
  }

  private static void wakeIfLate(Part part, long now) {
    if (now >= part.latest()) {
      part.wake();
    }
  }

  private void work() {
    try {
      for (List<Part> batch = next(); !batch.isEmpty(); batch = next()) {
        compute(batch);
      }
    } catch (InterruptedException _) {
      // Nobody interrupts it; if somebody does, it is to end.
    }
  }

  /** The parts that are computed next; none if the engine is closed. */
  private List<Part> next() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        while (queues.isEmpty()) {
          if (closed) {
            return List.of();
          }
          wanted = 1;
          changed.await();
          wanted = 0;
        }
        Object group = queues.keySet().iterator().next();
        int most = group instanceof RowGroup rows ? most(rows) : 1;
        linger(group, most);
        List<Part> batch = taken(group, most);
        if (!batch.isEmpty()) {
          computing = batch;
          return batch;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for further rows, if there are requests in flight that may ask for them. */
  private void linger(Object group, int most) throws InterruptedException {
    long left;
    do {
      Queue queue = queues.get(group);
      Part oldest = queue == null ? null : queue.shorts.peek();
      left = oldest == null || !oldest.isRows() || closed || waitingRows >= most || waiting >= inFlight.get()
          ? 0
          : oldest.asked() + limits.delay().toNanos() - System.nanoTime();
      if (left > 0) {
        wanted = most;
        changed.awaitNanos(left);
        wanted = 0;
      }
    } while (left > 0);
  }

  /**
   * Takes parts from a queue, which then goes to the end of the queues: one of a long request, short requests, and if there
   * is room further parts. So neither waits for the other.
   */
  private List<Part> taken(Object group, int most) {
    List<Part> batch = new ArrayList<>();
    Queue queue = queues.remove(group);
    if (queue != null) {
      int room = take(queue.longs, 1, most, batch);
      room = take(queue.shorts, Integer.MAX_VALUE, room, batch);
      take(queue.longs, Integer.MAX_VALUE, room, batch);
      if (!queue.isEmpty()) {
        queues.put(group, queue);
      }
    }
    return batch;
  }

  /** Takes parts that fit, or the first one if there is none yet; those that nobody waits for are left out. */
  private int take(ArrayDeque<Part> queue, int count, int room, List<Part> batch) {
    int left = room;
    for (int taken = 0; taken < count && !queue.isEmpty() && (batch.isEmpty() || queue.peek().count() <= left);) {
      Part part = queue.remove();
      waiting--;
      waitingRows -= part.count();
      if (!part.isCancelled()) {
        batch.add(part);
        left -= part.count();
        taken++;
      }
    }
    return left;
  }

  private void compute(List<Part> batch) {
    long began = System.nanoTime();
    for (Part part : batch) {
      part.begin(began);
      listener.queued(part.queued() * 1e-9);
    }
    if (!batch.getFirst().isRows()) {
      end(batch.getFirst());
      return;
    }
    List<RowRange> ranges = new ArrayList<>(batch.size());
    int rows = 0;
    for (Part part : batch) {
      ranges.add(part.range());
      rows += part.count();
    }
    RowGroup group = ranges.getFirst().source().group();
    try {
      List<RowBlock> blocks = group.draw(ranges);
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).end(blocks.get(i));
      }
    } catch (RuntimeException | Error e) {
      if (batch.size() == 1) {
        batch.getFirst().fail(e);
      } else {
        // Rows that fail are not to fail those of others.
        batch.forEach(Engine::alone);
      }
    }
    listener.computed(rows, group.nfe(), (System.nanoTime() - began) * 1e-9);
  }

  private static void alone(Part part) {
    try {
      part.end(part.range().source().group().draw(List.of(part.range())).getFirst());
    } catch (RuntimeException | Error e) {
      part.fail(e);
    }
  }

  private static void end(Part task) {
    try {
      task.run();
      task.end(null);
    } catch (RuntimeException | Error e) {
      task.fail(e);
    }
  }

  /** Ends when everything that waits is computed. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
