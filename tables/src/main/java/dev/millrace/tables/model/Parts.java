package dev.millrace.tables.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;

/** Tables of the same columns, put one below the other. */
final class Parts {
  private final List<Table> parts = new ArrayList<>();

  void add(Table part) {
    parts.add(part);
  }

  Table table() {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    int rows = parts.stream().mapToInt(Table::rows).sum();
    return new Table(IntStream.range(0, parts.getFirst().width()).mapToObj(c -> joined(c, rows)).toList());
  }

  private Column joined(int c, int rows) {
    int at = 0;
    return switch (parts.getFirst().column(c)) {
      case Numbers first -> {
        double[] values = new double[rows];
        for (Table part : parts) {
          System.arraycopy(((Numbers) part.column(c)).values(), 0, values, at, part.rows());
          at += part.rows();
        }
        yield new Numbers(first.name(), values, first.form());
      }
      case Words first -> {
        int[] codes = new int[rows];
        for (Table part : parts) {
          System.arraycopy(((Words) part.column(c)).codes(), 0, codes, at, part.rows());
          at += part.rows();
        }
        yield new Words(first.name(), codes, first.levels());
      }
    };
  }

  /** Some consecutive rows. */
  static Table rows(Table table, int from, int count) {
    return from == 0 && count == table.rows() ? table : table.rows(IntStream.range(from, from + count).toArray());
  }

  /** A table whose missing values are those of another. */
  static Table filled(Table given, Table drawn) {
    return new Table(IntStream.range(0, given.width())
        .mapToObj(c -> filled(given.column(c), drawn.column(c))).toList());
  }

  private static Column filled(Column given, Column drawn) {
    return switch (given) {
      case Numbers numbers -> {
        double[] values = numbers.values().clone();
        double[] other = ((Numbers) drawn).values();
        for (int row = 0; row < values.length; row++) {
          values[row] = Double.isNaN(values[row]) ? other[row] : values[row];
        }
        yield new Numbers(numbers.name(), values, numbers.form());
      }
      case Words words -> filled(words, (Words) drawn);
    };
  }

  private static Words filled(Words given, Words drawn) {
    if (given.missing() == 0) {
      return given;
    }
    // Levels of the file first, then those that only the model knows.
    Map<String, Integer> levels = new HashMap<>();
    List<String> names = new ArrayList<>(given.levels());
    for (int j = 0; j < names.size(); j++) {
      levels.putIfAbsent(names.get(j), j);
    }
    int[] map = new int[drawn.levels().size()];
    for (int j = 0; j < map.length; j++) {
      String name = drawn.levels().get(j);
      Integer known = levels.get(name);
      map[j] = known == null ? names.size() : known;
      if (known == null) {
        names.add(name);
      }
    }
    int[] codes = Arrays.copyOf(given.codes(), given.size());
    for (int row = 0; row < codes.length; row++) {
      if (codes[row] == Words.MISSING && drawn.codes()[row] != Words.MISSING) {
        codes[row] = map[drawn.codes()[row]];
      }
    }
    return new Words(given.name(), codes, names);
  }
}
