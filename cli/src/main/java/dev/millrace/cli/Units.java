package dev.millrace.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.text.Shown;

/** Columns of unlike units, such as age and income. */
final class Units {
  /** The share of the variance from which on a column is nearly all that a distance sees. */
  private static final double NEARLY_ALL = 0.99;

  private Units() {
  }

  /**
   * What to say if a distance in the units of the data is one column's alone.
   *
   * @param data of each column the standard deviation
   * @param names one name per column, or empty
   * @param what the figures are called
   */
  static Optional<String> note(Standardizer data, List<String> names, String what) {
    double[] std = data.std();
    double most = Arrays.stream(std).max().orElseThrow();
    double variance = Arrays.stream(std).map(s -> s / most * (s / most)).sum();
    long varying = Arrays.stream(std).filter(s -> s > 0).count();
    if (varying < 2 || !(1 / variance >= NEARLY_ALL)) {
      return Optional.empty();
    }
    int column = 0;
    while (std[column] < most) {
      column++;
    }
    String name = names.isEmpty() || names.get(column).isBlank()
        ? "column " + (column + 1)
        : "column " + Shown.quoted(names.get(column));
    return Optional.of(String.format(Locale.ROOT,
        "note: %s has %.4g %% of the variance, so that %s are nearly its alone; --standardised counts all columns alike",
        name, 100 / variance, what));
  }
}
