package dev.millrace.flow.transport;

import java.util.Arrays;

/**
 * Assignment by squared distances where one of the sets is near a {@link Line}. Sources and targets enter two by two, in their
 * orders along the line, and each time a shortest augmenting path brings the new source's pair to the new target, from which it
 * is never far. Had all been there from the start, the last ones would be paired across the whole line.
 *
 * <p>A search looks at few columns, because any other row i' bounds what they cost row i: v_j ≤ c_i'j − u_i' and
 * c_ij − c_i'j = ‖x_i‖² − ‖x_i'‖² − 2·(x_i − x_i')·y_j give c_ij − v_j ≥ u_i' + ‖x_i‖² − ‖x_i'‖² − 2·(x_i − x_i')·y_j, which
 * grows along the line. Rows bound each other's columns, and columns each other's rows, in the same way.
 */
final class LineSolver {
  /** Part of the greatest ‖x‖² + ‖y‖² by which costs differ from their bounds through rounding. */
  private static final double ROUNDING = 0x1p-49;

  private final Line line;
  private final int n;
  private final int dim;
  private final Side rows;
  private final Side columns;
  private final double slack;
  private final double[] costs;
  private final double[] distance;
  private final int[] before;
  private final int[] seen;
  private final int[] closed;
  private final int[] reached;
  private final EventHeap events = new EventHeap();
  private double length;

  /** One of the two sets in its order along the line, with what is known of it so far. */
  private final class Side {
    /** [dim, n]. */
    final double[] points;
    final double[] along;
    final double[] squares;
    final double[] potentials;
    final int[] partners;
    double greatest;
    double across;

    Side(double[] set, int[] order) {
      points = new double[set.length];
      along = new double[n];
      squares = new double[n];
      potentials = new double[n];
      partners = new int[n];
      for (int i = 0; i < n; i++) {
        int at = order[i] * dim;
        along[i] = Line.dot(set, at, line.direction());
        for (int d = 0; d < dim; d++) {
          points[d * n + i] = set[at + d];
          squares[i] += set[at + d] * set[at + d];
        }
        greatest = Math.max(greatest, squares[i]);
        across = Math.max(across, Line.across(set, at, line.direction()));
      }
    }

    /**
     * Where along the line the other side must be if it is to cost point i no more than a limit, as far as point other says:
     * a least place if that one lies before i, else a greatest place.
     */
    double edge(int i, int other, double limit, double acrossOfOthers) {
      double along = this.along[i] - this.along[other];
      double sum = 0;
      for (int d = 0; d < dim; d++) {
        double rest = points[d * n + i] - points[d * n + other] - along * line.direction()[d];
        sum += rest * rest;
      }
      double known = potentials[other] + squares[i] - squares[other] - 2 * Math.sqrt(sum) * acrossOfOthers - slack;
      return (known - limit) / (2 * along);
    }

    /** The least place along the line at which the other side can cost point i no more than a limit. */
    double least(int i, double limit, double acrossOfOthers) {
      double least = Double.NEGATIVE_INFINITY;
      for (int step = 1; step <= i; step *= 2) {
        if (along[i] > along[i - step]) {
          least = Math.max(least, edge(i, i - step, limit, acrossOfOthers));
        }
      }
      return least;
    }

    /** The greatest such place, as far as the points before {@code count} say. */
    double greatest(int i, int count, double limit, double acrossOfOthers) {
      double greatest = Double.POSITIVE_INFINITY;
      for (int step = 1; i + step < count; step *= 2) {
        if (along[i] < along[i + step]) {
          greatest = Math.min(greatest, edge(i, i + step, limit, acrossOfOthers));
        }
      }
      return greatest;
    }

