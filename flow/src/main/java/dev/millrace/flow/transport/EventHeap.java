package dev.millrace.flow.transport;

import java.util.Arrays;

/** A binary heap of numbers with keys. */
final class EventHeap {
  private double[] keys = new double[256];
  private int[] events = new int[256];
  private int size;

  void clear() {
    size = 0;
  }

  /** The least key, or infinity if the heap is empty. */
  double least() {
    return size == 0 ? Double.POSITIVE_INFINITY : keys[0];
  }

  void add(double key, int event) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
      events = Arrays.copyOf(events, 2 * size);
    }
    int place = size++;
    while (place > 0) {
      int parent = (place - 1) >> 1;
      if (keys[parent] <= key) {
        break;
      }
      keys[place] = keys[parent];
      events[place] = events[parent];
      place = parent;
    }
    keys[place] = key;
    events[place] = event;
  }

  /** Removes and returns the event with the least key. */
  int poll() {
    int first = events[0];
    double key = keys[--size];
    int event = events[size];
    int place = 0;
    while (true) {
      int child = 2 * place + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && keys[child + 1] < keys[child]) {
        child++;
      }
      if (keys[child] >= key) {
        break;
      }
      keys[place] = keys[child];
      events[place] = events[child];
      place = child;
    }
    keys[place] = key;
    events[place] = event;
    return first;
  }
}
