package dev.millrace.flow.train;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.path.PathPoint;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * Draws the batches of a training: x_t, t and the velocity to learn. Each block of rows has its own generator, so the
 * numbers do not depend on the number of threads.
 *
 * <p>Points are drawn and coupled in pools of one or more batches. A costly coupling prepares the next pool on a
 * separate thread while the network learns from the current one.
 */
final class BatchSource implements AutoCloseable {
  /** The number of rows that one generator draws. */
  private static final int ROWS = 64;

  private final Objective objective;
  private final Schedule schedule;
  private final Seed seed;
  private final Workers workers;
  private final int batch;
  private final int batchesInPool;
  private final int lastPool;
  private final @Nullable ExecutorService ahead;
  private @Nullable CompletableFuture<Pairs> next;
  private Pairs pool;
  private Pairs spare;
  private int poolNumber = -1;
  final float[] t;
  final float[] xt;
  final float[] target;

  BatchSource(Objective objective, TrainingOptions options, Workers workers) {
    this.objective = objective;
    this.schedule = objective.sigma().applyTo(objective.schedule());
    this.batch = options.batch();
    this.batchesInPool = options.couplingBatch() / batch;
    this.lastPool = (options.steps() - 1) / batchesInPool;
    this.seed = options.seed();
    this.workers = workers;
    this.ahead = objective.coupling().isCostly()
        ? Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("millrace-coupling").factory())
        : null;
    pool = newPool(options.couplingBatch());
    spare = ahead == null ? pool : newPool(options.couplingBatch());
    xt = new float[Sizes.product(batch, objective.dim())];
    target = new float[xt.length];
    t = new float[batch];
  }

  private Pairs newPool(int count) {
    int length = Sizes.product(count, objective.dim());
    return new Pairs(new float[length], new float[length],
        new int[objective.coupling().usesLabels() ? count : 0], objective.dim());
  }

  /** Fills {@link #xt}, {@link #t} and {@link #target} for one step, 1 or more. */
  void draw(int step) {
    int number = (step - 1) / batchesInPool;
    if (number != poolNumber) {
      turnTo(number);
    }
    int from = (step - 1) % batchesInPool * batch;
    workers.forEach(Math.ceilDiv(batch, ROWS), block -> interpolate(step, block, from));
  }

  private void turnTo(int number) {
    if (ahead == null) {
      fill(pool, number, workers::forEach);
    } else {
      Pairs ready = await(next != null && number == poolNumber + 1 ? next : start(number, spare));
      spare = pool;
      pool = ready;
      next = number < lastPool ? start(number + 1, spare) : null;
    }
    poolNumber = number;
  }

  private CompletableFuture<Pairs> start(int number, Pairs into) {
    return CompletableFuture.supplyAsync(() -> {
      fill(into, number, (tasks, task) -> {
        for (int i = 0; i < tasks; i++) {
          task.accept(i);
        }
      });
      return into;
    }, ahead);
  }

  private static Pairs await(CompletableFuture<Pairs> pool) {
    try {
      return pool.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void fill(Pairs pairs, int number, BiConsumer<Integer, IntConsumer> loop) {
    loop.accept(Math.ceilDiv(pairs.count(), ROWS), block -> {
      int from = block * ROWS;
      int rows = Math.min(ROWS, pairs.count() - from);
      int at = from * pairs.dim();
      objective.source().sample(seed.generator(Seed.Purpose.SOURCE, number, block), pairs.x0(), at, rows);
      var data = seed.generator(Seed.Purpose.DATA, number, block);
      if (pairs.labels().length > 0) {
        objective.data().sample(data, pairs.x1(), at, rows, pairs.labels(), from);
      } else {
        objective.data().sample(data, pairs.x1(), at, rows);
      }
    });
    objective.coupling().pair(pairs, seed.generator(Seed.Purpose.COUPLING, number, 0));
  }

  private void interpolate(int step, int block, int poolRow) {
    int dim = objective.dim();
    var times = seed.generator(Seed.Purpose.TIME, step, block);
    var noise = seed.generator(Seed.Purpose.PATH_NOISE, step, block);
    float pathNoise = (float) objective.sigma().pathNoise();
    float[] x0 = pool.x0();
    float[] x1 = pool.x1();
    for (int r = block * ROWS; r < Math.min(batch, (block + 1) * ROWS); r++) {
      double time = schedule.clamp(objective.time().sample(times));
      t[r] = (float) time;
      PathPoint point = schedule.at(time);
      int in = (poolRow + r) * dim;
      for (int i = r * dim; i < (r + 1) * dim; i++, in++) {
        xt[i] = (float) (point.alpha() * x1[in] + point.sigma() * x0[in]);
        target[i] = (float) (point.dAlpha() * x1[in] + point.dSigma() * x0[in]);
        if (pathNoise > 0) {
          xt[i] += pathNoise * (float) noise.nextGaussian();
        }
      }
    }
  }

  /** Ends the thread of the coupling. */
  @Override
  public void close() {
    if (ahead != null) {
      ahead.shutdownNow();
    }
  }
}
