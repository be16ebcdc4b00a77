package dev.millrace.tables.privacy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.TableSchema;

/**
 * A table in which every value of every column is held by a number of rows at least, so that no value points to one of
 * them (k-anonymity of each column by itself): rarer words become one, {@link ColumnSchema#OTHER}, or are missing where
 * these are too few together, and consecutive numbers become their mean, so that no extreme value is left. The order of the
 * numbers stays, but their finest digits and the longest tails are lost.
 *
 * @param schema the columns, with the words and ranges that are left
 * @param table the rows
 * @param notes what was changed, a sentence for each column
 */
public record Protection(TableSchema schema, Table table, List<String> notes) {
  /**
   * Protects values.
   *
   * @param schema the columns
   * @param table the learnt columns
   * @param least rows that must hold each value, at least 1
   * @return the protected table
   */
  public static Protection of(TableSchema schema, Table table, int least) {
    List<ColumnSchema> columns = new ArrayList<>(schema.columns());
    List<Column> values = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<Integer> learnt = schema.learnt();
    for (int c = 0; c < table.width(); c++) {
      ColumnSchema before = columns.get(learnt.get(c));
      switch (table.column(c)) {
        case Numbers numbers -> {
          Numbers grouped = grouped(numbers, least);
          values.add(grouped);
          double[] present = Arrays.stream(grouped.values()).filter(v -> !Double.isNaN(v)).sorted().toArray();
          long distinct = Arrays.stream(present).distinct().count();
          if (!Arrays.equals(grouped.values(), numbers.values())) {
            notes.add(String.format(Locale.ROOT, "%s: numbers are grouped into %,d values", before.name(), distinct));
          }
          columns.set(learnt.get(c), changed(before, least, before.levels(), distinct,
              present.length == 0 ? Double.NaN : present[0],
              present.length == 0 ? Double.NaN : present[present.length - 1]));
        }
        case Words words -> {
          Words grouped = grouped(words, least);
          values.add(grouped);
          if (!grouped.levels().equals(words.levels())) {
            notes.add(String.format(Locale.ROOT, "%s: %,d of %,d words are left", before.name(),
                grouped.levels().size(), words.levels().size()));
          }
          columns.set(learnt.get(c), changed(before, least, grouped.levels(), grouped.levels().size(), before.min(),
              before.max()));
        }
      }
    }
    return new Protection(schema.withColumns(columns), new Table(values), notes);
  }

  /**
   * {@return rows whose words are those of a protected table: words that it lacks become {@link ColumnSchema#OTHER}, or are
   * missing where it lacks that too}
   *
   * @param table rows with the same columns
   * @param like the protected table
   */
  public static Table words(Table table, Table like) {
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < table.width(); c++) {
      if (table.column(c) instanceof Words words) {
        List<String> levels = ((Words) like.column(c)).levels();
        int other = levels.indexOf(ColumnSchema.OTHER);
        int[] map = words.levels().stream().mapToInt(level -> levels.indexOf(level) < 0 ? other : levels.indexOf(level))
            .toArray();
        columns.add(new Words(words.name(), Arrays.stream(words.codes()).map(code -> code < 0 ? code : map[code])
            .toArray(), levels));
      } else {
        columns.add(table.column(c));
      }
    }
    return new Table(columns);
  }

  private static ColumnSchema changed(ColumnSchema of, int least, List<String> levels, long distinct, double min,
      double max) {
    return new ColumnSchema(of.name(), of.type(), of.form(), of.missing(), distinct, levels, of.ordered(), min, max,
        of.pattern(), String.format(Locale.ROOT, "protected: at least %,d rows have each value", least), of.marks(),
        Map.of(), of.treatment(), of.stored());
  }

  private static Words grouped(Words words, int least) {
    int[] counts = new int[words.levels().size()];
    for (int code : words.codes()) {
      if (code >= 0) {
        counts[code]++;
      }
    }
    int other = words.levels().indexOf(ColumnSchema.OTHER);
    int rare = 0;
    for (int j = 0; j < counts.length; j++) {
      rare += counts[j] < least || j == other ? counts[j] : 0;
    }
    List<String> levels = new ArrayList<>();
    int[] map = new int[counts.length];
    Arrays.fill(map, Words.MISSING);
    for (int j = 0; j < counts.length; j++) {
      if (counts[j] >= least && j != other) {
        map[j] = levels.size();
        levels.add(words.levels().get(j));
      }
    }
    if (levels.size() < counts.length) {
      for (int j = 0; j < counts.length && rare >= least; j++) {
        map[j] = map[j] == Words.MISSING ? levels.size() : map[j];
      }
      // Also if no row has it, so that the words of the file are read as it.
      levels.add(ColumnSchema.OTHER);
    }
    return new Words(words.name(), Arrays.stream(words.codes()).map(c -> c < 0 ? c : map[c]).toArray(), levels);
  }

  /** Groups of consecutive numbers, each of at least so many rows, at their mean; equal numbers stay together. */
  private static Numbers grouped(Numbers numbers, int least) {
    double[] sorted = Arrays.stream(numbers.values()).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double[] values = new double[numbers.size()];
    if (sorted.length < least) {
      Arrays.fill(values, Double.NaN);
      return new Numbers(numbers.name(), values, numbers.form());
    }
    double[] means = means(sorted, least, numbers.form());
    for (int row = 0; row < values.length; row++) {
      double value = numbers.values()[row];
      // Equal numbers have equal means, so that any of their places will do.
      values[row] = Double.isNaN(value) ? value : means[Arrays.binarySearch(sorted, value)];
    }
    return new Numbers(numbers.name(), values, numbers.form());
  }

  /** The mean of the group of each sorted number. */
  private static double[] means(double[] sorted, int least, ValueForm form) {
    double[] means = new double[sorted.length];
    for (int from = 0; from < sorted.length;) {
      int to = from;
      while (to < sorted.length && (to - from < least || sorted[to] == sorted[to - 1])) {
        to++;
      }
      int begin = from;
      if (sorted.length - to < least) {
        // The rest would be too small for a group; a value that many share stays by itself.
        to = sorted.length;
      }
      double mean = Arrays.stream(sorted, begin, to).average().orElseThrow();
      Arrays.fill(means, begin, to, sorted[begin] == sorted[to - 1] ? sorted[begin] : form.round(mean));
      from = to;
    }
    return means;
  }
}
