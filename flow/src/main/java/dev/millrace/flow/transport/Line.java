package dev.millrace.flow.transport;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Points that lie on a line, or near one. With x = p·d + x⊥ and y = q·d + y⊥ for a unit vector d, squared distances are
 * (p − q)² − 2·x⊥·y⊥ and terms of x or of y alone, which change no pairing. So where x⊥·y⊥ is small the order of p and q decides:
 * it is enough that one of the two sets is near a line, in any direction.
 *
 * @param points both sets, near the origin
 * @param direction d, [dim]
 * @param rows the sources in ascending order of p
 * @param columns the targets in ascending order of q
 */
record Line(Points points, double[] direction, int[] rows, int[] columns) {
  /** Beyond this part of the product of the spreads along the line the points are searched as others are. */
  private static final double THIN = 2e-4;
  private static final int SAMPLE = 32;
  private static final int ROUNDS = 3;
  /** A set whose squares across the line are more than this part of all its squares is near no line. */
  private static final double FAR = 0.1;
  /** Part of the sum of squares that is lost to rounding when costs are computed from rows that were rounded to float. */
  private static final double SQUARES_ROUNDING = 0x1p-48;
  /** The same of the sum of distances, where rounded coordinates count for more between near points. */
  private static final double ROUNDING = 0x1p-44;

  /** The line near one of the two sets, if there is one. */
  static Optional<Line> near(PointProblem problem) {
    int n = problem.count();
    if (n < 2) {
      return Optional.empty();
    }
    double[] ofTargets = direction(problem.targets(), problem.targetShift());
    double[] ofSources = direction(problem.sources(), problem.sourceShift());
    if (ofTargets.length == 0 && ofSources.length == 0) {
      return Optional.empty();
    }
    Points points = problem.points();
    Line first = of(points, ofTargets.length == 0 ? ofSources : ofTargets);
    if (ofTargets.length == 0 || ofSources.length == 0) {
      return Optional.of(first);
    }
    Line second = of(points, ofSources);
    return Optional.of(first.across() <= second.across() ? first : second);
  }

  private static Line of(Points points, double[] direction) {
    return new Line(points, direction, order(points.x(), direction), order(points.y(), direction));
  }

  /** The longest principal axis of a set that is near a line, or nothing. */
  private static double[] direction(Rows rows, double[] shift) {
    int step = Math.ceilDiv(rows.count(), SAMPLE);
    double[] axis = farthest(rows, shift, step);
    // A sample says already that most sets are near no line. The power method then brings its farthest point to the axis.
    for (int round = 0; round <= ROUNDS && axis.length > 0; round++) {
      axis = turned(axis, rows, shift, round == 0 ? step : 1);
    }
    return axis;
  }

  private static double[] farthest(Rows rows, double[] shift, int step) {
    double[] row = new double[rows.dim()];
    double[] farthest = new double[rows.dim()];
    double greatest = 0;
    for (int i = 0; i < rows.count(); i += step) {
      rows.read(i, 0, row.length, shift, row, 0);
      double square = dot(row, 0, row);
      if (square > greatest) {
        greatest = square;
        System.arraycopy(row, 0, farthest, 0, row.length);
      }
    }
    return greatest > 0 && Double.isFinite(greatest) ? normalized(farthest) : new double[0];
  }

  /** A unit vector after one step of the power method, or nothing if points are far from its line. */
  private static double[] turned(double[] axis, Rows rows, double[] shift, int step) {
    double[] row = new double[axis.length];
    double[] next = new double[axis.length];
    double all = 0;
    double along = 0;
    for (int i = 0; i < rows.count(); i += step) {
      rows.read(i, 0, row.length, shift, row, 0);
      double p = dot(row, 0, axis);
      all += dot(row, 0, row);
      along += p * p;
      for (int d = 0; d < next.length; d++) {
        next[d] += p * row[d];
      }
    }
    boolean near = all - along <= FAR * all && Double.isFinite(all);
    return near ? normalized(next) : new double[0];
  }

