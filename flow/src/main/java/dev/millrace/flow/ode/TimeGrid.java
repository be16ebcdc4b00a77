package dev.millrace.flow.ode;

/** The times at which a fixed-step solver stops: strictly increasing from exactly 0 (source) to exactly 1 (data). */
public final class TimeGrid {
  private final double[] times;

  private TimeGrid(double[] times) {
    this.times = times;
  }

  /**
   * Steps of equal length: t_k = k / steps.
   *
   * @param steps at least 1
   */
  public static TimeGrid uniform(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps = " + steps + ", expected at least 1");
    }
    double[] times = new double[steps + 1];
    for (int k = 0; k <= steps; k++) {
      // Divided, not summed: the last time is exactly 1.
      times[k] = (double) k / steps;
    }
    return new TimeGrid(times);
  }

  /**
   * Any times.
   *
   * @param times strictly increasing, the first 0, the last 1
   * @throws IllegalArgumentException naming the first time that breaks the rule
   */
  public static TimeGrid of(double... times) {
    if (times.length < 2 || times[0] != 0 || times[times.length - 1] != 1) {
      throw new IllegalArgumentException("a time grid starts at 0 and ends at 1, this one: " + times.length + " times"
          + (times.length == 0 ? "" : " from " + times[0] + " to " + times[times.length - 1]));
    }
    for (int k = 1; k < times.length; k++) {
      if (!(times[k] > times[k - 1])) {
        throw new IllegalArgumentException(
            "time " + k + " is " + times[k] + ", not greater than the one before it, " + times[k - 1]);
      }
    }
    return new TimeGrid(times.clone());
  }

  /** The number of steps, one less than the number of times. */
  public int steps() {
    return times.length - 1;
  }

  /**
   * The time at which step k begins, and step k − 1 ends.
   *
   * @param k 0 to {@link #steps()}
   */
  public double time(int k) {
    return times[k];
  }
}
