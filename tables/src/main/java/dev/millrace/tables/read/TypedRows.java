package dev.millrace.tables.read;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Rows of values that have types, as the learnt columns of a schema have them, without a database. They are those that
 * {@link TableSource#read} makes of the same rows.
 */
public final class TypedRows {
  private static final double MICROS = 1e6;
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

  private final List<Cells> columns = new ArrayList<>();
  private final int most;
  private int count;

  /**
   * No rows yet.
   *
   * @param schema the columns, in the order of the values of a row
   * @param most the most rows that are kept
   */
  public TypedRows(TableSchema schema, int most) {
    this.most = most;
    schema.learnt().forEach(c -> columns.add(new Cells(schema.columns().get(c), c, most)));
  }

  /**
   * Adds a row.
   *
   * @param row a value for each column of the schema, as {@link dev.millrace.runs.shared.SharedColumn} says
   * @throws InvalidInputException naming the column of a value that does not fit the schema
   */
  public void add(@Nullable Object[] row) {
    for (Cells column : columns) {
      column.set(count, row[column.place]);
    }
    count++;
  }

  /** {@return whether no more rows can be added} */
  public boolean isFull() {
    return count == most;
  }

  /** {@return the number of rows} */
  public int count() {
    return count;
  }

  /** {@return the rows, which are no longer kept here} */
  public Table take() {
    int rows = count;
    count = 0;
    return new Table(columns.stream().map(column -> column.first(rows)).toList());
  }

  /** The values of a column. */
  private static final class Cells {
    private final ColumnSchema schema;
    private final int place;
    private final Set<String> marks;
    private final double[] numbers;
    private final int[] codes;
    private final Map<String, Integer> levels = new HashMap<>();
    /** The code of words that are no levels; −2 if there is none. */
    private final int others;
    private final boolean fractions;

    Cells(ColumnSchema schema, int place, int most) {
      this.schema = schema;
      this.place = place;
      this.marks = Set.copyOf(schema.marks());
      boolean words = schema.form() == null;
      numbers = new double[words ? 0 : most];
      codes = new int[words ? most : 0];
      for (int j = 0; j < schema.levels().size(); j++) {
        levels.put(schema.levels().get(j), j);
      }
      others = !schema.levels().isEmpty() && schema.levels().getLast().equals(ColumnSchema.OTHER)
          ? schema.levels().size() - 1
          : TableReader.UNKNOWN;
      fractions = schema.levels().stream().anyMatch(level -> level.indexOf('.') > 0);
    }

    void set(int row, @Nullable Object value) {
      if (schema.form() == null) {
        codes[row] = code(value);
      } else {
        numbers[row] = number(value, schema.form());
      }
    }

    Column first(int rows) {
      return schema.form() == null
          ? new Words(schema.name(), Arrays.copyOf(codes, rows), schema.levels())
          : new Numbers(schema.name(), Arrays.copyOf(numbers, rows), schema.form());
    }

    private int code(@Nullable Object value) {
      String text = TypedText.of(value, fractions);
      if (text == null || marks.contains(text)) {
        return Words.MISSING;
      }
      int code = levels.getOrDefault(text, others);
      if (code == TableReader.UNKNOWN) {
        throw new InvalidInputException("column %s: %s, expected %s".formatted(Shown.quoted(schema.name()),
            Shown.quoted(text), TableReader.expected(schema, text)));
      }
      return code;
    }

    private double number(@Nullable Object value, ValueForm form) {
      if (value == null || (!marks.isEmpty() && isMark(value))) {
        return Double.NaN;
      }
      return switch (value) {
        case Long whole when form instanceof ValueForm.Decimal -> whole;
        case Double number when form instanceof ValueForm.Decimal -> finite(number);
        // The decimal number that is meant, not the nearest of the coarser floats.
        case Float number when form instanceof ValueForm.Decimal ->
          finite(Float.isFinite(number) ? Double.parseDouble(number.toString()) : Double.NaN);
        case BigDecimal number when form instanceof ValueForm.Decimal -> number.doubleValue();
        case LocalDate day when form instanceof ValueForm.Date -> day.toEpochDay();
        case LocalDateTime time when form instanceof ValueForm.Timestamp ->
          ChronoUnit.MICROS.between(EPOCH, time) / MICROS;
        default -> parsed(value, form);
      };
    }

    /** Not −0, and missing if it is not finite. */
    private static double finite(double value) {
      return Double.isFinite(value) ? value + 0.0 : Double.NaN;
    }

    private boolean isMark(Object value) {
      String text = TypedText.of(value, fractions);
      return text == null || marks.contains(text);
    }

    private double parsed(Object value, ValueForm form) {
      String text = TypedText.of(value, fractions);
      if (text == null) {
        return Double.NaN;
      }
      double number = form.parse(text);
      if (Double.isNaN(number)) {
        throw new InvalidInputException("column %s: %s, expected %s".formatted(Shown.quoted(schema.name()),
            Shown.quoted(text), TableReader.expected(schema, text)));
      }
      return number;
    }
  }
}
