package dev.millrace.flow.transport;

import java.util.Arrays;

import dev.millrace.flow.Sizes;

/**
 * A few cheap columns of each row, and a lower bound on the reduced costs c_ij − v_j of all other columns. Prices only
 * fall, so reduced costs only rise: a list remains valid, and has to be made again only when its columns have become
 * more expensive than the bound.
 */
final class CandidateLists {
  /** The greatest number of columns in a list. */
  private static final int CAPACITY = 16;
  /** A new list contains all columns up to the reduced cost that this many known columns do not exceed. */
  private static final int RANK = 5;

  /**
   * Results of {@link #look}: the least reduced cost of the row, a number not above the second least, and the position
   * of the column with the least.
   */
  double least;
  double second;
  int at;

  private final ColumnBlocks blocks;
  private final int n;
  private final int[] columns;
  private final double[] costs;
  private final int[] sizes;
  private final double[] bounds;
  private final double[] lowest = new double[RANK];
  private int lowestCount;

  /**
   * Makes the lists. That of row i starts from that of row i − 1, so neighbours in space should be near each other in
   * the order of the rows.
   */
  CandidateLists(ColumnBlocks blocks) {
    this.blocks = blocks;
    n = blocks.count();
    int rows = blocks.rows();
    columns = new int[Sizes.product(rows, CAPACITY)];
    costs = new double[Sizes.product(rows, CAPACITY)];
    sizes = new int[rows];
    bounds = new double[rows];
    for (int i = 0; i < rows; i++) {
      lowestCount = 0;
      if (i == 0) {
        for (int j = 0; j < n; j++) {
          offer(blocks.cost(0, j) - blocks.v[j]);
        }
      } else {
        for (int t = start(i - 1); t < end(i - 1); t++) {
          offer(blocks.cost(i, columns[t]) - blocks.v[columns[t]]);
        }
      }
      fill(i);
    }
  }

  int start(int i) {
    return i * CAPACITY;
  }

  int end(int i) {
    return i * CAPACITY + sizes[i];
  }

  int column(int at) {
    return columns[at];
  }

  double cost(int at) {
    return costs[at];
  }

  double bound(int i) {
    return bounds[i];
  }

  /** Finds the cheapest column of a row among all columns, and the second least reduced cost or a lower bound on it. */
  void look(int i) {
    lookAtList(i);
    if (second > bounds[i]) {
      renew(i);
      lookAtList(i);
      second = Math.min(second, bounds[i]);
    }
  }

  private void lookAtList(int i) {
    double first = Double.POSITIVE_INFINITY;
    double next = first;
    int best = start(i);
    for (int t = start(i); t < end(i); t++) {
      double reduced = costs[t] - blocks.v[columns[t]];
      if (reduced < first) {
        next = first;
        first = reduced;
        best = t;
      } else if (reduced < next) {
        next = reduced;
      }
    }
    least = first;
    second = next;
    at = best;
  }

  private void renew(int i) {
    lowestCount = 0;
    for (int t = start(i); t < end(i); t++) {
      offer(costs[t] - blocks.v[columns[t]]);
    }
    fill(i);
  }

  /** Keeps the lowest of the offered values, in ascending order. */
  private void offer(double value) {
    int place = lowestCount;
    if (lowestCount < RANK) {
      lowestCount++;
    } else if (value >= lowest[--place]) {
      return;
    }
    while (place > 0 && lowest[place - 1] > value) {
      lowest[place] = lowest[--place];
    }
    lowest[place] = value;
  }

  /** Makes the list of all columns up to the highest of the lowest values. */
  private void fill(int i) {
    double limit = lowest[lowestCount - 1];
    int count = blocks.collect(i, limit);
    int base = start(i);
    if (count <= CAPACITY) {
      System.arraycopy(blocks.found, 0, columns, base, count);
      System.arraycopy(blocks.foundCost, 0, costs, base, count);
      sizes[i] = count;
      bounds[i] = count == n ? Double.POSITIVE_INFINITY : limit;
    } else {
      fillWithCheapest(i, count);
    }
  }

  private void fillWithCheapest(int i, int count) {
    double[] sorted = Arrays.copyOf(blocks.foundReduced, count);
    double limit = select(sorted, CAPACITY - 1);
    int size = start(i);
    for (int t = 0; t < count; t++) {
      if (blocks.foundReduced[t] < limit) {
        columns[size] = blocks.found[t];
        costs[size++] = blocks.foundCost[t];
      }
    }
    // Of equally cheap columns each row takes different ones: if all rows knew the same few, they would have to search
    // for the rest.
    int from = (int) (((i * 0x9E3779B97F4A7C15L) >>> 33) % count);
    int full = start(i) + CAPACITY;
    for (int t = 0; t < count && size < full; t++) {
      int turned = from + t < count ? from + t : from + t - count;
      if (blocks.foundReduced[turned] == limit) {
        columns[size] = blocks.found[turned];
        costs[size++] = blocks.foundCost[turned];
      }
    }
    sizes[i] = CAPACITY;
    bounds[i] = limit;
  }

  /** Hoare's selection: the value that would be at this position if the array were sorted. */
  private static double select(double[] a, int place) {
    int low = 0;
    int high = a.length - 1;
    while (low < high) {
      double pivot = a[(low + high) >>> 1];
      int i = low;
      int j = high;
      while (i <= j) {
        while (a[i] < pivot) {
          i++;
        }
        while (a[j] > pivot) {
          j--;
        }
        if (i <= j) {
          double swap = a[i];
          a[i++] = a[j];
          a[j--] = swap;
        }
      }
      if (place <= j) {
        high = j;
      } else if (place >= i) {
        low = i;
      } else {
        break;
      }
    }
    return a[place];
  }
}
