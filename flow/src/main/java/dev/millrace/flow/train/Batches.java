package dev.millrace.flow.train;

import java.util.List;
import java.util.stream.Stream;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * Makes the batches of a training: inputs and targets, as an {@link Objective} defines them. Batch n depends only on
 * the objective, the options and n, not on the number of threads. A training step on another library needs no more than
 * this:
 *
 * {@snippet :
 * try (Batches batches = new Batches(objective, options)) {
 *   for (int step = 1; step <= options.steps(); step++) {
 *     Batch batch = batches.batch(step);   // x_t, t, labels and targets
 *     …                                    // the gradient and the update of any network
 *   }
 * }
 * }
 *
 * <p>Pairs are drawn and coupled in pools of one or more batches. If that is costly, each thread prepares a whole pool at
 * a time, so that as many pools as there are threads are made at once. One thread at a time may use this object.
 */
public final class Batches implements AutoCloseable {
  private static final int MOST_POOLS = 16;

  private final Objective objective;
  private final Seed seed;
  private final @Nullable Workers own;
  private final Loop loop;
  private final int classes;
  private final double labelDropout;
  private final int batchesInPool;
  /** Successive pools; {@code firstPool} is the number of the first of them. */
  private final List<Pairs> pools;
  private int firstPool = -1;
  private final Inputs inputs;
  private final float[] target;
  private final float[] weights;

  /**
   * A maker of batches with threads of its own.
   *
   * @param objective what is learnt
   * @param options the size of a batch, the pool that a coupling sees, the seed, the threads, the dropout of labels
   */
  public Batches(Objective objective, TrainingOptions options) {
    this(objective, options, new Workers(options.threads()), true);
  }

  /** A maker of batches on the threads of a training. */
  Batches(Objective objective, TrainingOptions options, Workers workers) {
    this(objective, options, workers, false);
  }

  private Batches(Objective objective, TrainingOptions options, Workers workers, boolean owned) {
    this.objective = objective;
    this.seed = options.seed();
    this.own = owned ? workers : null;
    this.loop = workers::forEach;
    this.classes = objective.pairs().classes();
    this.labelDropout = options.labelDropout();
    this.batchesInPool = options.couplingBatch() / options.batch();
    this.pools = Stream.generate(() -> newPool(options.couplingBatch()))
        .limit(isCostly(objective)
            ? Math.min(poolsOf(workers.threads()), Math.ceilDiv(options.steps(), batchesInPool))
            : 1)
        .toList();
    int rows = options.batch();
    int length = Sizes.product(rows, objective.pairs().dim());
    this.inputs = new Inputs(new float[length], new float[rows], new int[classes > 0 ? rows : 0],
        new float[Sizes.product(rows, objective.extraInputs())], objective.pairs().dim());
    this.target = new float[length];
    this.weights = new float[objective.weighsRows() ? rows : 0];
  }

  /**
   * {@return the most pools that are made at once: as many as there are threads, but no more than 16, for the sake of
   * memory}
   *
   * @param threads number of threads
   */
  public static int poolsOf(int threads) {
    return Math.min(threads, MOST_POOLS);
  }

  /** Whether a thread prepares a whole pool, rather than all of them parts of one. */
  private static boolean isCostly(Objective objective) {
    return objective.coupling().isCostly() || objective.pairs().isCostly();
  }

  private Pairs newPool(int count) {
    int dim = objective.pairs().dim();
    int length = Sizes.product(count, dim);
    return new Pairs(new float[length], new float[length], new int[classes > 0 ? count : 0], dim);
  }

  /**
   * The batch of one step. Targets that depend on the network are not there yet; see {@link Objective#complete}.
   *
   * @param step 1 or more; pairs are prepared once for several steps if steps are asked for in order
   * @return the batch, whose arrays are used again by the next call
   * @throws IllegalArgumentException if the step is less than 1
   */
  public Batch batch(int step) {
    if (step < 1) {
      throw new IllegalArgumentException("step = " + step + ", expected at least 1");
    }
    Pairs pool = pool((step - 1) / batchesInPool);
    int first = (step - 1) % batchesInPool * inputs.count();
    Batch batch = new Batch(step, inputs, target, weights);
    loop.blocks(inputs.count(), (block, from, to) -> {
      label(step, block, from, to, pool, first);
      objective.make(batch, from, to, pool, first, purpose -> seed.generator(purpose, step, block));
    });
    return batch;
  }

  private void label(int step, int block, int from, int to, Pairs pool, int first) {
    if (classes == 0) {
      return;
    }
    System.arraycopy(pool.labels(), first + from, inputs.labels(), from, to - from);
    if (labelDropout > 0) {
      var dropped = seed.generator(Seed.Purpose.LABEL, step, block);
      for (int r = from; r < to; r++) {
        if (dropped.nextDouble() < labelDropout) {
          inputs.labels()[r] = classes;
        }
      }
    }
  }

  private Pairs pool(int number) {
    int first = number - number % pools.size();
    if (first != firstPool) {
      // If a pool fails, none is whole.
      firstPool = -1;
      if (pools.size() == 1) {
        fill(pools.getFirst(), number, loop);
      } else {
        loop.forEach(pools.size(), i -> fill(pools.get(i), first + i, Loop.SEQUENTIAL));
      }
      firstPool = first;
    }
    return pools.get(number - first);
  }

  private void fill(Pairs pairs, int number, Loop how) {
    objective.pairs().draw(number, pairs, seed, how);
    for (int label : pairs.labels()) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "the pairs have the label %d, expected 0 to %d".formatted(label, classes - 1));
      }
    }
    pairs.couple(objective.coupling(), seed.generator(Seed.Purpose.COUPLING, number, 0));
  }

  /** Ends the threads. */
  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
  }
}
