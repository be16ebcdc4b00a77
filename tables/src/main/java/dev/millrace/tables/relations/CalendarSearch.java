package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;

/** Finds dates and times whose weekdays or hours are not even, beyond chance. */
final class CalendarSearch {
  /** With fewer different values, each of them is learnt by itself. */
  private static final int LEAST_DISTINCT = 60;
  /** Five deviations above the mean of the statistic, with normal tails. */
  private static final double DEVIATIONS = 5;
  /** Half the sum of the differences from even shares. */
  private static final double LEAST_EFFECT = 0.05;

  private CalendarSearch() {
  }

  /** What is learnt of the columns that no other gives. */
  static List<Calendar> find(Table table, boolean[] given) {
    List<Calendar> found = new ArrayList<>();
    for (int c = 0; c < table.width(); c++) {
      if (!given[c] && table.column(c) instanceof Numbers numbers && !(numbers.form() instanceof ValueForm.Decimal)
          && Arrays.stream(numbers.values()).filter(v -> !Double.isNaN(v)).distinct().limit(LEAST_DISTINCT)
              .count() == LEAST_DISTINCT) {
        for (Calendar.Part part : Calendar.Part.values()) {
          Calendar calendar = Calendar.of(numbers, c, part);
          if (part == Calendar.Part.WEEKDAY || hasHours(numbers.form())) {
            if (isUneven(calendar.counts(numbers))) {
              found.add(calendar);
            }
          }
        }
      }
    }
    return found;
  }

  private static boolean hasHours(ValueForm form) {
    return form instanceof ValueForm.Timestamp time && time.unit() <= 3600;
  }

  /** Whether counts differ from equal ones by Pearson's statistic. */
  static boolean isUneven(int[] counts) {
    double total = Arrays.stream(counts).sum();
    double expected = total / counts.length;
    double statistic = 0;
    double effect = 0;
    for (int count : counts) {
      statistic += (count - expected) * (count - expected) / expected;
      effect += Math.abs(count - expected) / (2 * total);
    }
    int freedom = counts.length - 1;
    return statistic > freedom + DEVIATIONS * Math.sqrt(2.0 * freedom) && effect > LEAST_EFFECT;
  }
}
