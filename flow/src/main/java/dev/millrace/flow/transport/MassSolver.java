package dev.millrace.flow.transport;

import java.util.Arrays;

import dev.millrace.flow.Sizes;

/**
 * Transport of whole masses at least cost, from rows to columns of which there are few: shortest augmenting paths, as in
 * {@link DenseSolver}, on a graph of the columns alone. Its edge from column k to column l is the least extra cost
 * c_il − c_ik of a row i that sends mass to k; it does not depend on prices and changes only where mass moves. So a search looks
 * at a column once, however many rows send to it, and a tie between equal rows or columns does not exist.
 *
 * <p>Prices v start from the same problem with a quarter of the masses. All along u_i + v_j ≤ c_ij, with equality where mass
 * goes: at the end that proves the plan optimal.
 */
final class MassSolver {
  /** Masses of the first problem that is solved for its prices, for each column. */
  private static final int COARSEST = 2;
  private static final int RATIO = 4;
  /** Costs that differ by less, as a part of the greatest, differ by rounding: of such columns one that has room is taken. */
  private static final double ROUNDING = 0x1p-50;

  private final int rows;
  private final int columns;
  private final int stride;
  private final double[] cost;
  private final Scans scans;
  private final Scans.Least least = new Scans.Least();
  private final Flows flows;
  private final double[] v;
  private final double[] edges;
  private final int[] movers;
  private final int[] left;
  private final int[] open;
  private int openCount;

  private final double[] distance;
  private final double[] before;
  private final double[] prices;
  private final double[] reached;
  private final int[] closed;
  private final int[] stale;

  /**
   * What was found.
   *
   * @param flows from rows to columns
   * @param u [rows], potentials
   * @param v [columns], prices
   */
  record Plan(Flows flows, double[] u, double[] v) {}

  /**
   * Solves.
   *
   * @param costs [rows, stride], the columns behind the last infinite
   * @param supply mass of each row
   * @param demand mass of each column, of the same sum
   */
  static Plan solve(CostMatrix costs, int[] supply, int[] demand, Scans scans) {
    MassSolver solver = new MassSolver(costs, supply.length, demand.length, scans);
    int total = Arrays.stream(supply).sum();
    int part = 1;
    while (total / part > (long) COARSEST * RATIO * demand.length) {
      part *= RATIO;
    }
    for (; part >= 1; part /= RATIO) {
      solver.sendAll(supply, demand, part);
    }
    return new Plan(solver.flows, solver.potentials(), Arrays.copyOf(solver.v, demand.length));
  }

  private MassSolver(CostMatrix costs, int rows, int columns, Scans scans) {
    this.rows = rows;
    this.columns = columns;
    this.scans = scans;
    cost = costs.cost();
    stride = costs.stride();
    flows = new Flows(columns);
    v = new double[stride];
    edges = new double[Sizes.product(columns, stride)];
    movers = new int[Sizes.product(columns, stride)];
    left = new int[columns];
    open = new int[columns];
    distance = new double[stride];
    before = new double[stride];
    prices = new double[stride];
    reached = new double[columns];
    closed = new int[columns];
    stale = new int[columns];
  }

  /** Solves the problem with every part-th unit of the supply, and demands that are as much smaller, rounded up. */
  private void sendAll(int[] supply, int[] demand, int part) {
    flows.clear();
    Arrays.fill(edges, Double.POSITIVE_INFINITY);
    openCount = 0;
    for (int j = 0; j < columns; j++) {
      left[j] = Math.ceilDiv(demand[j], part);
      open[openCount++] = j;
    }
    int units = part / 2;
    for (int i = 0; i < rows; i++) {
      int amount = (units + supply[i]) / part - units / part;
      units += supply[i];
      while (amount > 0) {
        amount -= send(i, amount);
      }
    }
  }

  /** Sends some of a row's mass along a shortest path to a column that can take more; returns how much. */
  private int send(int start, int most) {
    System.arraycopy(v, 0, prices, 0, stride);
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    scans.relax(cost, start * stride, prices, stride, 0, -1, distance, before, least);
    int count = 0;
    double length = least.value;
    int end = firstOpen(least);
    while (left[end] == 0) {
      reached[end] = length;
      closed[count++] = end;
      distance[end] = Double.POSITIVE_INFINITY;
      prices[end] = Double.NEGATIVE_INFINITY;
      scans.relax(edges, end * stride, prices, stride, length + v[end], end, distance, before, least);
      length = Math.max(length, least.value);
      end = firstOpen(least);
    }
    for (int s = 0; s < count; s++) {
      v[closed[s]] -= length - reached[closed[s]];
    }
    int amount = Math.min(most, left[end]);
    for (int to = end, from = (int) before[to]; from >= 0; to = from, from = (int) before[to]) {
      amount = Math.min(amount, flows.amount(from, flows.find(from, movers[from * stride + to])));
    }
    move(start, end, amount);
    return amount;
  }

  /** The nearest column, or one as near that can take more. */
  private int firstOpen(Scans.Least nearest) {
    if (left[nearest.column] == 0) {
      double limit = nearest.value + ROUNDING * Math.abs(nearest.value);
      for (int t = 0; t < openCount; t++) {
        if (distance[open[t]] <= limit) {
          return open[t];
        }
      }
    }
    return nearest.column;
  }

  private void move(int start, int end, int amount) {
    left[end] -= amount;
    if (left[end] == 0) {
      int t = 0;
      while (open[t] != end) {
        t++;
      }
      open[t] = open[--openCount];
    }
    int to = end;
    for (int from = (int) before[to]; from >= 0; to = from, from = (int) before[to]) {
      int row = movers[from * stride + to];
      arrive(row, to, amount);
      leave(row, from, amount);
    }
    arrive(start, to, amount);
  }

  private void arrive(int row, int column, int amount) {
    if (flows.add(column, row, amount)) {
      double here = cost[row * stride + column];
      int ofRow = row * stride;
      int at = column * stride;
      for (int l = 0; l < columns; l++) {
        double extra = cost[ofRow + l] - here;
        if (extra < edges[at + l]) {
          edges[at + l] = extra;
          movers[at + l] = row;
        }
      }
    }
  }

  private void leave(int row, int column, int amount) {
    if (!flows.take(column, row, amount)) {
      return;
    }
    int at = column * stride;
    int count = 0;
    for (int l = 0; l < columns; l++) {
      if (movers[at + l] == row) {
        edges[at + l] = Double.POSITIVE_INFINITY;
        stale[count++] = l;
      }
    }
    for (int s = 0; s < flows.count(column); s++) {
      int sender = flows.sender(column, s);
      int ofSender = sender * stride;
      double here = cost[ofSender + column];
      for (int t = 0; t < count; t++) {
        int l = stale[t];
        double extra = cost[ofSender + l] - here;
        if (extra < edges[at + l]) {
          edges[at + l] = extra;
          movers[at + l] = sender;
        }
      }
    }
  }

  private double[] potentials() {
    double[] u = new double[rows];
    for (int i = 0; i < rows; i++) {
      scans.twoLeast(cost, i * stride, v, stride, least);
      u[i] = least.value;
    }
    return u;
  }
}
