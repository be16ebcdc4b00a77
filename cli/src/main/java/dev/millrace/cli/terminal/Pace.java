package dev.millrace.cli.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * Estimates the time left from the last third of the work done, because the first steps are slow while Java compiles.
 */
public final class Pace {
  private static final double SHARE = 1 / 3.0;
  /** No estimate is given before this many seconds. */
  private static final double LEAST_SECONDS = 2;
  private static final double LONGEST_SECONDS = 30;
  private static final double BETWEEN_SECONDS = 0.1;

  private record Mark(double seconds, long done) {}

  private final Deque<Mark> marks = new ArrayDeque<>();

  /** @param before units that were done before this run */
  public Pace(long before) {
    marks.add(new Mark(0, before));
  }

  /**
   * Records how far the work is.
   *
   * @param seconds since the work began, not decreasing
   * @param done units done, not decreasing
   */
  public void at(double seconds, long done) {
    Mark last = marks.getLast();
    if (done == last.done || (marks.size() > 1 && seconds - last.seconds < BETWEEN_SECONDS)) {
      return;
    }
    marks.add(new Mark(seconds, done));
    double from = seconds - Math.min(SHARE * seconds, LONGEST_SECONDS);
    while (marks.size() > 2 && second().seconds <= from) {
      marks.removeFirst();
    }
  }

  private Mark second() {
    var all = marks.iterator();
    all.next();
    return all.next();
  }

  /**
   * The seconds that the rest takes at the current pace; empty as long as that is not known.
   *
   * @param seconds since the work began
   * @param total number of units
   */
  public OptionalDouble secondsLeft(double seconds, long total) {
    Mark first = marks.getFirst();
    Mark last = marks.getLast();
    if (last.done >= total) {
      return OptionalDouble.of(0);
    }
    if (seconds < LEAST_SECONDS || last.done == first.done) {
      return OptionalDouble.empty();
    }
    double rest = (last.seconds - first.seconds) / (last.done - first.done) * (total - last.done);
    return OptionalDouble.of(Math.max(0, rest - (seconds - last.seconds)));
  }
}
