package dev.millrace.tables.relations;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import org.jspecify.annotations.Nullable;

/**
 * A column that is the same in all rows in which one or two others are the same, such as the country of a city: a
 * functional dependency. A missing value counts as a value.
 *
 * @param column the number of the column
 * @param by the numbers of the others
 * @param values for each combination of the others' values the value: numbers as Double, words as String, null if it is
 *     missing
 */
@SuppressWarnings("ArrayRecordComponent")
public record Lookup(int column, int[] by, Map<List<@Nullable Object>, @Nullable Object> values) implements Relation {
  /** Copies the map. */
  public Lookup {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  @Override
  public int[] inputs() {
    return by;
  }

  /** The combination in a row. */
  List<@Nullable Object> key(List<Column> columns, int row) {
    @Nullable
    Object[] key = new Object[by.length];
    for (int i = 0; i < by.length; i++) {
      key[i] = value(columns.get(by[i]), row);
    }
    return Arrays.asList(key);
  }

  /** The rows of the combination that fewest have. */
  int leastRows(Table table) {
    Map<List<@Nullable Object>, Integer> counts = new HashMap<>();
    for (int row = 0; row < table.rows(); row++) {
      counts.merge(key(table.columns(), row), 1, Integer::sum);
    }
    return counts.values().stream().min(Integer::compare).orElse(0);
  }

  static @Nullable Object value(Column column, int row) {
    if (column.isMissing(row)) {
      return null;
    }
    return switch (column) {
      case Numbers numbers -> (Object) (numbers.values()[row] + 0.0);
      case Words words -> words.levels().get(words.codes()[row]);
    };
  }

  /** Whether the combination of a row occurred, and the row has its value. */
  boolean holds(Table table, int row) {
    List<@Nullable Object> key = key(table.columns(), row);
    return values.containsKey(key) && java.util.Objects.equals(values.get(key), value(table.column(column), row));
  }

  /** The column with the values of the combinations; those of combinations that did not occur, or of kept rows, stay. */
  Column completed(List<Column> columns, @Nullable Column kept) {
    return switch (columns.get(column)) {
      case Numbers numbers -> {
        double[] changed = numbers.values().clone();
        for (int row = 0; row < changed.length; row++) {
          List<@Nullable Object> key = key(columns, row);
          if ((kept == null || kept.isMissing(row)) && values.containsKey(key)) {
            changed[row] = values.get(key) instanceof Double value ? value : Double.NaN;
          }
        }
        yield new Numbers(numbers.name(), changed, numbers.form());
      }
      case Words words -> {
        Map<String, Integer> codes = new HashMap<>();
        for (int j = 0; j < words.levels().size(); j++) {
          codes.putIfAbsent(words.levels().get(j), j);
        }
        int[] changed = words.codes().clone();
        for (int row = 0; row < changed.length; row++) {
          List<@Nullable Object> key = key(columns, row);
          if ((kept == null || kept.isMissing(row)) && values.containsKey(key)) {
            Integer code = values.get(key) instanceof String word ? codes.get(word) : (Integer) Words.MISSING;
            changed[row] = code == null ? changed[row] : code;
          }
        }
        yield new Words(words.name(), changed, words.levels());
      }
    };
  }

  /** Arrays are compared by their contents. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Lookup(int c, int[] b, var v) && column == c && Arrays.equals(by, b) && values.equals(v);
  }

  @Override
  public int hashCode() {
    return 31 * column + values.hashCode();
  }

  @Override
  public String toString() {
    return "column %d by %s: %d combinations".formatted(column, Arrays.toString(by), values.size());
  }
}
