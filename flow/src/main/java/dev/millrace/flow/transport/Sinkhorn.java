package dev.millrace.flow.transport;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Entropic optimal transport between two sets of points of equal weights, by Sinkhorn's algorithm: the plan P that
 * minimises ⟨P, C⟩ + ε·KL(P ‖ a⊗b), C the squared Euclidean distances, a = 1/n and b = 1/m (Cuturi 2013; in the form of
 * Feydy et al. 2019, "Interpolating between Optimal Transport and MMD using Sinkhorn Divergences", equation 4).
 *
 * <p>P_ij = a_i·b_j·exp((f_i + g_j − C_ij)/ε) with dual potentials f and g. ε is divided by four from stage to stage,
 * from the largest cost to the requested value; each stage starts from the potentials of the previous one. Within a
 * stage the potentials are absorbed into the kernel, and the iteration computes only small corrections u = exp(Δf/ε), v
 * = exp(Δg/ε) (Schmitzer 2019, "Stabilized sparse scaling algorithms", section 3). This is as stable as iterating in
 * the log domain and much faster, because an iteration is two matrix–vector products.
 *
 * <p>Memory: 8 bytes for each of the n·m pairs, at most 2²⁷ pairs.
 */
public final class Sinkhorn {
  /** The tolerance of the stages before the last, which only give a start for the next stage. */
  private static final double STAGE_TOLERANCE = 0.02;
  private static final double STAGE_FACTOR = 4;

  private Sinkhorn() {
  }

  /**
   * When to stop.
   *
   * @param tolerance greatest allowed marginal error Σ_j |Σ_i P_ij − b_j|, 10⁻⁶ (what float kernels resolve) to below
   *     2; the other marginal is exact up to rounding
   * @param maxIterations greatest number of iterations in all stages, at least 1
   */
  public record Stop(double tolerance, int maxIterations) {
    /** Tolerance 10⁻³ and 10,000 iterations. */
    public static final Stop DEFAULT = new Stop(1e-3, 10_000);

    /** Checks the ranges. */
    public Stop {
      if (!(tolerance >= 1e-6 && tolerance < 2) || maxIterations < 1) {
        throw new IllegalArgumentException(
            "tolerance = %s, maxIterations = %d: expected 1e-6 to below 2, and at least 1".formatted(tolerance,
                maxIterations));
      }
    }
  }

