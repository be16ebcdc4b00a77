package dev.millrace.flow.transport;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

import com.sun.management.ThreadMXBean;

/**
 * Prints how long exact assignment takes: wall time, and processor time of the one thread that works, which a busy machine
 * disturbs less. Arguments: "dim:count" of continuous points, for example {@code 2:256 2:4096 784:256}, or
 * "shape:shape:dim:count", for example {@code GAUSSIAN:ANSWERS:3:4096}, with the {@link Shape} of sources and targets.
 */
final class TransportBench {
  /** Coordinates that are continuous, or tied in the ways of tables. */
  enum Shape {
    /** All different. */
    GAUSSIAN,
    /** 0 and 1. */
    BINARY,
    /** 1 to 5, as in questionnaires. */
    ANSWERS,
    /** Answers of unit variance, whose sums of squares are equal only up to rounding. */
    SCALED_ANSWERS,
    /** Seven places. */
    FEW,
    /** Half of all rows at 0, the others different. */
    HALF_ZERO,
    /** All rows equal. */
    ONE,
    /** On a line through 0. */
    LINE,
    /** On another line, but for the rounding to float. */
    ROUNDED_LINE,
    /** On a third line that does not pass near 0, so that more is lost to rounding. */
    FAR_LINE,
    /** Columns of unlike units: one a thousand times as wide as the others. */
    UNLIKE,
    /** Behind two columns, sums of theirs. */
    PLANE;

    float[] draw(int n, int dim, SplittableRandom random) {
      float[] places = gaussian(7 * dim, random);
      float[] points = new float[n * dim];
      for (int i = 0; i < n; i++) {
        double ofRow = random.nextGaussian();
        int place = random.nextInt(7);
        for (int d = 0; d < dim; d++) {
          points[i * dim + d] = (float) switch (this) {
            case GAUSSIAN -> random.nextGaussian();
            case BINARY -> random.nextInt(2);
            case ANSWERS -> 1 + random.nextInt(5);
            case SCALED_ANSWERS -> (random.nextInt(5) - 2) / Math.sqrt(2);
            case FEW -> places[place * dim + d];
            case HALF_ZERO -> ofRow < 0 ? 0 : random.nextGaussian();
            case ONE -> 3.25;
            case LINE -> ofRow * (d + 1);
            case ROUNDED_LINE -> d == 0 ? (float) ofRow : 0.1f * d * (float) ofRow;
            case FAR_LINE -> d == 0 ? (float) (1000 + ofRow) : -0.7f * (float) (1000 + ofRow) + d;
            case UNLIKE -> d == 0 ? ofRow : 1e-3 * random.nextGaussian();
            case PLANE -> d < 2
                ? random.nextGaussian()
                : 0.3f * points[i * dim] + (d - 1) * points[i * dim + 1];
          };
        }
      }
      return points;
    }
  }

  private TransportBench() {
  }

  public static void main(String[] args) {
    String[] problems = args.length > 0
        ? args
        : new String[]{"2:256", "2:1024", "784:256", "784:1024", "2:4096", "2:10000"};
    for (String problem : problems) {
      List<String> parts = List.of(problem.split(":"));
      int dim = Integer.parseInt(parts.get(parts.size() - 2));
      int n = Integer.parseInt(parts.getLast());
      if (parts.size() == 4) {
        Shape sources = Shape.valueOf(parts.get(0));
        Shape targets = Shape.valueOf(parts.get(1));
        measure(problem, n, dim, random -> sources.draw(n, dim, random), random -> targets.draw(n, dim, random));
      } else {
        measure(problem, n, dim, random -> gaussian(n * dim, random),
            random -> dim == 2 ? moons(n, random) : gaussian(n * dim, random));
      }
    }
  }

  private static void measure(String name, int n, int dim, Function<SplittableRandom, float[]> sources,
      Function<SplittableRandom, float[]> targets) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int problems = n <= 1024 ? 50 : 3;
    int repeats = n <= 1024 ? (dim == 2 ? 1_000_000 : 300_000) / n : 9;
    double[] wall = new double[repeats];
    double[] processor = new double[repeats];
    double cost = 0;
    for (int r = 0; r < repeats; r++) {
      SplittableRandom random = new SplittableRandom(r % problems);
      float[] x0 = sources.apply(random);
      float[] x1 = targets.apply(random);
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
        "%s: wall min %.3f median %.3f ms; processor min %.3f median %.3f ms (%d problems, cost %.6f)%n",
        name,
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
