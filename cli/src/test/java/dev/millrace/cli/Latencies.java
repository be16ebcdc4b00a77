package dev.millrace.cli;

import java.util.concurrent.atomic.AtomicLongArray;

/** Latencies in milliseconds, from 0.01 to 100,000, counted in classes that are a fiftieth wide. Many threads may add some. */
final class Latencies {
  private static final double LEAST = 0.01;
  private static final double STEP = Math.log(1.02);

  private final AtomicLongArray counts = new AtomicLongArray(1 + (int) (Math.log(1e5 / LEAST) / STEP));

  void add(double milliseconds) {
    int place = (int) (Math.log(Math.max(LEAST, milliseconds) / LEAST) / STEP);
    counts.incrementAndGet(Math.min(place, counts.length() - 1));
  }

  long count() {
    long sum = 0;
    for (int i = 0; i < counts.length(); i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /** {@return the upper end of the class of a quantile; NaN of none} */
  double quantile(double share) {
    double left = share * count();
    for (int i = 0; i < counts.length(); i++) {
      left -= counts.get(i);
      if (left < 0) {
        return LEAST * Math.exp((i + 1) * STEP);
      }
    }
    return Double.NaN;
  }
}
