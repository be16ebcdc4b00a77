package dev.millrace.tables.read;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.TableSchema;

/** Reads the learnt columns of the table {@code data} into memory. */
final class TableReader {
  /** A row in which a word is none of the levels. */
  static final int UNKNOWN = -2;

  private final Database database;
  private final String location;
  private final TableSchema schema;
  private final int[] places;
  private final long rows;
  private final SourceOptions options;
  private final List<String> notes;

  TableReader(Database database, String location, TableSchema schema, int[] places, long rows, SourceOptions options,
      List<String> notes) {
    this.database = database;
    this.location = location;
    this.schema = schema;
    this.places = places;
    this.rows = rows;
    this.options = options;
    this.notes = notes;
  }

  Table read() {
    List<Integer> learnt = schema.learnt();
    if (learnt.isEmpty()) {
      throw new InvalidInputException(
          location + ": no column can be learnt: all are identifiers, free text or constant; "
              + "give a `schema` that says otherwise");
    }
    long fitting = options.memory() / bytesPerRow(learnt);
    long count = Math.min(rows, Math.min(fitting, Integer.MAX_VALUE - 8));
    String chosen = "";
    if (count < rows) {
      chosen = choose(count);
      count = database.one("SELECT count(*) FROM data " + chosen, row -> row.getLong(1));
      notes.add("%,d of %,d rows, chosen at random, are read into memory: all would take %,d MB of %,d MB.".formatted(
          count, rows, (rows * bytesPerRow(learnt)) >> 20, options.memory() >> 20));
    }
    return fill(learnt, (int) count, chosen);
  }

  private long bytesPerRow(List<Integer> learnt) {
    return learnt.stream().mapToLong(c -> schema.columns().get(c).type().isNumeric() ? Double.BYTES : Integer.BYTES)
        .sum();
  }

  /** About so many rows; which ones depends on the seed alone. */
  private String choose(long count) {
    double threshold = count / (double) rows * 0x1p53;
    long start = new Seed(options.seed()).generator(Seed.Purpose.SPLIT, 0, 0).nextLong() >>> 2;
    return "WHERE (hash(rowid + %d) >> 11) < %d".formatted(start, (long) threshold);
  }

  private Table fill(List<Integer> learnt, int count, String chosen) {
    List<double[]> numbers = new ArrayList<>();
    List<int[]> words = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (int c : learnt) {
      boolean numeric = schema.columns().get(c).type().isNumeric();
      numbers.add(numeric ? new double[count] : new double[0]);
      words.add(numeric ? new int[0] : new int[count]);
      columns.add(expression(c));
    }
    String sql = "SELECT %s FROM data %s".formatted(String.join(", ", columns), chosen);
    boolean fits = true;
    try (Statement statement = database.connection().createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      for (int r = 0; result.next(); r++) {
        for (int c = 0; c < columns.size(); c++) {
          double[] column = numbers.get(c);
          if (column.length > 0) {
            double value = result.getDouble(c + 1);
            boolean missing = (value == 0 || Double.isNaN(value)) && result.wasNull();
            column[r] = missing ? Double.NaN : value;
            fits &= missing || !Double.isNaN(value);
          } else {
            words.get(c)[r] = result.getInt(c + 1);
            fits &= words.get(c)[r] != UNKNOWN;
          }
        }
      }
    } catch (SQLException e) {
      throw Database.failed(e);
    }
    if (!fits) {
      learnt.forEach(this::requireFitting);
    }
    List<Column> made = new ArrayList<>();
    for (int i = 0; i < learnt.size(); i++) {
      ColumnSchema column = schema.columns().get(learnt.get(i));
      made.add(column.form() == null
          ? new Words(column.name(), words.get(i), column.levels())
          : new Numbers(column.name(), numbers.get(i), column.form()));
    }
    return new Table(made);
  }

  /** Names the first value that is no number of the column, or none of its levels. */
  private void requireFitting(int c) {
    ColumnSchema column = schema.columns().get(c);
    String name = "c" + places[c];
    String wrong = column.form() == null
        ? column.levels().isEmpty() ? "TRUE" : "%s NOT IN (%s)".formatted(name, Database.literals(column.levels()))
        : "(%s) IS NULL".formatted(Sql.number(name, column.form()));
    if (column.form() == null && isGrouped(column)) {
      return;
    }
    database
        .list("SELECT rowid + 1, %s FROM data WHERE %s AND %s ORDER BY rowid LIMIT 1".formatted(name, Sql.present(name,
            column.marks()), wrong), row -> {
              throw new InvalidInputException(
                  "%s: row %d: column %s: %s, expected %s".formatted(location, row.getLong(1),
                      Shown.quoted(column.name()), Shown.quoted(row.getString(2)), expected(column, row.getString(2))));
            });
  }

  private static boolean isGrouped(ColumnSchema column) {
    return !column.levels().isEmpty() && column.levels().getLast().equals(ColumnSchema.OTHER);
  }

  /** What a value of a column should be. */
  static String expected(ColumnSchema column, String found) {
    if (column.form() == null && column.levels().isEmpty()) {
      return "no value";
    }
    return switch (column.form()) {
      case ValueForm.Decimal form -> "a number" + (form.mark() == ',' ? " with a decimal comma" : "");
      case ValueForm.Date form -> "a date as " + form.pattern();
      case ValueForm.Timestamp form -> "a time as " + form.pattern();
      case null -> Nearest.of(found, column.levels()).map(near -> "a known level; is '" + near + "' meant?")
          .orElse(
              "one of " + Shown.line(String.join(", ", column.levels().subList(0, Math.min(8, column.levels().size()))))
                  + (column.levels().size() > 8 ? ", …" : ""));
    };
  }

  private String expression(int c) {
    ColumnSchema column = schema.columns().get(c);
    String name = "c" + places[c];
    String present = Sql.present(name, column.marks());
    if (column.form() != null) {
      return "CASE WHEN %s THEN coalesce(%s, CAST('nan' AS DOUBLE)) END".formatted(present, Sql.number(name,
          column.form()));
    }
    boolean grouped = isGrouped(column);
    List<String> levels = grouped ? column.levels().subList(0, column.levels().size() - 1) : column.levels();
    try {
      database.execute("DROP TYPE IF EXISTS levels%d".formatted(c));
      database.execute("CREATE TYPE levels%d AS ENUM (%s)".formatted(c,
          levels.stream().map(Database::literal).collect(Collectors.joining(", "))));
    } catch (SQLException e) {
      throw Database.failed(e);
    }
    return "CASE WHEN %s THEN coalesce(CAST(enum_code(TRY_CAST(%s AS levels%d)) AS INTEGER), %d) ELSE %d END".formatted(
        present, name, c, grouped ? levels.size() : UNKNOWN, Words.MISSING);
  }
}
