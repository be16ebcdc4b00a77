package dev.millrace.flow.transport;

import java.util.Arrays;

/**
 * Pairs one more row along a shortest path of reduced costs, by Dijkstra's search on candidate lists. Columns that are
 * not in a row's list are not ignored: the search knows when a path through one of them could be the shortest, and only
 * then asks for more columns.
 */
final class AugmentingPaths {
  private final ColumnBlocks blocks;
  private final CandidateLists lists;
  private final int[] columnOf;
  private final Seats seats;
  private final double[] pairCost;
  private final double[] u;
  private final double[] v;
  private final double reach;

  private final EventHeap events = new EventHeap();
  private final double[] distance;
  private final int[] before;
  private final double[] costBefore;
  private final int[] seen;
  private final int[] closed;
  private final double[] rowDistance;
  private final double[] searched;
  private final int[] rows;
  private final int[] columns;
  private final int[] free;
  private int search;
  private int rowCount;
  private int columnCount;
  private double length;
  private int end;

  /**
   * Prepares the search; all arrays are shared and changed by {@link #augment}.
   *
   * @param u exact for every paired row: pairCost − v of its column
   * @param reach how far beyond a list to search at first, in units of cost
   */
  AugmentingPaths(ColumnBlocks blocks, CandidateLists lists, int[] columnOf, Seats seats, double[] pairCost, double[] u,
      double reach) {
    this.blocks = blocks;
    this.lists = lists;
    this.columnOf = columnOf;
    this.seats = seats;
    this.pairCost = pairCost;
    this.u = u;
    this.reach = reach;
    v = blocks.v;
    int count = blocks.count();
    distance = new double[count];
    before = new int[count];
    costBefore = new double[count];
    seen = new int[count];
    closed = new int[count];
    columns = new int[count];
    free = new int[count];
    for (int j = 0; j < count; j++) {
      for (int seat = seats.from(j); seat < seats.to(j); seat++) {
        free[j] += seats.row(seat) < 0 ? 1 : 0;
      }
    }
    int rowsInAll = blocks.rows();
    rowDistance = new double[rowsInAll];
    searched = new double[rowsInAll];
    rows = new int[rowsInAll];
    Arrays.fill(seen, -1);
    Arrays.fill(closed, -1);
  }

  /** Pairs a row that has no column; the columns of other rows may change. */
  void augment(int start) {
    search++;
    events.clear();
    rowCount = 0;
    columnCount = 0;
    length = Double.POSITIVE_INFINITY;
    end = -1;
    lists.look(start);
    u[start] = lists.least;
    scan(start, 0);
    while (events.least() < length) {
      double at = events.least();
      int event = events.poll();
      if (event < 0) {
        expand(~event);
      } else if (closed[event] != search) {
        closed[event] = search;
        columns[columnCount++] = event;
        for (int seat = seats.from(event); seat < seats.to(event); seat++) {
          scan(seats.row(seat), at);
        }
      }
    }
    for (int t = 0; t < columnCount; t++) {
      v[columns[t]] -= length - distance[columns[t]];
    }
    free[end]--;
    int seat = seats.free(end);
    int j = end;
    int i;
    do {
      i = before[j];
      int left = columnOf[i];
      int leftSeat = i == start ? -1 : seats.seatOf(left, i);
      columnOf[i] = j;
      seats.put(seat, i);
      pairCost[i] = costBefore[j];
      j = left;
      seat = leftSeat;
    } while (i != start);
    for (int t = 0; t < rowCount; t++) {
      u[rows[t]] = pairCost[rows[t]] - v[columnOf[rows[t]]];
    }
  }

  /** Offers the paths through the list of a row at this distance, and schedules the search beyond the list. */
  private void scan(int i, double at) {
    lists.look(i);
    rows[rowCount++] = i;
    rowDistance[i] = at;
    double shift = at - u[i];
    for (int t = lists.start(i); t < lists.end(i); t++) {
      int j = lists.column(t);
      offer(i, j, Math.max(at, lists.cost(t) - v[j] + shift), lists.cost(t));
    }
    plan(i, lists.bound(i));
  }

  private void offer(int i, int j, double way, double cost) {
    if (way < length && (seen[j] != search || way < distance[j])) {
      seen[j] = search;
      distance[j] = way;
      before[j] = i;
      costBefore[j] = cost;
      if (free[j] > 0) {
        length = way;
        end = j;
      } else {
        events.add(way, j);
      }
    }
  }

  /**
   * All columns of row i with a reduced cost below {@code reduced} have been offered. Schedules the row for the
   * distance from which others could matter.
   */
  private void plan(int i, double reduced) {
    searched[i] = reduced;
    double way = Math.max(rowDistance[i], reduced + rowDistance[i] - u[i]);
    if (way < length) {
      events.add(way, ~i);
    }
  }

  private void expand(int i) {
    double shift = rowDistance[i] - u[i];
    double from = searched[i];
    double to = Math.max(from + Math.max(from - u[i], reach), Math.nextUp(from));
    boolean enough = to >= length - shift;
    if (enough) {
      to = length - shift;
    }
    int count = blocks.collect(i, to);
    for (int t = 0; t < count; t++) {
      offer(i, blocks.found[t], Math.max(rowDistance[i], blocks.foundReduced[t] + shift), blocks.foundCost[t]);
    }
    if (!enough) {
      plan(i, to);
    }
  }
}
