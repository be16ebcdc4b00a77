package dev.millrace.tables.encode;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import org.jspecify.annotations.Nullable;

/**
 * A category, or a number of few different values: one float for each level, 1 for that of the row and 0 for the
 * others. Missing values are a level, the last.
 *
 * @param name the name of the column
 * @param words the levels of a category; empty for a number
 * @param numbers the levels of a number, ascending; empty for a category
 * @param form how numbers are written; null for a category
 * @param hasMissing whether missing values occur
 */
public record LevelCode(String name, List<String> words, double[] numbers, @Nullable ValueForm form,
    boolean hasMissing) implements ColumnCode {
  /**
   * Copies the list.
   *
   * @throws InvalidInputException if there are more levels than codes
   */
  public LevelCode {
    words = List.copyOf(words);
    if (words.size() + 1 >= MOST_CODES) {
      throw new InvalidInputException(
          "column %s has %d levels, expected at most %d".formatted(name, words.size(), MOST_CODES - 2));
    }
  }

  /** {@return the number of levels that are values, without the one for missing values} */
  public int values() {
    return form == null ? words.size() : numbers.length;
  }

  @Override
  public int width() {
    return values() + (hasMissing ? 1 : 0);
  }

  @Override
  public boolean hasNumber() {
    return false;
  }

  @Override
  public int codes() {
    return width();
  }

  @Override
  public int missingCode() {
    return hasMissing ? values() : -1;
  }

  @Override
  public void code(Column column, int from, int to, char[] out, int at, int stride) {
    char missing = hasMissing ? (char) values() : UNKNOWN;
    switch (column) {
      case Words other -> {
        char[] map = mapped(other.levels());
        for (int row = from, i = at; row < to; row++, i += stride) {
          int code = other.codes()[row];
          out[i] = code == Words.MISSING ? missing : map[code];
        }
      }
      case Numbers other -> {
        for (int row = from, i = at; row < to; row++, i += stride) {
          out[i] = other.isMissing(row) ? missing : nearest(other.values()[row]);
        }
      }
    }
  }

  private char[] mapped(List<String> levels) {
    char[] map = new char[levels.size()];
    if (levels.equals(words)) {
      for (int j = 0; j < map.length; j++) {
        map[j] = (char) j;
      }
      return map;
    }
    Map<String, Integer> known = new HashMap<>();
    for (int j = 0; j < words.size(); j++) {
      known.put(words.get(j), j);
    }
    for (int j = 0; j < map.length; j++) {
      Integer level = known.get(levels.get(j));
      map[j] = level == null ? UNKNOWN : (char) (int) level;
    }
    return map;
  }

  private char nearest(double value) {
    if (numbers.length == 0) {
      return UNKNOWN;
    }
    int at = Arrays.binarySearch(numbers, value);
    if (at >= 0) {
      return (char) at;
    }
    int after = -at - 1;
    return (char) (after == numbers.length || (after > 0 && value - numbers[after - 1] <= numbers[after] - value)
        ? after - 1
        : after);
  }

  @Override
  public void put(char code, RandomGenerator random, float[] x, int at) {
    Arrays.fill(x, at, at + width(), 0f);
    x[at + code] = 1;
  }

  @Override
  public Decoded decoded(int rows) {
    return form == null ? new OfWords(rows) : new OfNumbers(rows, form);
  }

  private int chosen(float[] x, int at, @Nullable RandomGenerator random, boolean missing) {
    return Choice.of(x, at, width(), missing ? -1 : missingCode(), random);
  }

  private final class OfWords implements Decoded {
    private final int[] codes;

    OfWords(int rows) {
      codes = new int[rows];
    }

    @Override
    public void take(int row, float[] x, int at, @Nullable RandomGenerator random, boolean missing) {
      int level = chosen(x, at, random, missing);
      codes[row] = level < values() ? level : Words.MISSING;
    }

    @Override
    public Column column() {
      return new Words(name, codes, words);
    }
  }

  private final class OfNumbers implements Decoded {
    private final double[] values;
    private final ValueForm written;

    OfNumbers(int rows, ValueForm written) {
      this.values = new double[rows];
      this.written = written;
    }

    @Override
    public void take(int row, float[] x, int at, @Nullable RandomGenerator random, boolean missing) {
      int level = chosen(x, at, random, missing);
      values[row] = level < numbers.length ? numbers[level] : Double.NaN;
    }

    @Override
    public Column column() {
      return new Numbers(name, values, written);
    }
  }

  /** Arrays are compared by their contents. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LevelCode(var n, var w, var v, var f, var m) && name.equals(n) && words.equals(w)
        && Arrays.equals(numbers, v) && java.util.Objects.equals(form, f) && hasMissing == m;
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + words.hashCode();
  }

  @Override
  public String toString() {
    return "%s: %d levels%s".formatted(name, values(), hasMissing ? " and missing" : "");
  }
}
