package dev.millrace.bench.compare;

import java.util.Arrays;

/** Work that is made ready and can be measured again and again. */
interface Work {
  /** Repeats of a round, at least; fewer only of what takes long. */
  int LEAST_REPEATS = 3;
  /** After so many seconds a round ends, whatever the number of repeats. */
  double LONG_SECONDS = 5;

  /**
   * What a round gave.
   *
   * @param seconds of one unit, the median of the round's repeats
   * @param value what contestants must agree on
   * @param note a remark for the table; may be empty
   */
  record Measured(double seconds, double value, String note) {}

  /** Works for about so long. */
  Measured measure(double seconds) throws Exception;

  /** What is repeated. */
  interface Body {
    /** Does some units of work and returns the value. */
    double run() throws Exception;
  }

  /** Work that repeats a body of so many units. */
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
