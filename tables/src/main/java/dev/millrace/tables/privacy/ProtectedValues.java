package dev.millrace.tables.privacy;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;

/**
 * How a {@link Protection} changes values, for rows that lie elsewhere. Of the rows that were protected it makes the same; a
 * number between two groups, or beyond all, joins a group, which stays where it is. So a value of some rows is one of as many
 * rows of all.
 */
public final class ProtectedValues implements Serializable {
  @Serial
  private static final long serialVersionUID = 1;

  private final Change[] columns;

  /**
   * What protection has changed.
   *
   * @param before the learnt columns
   * @param after the same rows, protected
   */
  public ProtectedValues(Table before, Table after) {
    columns = IntStream.range(0, before.width()).mapToObj(c -> switch (before.column(c)) {
      case Numbers numbers -> Groups.of(numbers.values(), ((Numbers) after.column(c)).values());
      case Words words -> Kept.of(words, (Words) after.column(c));
    }).toArray(Change[]::new);
  }

  /**
   * {@return other rows, protected}
   *
   * @param table rows with the columns, and the words, of those that were protected
   */
  public Table of(Table table) {
    List<Column> changed = new ArrayList<>();
    for (int c = 0; c < columns.length; c++) {
      changed.add(columns[c].of(table.column(c)));
    }
    return new Table(changed);
  }

  private sealed interface Change extends Serializable {
    Column of(Column column);
  }

  /** For each group of numbers the greatest of them, in order, and what they become. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Groups(double[] greatest, double[] means) implements Change {
    static Groups of(double[] before, double[] after) {
      int[] order = IntStream.range(0, before.length).filter(i -> !Double.isNaN(after[i])).boxed()
          .sorted((i, j) -> Double.compare(before[i], before[j])).mapToInt(Integer::intValue).toArray();
      double[] greatest = new double[order.length];
      double[] means = new double[order.length];
      int count = 0;
      for (int i : order) {
        if (count == 0 || means[count - 1] != after[i]) {
          means[count++] = after[i];
        }
        greatest[count - 1] = before[i];
      }
      return new Groups(Arrays.copyOf(greatest, count), Arrays.copyOf(means, count));
    }

    @Override
    public Column of(Column column) {
      Numbers numbers = (Numbers) column;
      return new Numbers(numbers.name(), Arrays.stream(numbers.values()).map(this::of).toArray(), numbers.form());
    }

    private double of(double value) {
      if (Double.isNaN(value) || means.length == 0) {
        return Double.NaN;
      }
      int at = Arrays.binarySearch(greatest, value);
      return means[Math.min(at < 0 ? -at - 1 : at, means.length - 1)];
    }
  }

  /** What each word becomes. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(int[] codes, String[] levels) implements Change {
    static Kept of(Words before, Words after) {
      int other = after.levels().indexOf(ColumnSchema.OTHER);
      // Else the rare words are missing.
      boolean others = other >= 0 && Arrays.stream(after.codes()).anyMatch(code -> code == other);
      int[] codes = before.levels().stream().mapToInt(level -> {
        int code = after.levels().indexOf(level);
        return code >= 0 && code != other ? code : others ? other : Words.MISSING;
      }).toArray();
      return new Kept(codes, after.levels().toArray(String[]::new));
    }

    @Override
    public Column of(Column column) {
      Words words = (Words) column;
      return new Words(words.name(), Arrays.stream(words.codes()).map(code -> code < 0 ? code : codes[code]).toArray(),
          List.of(levels));
    }
  }
}
