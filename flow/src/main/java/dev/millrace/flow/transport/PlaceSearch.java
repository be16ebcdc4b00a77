package dev.millrace.flow.transport;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Assignment without a cost matrix, by a search for near columns. Prices near the best are found from coarse to fine. If many
 * targets are equal they are one column with several seats; if there are more of equal sources, the sides are turned.
 */
final class PlaceSearch {
  /** Up to this count a cost matrix is faster than a search for cheap columns. */
  private static final int FEW = 600;
  /** Every so many rows and columns make the smaller problem that gives the first prices. */
  private static final int RATIO = 4;
  /** Part of the rows up to which places are few enough to be columns. */
  private static final double EQUAL = 0.9;

  private final Points points;
  private final int[] capacity;
  private final Scans scans;

  /**
   * Prepares.
   *
   * @param points the rows, and the places of the columns, both in an order of neighbours
   * @param capacity rows that each column takes
   */
  private PlaceSearch(Points points, int[] capacity, Scans scans) {
    this.points = points;
    this.capacity = capacity;
    this.scans = scans;
  }

  /** Pairs points. */
  static Matching match(PointProblem problem, Places sources, Places targets, Scans scans) {
    int n = problem.count();
    int few = Math.min(sources.count(), targets.count());
    // Bids need a second-best column.
    if (n <= FEW || few > EQUAL * n || few == 1) {
      return match(problem.points(), Places.allDifferent(n), scans);
    }
    if (targets.count() <= sources.count()) {
      return match(problem.points(IntStream.range(0, n).toArray(), targets.first()), targets, scans);
    }
    Points places = problem.points(sources.first(), IntStream.range(0, n).toArray());
    Points turned = new Points(places.y(), places.x(), places.dim(), places.squared());
    return match(turned, sources, scans).turned();
  }

  private static Matching match(Points points, Places places, Scans scans) {
    int[] rows = SpatialOrder.of(points.x(), points.dim());
    int[] columns = SpatialOrder.of(points.y(), points.dim());
    int[] capacity = Arrays.stream(columns).map(p -> places.mass()[p]).toArray();
    Matching found = new PlaceSearch(points.take(rows, columns), capacity, scans).match();
    int n = rows.length;
    int[] placeOf = new int[n];
    Matching original = new Matching(new int[n], new double[n], new double[n]);
    for (int i = 0; i < n; i++) {
      placeOf[rows[i]] = columns[found.columnOf()[i]];
      original.u()[rows[i]] = found.u()[i];
    }
    double[] ofPlaces = new double[columns.length];
    for (int j = 0; j < columns.length; j++) {
      ofPlaces[columns[j]] = found.v()[j];
    }
    int[] members = places.members();
    int[] next = places.firstMembers();
    for (int i = 0; i < n; i++) {
      original.columnOf()[i] = members[next[placeOf[i]]++];
      original.v()[i] = ofPlaces[places.of()[i]];
    }
    return original;
  }

  private Matching match() {
    return capacity.length == rows() && rows() <= FEW ? matchFew() : solver().finish();
  }

  private int rows() {
    return points.x().length / points.dim();
  }

  private Matching matchFew() {
    CostMatrix costs = CostMatrix.ofDifferences(points);
    return DenseSolver.solve(costs.cost(), points.count(), costs.stride(), scans);
  }

  private BlockSolver solver() {
    BlockSolver solver = new BlockSolver(new ColumnBlocks(points, pricesFromSample(), scans), capacity);
    solver.auction();
    return solver;
  }

  /** The potentials of the rows; those of few rows are found on a matrix, with each seat for a column. */
  private double[] potentials() {
    if (rows() > FEW) {
      return solver().potentials();
    }
    int[] seats = seats();
    return new PlaceSearch(points.take(IntStream.range(0, rows()).toArray(), seats), new int[0], scans).matchFew().u();
  }

  /** The column of each seat. */
  private int[] seats() {
    return IntStream.range(0, capacity.length).flatMap(j -> IntStream.range(0, capacity[j]).map(_ -> j)).toArray();
  }

  /** v_j = min (c_ij − u_i) over a sample of the rows, with the potentials u of the sample's own problem. */
  private double[] pricesFromSample() {
    int[] seats = seats();
    int[] sample = new int[rows() / RATIO];
    int[] columns = new int[sample.length];
    int[] seatsOfColumns = new int[sample.length];
    int count = 0;
    for (int i = 0; i < sample.length; i++) {
      sample[i] = i * RATIO + RATIO / 2;
      int column = seats[sample[i]];
      if (count == 0 || columns[count - 1] != column) {
        columns[count++] = column;
      }
      seatsOfColumns[count - 1]++;
    }
    Points part = points.take(sample, Arrays.copyOf(columns, count));
    double[] u = new PlaceSearch(part, Arrays.copyOf(seatsOfColumns, count), scans).potentials();
    ColumnBlocks sources = new ColumnBlocks(new Points(points.y(), part.x(), points.dim(), points.squared()), u, scans);
    double[] prices = new double[points.count()];
    int near = 0;
    for (int j = 0; j < prices.length; j++) {
      double least = sources.cost(j, near) - u[near];
      int found = sources.collect(j, least);
      for (int t = 0; t < found; t++) {
        if (sources.foundReduced[t] <= least) {
          least = sources.foundReduced[t];
          near = sources.found[t];
        }
      }
      prices[j] = least;
    }
    return prices;
  }
}
