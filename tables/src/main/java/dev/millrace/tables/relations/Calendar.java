package dev.millrace.tables.relations;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import org.jspecify.annotations.Nullable;

/**
 * The weekday of a date or time, or the hour of a time, is learnt as a category of its own, jointly with all columns: the
 * quantile of a date is too coarse to tell a Sunday from a Monday. A date that is drawn moves to the nearest with the
 * weekday, and a time to the nearest with the hour.
 *
 * @param column the number of the column
 * @param part what is learnt
 * @param low the smallest value of the column
 * @param high the greatest value of the column
 */
public record Calendar(int column, Part part, double low, double high) implements Relation {
  private static final double DAY = 86_400;
  private static final double HOUR = 3_600;
  /** 1970-01-01 was a Thursday; weekdays count from Monday. */
  private static final int FIRST_WEEKDAY = 3;

  /** A part of a date or time. */
  public enum Part {
    /** 0 to 23. Times move to the hour first, which may change the day. */
    HOUR(24),
    /** Monday to Sunday. */
    WEEKDAY(7);

    private final int count;

    Part(int count) {
      this.count = count;
    }

    /** The name in schemas, in lower case. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    private List<String> levels() {
      return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
  }

  /** What is learnt of all values of a column. */
  static Calendar of(Numbers column, int number, Part part) {
    double[] present = Arrays.stream(column.values()).filter(v -> !Double.isNaN(v)).toArray();
    return new Calendar(number, part, Arrays.stream(present).min().orElse(0), Arrays.stream(present).max().orElse(0));
  }

  @Override
  public int[] inputs() {
    return new int[0];
  }

  /** The number of the weekday or the hour. */
  private int code(double value, ValueForm form) {
    double seconds = form instanceof ValueForm.Date ? form.round(value) * DAY : value;
    return part == Part.WEEKDAY
        ? Math.floorMod((long) Math.floor(seconds / DAY) + FIRST_WEEKDAY, part.count)
        : Math.floorMod((long) Math.floor(seconds / HOUR), part.count);
  }

  /** How many values have each weekday or hour. */
  int[] counts(Numbers column) {
    int[] counts = new int[part.count];
    for (double value : column.values()) {
      if (!Double.isNaN(value)) {
        counts[code(value, column.form())]++;
      }
    }
    return counts;
  }

  /** The column of weekdays or hours. */
  Words companion(Numbers of) {
    int[] codes = Arrays.stream(of.values())
        .mapToInt(value -> Double.isNaN(value) ? Words.MISSING : code(value, of.form())).toArray();
    return new Words(of.name() + " " + part, codes, part.levels());
  }

  /** The column, moved to the weekdays or hours; rows that are kept stay. */
  Numbers completed(Numbers drawn, Words companion, @Nullable Column kept) {
    double[] values = drawn.values().clone();
    for (int row = 0; row < values.length; row++) {
      if (!Double.isNaN(values[row]) && !companion.isMissing(row) && (kept == null || kept.isMissing(row))) {
        values[row] = moved(values[row], companion.codes()[row], drawn.form());
      }
    }
    return new Numbers(drawn.name(), values, drawn.form());
  }

  private double moved(double value, int wanted, ValueForm form) {
    double unit = form instanceof ValueForm.Date ? 1 : part == Part.WEEKDAY ? DAY : HOUR;
    int up = Math.floorMod(wanted - code(value, form), part.count);
    int near = up <= part.count / 2 ? up : up - part.count;
    double to = value + near * unit;
    double other = to + (near > 0 ? -part.count : part.count) * unit;
    return (to >= low && to <= high) || other < low || other > high ? to : other;
  }
}
