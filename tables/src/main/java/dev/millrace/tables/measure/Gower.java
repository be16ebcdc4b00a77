package dev.millrace.tables.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.millrace.flow.Sizes;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;

/**
 * The distance between two rows of a table, a sum over its columns (Gower 1971, not divided by their number): for
 * numbers the absolute difference, scaled so that the training rows extend from 0 to 1; for words 0 if they are equal,
 * else 1. A missing value is at distance 0 from a missing one and 1 from any other.
 */
public final class Gower {
  private final List<Scale> scales;

  private sealed interface Scale {
    GowerRows.GowerColumn apply(Column column);

    /** x·factor − least·factor, rounded in this order as scikit-learn's MinMaxScaler does: ties between rows depend on it. */
    record Range(double factor, double shift) implements Scale {
      static Range of(Numbers numbers) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : numbers.values()) {
          if (!Double.isNaN(value)) {
            min = Math.min(min, value);
            max = Math.max(max, value);
          }
        }
        if (min > max) {
          return new Range(1, 0);
        }
        double factor = max > min ? 1 / (max - min) : 1;
        return new Range(factor, -min * factor);
      }

      @Override
      public GowerRows.GowerColumn apply(Column column) {
        double[] values = ((Numbers) column).values();
        double[] scaled = new double[values.length];
        double[] present = column.missing() > 0 ? new double[values.length] : new double[0];
        for (int r = 0; r < scaled.length; r++) {
          if (!Double.isNaN(values[r])) {
            scaled[r] = values[r] * factor + shift;
            if (present.length > 0) {
              present[r] = 1;
            }
          }
        }
        return new GowerRows.Scaled(scaled, present);
      }
    }

    record Ranks(Map<String, Integer> ranks) implements Scale {
      @Override
      public GowerRows.GowerColumn apply(Column column) {
        double factor = ranks.size() > 1 ? 1.0 / (ranks.size() - 1) : 1;
        double[] values = new double[column.size()];
        double[] present = new double[column.size()];
        boolean complete = true;
        for (int r = 0; r < values.length; r++) {
          Integer rank = ranks.get(column.text(r));
          complete &= rank != null;
          values[r] = rank == null ? 0 : rank * factor;
          present[r] = rank == null ? 0 : 1;
        }
        return new GowerRows.Scaled(values, complete ? new double[0] : present);
      }
    }

    /** Words that the training rows lack share no code with theirs, and one with each other. */
    record Codes(Map<String, Integer> codes) implements Scale {
      @Override
      public GowerRows.GowerColumn apply(Column column) {
        Words words = (Words) column;
        int[] ofLevels = words.levels().stream().mapToInt(level -> codes.getOrDefault(level, codes.size())).toArray();
        int[] coded = new int[words.size()];
        for (int r = 0; r < coded.length; r++) {
          int code = words.codes()[r];
          coded[r] = code == Words.MISSING ? Words.MISSING : ofLevels[code];
        }
        return new GowerRows.Coded(coded);
      }
    }
  }

  private Gower(List<Scale> scales) {
    this.scales = scales;
  }

  /**
   * {@return the distance on the scale of training rows, without ordered words}
   *
   * @param train the training rows
   */
  public static Gower of(Table train) {
    return of(train, Set.of());
  }

  /**
   * {@return the distance on the scale of training rows}
   *
   * @param train the training rows
   * @param ordered columns of words whose levels stand in their order: they count as numbers from 0 to 1, in equal steps
   */
  public static Gower of(Table train, Set<Integer> ordered) {
    List<Scale> scales = new ArrayList<>();
    for (int c = 0; c < train.width(); c++) {
      scales.add(switch (train.column(c)) {
        case Numbers numbers -> Scale.Range.of(numbers);
        case Words words -> ordered.contains(c)
            ? new Scale.Ranks(positions(words.levels()))
            : new Scale.Codes(positions(words.levels()));
      });
    }
    return new Gower(scales);
  }

  private static Map<String, Integer> positions(List<String> levels) {
    Map<String, Integer> positions = new HashMap<>();
    levels.forEach(level -> positions.put(level, positions.size()));
    return positions;
  }

  /** Rows on this scale. */
  GowerRows rows(Table table) {
    if (table.width() != scales.size()) {
      throw new IllegalArgumentException("%d columns, expected %d".formatted(table.width(), scales.size()));
    }
    List<GowerRows.GowerColumn> columns = new ArrayList<>();
    for (int c = 0; c < table.width(); c++) {
      columns.add(scales.get(c).apply(table.column(c)));
    }
    return new GowerRows(table.rows(), columns);
  }

  /**
   * {@return the distances of all rows of one table to all of another, [a.rows, b.rows]}
   *
   * @param a with the columns of the training rows
   * @param b another one
   */
  public double[] distances(Table a, Table b) {
    GowerRows from = rows(a);
    GowerRows to = rows(b);
    double[] all = new double[Sizes.product(from.count(), to.count())];
    double[] row = new double[to.count()];
    for (int i = 0; i < from.count(); i++) {
      from.distances(i, to, 0, row);
      System.arraycopy(row, 0, all, i * row.length, row.length);
    }
    return all;
  }
}
