package dev.millrace.flow.train;

import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.path.PathPoint;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.random.Seed;

/**
 * Draws the batches of a training: x_t, t and the velocity to be learnt. Blocks of rows are drawn by generators of their own,
 * so the numbers do not depend on the number of threads.
 */
final class BatchSource {
  /** Rows drawn by one generator. */
  private static final int ROWS = 64;

  private final Objective objective;
  private final Schedule schedule;
  private final Seed seed;
  private final Workers workers;
  private final int batch;
  private final float[] x0;
  private final float[] x1;
  final float[] t;
  final float[] xt;
  final float[] target;

  BatchSource(Objective objective, int batch, Seed seed, Workers workers) {
    this.objective = objective;
    this.schedule = objective.sigma().applyTo(objective.schedule());
    this.batch = batch;
    this.seed = seed;
    this.workers = workers;
    int length = batch * objective.dim();
    x0 = new float[length];
    x1 = new float[length];
    xt = new float[length];
    target = new float[length];
    t = new float[batch];
  }

  /** Fills {@link #xt}, {@link #t} and {@link #target} for one step. */
  void draw(int step) {
    int blocks = Math.ceilDiv(batch, ROWS);
    int dim = objective.dim();
    workers.forEach(blocks, block -> {
      int from = block * ROWS;
      int rows = Math.min(ROWS, batch - from);
      objective.source().sample(seed.generator(Seed.Purpose.SOURCE, step, block), x0, from * dim, rows);
      objective.data().sample(seed.generator(Seed.Purpose.DATA, step, block), x1, from * dim, rows);
    });
    objective.coupling().pair(x0, x1, dim, seed.generator(Seed.Purpose.COUPLING, step, 0));
    workers.forEach(blocks, block -> interpolate(step, block));
  }

  private void interpolate(int step, int block) {
    int dim = objective.dim();
    var times = seed.generator(Seed.Purpose.TIME, step, block);
    var noise = seed.generator(Seed.Purpose.PATH_NOISE, step, block);
    float pathNoise = (float) objective.sigma().pathNoise();
    for (int r = block * ROWS; r < Math.min(batch, (block + 1) * ROWS); r++) {
      double time = schedule.clamp(objective.time().sample(times));
      t[r] = (float) time;
      PathPoint point = schedule.at(time);
      for (int i = r * dim; i < (r + 1) * dim; i++) {
        xt[i] = (float) (point.alpha() * x1[i] + point.sigma() * x0[i]);
        target[i] = (float) (point.dAlpha() * x1[i] + point.dSigma() * x0[i]);
        if (pathNoise > 0) {
          xt[i] += pathNoise * (float) noise.nextGaussian();
        }
      }
    }
  }
}
