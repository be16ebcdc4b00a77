package dev.millrace.flow.transport;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;

import com.sun.management.ThreadMXBean;

/**
 * Prints how long exact assignment takes: wall time, and processor time of the one thread that works, which a busy machine
 * disturbs less. Arguments: "dim:count" pairs, for example {@code 2:256 2:4096 784:256}.
 */
final class TransportBench {
  private TransportBench() {
  }

  public static void main(String[] args) {
    String[] problems = args.length > 0
        ? args
        : new String[]{"2:256", "2:1024", "784:256", "784:1024", "2:4096", "2:10000"};
    for (String problem : problems) {
      int colon = problem.indexOf(':');
      int dim = Integer.parseInt(problem.substring(0, colon));
      int n = Integer.parseInt(problem.substring(colon + 1));
      measure(n, dim);
    }
  }

  private static void measure(int n, int dim) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int problems = n <= 1024 ? 50 : 3;
    int repeats = n <= 1024 ? (dim == 2 ? 1_000_000 : 300_000) / n : 9;
    double[] wall = new double[repeats];
    double[] processor = new double[repeats];
    double cost = 0;
    for (int r = 0; r < repeats; r++) {
      SplittableRandom random = new SplittableRandom(r % problems);
      float[] x0 = gaussian(n * dim, random);
      float[] x1 = dim == 2 ? moons(n, random) : gaussian(n * dim, random);
      long start = System.nanoTime();
      long startProcessor = threads.getCurrentThreadCpuTime();
      cost += ExactAssignment.squaredEuclidean(x0, x1, dim).cost();
      processor[r] = (threads.getCurrentThreadCpuTime() - startProcessor) / 1e6;
      wall[r] = (System.nanoTime() - start) / 1e6;
    }
    // The first half warms up.
    Arrays.sort(wall, repeats / 2, repeats);
    Arrays.sort(processor, repeats / 2, repeats);
    int median = repeats / 2 + (repeats - repeats / 2) / 2;
    System.out.printf(
        "dim %d, n = %d: wall min %.3f median %.3f ms; processor min %.3f median %.3f ms (%d problems, cost %.6f)%n",
        dim, n,
        wall[repeats / 2], wall[median], processor[repeats / 2], processor[median], problems, cost / repeats);
  }

  static float[] gaussian(int length, SplittableRandom random) {
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  /** scikit-learn's moons, noise 0.05. */
  static float[] moons(int n, SplittableRandom random) {
    float[] x = new float[2 * n];
    for (int i = 0; i < n; i++) {
      double angle = Math.PI * random.nextDouble();
      boolean outer = i < n / 2;
      x[2 * i] = (float) ((outer ? Math.cos(angle) : 1 - Math.cos(angle)) + 0.05 * random.nextGaussian());
      x[2 * i + 1] = (float) ((outer ? Math.sin(angle) : 0.5 - Math.sin(angle)) + 0.05 * random.nextGaussian());
    }
    return x;
  }
}
