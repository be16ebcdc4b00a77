package dev.millrace.tables.published;

import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.text.Suggestion;
import org.jspecify.annotations.Nullable;

/**
 * What is trained and measured.
 *
 * @param data the folder of the tables and of {@code splits.json}
 * @param sets the sets, some of {@link #SETS}
 * @param seeds the number of seeds; 0 to seeds − 1 are trained
 * @param at the numbers of steps by which rows are drawn
 * @param steps steps of each training; null for the usual number
 */
public record ForestOptions(Path data, List<String> sets, int seeds, List<Integer> at, @Nullable Integer steps) {
  /** The names of the sets, in the order of the table. */
  public static final List<String> SETS = PublishedFigures.sets();
  private static final int MOST_SEEDS = 1000;
  private static final int MOST_STEPS = 1000;
  private static final int MOST_TRAINING = 10_000_000;

  /**
   * Checks the ranges, and sorts sets and numbers of steps.
   *
   * @throws InvalidInputException naming the component out of range
   */
  public ForestOptions {
    for (String set : sets) {
      if (!SETS.contains(set)) {
        throw new InvalidInputException("`sets` %s: expected some of %s%s".formatted(Shown.cut(set),
            String.join(", ", SETS), Suggestion.of(set, SETS)));
      }
    }
    require("`seeds`", seeds, MOST_SEEDS);
    for (int each : at) {
      require("`at`", each, MOST_STEPS);
    }
    if (steps != null) {
      require("`steps`", steps, MOST_TRAINING);
    }
    List<String> chosen = List.copyOf(sets);
    sets = SETS.stream().filter(chosen::contains).toList();
    at = at.stream().distinct().sorted().toList();
    if (sets.isEmpty() || at.isEmpty()) {
      throw new InvalidInputException("`sets` %s, `at` %s: expected at least one of each".formatted(sets, at));
    }
  }

  private static void require(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new InvalidInputException("%s %d: expected 1 to %d".formatted(name, value, most));
    }
  }
}
