package dev.millrace.tables.where;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Tables;
import dev.millrace.tables.relations.RowTest;
import dev.millrace.tables.relations.Seen;
import org.jspecify.annotations.Nullable;

/**
 * Rows that meet conditions, taken from rows that are drawn until enough do. Each group of 1,024 rows has candidates of its
 * own, which are taken in their order, so that row i does not depend on how many rows are asked for.
 */
public final class Accepted {
  /** Number of rows that share their candidates. */
  public static final int GROUP = 1024;
  /** The greatest number of the first row. */
  public static final long MOST_ROWS = 1L << 42;
  /** The most candidates of a group, and the distance between the numbers of the first candidates of two groups. */
  private static final int MOST_DRAWN = 1 << 20;
  /** So many without a single one that fits are enough to give up. */
  private static final int MOST_IN_VAIN = 100_000;
  private static final int LEAST_AT_ONCE = 64;
  private static final int MOST_AT_ONCE = 1 << 14;
  private static final double MARGIN = 1.1;

  private final RowTest test;
  private final List<List<Integer>> different;
  private final Draws draws;
  /** For each group of columns the rows that have each combination. */
  private final List<Map<List<@Nullable Object>, Long>> taken = new ArrayList<>();
  private long next;
  private long drawn;
  private long fitting;

  /** Draws candidates. */
  @FunctionalInterface
  public interface Draws {
    /**
     * {@return candidates} Each is a function of its number.
     *
     * @param from the number of the first
     * @param count how many
     */
    Table rows(long from, int count);
  }

  /**
   * Takes rows that meet conditions.
   *
   * @param test the conditions
   * @param draws draws candidates
   */
  public Accepted(RowTest test, Draws draws) {
    this(test, List.of(), draws);
  }

  /**
   * Takes rows that meet conditions, and of which no two have the same values in some columns. Such rows depend on those
   * before them, which are drawn too.
   *
   * @param test the conditions
   * @param different groups of columns in which rows differ
   * @param draws draws candidates
   */
  public Accepted(RowTest test, List<List<Integer>> different, Draws draws) {
    this.test = test;
    this.different = List.copyOf(different);
    this.draws = draws;
    different.forEach(_ -> taken.add(new HashMap<>()));
  }

  /**
   * {@return rows that meet the conditions, all of one group}
   *
   * @param from the number of the first row
   * @param count how many
   * @throws InvalidInputException if so few candidates meet the conditions that it would take too long
   */
  public Table rows(long from, int count) {
    while (!different.isEmpty() && next < from) {
      taken(next, (int) Math.min(from - next, GROUP - next % GROUP));
    }
    return taken(from, count);
  }

  private Table taken(long from, int count) {
    long group = from / GROUP;
    int first = (int) (from % GROUP);
    if (first + count > GROUP || from > MOST_ROWS) {
      throw new IllegalArgumentException("rows from %d, %d of them".formatted(from, count));
    }
    List<Table> parts = new ArrayList<>();
    int found = 0;
    int tried = 0;
    while (found < first + count) {
      int next = next(first + count - found, tried, found);
      Table candidates = draws.rows(group * MOST_DRAWN + tried, next);
      int[] fit = fitting(candidates, group * GROUP + found);
      tried += next;
      int skipped = Math.clamp(first - found, 0, fit.length);
      int taken = Math.clamp(first + count - found, 0, fit.length);
      if (taken > skipped) {
        parts.add(candidates.rows(Arrays.copyOfRange(fit, skipped, taken)));
      }
      found += fit.length;
    }
    next = Math.max(next, from + count);
    return Tables.joined(parts);
  }

  private int next(int missing, int tried, int found) {
    if (tried >= MOST_DRAWN || (found == 0 && tried >= MOST_IN_VAIN)) {
      throw new InvalidInputException(
          "%s: %,d of %,d drawn rows meet it%s; expected a condition that is met more often".formatted(
              (test instanceof Where ? "`where` " : "") + test.text(), found,
              tried, different.isEmpty() ? "" : " and repeat none before them"));
    }
    double rate = Math.max(fitting + 1.0, 1) / (drawn + 1.0);
    int guess = Math.clamp((long) (missing / rate * MARGIN), LEAST_AT_ONCE, MOST_AT_ONCE);
    return Math.min(guess, (found == 0 ? Math.max(MOST_IN_VAIN, tried + 1) : MOST_DRAWN) - tried);
  }

  private int[] fitting(Table candidates, long first) {
    int[] fit = new int[candidates.rows()];
    int count = 0;
    for (int row = 0; row < fit.length; row++) {
      if (test.holds(candidates, row) && isNew(candidates, row, first + count)) {
        fit[count++] = row;
      }
    }
    drawn += fit.length;
    fitting += count;
    return Arrays.copyOf(fit, count);
  }

  /** Whether no row before has its values; rows that are drawn again are themselves. */
  private boolean isNew(Table candidates, int row, long number) {
    List<List<@Nullable Object>> keys = different.stream().map(columns -> Seen.key(candidates, columns, row)).toList();
    for (int i = 0; i < keys.size(); i++) {
      Long owner = taken.get(i).get(keys.get(i));
      if (owner != null && owner != number) {
        return false;
      }
    }
    for (int i = 0; i < keys.size(); i++) {
      taken.get(i).put(keys.get(i), number);
    }
    return true;
  }

  /** {@return whether no row was rejected so far} */
  public boolean isAll() {
    return fitting == drawn;
  }

  /** {@return how many of the drawn rows met the conditions so far, in words} */
  public String rate() {
    return String.format(Locale.ROOT, "%,d of %,d drawn rows (%.3g %%) met %s", fitting, drawn,
        100.0 * fitting / Math.max(1, drawn), test.text());
  }
}
