package dev.millrace.flow.net;

import java.util.Random;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;

/**
 * Times the engine, for people; no test. The least of many repeats is shown, which a busy machine disturbs least.
 *
 * <p>{@code java --add-modules jdk.incubator.vector -cp flow/target/classes:flow/target/test-classes
 * dev.millrace.flow.net.EngineBench}
 */
final class EngineBench {
  private static final int SECONDS = 3;

  private EngineBench() {
  }

  public static void main(String[] args) {
    product();
    for (int threads = 1; threads <= 2; threads++) {
      measure("3×128 SiLU, embedded, batch 256", new MlpShape(2, 128, 3, 1), 256, threads);
      measure("3×64 SELU, concatenated, batch 512",
          new MlpShape(2, 64, 3, 1, Activation.SELU, TimeInput.CONCATENATED), 512, threads);
    }
  }

  private static void measure(String name, MlpShape shape, int batch, int threads) {
    System.out.printf("%s, %d thread%s: gradient %.3f ms, training step %.3f ms, Euler %.2f million point-steps/s%n",
        name,
        threads, threads == 1 ? "" : "s", gradient(shape, batch, threads) * 1e3, step(shape, batch, threads) * 1e3,
        pointSteps(shape, threads) * 1e-6);
  }

  /** GFLOP/s of one thread's product, 64 rows by 128 by 128. */
  private static void product() {
    float[] a = random(64 * 128);
    float[] b = random(128 * 128);
    float[] y = new float[64 * 128];
    Kernels kernels = Kernels.best();
    double seconds = least(
        () -> kernels.multiply(64, 128, 128, a, 0, 128, 1, b, 0, 128, null, 0, 0, y, 0, 128));
    System.out.printf("%s: product of 64×128 and 128×128 %.1f GFLOP/s%n", kernels.description(),
        2e-9 * 64 * 128 * 128 / seconds);
  }

  private static double gradient(MlpShape shape, int batch, int threads) {
    float[] weights = VelocityMlp.random(shape, new Seed(1)).weights();
    float[] x = random(batch * shape.dim());
    float[] t = random(batch);
    try (Workers workers = new Workers(threads)) {
      MlpGradient gradient = new MlpGradient(shape, batch, workers);
      return least(() -> gradient.compute(weights, x, t, x));
    }
  }

  /** A step of training on moons, data and optimizer included: the least mean of 50 steps. */
  private static double step(MlpShape shape, int batch, int threads) {
    TrainingOptions options = TrainingOptions.defaults().withSteps(50 * 100).withBatch(batch).withThreads(threads);
    double[] rate = new double[1];
    new Trainer(FlowMatching.of(Toy.MOONS), new MlpNetwork(shape), options)
        .run(event -> rate[0] = Math.max(rate[0], event.samplesPerSecond()));
    return batch / rate[0];
  }

  private static double pointSteps(MlpShape shape, int threads) {
    VelocityMlp mlp = VelocityMlp.random(shape, new Seed(1));
    float[] x0 = Sampler.startPoints(new Gaussian(2), 10_000, new Seed(0));
    Sampler sampler = new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(10)), threads);
    return 100_000 / least(() -> sampler.sample(mlp, x0, 2));
  }

  private static double least(Runnable body) {
    long least = Long.MAX_VALUE;
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    for (long start = System.nanoTime(); start < end;) {
      body.run();
      long now = System.nanoTime();
      least = Math.min(least, now - start);
      start = now;
    }
    return least * 1e-9;
  }

  private static float[] random(int length) {
    Random random = new Random(3);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
