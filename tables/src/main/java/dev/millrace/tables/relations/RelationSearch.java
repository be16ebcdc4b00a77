package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import org.jspecify.annotations.Nullable;

/**
 * Finds relations one after another, the surest first. A column is given by at most one relation, and none gives itself by
 * way of others.
 */
final class RelationSearch {
  /** Few values are learnt as levels, and their differences would not be simpler. */
  private static final int FEW = 20;
  /** Ratios that differ by a quarter are alike. */
  private static final double TIES = 4;
  private static final double LEAST_RATIO = 1e-6;
  /** Relations are looked for in so many rows, and then compared with all. */
  private static final int MOST_ROWS = 20_000;

  private final Table table;
  private final boolean[] given;
  /** For each column those that it depends on. */
  private final boolean[][] ancestors;
  private final List<Relation> found = new ArrayList<>();

  RelationSearch(Table table, int label) {
    this.table = table;
    int width = table.width();
    given = new boolean[width];
    ancestors = new boolean[width][width];
    if (label >= 0) {
      given[label] = true;
    }
  }

  Relations relations() {
    Table some = some();
    FormulaSearch search = new FormulaSearch(some);
    formulas(search, true);
    LookupSearch lookups = new LookupSearch(some, table);
    for (int c = 0; c < table.width(); c++) {
      if (!given[c]) {
        Lookup lookup = lookups.of(c, allowed(c));
        if (lookup != null) {
          add(lookup);
        }
      }
    }
    formulas(search, false);
    CalendarSearch.find(table, given).forEach(found::add);
    return new Relations(Relations.ordered(found), List.of());
  }

  /** Rows spread evenly over the table. */
  private Table some() {
    int rows = table.rows();
    return rows <= MOST_ROWS
        ? table
        : table.rows(IntStream.range(0, MOST_ROWS).map(i -> (int) ((long) i * rows / MOST_ROWS)).toArray());
  }

  private boolean[] allowed(int column) {
    boolean[] allowed = new boolean[table.width()];
    for (int c = 0; c < allowed.length; c++) {
      allowed[c] = c != column && !ancestors[c][column];
    }
    return allowed;
  }

  private void add(Relation relation) {
    int column = relation.column();
    given[column] = true;
    found.add(relation);
    for (int input : relation.inputs()) {
      for (int c = 0; c < ancestors.length; c++) {
        if (c == column || ancestors[c][column]) {
          ancestors[c][input] = true;
          for (int a = 0; a < ancestors.length; a++) {
            ancestors[c][a] |= ancestors[input][a];
          }
        }
      }
    }
  }

  /** Takes formulas, the best first, until none is left; those that would close a circle are looked for again. */
  private void formulas(FormulaSearch search, boolean exact) {
    Map<Integer, Candidate> candidates = new HashMap<>();
    for (int c : search.targets()) {
      if (!given[c]) {
        Candidate relation = relation(search, c, exact);
        if (relation != null) {
          candidates.put(c, relation);
        }
      }
    }
    while (!candidates.isEmpty()) {
      NumberRelation best = candidates.values().stream().min(Comparator
          .comparingInt((Candidate c) -> exact ? negative(c.formula) : 0)
          .thenComparingInt(c -> exact ? c.formula.inputs().length : 0)
          .thenComparingLong(c -> Math.round(TIES * Math.log(c.relation.ratio() + LEAST_RATIO)))
          .thenComparingInt(c -> -c.relation.column()))
          .orElseThrow().relation;
      candidates.remove(best.column());
      add(best);
      for (int c : List.copyOf(candidates.keySet())) {
        boolean[] allowed = allowed(c);
        if (!Arrays.stream(Objects.requireNonNull(candidates.get(c)).formula.inputs())
            .allMatch(input -> allowed[input])) {
          Candidate other = relation(search, c, exact);
          if (other == null) {
            candidates.remove(c);
          } else {
            candidates.put(c, other);
          }
        }
      }
    }
  }

  /** How many numbers are taken off or divided by: of a total and its parts the total is computed. */
  private static int negative(Formula formula) {
    return switch (formula) {
      case Formula.Sum sum -> (int) Arrays.stream(sum.factors()).filter(f -> f < 0).count();
      case Formula.Product product ->
        (int) product.factors().stream().filter(f -> f.power() < 0 || f.sign() < 0).count();
    };
  }

  /** A relation and the formula from which it was made. */
  private record Candidate(Formula formula, NumberRelation relation) {}

  private @Nullable Candidate relation(FormulaSearch search, int column, boolean exact) {
    FormulaSearch.Found best = search.of(column, allowed(column));
    if (best == null || best.ratio() > FormulaSearch.MOST_RATIO) {
      return null;
    }
    NumberRelation relation = NumberRelation.of(table, column, best.formula().expression(), null);
    if ((relation.kind() == NumberRelation.Kind.EXACT) != exact || (!exact && !isLearnt(relation))) {
      return null;
    }
    return new Candidate(best.formula(), relation);
  }

  /** Whether the difference is worth learning. */
  private boolean isLearnt(NumberRelation relation) {
    Numbers of = (Numbers) table.column(relation.column());
    double[] present = Arrays.stream(of.values()).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return Arrays.stream(present).distinct().limit(FEW + 1L).count() > FEW
        && (relation.kind() == NumberRelation.Kind.ROUNDED
            || !Jagged.is(present, 2 * NumberRelation.half(of.form())));
  }
}
