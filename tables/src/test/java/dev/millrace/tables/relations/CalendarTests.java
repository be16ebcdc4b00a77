package dev.millrace.tables.relations;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CalendarTests {
  private static final int ROWS = 1500;
  private final SplittableRandom random = new SplittableRandom(4);

  private Numbers dates(boolean workdays) {
    double[] days = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      do {
        days[row] = random.nextInt(-900, 900);
      } while (workdays && LocalDate.ofEpochDay((long) days[row]).getDayOfWeek().getValue() > 5);
    }
    days[3] = Double.NaN;
    return new Numbers("day", days, ValueForm.Date.of("uuuu-MM-dd"));
  }

  private Numbers times() {
    return new Numbers("time", IntStream.range(0, ROWS)
        .mapToDouble(_ -> 86_400.0 * random.nextInt(-500, 500) + 3600 * random.nextInt(8, 18) + random.nextInt(3600))
        .toArray(), ValueForm.Timestamp.of("uuuu-MM-dd HH:mm:ss", 1));
  }

  @Test
  void onlyUnevenWeekdaysAndHoursAreLearnt() {
    assertEquals(List.of(), Relations.find(new Table(List.of(dates(false))), -1).list());
    assertEquals(List.of(Calendar.Part.WEEKDAY), Relations.find(new Table(List.of(dates(true))), -1).list().stream()
        .map(relation -> ((Calendar) relation).part()).toList());
    assertEquals(List.of(Calendar.Part.HOUR), Relations.find(new Table(List.of(times())), -1).list().stream()
        .map(relation -> ((Calendar) relation).part()).toList());
  }

  @Test
  void datesMoveToTheNearestWithTheWeekday() {
    Table table = new Table(List.of(dates(true)));
    Relations relations = Relations.find(table, -1);
    assertEquals(relations, RelationsJson.relations(RelationsJson.of(relations), 1));
    Table extended = relations.extended(table);
    Words weekdays = (Words) extended.column(1);
    double[] days = ((Numbers) table.column(0)).values();
    for (int row = 0; row < ROWS; row++) {
      assertEquals(row == 3 ? 0 : LocalDate.ofEpochDay((long) days[row]).getDayOfWeek().getValue(),
          weekdays.codes()[row] + 1);
    }
    List<Column> drawn = new ArrayList<>(extended.columns());
    drawn.set(0, dates(false));
    double[] before = ((Numbers) drawn.get(0)).values();
    double[] moved = ((Numbers) relations.completed(new Table(drawn), null).column(0)).values();
    int far = 0;
    for (int row = 0; row < ROWS; row++) {
      if (row != 3) {
        assertEquals(LocalDate.ofEpochDay((long) days[row]).getDayOfWeek(),
            LocalDate.ofEpochDay((long) moved[row]).getDayOfWeek());
        far += Math.abs(moved[row] - before[row]) > 3 ? 1 : 0;
      }
    }
    // Only at the ends of the range.
    assertTrue(far < 10);
  }

  @Test
  void timesMoveToTheHour() {
    Table table = new Table(List.of(times()));
    Relations relations = Relations.find(table, -1);
    List<Column> drawn = new ArrayList<>(relations.extended(table).columns());
    double[] times = ((Numbers) drawn.get(0)).values();
    Numbers other = new Numbers("time", IntStream.range(0, ROWS).mapToDouble(r -> times[(r + 7) % ROWS]).toArray(),
        ((Numbers) drawn.get(0)).form());
    drawn.set(0, other);
    double[] moved = ((Numbers) relations.completed(new Table(drawn), null).column(0)).values();
    int far = 0;
    for (int row = 0; row < ROWS; row++) {
      LocalDateTime time = LocalDateTime.ofEpochSecond((long) moved[row], 0, ZoneOffset.UTC);
      assertEquals(LocalDateTime.ofEpochSecond((long) times[row], 0, ZoneOffset.UTC).getHour(), time.getHour());
      far += Math.abs(moved[row] - other.values()[row]) > 12 * 3600 ? 1 : 0;
    }
    // Only at the ends of the range.
    assertTrue(far < 10);
  }

  @Test
  void datesThatAreNeverLaterThanOthersAreFound() {
    Numbers begin = dates(false);
    Numbers end = new Numbers("end", IntStream.range(0, ROWS)
        .mapToDouble(r -> begin.values()[r] + (r % 11 == 0 ? 0 : random.nextInt(900))).toArray(), begin.form());
    Numbers other = dates(false);
    Numbers later = new Numbers("later",
        IntStream.range(0, ROWS).mapToDouble(_ -> 5000 + random.nextInt(900)).toArray(),
        begin.form());
    List<int[]> found = OrderSearch.find(new Table(List.of(end, begin, other, later, times())), Relations.NONE);
    assertEquals(1, found.size());
    assertEquals(1, found.getFirst()[0]);
    assertEquals(0, found.getFirst()[1]);
  }
}
