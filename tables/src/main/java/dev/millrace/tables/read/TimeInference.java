package dev.millrace.tables.read;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

  private final Range range;

  /** What is counted in the column. */
  private record Range(double min, double max, long distinct, double unit, long strays) {}

  TimeInference(ColumnView view, ColumnChoice choice, List<String> marks, ValueForm form) {
    this.view = view;
    this.choice = choice;
    this.marks = marks;
    this.range = range(form);
    this.form = form instanceof ValueForm.Timestamp time
        ? ValueForm.Timestamp.of(time.pattern(), range.unit)
        : form;
  }

  private Range range(ValueForm all) {
    String counts = Arrays.stream(UNITS).mapToObj(unit -> "count(*) FILTER (WHERE t %% %d <> 0)".formatted(Math.round(
        unit * MICROS))).collect(Collectors.joining(", "));
    String sql = "SELECT min(t), max(t), %s, %s, count(*) FILTER (WHERE t IS NULL) FROM (SELECT epoch_us(%s) AS t FROM data WHERE %s)"
        .formatted(
            view.facts().distinct() < EXACT ? "count(DISTINCT t)" : "approx_count_distinct(t)", counts,
            Sql.time(view.column(), pattern(all)), Sql.present(view.column(), marks));
    double scale = all instanceof ValueForm.Date ? MICROS * UNITS[0] : MICROS;
    return view.database().one(sql, row -> {
      int unit = 0;
      while (unit < UNITS.length - 1 && row.getLong(4 + unit) > 0) {
        unit++;
      }
      return new Range(row.getLong(1) / scale, row.getLong(2) / scale, Math.min(row.getLong(3), view.facts().present()),
          UNITS[unit], row.getLong(4 + UNITS.length));
    });
  }

  /** The number of texts that do not have the form. */
  long strays() {
    return range.strays;
  }

  /** The column; {@code others} are forms that fit as well. */
  ColumnSchema column(List<ValueForm> others) {
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
