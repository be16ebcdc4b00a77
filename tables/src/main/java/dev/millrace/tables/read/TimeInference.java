package dev.millrace.tables.read;

import java.util.List;
import java.util.Map;

import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.schema.ColumnChoice;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.Treatment;

/** What a column is whose texts are dates or times. */
final class TimeInference {
  /** Seconds, from whole days to millionths of a second. */
  private static final double[] UNITS = {86_400, 3600, 60, 1, 1e-3, 1e-6};
  private static final double MICROS = 1e6;
  /** Up to about so many different values are counted exactly. */
  private static final long EXACT = 5000;

  private final ColumnView view;
  private final ColumnChoice choice;
  private final List<String> marks;
  private final ValueForm form;

  TimeInference(ColumnView view, ColumnChoice choice, List<String> marks, ValueForm form) {
    this.view = view;
    this.choice = choice;
    this.marks = marks;
    this.form = form instanceof ValueForm.Timestamp time
        ? ValueForm.Timestamp.of(time.pattern(), unit(time.pattern()))
        : form;
  }

  private double unit(String pattern) {
    String time = Sql.time(view.column(), pattern);
    for (double unit : UNITS) {
      long others = view.database().one("SELECT count(*) FROM data WHERE %s AND epoch_us(%s) %% %d <> 0".formatted(
          Sql.present(view.column(), marks), time, Math.round(unit * MICROS)), row -> row.getLong(1));
      if (others == 0) {
        return unit;
      }
    }
    return UNITS[UNITS.length - 1];
  }

  /** The column; {@code others} are forms that fit as well. */
  ColumnSchema column(List<ValueForm> others) {
    record Range(double min, double max, long distinct) {}
    Range range = view.database().one("SELECT min(v), max(v), %s FROM (SELECT %s AS v FROM data "
        .formatted(view.facts().distinct() < EXACT ? "count(DISTINCT v)" : "approx_count_distinct(v)",
            Sql.number(view.column(), form))
        + "WHERE %s)".formatted(Sql.present(view.column(), marks)),
        row -> new Range(row.getDouble(1), row.getDouble(2), row.getLong(3)));
    long missing = view.facts().rows() - view.present(marks);
    if (range.min == range.max && missing == 0 && choice.type() == null) {
      return schema(ColumnType.CONSTANT, range.min, range.max, 1, form.format(range.min), "all rows have this value",
          "not learnt, written as it is", missing);
    }
    String why = "%s from %s to %s, written as %s".formatted(
        form instanceof ValueForm.Date ? "dates" : "times", form.format(range.min), form.format(range.max),
        pattern(form))
        + others.stream().findFirst().map(other -> "; %s fits too, change 'form' if it is meant"
            .formatted(pattern(other))).orElse("");
    String treatment = (range.distinct <= Treatment.MOST_LEVELS_OF_NUMBER
        ? "%d values as levels".formatted(range.distinct)
        : "quantiles") + (missing > 0 ? ", a level for missing" : "");
    return schema(form instanceof ValueForm.Date ? ColumnType.DATE : ColumnType.TIMESTAMP, range.min, range.max,
        range.distinct, "", why, treatment, missing);
  }

  private static String pattern(ValueForm form) {
    return switch (form) {
      case ValueForm.Date date -> date.pattern();
      case ValueForm.Timestamp time -> time.pattern();
      case ValueForm.Decimal _ -> "";
    };
  }

  private ColumnSchema schema(ColumnType type, double min, double max, long distinct, String pattern, String why,
      String treatment, long missing) {
    return new ColumnSchema(view.name(), type, form, missing, distinct, List.of(), false, min, max, pattern, why, marks,
        Map.of(), treatment, view.stored());
  }
}
