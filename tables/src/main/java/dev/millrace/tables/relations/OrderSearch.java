package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.List;

import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;

/**
 * Finds dates and times that are never later than others of their row, though they would be if rows were mixed. Numbers
 * are not looked at: many are ordered by their nature, and not by a rule.
 */
final class OrderSearch {
  private static final int LEAST_ROWS = 30;
  /** Rows are compared with rows so far away, as parts of all. */
  private static final int[] SHIFTS = {2, 3, 5, 7};
  /** −log of the probability that any pair is found by chance. */
  private static final double LEAST_EVIDENCE = Math.log(1e6);

  private OrderSearch() {
  }

  /** Pairs of columns of which the first is at most the second. */
  static List<int[]> find(Table table, Relations relations) {
    List<int[]> found = new ArrayList<>();
    for (int a = 0; a < table.width(); a++) {
      for (int b = 0; b < table.width(); b++) {
        if (a != b && table.column(a) instanceof Numbers low && table.column(b) instanceof Numbers high
            && isTime(low.form()) && low.form().getClass() == high.form().getClass()
            && !isRelated(relations, a, b) && isOrdered(low.values(), high.values(), table.width())) {
          found.add(new int[]{a, b});
        }
      }
    }
    return found;
  }

  private static boolean isTime(ValueForm form) {
    return !(form instanceof ValueForm.Decimal);
  }

  /** Whether a formula gives one of them from the other: its difference keeps the order. */
  private static boolean isRelated(Relations relations, int a, int b) {
    return relations.list().stream().anyMatch(relation -> (relation.column() == a && takes(relation, b))
        || (relation.column() == b && takes(relation, a)));
  }

  private static boolean takes(Relation relation, int column) {
    for (int input : relation.inputs()) {
      if (input == column) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOrdered(double[] low, double[] high, int width) {
    int rows = 0;
    for (int row = 0; row < low.length; row++) {
      if (low[row] > high[row]) {
        return false;
      }
      rows += Double.isNaN(low[row]) || Double.isNaN(high[row]) ? 0 : 1;
    }
    int mixed = 0;
    int wrong = 0;
    for (int shift : SHIFTS) {
      for (int row = 0; row < low.length; row++) {
        double other = high[(int) ((row + (long) low.length / shift) % low.length)];
        mixed += Double.isNaN(low[row]) || Double.isNaN(other) ? 0 : 1;
        wrong += low[row] > other ? 1 : 0;
      }
    }
    double share = wrong / (double) Math.max(1, mixed);
    return rows >= LEAST_ROWS && -rows * Math.log1p(-Math.min(share, 0.999)) > LEAST_EVIDENCE + 2 * Math.log(width);
  }
}
