package dev.millrace.tables.read;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.runs.shared.SharedColumn;
import dev.millrace.runs.text.DataNames;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.FileForm;
import dev.millrace.tables.schema.IdentifierPattern;
import dev.millrace.tables.schema.SchemaChoices;
import dev.millrace.tables.schema.TableSchema;
import dev.millrace.tables.schema.TakenIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * A table in a file or a database: what its columns are, and its learnt columns in memory. It is first put into a
 * database that DuckDB keeps in memory and, as far as it does not fit, in a temporary folder, until the source is closed.
 */
public final class TableSource implements AutoCloseable {
  private final String location;
  private final SourceOptions options;
  private final Database database;
  private final List<ColumnView> views;
  private final FileForm form;
  private final List<String> notes;

  TableSource(String location, SourceOptions options, Database database, Loaded loaded) {
    this.location = location;
    this.options = options;
    this.database = database;
    this.form = loaded.form();
    this.notes = new ArrayList<>(loaded.notes());
    this.views = ColumnView.of(database, loaded.names(), loaded.stored());
  }

  /**
   * Reads a table into a temporary database.
   *
   * @param location a CSV file (.csv, .tsv, .txt, each also with .gz), a Parquet file, a DuckDB file, or the address of a
   *          database, such as jdbc:postgresql://host/name, whose driver is on the class path
   * @param options how it is read
   * @return the source, which must be closed
   * @throws InvalidInputException naming the file, the line and what is wrong
   * @throws IOException if reading fails
   */
  public static TableSource open(String location, SourceOptions options) throws IOException {
    Location place = Location.of(location, options);
    Database database = new Database(options.memory(), options.threads(), place.files());
    try {
      return new TableSource(DataNames.withoutPassword(location), options, database, place.load(database));
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Takes rows into a temporary database.
   *
   * @param place what messages call the rows
   * @param columns their columns
   * @param rows a value for each column, as {@link SharedColumn} says; at least one row
   * @param options how they are read
   * @return the source, which must be closed
   * @throws InvalidInputException if there is no row
   * @throws IOException if a temporary folder cannot be made
   */
  public static TableSource of(String place, List<SharedColumn> columns, Iterator<@Nullable Object[]> rows,
      SourceOptions options) throws IOException {
    Database database = new Database(options.memory(), options.threads(), List.of());
    try {
      return new TableSource(place, options, database,
          RowLoader.load(database, columns.stream().map(SharedColumn::name).toList(),
              columns.stream().map(SharedColumn::type).toList(), () -> rows.hasNext() ? rows.next() : null, place,
              "jdbc"));
    } catch (SQLException e) {
      database.close();
      throw Database.failed(e);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** {@return the number of rows} */
  public long rows() {
    return views.getFirst().facts().rows();
  }

  /** {@return what a user should know about how the table was read, a sentence each} */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** {@return the file or address of the table, without a password} */
  public String location() {
    return location;
  }

  /** {@return what the columns are, as their values show it} */
  public TableSchema schema() {
    return schema(SchemaChoices.NONE);
  }

  /**
   * {@return what the columns are, as a user decides, and where nothing is decided, as their values show it}
   *
   * @param choices what a user decides
   * @throws InvalidInputException naming a column that the table lacks, or one whose values do not
   *     fit what is decided
   */
  public TableSchema schema(SchemaChoices choices) {
    List<SchemaChoices.Named> each = Chosen.of(choices, views.stream().map(ColumnView::name).toList());
    List<ColumnSchema> columns = new ArrayList<>();
    for (int c = 0; c < views.size(); c++) {
      SchemaChoices.Named named = each.get(c);
      try {
        columns.add(Inference.of(views.get(c), named, options.maxLevels()));
      } catch (InvalidInputException e) {
        throw new InvalidInputException(choices.place() + (named.line() == 0 ? "" : ":" + named.line()) + ": "
            + e.getMessage(), e);
      }
    }
    return new TableSchema(columns, Chosen.label(choices, views.stream().map(ColumnView::name).toList()), form,
        choices.constraints() == null ? List.of() : choices.constraints());
  }

  /**
   * Reads the learnt columns.
   *
   * @param schema of this source, or of another that has the same columns, in any order
   * @return the learnt columns of all rows, or of a random choice of rows if all do not fit into memory, which
   *     {@link #notes} then say
   * @throws InvalidInputException naming a column that is not here, or a value that does not fit the schema
   */
  public Table read(TableSchema schema) {
    return new TableReader(database, location, schema, Chosen.places(schema, views.stream().map(ColumnView::name)
        .toList(), location), rows(), options, notes).read();
  }

  /**
   * {@return a column as its texts stand in the source, also one that is not learnt} Each different text is a level.
   *
   * @param column the schema of the column, with the marks of missing values
   * @param index the number of the column
   */
  public Words texts(ColumnSchema column, int index) {
    Map<String, Integer> levels = new LinkedHashMap<>();
    List<Integer> codes = database.list("SELECT c%d FROM data".formatted(index), row -> {
      String text = row.getString(1);
      return text == null || column.marks().contains(text)
          ? Words.MISSING
          : levels.computeIfAbsent(text, _ -> levels.size());
    });
    return new Words(column.name(), codes.stream().mapToInt(Integer::intValue).toArray(),
        List.copyOf(levels.keySet()));
  }

  /**
   * {@return which identifiers each column has that is made anew at random, by the number of the column}
   *
   * @param schema the columns of this source
   */
  public Map<Integer, TakenIdentifiers> taken(TableSchema schema) {
    int[] places = Chosen.places(schema, views.stream().map(ColumnView::name).toList(), location);
    Map<Integer, TakenIdentifiers> taken = new TreeMap<>();
    for (int c = 0; c < places.length; c++) {
      ColumnSchema column = schema.columns().get(c);
      IdentifierPattern pattern = new IdentifierPattern(column.pattern());
      if (column.type() == ColumnType.IDENTIFIER && places[c] >= 0 && pattern.isCounted()
          && IdentifierPattern.isRandom(column.pattern())) {
        String texts = "SELECT c%d FROM data WHERE %s".formatted(places[c],
            Sql.present("c" + places[c], column.marks()));
        taken.put(c, TakenIdentifiers.of(pattern, column.distinct(),
            sink -> database.each(texts, row -> row.getString(1), sink)));
      }
    }
    return taken;
  }

  /**
   * Reads the learnt columns of some rows.
   *
   * @param schema the columns of this source
   * @param rows about how many
   * @return the learnt columns of a random choice of rows, or of all if there are no more
   */
  public Table some(TableSchema schema, int rows) {
    return new TableReader(database, location, schema, Chosen.places(schema, views.stream().map(ColumnView::name)
        .toList(), location), rows(),
        options.withMemory(Math.max(1L, rows) * Double.BYTES * Math.max(1, schema.learnt().size())), new ArrayList<>())
        .read();
  }

  @Override
  public void close() {
    database.close();
  }
}
