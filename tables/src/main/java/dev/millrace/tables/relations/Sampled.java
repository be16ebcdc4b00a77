package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of some rows in which all are there and none is extreme, from which formulas are guessed.
 *
 * @param of the numbers of the columns that may take part, in order
 * @param values their values, [columns of the table][rows]; empty for the others
 * @param forms how the columns are written; null for words
 */
@SuppressWarnings("ArrayRecordComponent")
record Sampled(int[] of, double[][] values, @Nullable ValueForm[] forms) {
  private static final int MOST_ROWS = 1500;
  private static final int LEAST_ROWS = 40;
  private static final double MOST_MISSING = 0.3;
  /** Rows beyond these shares of a column are extreme. */
  private static final double MARGIN = 0.005;
  private static final int LEAST_DISTINCT = 6;

  static Sampled of(Table table) {
    int width = table.width();
    @Nullable
    ValueForm[] forms = new ValueForm[width];
    double[][] all = new double[width][0];
    List<Integer> chosen = new ArrayList<>();
    boolean[] usable = new boolean[table.rows()];
    Arrays.fill(usable, true);
    for (int c = 0; c < width; c++) {
      Column column = table.column(c);
      if (column instanceof Numbers numbers) {
        forms[c] = numbers.form();
        double[] sorted = Arrays.stream(numbers.values()).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (sorted.length < (1 - MOST_MISSING) * table.rows()
            || Arrays.stream(sorted).distinct().limit(LEAST_DISTINCT).count() < LEAST_DISTINCT) {
          continue;
        }
        chosen.add(c);
        all[c] = numbers.values();
        double low = sorted[(int) (MARGIN * (sorted.length - 1))];
        double high = sorted[(int) Math.ceil((1 - MARGIN) * (sorted.length - 1))];
        for (int row = 0; row < usable.length; row++) {
          usable[row] &= all[c][row] >= low && all[c][row] <= high;
        }
      }
    }
    int[] rows = IntStream.range(0, usable.length).filter(row -> usable[row]).toArray();
    int count = Math.min(MOST_ROWS, rows.length);
    int[] some = IntStream.range(0, count).map(i -> rows[(int) ((long) i * rows.length / count)]).toArray();
    double[][] values = new double[width][0];
    for (int c : chosen) {
      double[] from = all[c];
      values[c] = Arrays.stream(some).mapToDouble(row -> from[row]).toArray();
    }
    return new Sampled(count < LEAST_ROWS ? new int[0] : chosen.stream().mapToInt(Integer::intValue).toArray(), values,
        forms);
  }

  int rows() {
    return of.length == 0 ? 0 : values[of[0]].length;
  }
}
