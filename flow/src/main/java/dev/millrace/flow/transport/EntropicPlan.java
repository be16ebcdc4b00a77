package dev.millrace.flow.transport;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** A solution of entropic optimal transport; see {@link Sinkhorn} for the problem and the meaning of f and g. */
public final class EntropicPlan {
  private static final int CHUNK = 1024;
  private static final double NEGLIGIBLE = -30;

  private final double[] f;
  private final double[] g;
  private final double epsilon;
  private final double marginalError;
  private final int iterations;
  private final GibbsKernel kernel;

  EntropicPlan(double[] f, double[] g, double epsilon, double marginalError, int iterations, GibbsKernel kernel) {
    this.f = f;
    this.g = g;
    this.epsilon = epsilon;
    this.marginalError = marginalError;
    this.iterations = iterations;
    this.kernel = kernel;
  }

  /** {@return dual potential of each source [n], a copy} */
  public double[] f() {
    return f.clone();
  }

  /** {@return dual potential of each target [m], a copy} */
  public double[] g() {
    return g.clone();
  }

  /** {@return ε in units of the cost} */
  public double epsilon() {
    return epsilon;
  }

  /** {@return the marginal error Σ_j |Σ_i P_ij − 1/m|; the sums over j are 1/n up to rounding} */
  public double marginalError() {
    return marginalError;
  }

  /** {@return the number of iterations in all stages} */
  public int iterations() {
    return iterations;
  }

  /**
   * {@return P_ij, the mass that is sent from source i to target j; the sum over all pairs is 1}
   *
   * @param i the index of the source
   * @param j the index of the target
   */
  public double mass(int i, int j) {
    return (double) kernel.kernel(i, j) / ((double) kernel.rows * kernel.columns);
  }

  /** {@return OT_ε, the least ⟨P, C⟩ + ε·KL(P ‖ a⊗b), from its dual: mean f + mean g} */
  public double regularisedCost() {
    return Arrays.stream(f).average().orElseThrow() + Arrays.stream(g).average().orElseThrow();
  }

  /**
   * {@return ⟨P, C⟩, the mean squared distance over which mass is moved, which is at least the squared W2 of the two
   * sets}
   */
  public double transportCost() {
    double sum = 0;
    for (int i = 0; i < kernel.rows; i++) {
      for (int j = 0; j < kernel.columns; j++) {
        sum += kernel.kernel(i, j) * kernel.cost(i, j);
      }
    }
    return sum / ((double) kernel.rows * kernel.columns);
  }

  /**
   * The potential g at other targets, from f: g(y) = −ε·log mean_i exp((f_i − |x_i − y|²)/ε), which at the targets of
   * this problem is the g of the next iteration.
   *
   * @param x the sources, [n, dim]
   * @param others [any, dim]
   */
  double[] extend(float[] x, float[] others, int dim) {
    int count = others.length / dim;
    double[] extended = new double[count];
    for (int from = 0; from < count; from += CHUNK) {
      int to = Math.min(count, from + CHUNK);
      GibbsKernel costs = new GibbsKernel(Arrays.copyOfRange(others, from * dim, to * dim), x, dim);
      for (int j = from; j < to; j++) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < f.length; i++) {
          least = Math.min(least, costs.cost(j - from, i) - f[i]);
        }
        double sum = 0;
        for (int i = 0; i < f.length; i++) {
          double exponent = (least + f[i] - costs.cost(j - from, i)) / epsilon;
          sum += exponent > NEGLIGIBLE ? Math.exp(exponent) : 0;
        }
        extended[j] = least - epsilon * Math.log(sum / f.length);
      }
    }
    return extended;
  }

  /**
   * Draws a source for each target j from P(i | j).
   *
   * @param random the generator to draw from
   * @return [m], indices of sources; independent draws, so a source may be drawn several times and another never
   */
  public int[] drawSources(RandomGenerator random) {
    int columns = kernel.columns;
    double[] left = new double[columns];
    for (int i = 0; i < kernel.rows; i++) {
      for (int j = 0; j < columns; j++) {
        left[j] += kernel.kernel(i, j);
      }
    }
    int[] sources = new int[columns];
    for (int j = 0; j < columns; j++) {
      left[j] *= random.nextDouble();
    }
    for (int i = 0; i < kernel.rows; i++) {
      for (int j = 0; j < columns; j++) {
        // Counting the rows whose cumulative mass is below the random number finds the row without a branch.
        left[j] -= kernel.kernel(i, j);
        sources[j] += left[j] > 0 ? 1 : 0;
      }
    }
    for (int j = 0; j < columns; j++) {
      sources[j] = Math.min(sources[j], kernel.rows - 1);
    }
    return sources;
  }
}
