package dev.millrace.flow.transport;

import java.util.Arrays;

/**
 * Assignment of points in low dimension without a cost matrix. First, in an auction (Bertsekas 1988), rows bid for
 * columns with a decreasing tolerance ε, which brings prices near their optimal values. Then pairs that are not optimal
 * for ε = 0 are separated, and shortest augmenting paths pair their rows (Jonker and Volgenant 1987). Cheap columns are
 * found by {@link CandidateLists}, so both stages examine only a few columns per row, but their results hold for all
 * columns.
 *
 * <p>A column may stand for several equal ones and be paired with as many rows (Bertsekas and Castañon 1989, "similar
 * objects"): each of its {@linkplain Seats seats} has a price, and rows bid for the cheapest seat and compare it only
 * with other columns.
 */
final class BlockSolver {
  /**
   * The first and the last ε, in units of the typical difference between the best and the second-best column of a row.
   */
  private static final double FIRST_EPSILON = 2;
  private static final double LAST_EPSILON = 0.1;
  private static final double EPSILON_RATIO = 5;
  /** The average number of bids per row after which the last rows without a column are left to the shortest paths. */
  private static final int PATIENCE = 20;

  private final int n;
  private final ColumnBlocks blocks;
  private final CandidateLists lists;
  private final double[] v;
  private final int[] columnOf;
  private final Seats seats;
  private final double[] pairCost;
  private final int[] waiting;
  private double typicalGap;
  private boolean started;

  /**
   * Prepares a problem.
   *
   * @param capacity the number of rows that each column takes; their sum is the number of rows
   */
  BlockSolver(ColumnBlocks blocks, int[] capacity) {
    this.blocks = blocks;
    n = blocks.rows();
    v = blocks.v;
    lists = new CandidateLists(blocks);
    columnOf = new int[n];
    seats = new Seats(capacity, v);
    pairCost = new double[n];
    waiting = new int[n];
    Arrays.fill(columnOf, -1);
  }

  /** Brings prices near their best values. */
  void auction() {
    double sum = 0;
    double greatest = 0;
    for (int i = 0; i < n; i++) {
      lists.look(i);
      sum += lists.second - lists.least;
      greatest = Math.max(greatest, Math.abs(lists.cost(lists.at)) + Math.abs(v[lists.column(lists.at)]));
    }
    typicalGap = sum / n;
    if (typicalGap <= 1e-9 * greatest) {
      // The columns are almost equal: there is nothing to bid for, and ε would be lost in rounding.
      return;
    }
    double last = LAST_EPSILON * typicalGap;
    for (double epsilon = FIRST_EPSILON * typicalGap; epsilon >= last; epsilon /= EPSILON_RATIO) {
      settle(epsilon);
    }
  }

  /**
   * The rows whose column is no longer the best within ε bid, until all have one or the greatest number of bids is
   * reached.
   */
  private void settle(double epsilon) {
    blocks.updateBounds();
    int count = 0;
    for (int i = 0; i < n; i++) {
      if (columnOf[i] >= 0) {
        lists.look(i);
        if (pairCost[i] - v[columnOf[i]] <= lists.least + epsilon) {
          continue;
        }
        part(i);
      } else if (started) {
        // This row has already bid without success, because there are too few columns near it; bidding again would only
        // change their prices again.
        continue;
      }
      waiting[count++] = i;
    }
    started = true;
    seats.level();
    int head = 0;
    for (int bids = 1; count > 0 && bids <= PATIENCE * n; bids++) {
      int i = waiting[head];
      head = head + 1 < n ? head + 1 : 0;
      count--;
      lists.look(i);
      int held = take(i, lists.second - lists.least + epsilon);
      if (held >= 0) {
        int tail = head + count;
        waiting[tail < n ? tail : tail - n] = held;
        count++;
      }
      if (bids % n == 0) {
        blocks.updateBounds();
      }
    }
  }

  private void part(int i) {
    seats.leave(columnOf[i], i);
    columnOf[i] = -1;
  }

  /**
   * Gives a row a seat of the column at which the lists point, and lowers its price; returns the row that had it, or
   * −1.
   */
  private int take(int i, double fall) {
    int j = lists.column(lists.at);
    int held = seats.take(j, i, fall);
    if (held >= 0) {
      columnOf[held] = -1;
    }
    columnOf[i] = j;
    pairCost[i] = lists.cost(lists.at);
    return held;
  }

  /** The potentials that belong to the current prices: u_i = min_j (c_ij − v_j). */
  double[] potentials() {
    double[] u = new double[n];
    for (int i = 0; i < n; i++) {
      lists.look(i);
      u[i] = lists.least;
    }
    return u;
  }

  /** Pairs all rows exactly. */
  Matching finish() {
    blocks.updateBounds();
    double[] u = new double[n];
    int count = 0;
    for (int i = 0; i < n; i++) {
      lists.look(i);
      u[i] = lists.least;
      if (columnOf[i] < 0 || pairCost[i] - v[columnOf[i]] > u[i]) {
        if (columnOf[i] >= 0) {
          part(i);
        }
        waiting[count++] = i;
      }
    }
    seats.level();
    count = reduce(count);
    count = reduce(count);
    blocks.updateBounds();
    for (int i = 0; i < n; i++) {
      if (columnOf[i] >= 0) {
        u[i] = pairCost[i] - v[columnOf[i]];
      }
    }
    AugmentingPaths paths = new AugmentingPaths(blocks, lists, columnOf, seats, pairCost, u, typicalGap);
    for (int f = 0; f < count; f++) {
      paths.augment(waiting[f]);
    }
    return new Matching(columnOf, u, Arrays.copyOf(v, blocks.count()));
  }

  /**
   * Augmenting row reduction of the waiting rows, as in {@link DenseSolver}; returns the number of rows that still
   * wait.
   */
  private int reduce(int count) {
    int budget = 4 * n;
    int still = 0;
    int next = 0;
    while (next < count) {
      int i = waiting[next++];
      lists.look(i);
      boolean falls = lists.second > lists.least;
      if (!falls) {
        preferFree(i);
      }
      int held = take(i, falls ? lists.second - lists.least : 0);
      if (held >= 0) {
        if (falls && --budget > 0) {
          waiting[--next] = held;
        } else {
          waiting[still++] = held;
        }
      }
    }
    return still;
  }

  /** Among equally cheap columns, makes the lists point at one with a free seat. */
  private void preferFree(int i) {
    for (int t = lists.start(i); t < lists.end(i); t++) {
      int j = lists.column(t);
      if (seats.isFree(j) && lists.cost(t) - v[j] <= lists.least) {
        lists.at = t;
        return;
      }
    }
  }
}
