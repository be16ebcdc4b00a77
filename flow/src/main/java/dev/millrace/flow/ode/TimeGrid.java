package dev.millrace.flow.ode;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The times between which a fixed-step solver steps: strictly monotone, usually from exactly 0 (source) to exactly 1
 * (data). {@link TimeGrids} makes grids of unequal steps, and one that is learnt from a field.
 */
public final class TimeGrid {
  private final double[] times;

  private TimeGrid(double[] times) {
    this.times = times;
  }

  /**
   * {@return steps of equal length: t_k = k / steps}
   *
   * @param steps at least 1
   */
  public static TimeGrid uniform(int steps) {
    return warped(steps, s -> s);
  }

  /**
   * Times t_k = warp(k / steps).
   *
   * @param steps at least 1
   * @param warp strictly increasing, with warp(0) = 0 and warp(1) = 1
   * @throws IllegalArgumentException naming the first time that is not greater than the one before it
   */
  static TimeGrid warped(int steps, DoubleUnaryOperator warp) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps = " + steps + ", expected at least 1");
    }
    double[] times = new double[steps + 1];
    for (int k = 0; k <= steps; k++) {
      // Each time is a quotient, not a sum, so that the last time is exactly 1.
      times[k] = warp.applyAsDouble((double) k / steps);
    }
    return of(times);
  }

  /**
   * {@return a grid of given times}
   *
   * @param times strictly increasing, the first 0, the last 1
   * @throws IllegalArgumentException naming the first time that violates this
   */
  public static TimeGrid of(double... times) {
    if (times.length < 2 || times[0] != 0 || times[times.length - 1] != 1) {
      throw new IllegalArgumentException("a time grid starts at 0 and ends at 1, this one: " + times.length + " times"
          + (times.length == 0 ? "" : " from " + times[0] + " to " + times[times.length - 1]));
    }
    return new TimeGrid(requireMonotone(times.clone(), 1));
  }

  private static double[] requireMonotone(double[] times, double sign) {
    for (int k = 1; k < times.length; k++) {
      if (!(sign * (times[k] - times[k - 1]) > 0)) {
        throw new IllegalArgumentException("time %d is %s, not %s than the one before it, %s".formatted(k, times[k],
            sign > 0 ? "greater" : "less", times[k - 1]));
      }
    }
    return times;
  }

  /** {@return the same times in the opposite direction, from {@link #to()} to {@link #from()}} */
  public TimeGrid reversed() {
    double[] reversed = new double[times.length];
    for (int k = 0; k < times.length; k++) {
      reversed[k] = times[times.length - 1 - k];
    }
    return new TimeGrid(reversed);
  }

  /**
   * These times, shifted and scaled to another interval.
   *
   * @param from the first time, finite
   * @param to the last time, finite and not equal to {@code from}; less than {@code from} for a grid that runs
   *     backwards
   * @return the grid
   * @throws IllegalArgumentException if the interval is too short for so many times
   */
  public TimeGrid between(double from, double to) {
    double start = times[0];
    double length = times[times.length - 1] - start;
    double[] mapped = Arrays.stream(times).map(t -> from + (to - from) * ((t - start) / length)).toArray();
    mapped[mapped.length - 1] = to;
    return new TimeGrid(requireMonotone(mapped, Math.signum(to - from)));
  }

  /** {@return the number of steps, one less than the number of times} */
  public int steps() {
    return times.length - 1;
  }

  /** {@return the first time} */
  public double from() {
    return times[0];
  }

  /** {@return the last time} */
  public double to() {
    return times[times.length - 1];
  }

  /**
   * {@return the time at which step k begins and step k − 1 ends}
   *
   * @param k 0 to {@link #steps()}
   */
  public double time(int k) {
    return times[k];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TimeGrid that && Arrays.equals(times, that.times);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(times);
  }

  /** Such as "4 uniform steps", or the times themselves. */
  @Override
  public String toString() {
    int steps = times.length - 1;
    boolean uniform = times[0] == 0 && IntStream.rangeClosed(0, steps).allMatch(k -> times[k] == (double) k / steps);
    return uniform ? "%d uniform steps".formatted(steps) : "%d steps at %s".formatted(steps, Arrays.toString(times));
  }
}
