package dev.millrace.flow.transport;

import java.util.Arrays;

/**
 * Who sits where: each column has as many seats as rows may take it, with a price each. The greatest price v of a seat (the
 * cheapest seat) is the column's; of equal ones a free seat comes first. A heap for each column keeps it at the front.
 */
final class Seats {
  private final int[] start;
  private final int[] row;
  private final double[] price;
  private final double[] v;

  /**
   * Makes free seats.
   *
   * @param capacity seats of each column
   * @param v prices of the columns, kept up to date
   */
  Seats(int[] capacity, double[] v) {
    this.v = v;
    start = new int[capacity.length + 1];
    for (int j = 0; j < capacity.length; j++) {
      start[j + 1] = start[j] + capacity[j];
    }
    row = new int[start[capacity.length]];
    price = new double[row.length];
    Arrays.fill(row, -1);
    level();
  }

  int from(int column) {
    return start[column];
  }

  int to(int column) {
    return start[column + 1];
  }

  /** The row on a seat, or −1. */
  int row(int seat) {
    return row[seat];
  }

  void put(int seat, int sitting) {
    row[seat] = sitting;
  }

  /** A free seat of a column, or −1. */
  int free(int column) {
    return seatOf(column, -1);
  }

  int seatOf(int column, int sitting) {
    for (int seat = start[column]; seat < start[column + 1]; seat++) {
      if (row[seat] == sitting) {
        return seat;
      }
    }
    return -1;
  }

  /** Whether the cheapest seat is free. */
  boolean isFree(int column) {
    return row[start[column]] < 0;
  }

  void leave(int column, int sitting) {
    row[seatOf(column, sitting)] = -1;
  }

  /** Gives all seats the price of their column, free ones first: rows that would pay more may pay as little as that. */
  void level() {
    for (int j = 0; j + 1 < start.length; j++) {
      int next = start[j];
      for (int seat = start[j]; seat < start[j + 1]; seat++) {
        price[seat] = v[j];
        if (row[seat] < 0) {
          row[seat] = row[next];
          row[next++] = -1;
        }
      }
    }
  }

  /** Gives the cheapest seat to a row, and lowers its price; returns the row that had it, or −1. */
  int take(int column, int sitting, double fall) {
    int first = start[column];
    int held = row[first];
    double lower = price[first] - fall;
    int end = start[column + 1];
    int seat = first;
    while (true) {
      int child = first + 2 * (seat - first) + 1;
      if (child >= end) {
        break;
      }
      if (child + 1 < end && isBefore(child + 1, price[child], row[child])) {
        child++;
      }
      if (!isBefore(child, lower, sitting)) {
        break;
      }
      price[seat] = price[child];
      row[seat] = row[child];
      seat = child;
    }
    price[seat] = lower;
    row[seat] = sitting;
    v[column] = price[first];
    return held;
  }

  private boolean isBefore(int seat, double otherPrice, int otherRow) {
    return price[seat] > otherPrice || (price[seat] == otherPrice && row[seat] < 0 && otherRow >= 0);
  }
}
