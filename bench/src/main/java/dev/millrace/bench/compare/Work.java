package dev.millrace.bench.compare;

import java.util.Arrays;

/** Work that is prepared and can be measured repeatedly. */
interface Work {
  /** The least number of repeats in a round; there are fewer only if they take long. */
  int LEAST_REPEATS = 3;
  /** A round ends after this many seconds, whatever the number of repeats. */
  double LONG_SECONDS = 5;

  /**
   * The result of a round.
   *
   * @param seconds of one unit, the median of the round's repeats
   * @param value the result on which contestants must agree
   * @param note a remark for the table; may be empty
   */
  record Measured(double seconds, double value, String note) {}

  /** Works for about the given time. */
  Measured measure(double seconds) throws Exception;

  /** The body that is repeated. */
  interface Body {
    /** Does some units of work and returns the value. */
    double run() throws Exception;
  }

  /** Work that repeats a body with the given number of units. */
  static Work repeating(double units, Body body) {
    return seconds -> {
      double[] times = new double[1024];
      int repeats = 0;
      double total = 0;
      double value = 0;
      while (total < LONG_SECONDS && (total < seconds || repeats < LEAST_REPEATS)) {
        long start = System.nanoTime();
        value = body.run();
        double taken = (System.nanoTime() - start) * 1e-9;
        if (repeats == times.length) {
          times = Arrays.copyOf(times, 2 * repeats);
        }
        times[repeats++] = taken / units;
        total += taken;
      }
      return new Measured(Spread.of(Arrays.copyOf(times, repeats)).median(), value, "");
    };
  }
}
