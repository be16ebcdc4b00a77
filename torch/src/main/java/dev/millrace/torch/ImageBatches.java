package dev.millrace.torch;

import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.path.PathPoint;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * Makes the batches of a training on a separate thread, one step ahead of the network. Every epoch visits all images
 * once, in its own random order. Each random number derives from (seed, purpose, step, row), so that a resumed training
 * sees the same batches.
 */
final class ImageBatches implements AutoCloseable {
  private final ImageObjective objective;
  private final ImageTrainingOptions options;
  private final Schedule schedule;
  private final int dim;
  private final int poolSteps;
  private final ExecutorService ahead = Executors
      .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("millrace-images").factory());
  private @Nullable CompletableFuture<ImageBatch> next;
  private int nextStep;
  private int[] order = new int[0];
  private long orderOf = -1;
  private Pairs pool;
  private int poolNumber = -1;

  ImageBatches(ImageObjective objective, ImageTrainingOptions options) {
    this.objective = objective;
    this.options = options;
    this.schedule = objective.sigma().applyTo(objective.schedule());
    this.dim = objective.source().dim();
    this.poolSteps = options.couplingBatch() / options.batch();
    int rows = options.couplingBatch();
    int length = Sizes.product(rows, dim);
    this.pool = new Pairs(new float[length], new float[length], new int[rows], dim);
  }

  /** The batch of a step. The next step's batch is started in the background. */
  ImageBatch take(int step) {
    CompletableFuture<ImageBatch> wanted = next != null && nextStep == step ? next : begin(step);
    ImageBatch batch;
    try {
      batch = wanted.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
    nextStep = step + 1;
    next = step < options.steps() ? begin(step + 1) : null;
    return batch;
  }

  private CompletableFuture<ImageBatch> begin(int step) {
    return CompletableFuture.supplyAsync(() -> make(step), ahead);
  }

  private ImageBatch make(int step) {
    int number = (step - 1) / poolSteps;
    if (number != poolNumber) {
      fill(number);
      poolNumber = number;
    }
    int first = (step - 1) % poolSteps * options.batch();
    int batch = options.batch();
    ImageBatch made = new ImageBatch(step, new float[Sizes.product(batch, dim)], new float[batch],
        new float[Sizes.product(batch, dim)],
        new int[objective.source().classes() > 0 ? batch : 0]);
    SplittableRandom times = options.seed().generator(Seed.Purpose.TIME, step, 0);
    SplittableRandom dropped = options.seed().generator(Seed.Purpose.LABEL, step, 0);
    for (int row = 0; row < batch; row++) {
      made.t()[row] = (float) interpolate(made, row, first + row, times);
      if (made.labels().length > 0) {
        made.labels()[row] = dropped.nextDouble() < options.labelDropout()
            ? objective.source().classes()
            : pool.labels()[first + row];
      }
    }
    return made;
  }

  private double interpolate(ImageBatch made, int row, int poolRow, SplittableRandom times) {
    double t = schedule.clamp(objective.time().sample(times));
    PathPoint point = schedule.at(t);
    float alpha = (float) point.alpha();
    float sigma = (float) point.sigma();
    float dAlpha = (float) point.dAlpha();
    float dSigma = (float) point.dSigma();
    float[] x0 = pool.x0();
    float[] x1 = pool.x1();
    int in = poolRow * dim;
    int out = row * dim;
    for (int i = 0; i < dim; i++) {
      made.xt()[out + i] = alpha * x1[in + i] + sigma * x0[in + i];
      made.target()[out + i] = dAlpha * x1[in + i] + dSigma * x0[in + i];
    }
    float noise = (float) objective.sigma().pathNoise();
    if (noise > 0) {
      SplittableRandom random = options.seed().generator(Seed.Purpose.PATH_NOISE, made.step(), row);
      for (int i = out; i < out + dim; i++) {
        made.xt()[i] += noise * (float) random.nextGaussian();
      }
    }
    return t;
  }

  private void fill(int number) {
    ImageSource source = objective.source();
    int rows = pool.count();
    for (int row = 0; row < rows; row++) {
      long position = (long) number * rows + row;
      int index = index(position);
      SplittableRandom flips = options.seed().generator(Seed.Purpose.FLIP, number, row);
      source.read(index, pool.x1(), row * dim, options.flip() && flips.nextBoolean());
      pool.labels()[row] = source.label(index);
      source.source(index, options.seed().generator(Seed.Purpose.SOURCE, number, row), pool.x0(), row * dim);
    }
    objective.coupling().pair(pool, options.seed().generator(Seed.Purpose.COUPLING, number, 0));
  }

  /** The index of the image at a position in the endless sequence of epochs. */
  private int index(long position) {
    int count = objective.source().count();
    long epoch = position / count;
    if (epoch != orderOf) {
      order = shuffled(count, options.seed().generator(Seed.Purpose.DATA, epoch, 0));
      orderOf = epoch;
    }
    return order[(int) (position % count)];
  }

  private static int[] shuffled(int count, SplittableRandom random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  @Override
  public void close() {
    ahead.shutdownNow();
  }
}