  /** Thrown if the marginals were not reached within the allowed iterations. */
  public static final class NotConvergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotConvergedException(double error, int iterations, double epsilon, double tolerance) {
      super(String.format(Locale.ROOT,
          "Sinkhorn did not converge: marginal error %.2g after %d iterations at epsilon %.3g, tolerance %.2g; raise "
              + "epsilon",
          error, iterations, epsilon, tolerance));
    }
  }

  /**
   * Computes the optimal entropic plan.
   *
   * @param x [n, dim]
   * @param y [m, dim]
   * @param dim the number of columns
   * @param epsilon ε &gt; 0 in units of the cost, as in POT's {@code reg}
   * @param stop when to stop
   * @return the plan
   * @throws NotConvergedException if the tolerance is not reached
   * @throws IllegalArgumentException if there are no points or too many, or a coordinate is not finite
   */
  public static EntropicPlan solve(float[] x, float[] y, int dim, double epsilon, Stop stop) {
    return solve(new GibbsKernel(x, y, dim), epsilon, stop);
  }

  /**
   * As {@link #solve}, with ε = {@code relativeEpsilon} · the mean of the costs.
   *
   * @param x sources, [n, dim]
   * @param y targets, [m, dim]
   * @param dim the number of columns
   * @param relativeEpsilon ε as a fraction of the mean cost
   * @param stop when to stop
   * @return the plan
   */
  public static EntropicPlan solveRelative(float[] x, float[] y, int dim, double relativeEpsilon, Stop stop) {
    GibbsKernel kernel = new GibbsKernel(x, y, dim);
    return solve(kernel, relativeEpsilon * unit(kernel), stop);
  }

  /**
   * As {@link #solveRelative}, with the {@linkplain EntropicPlan#marginalError marginal error} that is reached within
   * {@code stop.maxIterations()} iterations.
   *
   * @param x sources, [n, dim]
   * @param y targets, [m, dim]
   * @param dim the number of columns
   * @param relativeEpsilon ε as a fraction of the mean cost
   * @param stop when to stop
   * @return the plan with its marginal error
   */
  public static EntropicPlan approximate(float[] x, float[] y, int dim, double relativeEpsilon, Stop stop) {
    GibbsKernel kernel = new GibbsKernel(x, y, dim);
    return iterate(kernel, relativeEpsilon * unit(kernel), stop);
  }

  private static double unit(GibbsKernel kernel) {
    // If all points are equal any plan is optimal.
    return kernel.meanCost > 0 ? kernel.meanCost : 1;
  }

  private static EntropicPlan solve(GibbsKernel kernel, double epsilon, Stop stop) {
    EntropicPlan plan = iterate(kernel, epsilon, stop);
    if (!(plan.marginalError() <= stop.tolerance())) {
      throw new NotConvergedException(plan.marginalError(), plan.iterations(), epsilon, stop.tolerance());
    }
    return plan;
  }

  private static EntropicPlan iterate(GibbsKernel kernel, double epsilon, Stop stop) {
    Scaling scaling = new Scaling(kernel, stop.maxIterations());
    for (double larger : stages(kernel, epsilon)) {
      scaling.run(larger, Math.max(STAGE_TOLERANCE, stop.tolerance()));
    }
    double error = scaling.run(epsilon, stop.tolerance());
    return scaling.plan(epsilon, error);
  }

  /** The larger values of ε for the stages before the last. */
  private static double[] stages(GibbsKernel kernel, double epsilon) {
    if (!(epsilon > 0 && Double.isFinite(epsilon))) {
      throw new IllegalArgumentException("epsilon = " + epsilon + ", expected above 0 and finite");
    }
    int count = (int) Math.max(0, Math.ceil(Math.log(kernel.greatestCost / epsilon) / Math.log(STAGE_FACTOR)));
    return IntStream.range(0, count).mapToDouble(i -> epsilon * Math.pow(STAGE_FACTOR, count - i)).toArray();
  }

  /**
   * {@return the Sinkhorn divergence OT_ε(x, y) − ½·OT_ε(x, x) − ½·OT_ε(y, y): it is never negative, 0 only for equal
   * sets, and |c|² for a set and the same set shifted by c} From ε = 0 to ∞ it changes from the squared W2 to the
   * squared distance between the means (Feydy et al. 2019, equation 3 and theorem 1).
   *
   * @param x [n, dim]
   * @param y [m, dim]
   * @param dim the number of columns
   * @param epsilon ε &gt; 0 in units of the cost
   * @param stop when to stop
   * @throws NotConvergedException if the tolerance is not reached
   */
  public static double divergence(float[] x, float[] y, int dim, double epsilon, Stop stop) {
    if (dim < 1 || x.length == 0 || y.length == 0 || x.length % dim != 0 || y.length % dim != 0) {
      return solve(x, y, dim, epsilon, stop).regularisedCost();
    }
    // Shifting a set changes OT_ε only through the squared distance of the means, and floats have the finest spacing
    // near 0.
    double[] meanOfX = mean(x, dim);
    double[] meanOfY = mean(y, dim);
    double shift = 0;
    for (int d = 0; d < dim; d++) {
      shift += (meanOfX[d] - meanOfY[d]) * (meanOfX[d] - meanOfY[d]);
    }
    float[] a = less(x, meanOfX);
    float[] b = less(y, meanOfY);
    return shift + solve(a, b, dim, epsilon, stop).regularisedCost()
        - (selfCost(a, dim, epsilon, stop) + selfCost(b, dim, epsilon, stop)) / 2;
  }

  private static double[] mean(float[] points, int dim) {
    double[] mean = new double[dim];
    for (int i = 0; i < points.length; i++) {
      mean[i % dim] += points[i];
    }
    return Arrays.stream(mean).map(sum -> sum * dim / points.length).toArray();
  }

  private static float[] less(float[] points, double[] shift) {
    float[] moved = new float[points.length];
    for (int i = 0; i < points.length; i++) {
      moved[i] = (float) (points[i] - shift[i % shift.length]);
    }
    return moved;
  }

  /**
   * OT_ε of a set with itself: f = g, and the mean of f and its update converges within tens of iterations (Feydy et
   * al. 2019, section 3.1).
   */
  private static double selfCost(float[] x, int dim, double epsilon, Stop stop) {
    GibbsKernel kernel = new GibbsKernel(x, x, dim);
    Scaling scaling = new Scaling(kernel, stop.maxIterations());
    for (double larger : stages(kernel, epsilon)) {
      scaling.runSymmetric(larger, Math.max(STAGE_TOLERANCE, stop.tolerance()));
    }
    double error = scaling.runSymmetric(epsilon, stop.tolerance());
    if (!(error <= stop.tolerance())) {
      throw new NotConvergedException(error, scaling.done, epsilon, stop.tolerance());
    }
    return scaling.symmetricCost(epsilon);
  }
}