  private static double[] normalized(double[] axis) {
    double greatest = 0;
    for (double value : axis) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    double sum = 0;
    for (double value : axis) {
      sum += value / greatest * (value / greatest);
    }
    double length = Math.sqrt(sum) * greatest;
    return Arrays.stream(axis).map(value -> value / length).toArray();
  }

  /** Equal rows have equal places and stay in their order. */
  private static int[] order(double[] points, double[] direction) {
    int dim = direction.length;
    double[] along = IntStream.range(0, points.length / dim).mapToDouble(i -> dot(points, i * dim, direction))
        .toArray();
    return IntStream.range(0, along.length).boxed().sorted(Comparator.comparingDouble(i -> along[i]))
        .mapToInt(Integer::intValue).toArray();
  }

  /** The scalar product of a row and a vector. */
  static double dot(double[] points, int at, double[] vector) {
    double sum = 0;
    for (int d = 0; d < vector.length; d++) {
      sum = Math.fma(points[at + d], vector[d], sum);
    }
    return sum;
  }

  /** The distance of a point from the line, computed without cancellation. */
  static double across(double[] points, int at, double[] direction) {
    double along = dot(points, at, direction);
    double sum = 0;
    for (int d = 0; d < direction.length; d++) {
      double rest = Math.fma(-along, direction[d], points[at + d]);
      sum += rest * rest;
    }
    return Math.sqrt(sum);
  }

  /** The root of the sum of squares of one set's distances from the line. */
  private double across(double[] set) {
    double sum = 0;
    for (int at = 0; at < set.length; at += points.dim()) {
      double distance = across(set, at, direction);
      sum += distance * distance;
    }
    return Math.sqrt(sum);
  }

  /** Bound on |Σ x⊥·y⊥| of any pairing (Cauchy and Schwarz). */
  private double across() {
    return across(points.x()) * across(points.y());
  }

  private double along(double[] set) {
    double sum = 0;
    for (int at = 0; at < set.length; at += points.dim()) {
      double p = dot(set, at, direction);
      sum += p * p;
    }
    return Math.sqrt(sum);
  }

  private static double squares(double[] set) {
    return Arrays.stream(set).map(value -> value * value).sum();
  }

  /** Whether no pairing costs less than that of the orders along the line, up to the rounding of costs. */
  boolean decides() {
    double[] x = points.x();
    double[] y = points.y();
    if (points.squared()) {
      return 4 * across() <= SQUARES_ROUNDING * (squares(x) + squares(y));
    }
    // No pairing costs less than its distances along the line do, and of those the orders have the least.
    int dim = points.dim();
    double more = 0;
    double size = 0;
    for (int k = 0; k < rows.length; k++) {
      int from = rows[k] * dim;
      int to = columns[k] * dim;
      double along = 0;
      double square = 0;
      for (int d = 0; d < dim; d++) {
        double difference = x[from + d] - y[to + d];
        along += difference * direction[d];
        square += difference * difference;
      }
      double rest = 0;
      for (int d = 0; d < dim; d++) {
        double across = x[from + d] - y[to + d] - along * direction[d];
        rest += across * across;
      }
      double distance = Math.sqrt(square);
      // (distance² − along²) / (distance + |along|), without cancellation.
      more += rest == 0 ? 0 : rest / (distance + Math.abs(along));
      size += Math.sqrt(dot(x, from, Arrays.copyOfRange(x, from, from + dim)))
          + Math.sqrt(dot(y, to, Arrays.copyOfRange(y, to, to + dim)));
    }
    return more <= ROUNDING * size;
  }

  /** Whether the orders along the line are close to the best pairing. */
  boolean helps() {
    return points.squared() && across() <= THIN * along(points.x()) * along(points.y());
  }

  /** The target of each source if their orders along the line decide. */
  int[] inOrder() {
    int[] targets = new int[rows.length];
    for (int k = 0; k < rows.length; k++) {
      targets[rows[k]] = columns[k];
    }
    return targets;
  }
}
