package dev.millrace.tables.measure;

import java.util.Arrays;

/** The smallest of many numbers. */
final class Smallest {
  private Smallest() {
  }

  /** The {@code count} smallest in ascending order, by a heap of the smallest so far. */
  static double[] of(double[] values, int count) {
    double[] heap = Arrays.copyOf(values, count);
    Arrays.sort(heap);
    // Descending order is a heap with the greatest at its top.
    for (int i = 0; i < count / 2; i++) {
      double other = heap[i];
      heap[i] = heap[count - 1 - i];
      heap[count - 1 - i] = other;
    }
    for (int i = count; i < values.length; i++) {
      if (values[i] < heap[0]) {
        sink(heap, values[i]);
      }
    }
    Arrays.sort(heap);
    return heap;
  }

  private static void sink(double[] heap, double value) {
    int at = 0;
    for (int child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && heap[child + 1] > heap[child]) {
        child++;
      }
      if (heap[child] <= value) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = value;
  }
}