    /** The first of the points before {@code count} that lies no earlier along the line, or {@code count}. */
    int place(double place, int count) {
      int low = 0;
      int high = count;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (along[middle] < place) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  private LineSolver(Line line) {
    this.line = line;
    n = line.rows().length;
    dim = line.direction().length;
    rows = new Side(line.points().x(), line.rows());
    columns = new Side(line.points().y(), line.columns());
    slack = ROUNDING * (rows.greatest + columns.greatest);
    costs = new double[n];
    distance = new double[n];
    before = new int[n];
    seen = new int[n];
    closed = new int[n];
    reached = new int[n];
    Arrays.fill(seen, -1);
    Arrays.fill(closed, -1);
  }

  /** Pairs the points of a line; the potentials are those of the shifted points' costs. */
  static Matching match(Line line) {
    LineSolver solver = new LineSolver(line);
    for (int k = 0; k < solver.n; k++) {
      solver.enter(k);
    }
    return solver.matching();
  }

  private Matching matching() {
    Matching matching = new Matching(new int[n], new double[n], new double[n]);
    for (int k = 0; k < n; k++) {
      matching.columnOf()[line.rows()[k]] = line.columns()[rows.partners[k]];
      matching.u()[line.rows()[k]] = rows.potentials[k];
      matching.v()[line.columns()[k]] = columns.potentials[k];
    }
    return matching;
  }

  private double cost(int i, int j) {
    double sum = 0;
    for (int d = 0; d < dim; d++) {
      double difference = rows.points[d * n + i] - columns.points[d * n + j];
      sum = Math.fma(difference, difference, sum);
    }
    return sum;
  }

  private void enter(int k) {
    columns.potentials[k] = price(k);
    events.clear();
    int count = 0;
    seen[k] = k;
    distance[k] = cost(k, k) - columns.potentials[k];
    before[k] = k;
    length = distance[k];
    scan(k, k, 0, Double.NEGATIVE_INFINITY);
    while (events.least() < length) {
      double at = events.least();
      int j = events.poll();
      if (closed[j] != k) {
        closed[j] = k;
        reached[count++] = j;
        int i = columns.partners[j];
        scan(i, k, at - rows.potentials[i], at);
      }
    }
    for (int t = 0; t < count; t++) {
      columns.potentials[reached[t]] -= length - distance[reached[t]];
    }
    int j = k;
    int i;
    do {
      i = before[j];
      int left = rows.partners[i];
      rows.partners[i] = j;
      columns.partners[j] = i;
      j = left;
    } while (i != k);
    tighten(columns.partners[k]);
    for (int t = 0; t < count; t++) {
      tighten(columns.partners[reached[t]]);
    }
  }

  private void tighten(int i) {
    rows.potentials[i] = cost(i, rows.partners[i]) - columns.potentials[rows.partners[i]];
  }

  /** The greatest price of a new column that no row is drawn to. */
  private double price(int k) {
    if (k == 0) {
      return 0;
    }
    double price = cost(k - 1, k) - rows.potentials[k - 1];
    int from = rows.place(columns.least(k, price, rows.across), k);
    costs(columns, k, rows, from, k);
    for (int i = from; i < k; i++) {
      price = Math.min(price, costs[i] - rows.potentials[i]);
    }
    return price;
  }

  /**
   * Offers the ways from a row to all columns up to the k-th that could be shorter than the way to that one.
   *
   * @param shift what is added to a column's cost less its price
   * @param at no way is shorter, but for rounding
   */
  private void scan(int i, int k, double shift, double at) {
    double limit = length - shift;
    int from = columns.place(rows.least(i, limit, columns.across), k + 1);
    int to = columns.place(Math.nextUp(rows.greatest(i, k, limit, columns.across)), k + 1);
    costs(rows, i, columns, from, to);
    for (int j = from; j < to; j++) {
      double way = costs[j] - columns.potentials[j] + shift;
      // Rounding could make the way to a closed column shorter again, and the path a circle.
      if (way < length && (seen[j] != k || way < distance[j]) && closed[j] != k) {
        seen[j] = k;
        distance[j] = Math.max(at, way);
        before[j] = i;
        if (j == k) {
          length = distance[j];
        } else {
          events.add(distance[j], j);
        }
      }
    }
  }

  /** The costs between a point of one side and some of the other, in the places of those. */
  private void costs(Side side, int point, Side others, int from, int to) {
    Arrays.fill(costs, from, to, 0);
    for (int d = 0; d < dim; d++) {
      double coordinate = side.points[d * n + point];
      double[] of = others.points;
      int at = d * n;
      for (int j = from; j < to; j++) {
        double difference = coordinate - of[at + j];
        costs[j] = Math.fma(difference, difference, costs[j]);
      }
    }
  }
}
