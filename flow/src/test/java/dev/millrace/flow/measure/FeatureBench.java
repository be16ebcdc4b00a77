package dev.millrace.flow.measure;

import java.util.Locale;
import java.util.SplittableRandom;

import dev.millrace.flow.data.Gaussian;

/** Prints how long the measures of features take: the least of some repeats. Arguments: count, dim, threads. */
final class FeatureBench {
  private FeatureBench() {
  }

  public static void main(String[] args) {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    int dim = args.length > 1 ? Integer.parseInt(args[1]) : 128;
    int threads = args.length > 2 ? Integer.parseInt(args[2]) : 2;
    float[] a = new Gaussian(dim).sample(new SplittableRandom(1), count);
    float[] b = new Gaussian(dim).sample(new SplittableRandom(2), count);
    time("fit", () -> FittedGaussian.of(a, dim, threads).trace());
    time("Fréchet distance", () -> FrechetDistance.between(a, b, dim, threads).value());
    time("3 neighbours within", () -> Neighbours.within(a, dim, 3, threads).distances()[0]);
    time("precision and recall", () -> PrecisionRecall.measure(a, b, dim, 3, threads).precision());
  }

  private interface Measure {
    double value();
  }

  private static void time(String name, Measure measure) {
    double least = Double.POSITIVE_INFINITY;
    double value = 0;
    for (int r = 0; r < 12; r++) {
      long start = System.nanoTime();
      value = measure.value();
      least = Math.min(least, (System.nanoTime() - start) / 1e6);
    }
    System.out.printf(Locale.ROOT, "%s: %.0f ms (%.6f)%n", name, least, value);
  }
}
