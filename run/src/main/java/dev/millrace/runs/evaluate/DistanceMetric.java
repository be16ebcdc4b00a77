package dev.millrace.runs.evaluate;

import java.util.Arrays;
import java.util.stream.Collectors;

import dev.millrace.flow.measure.EnergyDistance;
import dev.millrace.flow.measure.Mmd;
import dev.millrace.flow.measure.SlicedWasserstein;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.transport.ExactAssignment;
import dev.millrace.flow.transport.Sinkhorn;

/** The measures that {@code distance} knows. */
public enum DistanceMetric {
  /** The 2-Wasserstein distance. */
  W2("w2", "2-Wasserstein, exact, not squared", Wasserstein.MOST_POINTS),
  /** The 1-Wasserstein distance. */
  W1("w1", "1-Wasserstein, exact", Wasserstein.MOST_POINTS),
  /** The sliced 2-Wasserstein distance. */
  SLICED_W2("sliced-w2", "root mean square of the W2 of projections onto random lines", Integer.MAX_VALUE),
  /** The squared maximum mean discrepancy. */
  MMD("mmd", "MMD^2, unbiased (it may be negative), Gaussian kernel, median bandwidth", 100_000),
  /** The energy distance. */
  ENERGY("energy", "2 E|X-Y| - E|X-X'| - E|Y-Y'|", 100_000),
  /** The Sinkhorn divergence. */
  SINKHORN("sinkhorn", "Sinkhorn divergence of squared distance, epsilon 5 % of the bandwidth squared", 8_000);

  private static final double SINKHORN_EPSILON = 0.05;

  private final String label;
  private final String description;
  private final int mostRows;

  DistanceMetric(String label, String description, int mostRows) {
    this.label = label;
    this.description = description;
    this.mostRows = mostRows;
  }

  /**
   * What a measure needs in addition to the points.
   *
   * @param projections of sliced W2
   * @param bandwidth of MMD; a part of its square is the epsilon of the Sinkhorn divergence
   * @param seed of the projections
   * @param threads number of threads, at least 1
   */
  public record Settings(int projections, double bandwidth, Seed seed, int threads) {}

  /** {@return the name on the command line} */
  public String label() {
    return label;
  }

  /**
   * {@return whether it holds the costs of all pairs in memory at once}
   *
   * @param rows the number of rows
   * @param dim the number of columns
   */
  public boolean needsPairs(int rows, int dim) {
    return this == SINKHORN || ((this == W2 || this == W1) && ExactAssignment.needsCosts(rows, dim));
  }

  /**
   * Describes its value in one line.
   *
   * @return the line
   */
  public String description() {
    return description;
  }

  private boolean pairsRows() {
    return this == W2 || this == W1;
  }

  /**
   * Why sets of n and m rows cannot be measured; empty if they can.
   *
   * @param n the number of rows and of columns
   * @param m the rows of the other set
   * @return the reason
   */
  public String obstacle(int n, int m) {
    if (n != m && pairsRows()) {
      String others = Arrays.stream(values()).filter(other -> !other.pairsRows() && other.obstacle(n, m).isEmpty())
          .map(DistanceMetric::label)
          .collect(Collectors.joining(", "));
      return label + " needs equally many rows, found " + n + " and " + m + "; these measures accept unequal numbers: "
          + others;
    }
    if (this == MMD && Math.min(n, m) < 2) {
      return "mmd needs at least 2 rows, found " + n + " and " + m;
    }
    if (Math.max(n, m) > mostRows) {
      return label + " takes up to " + mostRows + " rows, found " + Math.max(n, m) + "; sliced-w2 takes any number";
    }
    return "";
  }

  /**
   * Measures the distance.
   *
   * @param a [n, dim]
   * @param b [m, dim]
   * @param dim the number of columns
   * @param settings how to measure
   * @return the distance
   */
  public double of(float[] a, float[] b, int dim, Settings settings) {
    return switch (this) {
      case W2 -> Wasserstein.w2(a, b, dim);
      case W1 -> Wasserstein.w1(a, b, dim);
      case SLICED_W2 -> SlicedWasserstein.w2(a, b, dim, settings.projections(),
          settings.seed().generator(Seed.Purpose.EVALUATION, 0, 0), settings.threads());
      case MMD -> Mmd.squared(a, b, dim, settings.bandwidth(), settings.threads());
      case ENERGY -> EnergyDistance.of(a, b, dim, settings.threads());
      case SINKHORN -> Sinkhorn.divergence(a, b, dim, SINKHORN_EPSILON * settings.bandwidth() * settings.bandwidth(),
          Sinkhorn.Stop.DEFAULT);
    };
  }
}
