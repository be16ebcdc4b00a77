package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import org.jspecify.annotations.Nullable;

/**
 * Finds relations one after another, the surest first. A column is given by at most one relation, and none gives itself by
 * way of others.
 */
final class RelationSearch {
  /** A formula that is right in this share of the rows is taken with the rounding of the column. */
  private static final double ROUNDED = 0.5;
  /** Few values are learnt as levels, and their differences would not be simpler. */
  private static final int FEW = 20;
  private static final double TIE = 1e-6;

  private final Table table;
  private final double[][] numbers;
  private final boolean[] given;
  /** For each column those that it depends on. */
  private final boolean[][] ancestors;
  private final List<Relation> found = new ArrayList<>();

  RelationSearch(Table table, int label) {
    this.table = table;
    int width = table.width();
    numbers = table.columns().stream().map(column -> column instanceof Numbers n ? n.values() : new double[0])
        .toArray(double[][]::new);
    given = new boolean[width];
    ancestors = new boolean[width][width];
    if (label >= 0) {
      given[label] = true;
    }
  }

  Relations relations() {
    FormulaSearch search = new FormulaSearch(table);
    formulas(search, true);
    LookupSearch lookups = new LookupSearch(table);
    for (int c = 0; c < table.width(); c++) {
      if (!given[c]) {
        Lookup lookup = lookups.of(c, allowed(c));
        if (lookup != null) {
          add(lookup);
        }
      }
    }
    formulas(search, false);
    return new Relations(ordered());
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
    Map<Integer, NumberRelation> candidates = new HashMap<>();
    for (int c : search.targets()) {
      if (!given[c]) {
        NumberRelation relation = relation(search, c, exact);
        if (relation != null) {
          candidates.put(c, relation);
        }
      }
    }
    while (!candidates.isEmpty()) {
      NumberRelation best = candidates.values().stream().min(Comparator
          .comparingDouble((NumberRelation r) -> r.kind() == NumberRelation.Kind.EXACT ? negative(r) : 0)
          .thenComparingInt(r -> r.kind() == NumberRelation.Kind.EXACT ? r.inputs().length : 0)
          .thenComparingLong(r -> Math.round(r.ratio() / TIE)).thenComparingInt(r -> -r.column())).orElseThrow();
      candidates.remove(best.column());
      add(best);
      for (int c : List.copyOf(candidates.keySet())) {
        boolean[] allowed = allowed(c);
        if (!Arrays.stream(candidates.get(c).inputs()).allMatch(input -> allowed[input])) {
          NumberRelation other = relation(search, c, exact);
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
  private static int negative(NumberRelation relation) {
    return switch (relation.formula()) {
      case Formula.Sum sum -> (int) Arrays.stream(sum.factors()).filter(f -> f < 0).count();
      case Formula.Product product ->
        (int) product.factors().stream().filter(f -> f.power() < 0 || f.sign() < 0).count();
    };
  }

  private @Nullable NumberRelation relation(FormulaSearch search, int column, boolean exact) {
    FormulaSearch.Found best = search.of(column, allowed(column));
    if (best == null || best.ratio() > FormulaSearch.MOST_RATIO) {
      return null;
    }
    Numbers of = (Numbers) table.column(column);
    double[] present = Arrays.stream(of.values()).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double half = half(of.form());
    int rows = 0;
    int right = 0;
    boolean alike = true;
    for (int row = 0; row < of.size(); row++) {
      double value = best.formula().value(numbers, row);
      boolean defined = Double.isFinite(value);
      alike &= defined != of.isMissing(row);
      if (!of.isMissing(row)) {
        rows++;
        right += defined && Math.abs(value - of.values()[row]) <= half * (1 + 1e-6) + 1e-12 * Math.abs(value) ? 1 : 0;
      }
    }
    double holds = right / (double) rows;
    NumberRelation.Kind kind = right == rows && alike
        ? NumberRelation.Kind.EXACT
        : holds >= ROUNDED ? NumberRelation.Kind.ROUNDED : NumberRelation.Kind.NEAR;
    if (kind == NumberRelation.Kind.EXACT != exact) {
      return null;
    }
    if (kind != NumberRelation.Kind.EXACT && (Arrays.stream(present).distinct().limit(FEW + 1L).count() <= FEW
        || kind == NumberRelation.Kind.NEAR && Jagged.is(present, 2 * half))) {
      return null;
    }
    return new NumberRelation(column, best.formula(), kind, present[present.length / 2], present[0],
        present[present.length - 1], holds, best.ratio());
  }

  /** Half of the unit in which numbers are written. */
  private static double half(ValueForm form) {
    return switch (form) {
      case ValueForm.Decimal decimal -> 0.5 * Math.pow(10, -decimal.digits());
      case ValueForm.Date _ -> 0.5;
      case ValueForm.Timestamp time -> 0.5 * time.unit();
    };
  }

  /** Each relation after those of the columns that it takes. */
  private List<Relation> ordered() {
    List<Relation> order = new ArrayList<>();
    boolean[] done = new boolean[table.width()];
    List<Relation> left = new ArrayList<>(found);
    left.sort(Comparator.comparingInt(Relation::column));
    IntStream.range(0, done.length).forEach(c -> done[c] = found.stream().noneMatch(r -> r.column() == c));
    while (!left.isEmpty()) {
      Relation next = left.stream().filter(r -> Arrays.stream(r.inputs()).allMatch(c -> done[c])).findFirst()
          .orElseThrow();
      left.remove(next);
      order.add(next);
      done[next.column()] = true;
    }
    return order;
  }
}
