package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Table;
import org.jspecify.annotations.Nullable;

/**
 * Finds columns that depend on one or two others in all rows. That equal values agree by chance must be unlikely: with R
 * rows beyond the first of each combination, and the share s of the column's most frequent value, its probability is at
 * most s^R.
 */
final class LookupSearch {
  /** −log of the probability that any of the tried ones is found by chance. */
  private static final double LEAST_EVIDENCE = Math.log(1e6);
  /** A number must repeat so often on average for its values to be looked up. */
  private static final int LEAST_REPEATS = 5;
  private static final int MOST_OF_PAIRS = 40;
  private static final int MOST_COMBINATIONS = 20_000;

  private final Table table;
  private final Table all;
  /** For each column the number of each row's value, and how many there are. */
  private final int[][] codes;
  private final int[] counts;
  /** −log of the share of the most frequent value. */
  private final double[] surprise;
  private final double least;

  /** Searches some rows, and compares what it finds with all. */
  LookupSearch(Table table, Table all) {
    this.table = table;
    this.all = all;
    int width = table.width();
    codes = new int[width][table.rows()];
    counts = new int[width];
    surprise = new double[width];
    for (int c = 0; c < width; c++) {
      code(c);
    }
    least = LEAST_EVIDENCE + 3 * Math.log(width);
  }

  private void code(int c) {
    Column column = table.column(c);
    Map<Object, Integer> known = new HashMap<>();
    List<int[]> frequencies = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      @Nullable
      Object value = Lookup.value(column, row);
      Object key = value == null ? this : value;
      Integer code = known.get(key);
      if (code == null) {
        code = known.size();
        known.put(key, code);
        frequencies.add(new int[1]);
      }
      codes[c][row] = code;
      frequencies.get(code)[0]++;
    }
    counts[c] = known.size();
    surprise[c] = -Math.log(frequencies.stream().mapToInt(f -> f[0]).max().orElse(1) / (double) table.rows());
  }

  private boolean isKey(int c) {
    return counts[c] > 1 && (long) counts[c] * LEAST_REPEATS <= table.rows();
  }

  /** The dependency of a column on allowed ones; null if there is none. */
  @Nullable
  Lookup of(int column, boolean[] allowed) {
    if (counts[column] < 2) {
      return null;
    }
    List<Integer> keys = new ArrayList<>();
    for (int c = 0; c < allowed.length; c++) {
      if (allowed[c] && isKey(c)) {
        keys.add(c);
      }
    }
    int[] best = null;
    for (int key : keys) {
      if (counts[key] >= counts[column] && holds(column, key, -1)
          && (best == null || counts[key] < counts[best[0]])) {
        best = new int[]{key};
      }
    }
    if (best == null && keys.size() <= MOST_OF_PAIRS) {
      for (int a = 0; a < keys.size() && best == null; a++) {
        for (int b = a + 1; b < keys.size() && best == null; b++) {
          if ((long) counts[keys.get(a)] * counts[keys.get(b)] >= counts[column]
              && holds(column, keys.get(a), keys.get(b))) {
            best = new int[]{keys.get(a), keys.get(b)};
          }
        }
      }
    }
    return best == null ? null : lookup(all, column, best);
  }

  private boolean holds(int column, int first, int second) {
    int[] of = codes[column];
    long combinations = (long) counts[first] * (second < 0 ? 1 : counts[second]);
    int distinct = 0;
    if (combinations <= 1 << 22) {
      int[] values = new int[(int) combinations];
      for (int row = 0; row < of.length; row++) {
        int key = codes[first][row] + (second < 0 ? 0 : counts[first] * codes[second][row]);
        if (values[key] == 0) {
          values[key] = of[row] + 1;
          distinct++;
        } else if (values[key] != of[row] + 1) {
          return false;
        }
      }
    } else {
      Map<Long, Integer> values = new HashMap<>();
      for (int row = 0; row < of.length; row++) {
        long key = codes[first][row] + (second < 0 ? 0 : (long) counts[first] * codes[second][row]);
        Integer before = values.putIfAbsent(key, of[row]);
        if (before != null && before != of[row]) {
          return false;
        }
      }
      distinct = values.size();
    }
    return distinct <= MOST_COMBINATIONS && (of.length - distinct) * surprise[column] > least
        && (second < 0 || (long) distinct * LEAST_REPEATS <= of.length);
  }

  /** The values by combinations; null if a combination has two values, or there are too many. */
  static @Nullable Lookup lookup(Table all, int column, int[] by) {
    Lookup empty = new Lookup(column, by, Map.of());
    Map<List<@Nullable Object>, @Nullable Object> values = new LinkedHashMap<>();
    for (int row = 0; row < all.rows(); row++) {
      List<@Nullable Object> key = empty.key(all.columns(), row);
      @Nullable
      Object value = Lookup.value(all.column(column), row);
      if (values.containsKey(key)) {
        if (!Objects.equals(values.get(key), value)) {
          return null;
        }
      } else if (values.size() == MOST_COMBINATIONS) {
        return null;
      } else {
        values.put(key, value);
      }
    }
    return new Lookup(column, by, values);
  }
}
