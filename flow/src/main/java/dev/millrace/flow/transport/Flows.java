package dev.millrace.flow.transport;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How much mass each row sends to each column. */
final class Flows {
  private final int[][] senders;
  private final int[][] amounts;
  private final int[] counts;

  Flows(int columns) {
    senders = new int[columns][4];
    amounts = new int[columns][4];
    counts = new int[columns];
  }

  /** The number of rows that send to a column. */
  int count(int column) {
    return counts[column];
  }

  int sender(int column, int at) {
    return senders[column][at];
  }

  int amount(int column, int at) {
    return amounts[column][at];
  }

  /** The position of a row among the senders to a column, or −1. */
  int find(int column, int row) {
    int[] ofColumn = senders[column];
    for (int at = 0; at < counts[column]; at++) {
      if (ofColumn[at] == row) {
        return at;
      }
    }
    return -1;
  }

  /** Increases what a row sends; returns whether it sent nothing before. */
  boolean add(int column, int row, int amount) {
    int at = find(column, row);
    if (at >= 0) {
      amounts[column][at] += amount;
      return false;
    }
    int count = counts[column]++;
    if (count == senders[column].length) {
      senders[column] = Arrays.copyOf(senders[column], 2 * count);
      amounts[column] = Arrays.copyOf(amounts[column], 2 * count);
    }
    senders[column][count] = row;
    amounts[column][count] = amount;
    return true;
  }

  /** Decreases what a row sends; returns whether it sends nothing any more. */
  boolean take(int column, int row, int amount) {
    int at = find(column, row);
    amounts[column][at] -= amount;
    if (amounts[column][at] > 0) {
      return false;
    }
    int last = --counts[column];
    senders[column][at] = senders[column][last];
    amounts[column][at] = amounts[column][last];
    return true;
  }

  /** The positions among the senders to a column, in ascending order of the rows. */
  int[] inOrder(int column) {
    return IntStream.range(0, counts[column]).boxed().sorted(Comparator.comparingInt(at -> senders[column][at]))
        .mapToInt(Integer::intValue).toArray();
  }

  void clear() {
    Arrays.fill(counts, 0);
  }
}
