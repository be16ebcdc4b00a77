package dev.millrace.tables.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.TakenIdentifiers;

/**
 * Makes rows of all written columns from rows of the learnt ones: new identifiers, constants, and rare words, which are
 * drawn by their frequencies where they were learnt together. Row i is a function of its learnt values, the seed and i.
 *
 * @param columns the columns that are written
 * @param trained the number of rows that were learnt; 0 if it is not known
 * @param taken the identifiers of the table by the number of their column, which new ones do not repeat; of columns that are
 *     not there they are not known
 * @param seed the seed
 */
public record CompleteRows(WrittenColumns columns, long trained, Map<Integer, TakenIdentifiers> taken, Seed seed) {
  /** Copies the map. */
  public CompleteRows {
    taken = Map.copyOf(taken);
  }

  /**
   * {@return rows of the written columns}
   *
   * @param learnt rows of the learnt columns
   * @param from the number of the first row
   */
  public Table of(Table learnt, long from) {
    List<Integer> places = columns.schema().learnt();
    List<Column> complete = new ArrayList<>();
    for (int index : columns.indices()) {
      ColumnSchema column = columns.schema().columns().get(index);
      complete.add(column.type().isLearnt()
          ? withRare(learnt.column(places.indexOf(index)), column, index, from)
          : added(column, index, from, learnt.rows()));
    }
    return new Table(complete);
  }

  private Column added(ColumnSchema column, int index, long from, int rows) {
    double share = trained == 0 ? 0 : (double) column.missing() / trained;
    boolean[] missing = new boolean[rows];
    for (int row = 0; row < rows && share > 0; row++) {
      missing[row] = seed.generator(Seed.Purpose.IDENTIFIER, from + row, ~index).nextDouble() < share;
    }
    int[] codes = IntStream.range(0, rows).map(row -> missing[row] ? Words.MISSING : row).toArray();
    if (column.type() == ColumnType.IDENTIFIER) {
      NewIdentifiers identifiers = new NewIdentifiers(column.pattern(), taken.get(index), seed, index);
      List<String> texts = IntStream.range(0, rows).mapToObj(row -> identifiers.of(from + row)).toList();
      ValueForm form = column.form();
      if (form == null) {
        return new Words(column.name(), codes, texts);
      }
      double[] numbers = IntStream.range(0, rows)
          .mapToDouble(row -> missing[row] ? Double.NaN : form.parse(texts.get(row))).toArray();
      return new Numbers(column.name(), numbers, form);
    }
    if (column.form() == null) {
      return new Words(column.name(), Arrays.stream(codes).map(code -> Math.min(code, 0)).toArray(),
          List.of(column.pattern()));
    }
    double value = column.form().parse(column.pattern());
    return new Numbers(column.name(),
        IntStream.range(0, rows).mapToDouble(row -> missing[row] ? Double.NaN : value).toArray(), column.form());
  }

  private Column withRare(Column learnt, ColumnSchema column, int index, long from) {
    if (column.rare().isEmpty() || !(learnt instanceof Words words)) {
      return learnt;
    }
    int other = words.levels().indexOf(ColumnSchema.OTHER);
    List<String> levels = new ArrayList<>(words.levels());
    levels.addAll(column.rare().keySet());
    long[] ends = column.rare().values().stream().mapToLong(Long::longValue).toArray();
    Arrays.parallelPrefix(ends, Long::sum);
    int[] codes = words.codes().clone();
    for (int row = 0; row < codes.length; row++) {
      if (codes[row] == other) {
        long at = seed.generator(Seed.Purpose.LABEL, from + row, index).nextLong(ends[ends.length - 1]);
        int found = Arrays.binarySearch(ends, at);
        codes[row] = words.levels().size() + (found >= 0 ? found + 1 : -found - 1);
      }
    }
    return new Words(words.name(), codes, levels);
  }
}
