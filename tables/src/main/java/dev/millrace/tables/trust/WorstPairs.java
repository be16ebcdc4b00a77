package dev.millrace.tables.trust;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.millrace.tables.measure.Trend;

/** The pairs of columns that are off most. */
final class WorstPairs {
  private WorstPairs() {
  }

  /**
   * A pair.
   *
   * @param error 1 − its similarity
   */
  record Pair(int a, int b, double error) {}

  static List<Pair> of(Trend trend, int count) {
    List<Pair> pairs = new ArrayList<>();
    for (int a = 0; a < trend.similarity().length; a++) {
      for (int b = 0; b < a; b++) {
        if (Double.isFinite(trend.similarity()[a][b])) {
          pairs.add(new Pair(b, a, 1 - trend.similarity()[a][b]));
        }
      }
    }
    return pairs.stream().sorted(Comparator.comparingDouble(Pair::error).reversed()).limit(count).toList();
  }
}
