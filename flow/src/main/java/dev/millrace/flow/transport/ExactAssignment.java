package dev.millrace.flow.transport;

import java.util.Optional;

/**
 * The assignment of least total cost, exact: potentials prove it, u_i + v_j ≤ c_ij for all pairs with equality on the
 * chosen ones, up to the rounding of double arithmetic. The same input gives the same pairs.
 *
 * <p>Points on a line are paired in their order along it. Points in few dimensions are paired without a cost matrix, so
 * 20,000 against 20,000 takes megabytes. Where many rows are equal, masses are sent between their places, with at most
 * 256 MiB for costs. Equal rows are paired in their order: with rows in random order no pair of equal rows is
 * preferred.
 */
public final class ExactAssignment {
  /** In more dimensions boxes hold too many near columns to be passed by. */
  private static final int LOW_DIM = 6;
  /** Beyond this count a cost matrix takes more than half a gigabyte. */
  private static final int MANY = 8192;

  private ExactAssignment() {
  }

  /**
   * {@return pairs rows so that the sum of squared Euclidean distances is least}
   *
   * @param x0 sources, [n, dim]
   * @param x1 targets, [n, dim]
   * @param dim width of a row
   * @throws IllegalArgumentException if counts differ, lengths are no multiple of dim, or a coordinate is not finite
   */
  public static Assignment squaredEuclidean(float[] x0, float[] x1, int dim) {
    return solve(PointProblem.of(x0, x1, dim, true));
  }

  /**
   * As {@link #squaredEuclidean(float[], float[], int)}, for points in double precision.
   *
   * @param x0 sources, [n, dim]
   * @param x1 targets, [n, dim]
   * @param dim the number of columns
   * @return for each source the target that it is paired with
   */
  public static Assignment squaredEuclidean(double[] x0, double[] x1, int dim) {
    return solve(PointProblem.of(x0, x1, dim, true));
  }

  /**
   * {@return pairs rows so that the sum of Euclidean distances, not squared, is least}
   *
   * @param x0 sources, [n, dim]
   * @param x1 targets, [n, dim]
   * @param dim width of a row
   * @throws IllegalArgumentException if counts differ, lengths are no multiple of dim, or a coordinate is not finite
   */
  public static Assignment euclidean(float[] x0, float[] x1, int dim) {
    return solve(PointProblem.of(x0, x1, dim, false));
  }

  /**
   * As {@link #euclidean(float[], float[], int)}, for points in double precision.
   *
   * @param x0 sources, [n, dim]
   * @param x1 targets, [n, dim]
   * @param dim the number of columns
   * @return for each source the target that it is paired with
   */
  public static Assignment euclidean(double[] x0, double[] x1, int dim) {
    return solve(PointProblem.of(x0, x1, dim, false));
  }

  /**
   * Solves a dense problem.
   *
   * @param cost [n, n], row-major: row i is source i; finite, of any sign
   * @param n the number of rows and of columns
   * @return for each row the column that it is paired with
   * @throws IllegalArgumentException if the length is not n², or a cost is not finite
   */
  public static Assignment solve(double[] cost, int n) {
    if (n < 0 || cost.length != (long) n * n) {
      throw new IllegalArgumentException("%d costs, expected %d × %d".formatted(cost.length, n, n));
    }
    for (int at = 0; at < cost.length; at++) {
      if (!Double.isFinite(cost[at])) {
        throw new IllegalArgumentException(
            "cost of row %d, column %d is %s, expected a finite number".formatted(at / n, at % n, cost[at]));
      }
    }
    int[] targets = match(cost, n, Scans.best()).columnOf();
    double total = 0;
    for (int i = 0; i < n; i++) {
      total += cost[i * n + targets[i]];
    }
    return new Assignment(targets, total);
  }

  static Matching match(double[] cost, int n, Scans scans) {
    return DenseSolver.solve(CostMatrix.padded(cost, n), n, DenseSolver.stride(n), scans);
  }

  /**
   * {@return whether points are paired on a matrix of all their costs, which takes 8·n² bytes, and not by a search for
   * cheap columns}
   *
   * @param n rows of each of the two sets
   * @param dim width of a row
   */
  public static boolean needsCosts(long n, int dim) {
    return dim > LOW_DIM && n <= MANY;
  }

  private static Assignment solve(PointProblem problem) {
    int[] targets;
    if (problem.dim() == 1) {
      targets = inOrder(problem.points());
    } else {
      Optional<Line> line = Line.near(problem);
      targets = line.isPresent() && line.get().decides()
          ? line.get().inOrder()
          : match(problem, line, Scans.best()).columnOf();
    }
    return new Assignment(targets, problem.cost(targets));
  }

  /** On a line the k-th source goes to the k-th target, whatever convex function of the distance is the cost. */
  private static int[] inOrder(Points points) {
    int[] rows = SpatialOrder.of(points.x(), 1);
    int[] columns = SpatialOrder.of(points.y(), 1);
    int[] targets = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      targets[rows[i]] = columns[i];
    }
    return targets;
  }

  /** Pairs points; the potentials are those of the shifted points' costs, perhaps less their squared norms. */
  static Matching match(PointProblem problem, Scans scans) {
    return match(problem, Line.near(problem), scans);
  }

  private static Matching match(PointProblem problem, Optional<Line> line, Scans scans) {
    int n = problem.count();
    // Equal rows would be searched for one by one.
    Places sources = Places.of(problem.sources());
    Places targets = Places.of(problem.targets());
    if (PlaceSolver.suits(sources, targets)) {
      return PlaceSolver.match(problem, sources, targets, scans);
    }
    if (line.isPresent() && line.get().helps()) {
      return LineSolver.match(line.get());
    }
    if (!needsCosts(n, problem.dim())) {
      return PlaceSearch.match(problem, sources, targets, scans);
    }
    CostMatrix costs = problem.squared()
        ? CostMatrix.ofProducts(problem, scans)
        : CostMatrix.ofDifferences(problem.points());
    return DenseSolver.solve(costs.cost(), n, costs.stride(), scans);
  }
}
