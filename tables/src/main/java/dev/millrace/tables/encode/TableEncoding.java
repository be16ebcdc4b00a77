package dev.millrace.tables.encode;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.parallel.Tasks;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.Treatment;
import tools.jackson.databind.node.ObjectNode;

/**
 * The encoding of a table: each row becomes {@link #width} floats, those of its columns one after the other, and back.
 * A category, or a number of few different values ({@link Treatment}), is a {@link LevelCode}; any other number, date or time is a
 * {@link NumberCode}.
 *
 * @param columns the encodings of the columns
 */
public record TableEncoding(List<ColumnCode> columns) {
  private static final int BLOCK = 8192;

  /** Copies the list. */
  public TableEncoding {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("an encoding without columns");
    }
  }

  /**
   * Fits the encoding to the rows of a table; the levels of categories are those of its columns, whether they occur or
   * not.
   *
   * @param table at least one row
   * @param threads the most threads
   * @return the encoding
   */
  public static TableEncoding of(Table table, int threads) {
    if (table.rows() == 0) {
      throw new IllegalArgumentException("a table without rows");
    }
    ColumnCode[] codes = new ColumnCode[table.width()];
    Tasks.forEach(threads, codes.length, c -> codes[c] = fit(table.column(c)));
    return new TableEncoding(List.of(codes));
  }

  private static ColumnCode fit(Column column) {
    boolean hasMissing = column.missing() > 0;
    return switch (column) {
      case Words words -> new LevelCode(words.name(), words.levels(), new double[0], null,
          hasMissing || words.levels().isEmpty());
      case Numbers numbers -> fit(numbers, hasMissing);
    };
  }

  private static ColumnCode fit(Numbers column, boolean hasMissing) {
    double[] sorted = Arrays.stream(column.values()).filter(v -> !Double.isNaN(v)).map(v -> v + 0.0).toArray();
    Arrays.parallelSort(sorted);
    double[] few = Arrays.stream(sorted).distinct().limit(Treatment.MOST_LEVELS_OF_NUMBER + 1L).toArray();
    if (few.length <= Treatment.MOST_LEVELS_OF_NUMBER) {
      return new LevelCode(column.name(), List.of(), few, column.form(), hasMissing);
    }
    double[] atoms = atoms(sorted, Treatment.ATOM_SHARE * column.size());
    double[] regular = atoms.length == 0
        ? sorted
        : Arrays.stream(sorted).filter(v -> Arrays.binarySearch(atoms, v) < 0).toArray();
    return new NumberCode(column.name(), column.form(), Bins.of(regular), atoms, hasMissing);
  }

  private static double[] atoms(double[] sorted, double least) {
    double[] atoms = new double[(int) (1 / Treatment.ATOM_SHARE) + 1];
    int count = 0;
    for (int i = 0; i < sorted.length;) {
      int end = i + 1;
      while (end < sorted.length && sorted[end] == sorted[i]) {
        end++;
      }
      if (end - i >= least) {
        atoms[count++] = sorted[i];
      }
      i = end;
    }
    return Arrays.copyOf(atoms, count);
  }

  /** {@return the number of floats of a row} */
  public int width() {
    return columns.stream().mapToInt(ColumnCode::width).sum();
  }

  /** {@return where the floats of each column begin, and last the width, [columns + 1]} */
  public int[] starts() {
    int[] starts = new int[columns.size() + 1];
    for (int c = 0; c < columns.size(); c++) {
      starts[c + 1] = starts[c] + columns.get(c).width();
    }
    return starts;
  }

  /**
   * The codes of all rows.
   *
   * @param table has the columns of this encoding, in order
   * @param threads the most threads
   * @return the codes
   */
  public CodedRows code(Table table, int threads) {
    requireColumns(table);
    int width = columns.size();
    char[] codes = new char[Sizes.product(table.rows(), width)];
    Tasks.forEach(threads, Math.ceilDiv(table.rows(), BLOCK), block -> {
      int from = block * BLOCK;
      int to = Math.min(table.rows(), from + BLOCK);
      for (int c = 0; c < width; c++) {
        columns.get(c).code(table.column(c), from, to, codes, from * width + c, width);
      }
    });
    return new CodedRows(codes, width);
  }

  private void requireColumns(Table table) {
    if (table.width() != columns.size()) {
      throw new IllegalArgumentException(
          "a table of %d columns, the encoding has %d".formatted(table.width(), columns.size()));
    }
  }

  /**
   * Writes the floats of a row.
   *
   * @param rows the codes, all of them known
   * @param row from 0
   * @param random draws the places of values within their quantiles
   * @param x receives the floats
   * @param at where they begin
   */
  public void put(CodedRows rows, int row, RandomGenerator random, float[] x, int at) {
    int to = at;
    int from = row * rows.columns();
    for (int c = 0; c < columns.size(); c++) {
      ColumnCode column = columns.get(c);
      column.put(rows.codes()[from + c], random, x, to);
      to += column.width();
    }
  }

  /**
   * The rows that floats stand for: numbers by their quantiles, levels as the greatest of their shares.
   *
   * @param x [rows, {@link #width}]
   * @param threads the most threads
   * @return the table
   */
  public Table decode(float[] x, int threads) {
    int width = width();
    int rows = x.length / width;
    int[] starts = starts();
    List<ColumnCode.Decoded> decoded = columns.stream().map(column -> column.decoded(rows)).toList();
    Tasks.forEach(threads, Math.ceilDiv(rows, BLOCK), block -> {
      for (int c = 0; c < starts.length - 1; c++) {
        for (int row = block * BLOCK; row < Math.min(rows, (block + 1) * BLOCK); row++) {
          decoded.get(c).take(row, x, row * width + starts[c], null, true);
        }
      }
    });
    return new Table(decoded.stream().map(ColumnCode.Decoded::column).toList());
  }

  /**
   * {@return the number of the column of a name; −1 if there is none}
   *
   * @param name the name of a column
   */
  public int index(String name) {
    return IntStream.range(0, columns.size()).filter(c -> columns.get(c).name().equals(name)).findFirst().orElse(-1);
  }

  /** {@return this encoding as JSON; the same encoding gives the same text} */
  public ObjectNode toJson() {
    return EncodingJson.write(this);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param place the file, as messages name it
   * @param json the text
   * @return the encoding
   * @throws dev.millrace.flow.InvalidInputException if it is damaged
   */
  public static TableEncoding ofJson(String place, String json) {
    return EncodingJson.read(place, json);
  }
}
