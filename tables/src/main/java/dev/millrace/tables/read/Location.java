package dev.millrace.tables.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.InputFile;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.text.DataNames;
import org.jspecify.annotations.Nullable;

/**
 * Where a table is.
 *
 * @param text the name of a file or the address of a database
 * @param file the file; null for a database elsewhere
 * @param kind of the file
 * @param options how it is read
 */
record Location(String text, @Nullable Path file, Kind kind, SourceOptions options) {
  private static final String JDBC = "jdbc:";
  private static final String JDBC_DUCKDB = "jdbc:duckdb:";
  private static final int MAGIC = 16;

  /** The kinds of places. */
  enum Kind {
    CSV,
    PARQUET,
    DUCKDB,
    JDBC
  }

  static Location of(String text, SourceOptions options) throws IOException {
    if (text.startsWith(JDBC) && !text.startsWith(JDBC_DUCKDB)) {
      if (options.query() == null) {
        throw new InvalidInputException(
            Shown.line(DataNames.withoutPassword(text)) + ": give `query`, the rows to take, such as "
                + "SELECT * FROM people");
      }
      return new Location(text, null, Kind.JDBC, options);
    }
    Path file = path(text.startsWith(JDBC_DUCKDB) ? text.substring(JDBC_DUCKDB.length()) : text);
    InputFile.requireReadable(file);
    Kind kind = text.startsWith(JDBC_DUCKDB) ? Kind.DUCKDB : kind(file);
    if (options.query() != null && kind != Kind.DUCKDB) {
      throw new InvalidInputException(file + ": `query` is for DuckDB files and databases");
    }
    return new Location(text, file, kind, options);
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new InvalidInputException(Shown.quoted(text) + ": is not the name of a file", e);
    }
  }

  private static Kind kind(Path file) throws IOException {
    String name = file.toString().toLowerCase(Locale.ROOT);
    String start;
    try (InputStream in = Files.newInputStream(file)) {
      start = new String(in.readNBytes(MAGIC), StandardCharsets.ISO_8859_1);
    }
    if (name.endsWith(".parquet") || name.endsWith(".pq")) {
      requireParquet(file, start);
      return Kind.PARQUET;
    }
    if (name.endsWith(".duckdb") || name.endsWith(".ddb") || name.endsWith(".db")) {
      if (!Foreign.isDuckDb(start)) {
        throw new InvalidInputException(file + (start.isEmpty() ? ": is empty" : ": is not a DuckDB file")
            + (start.startsWith("SQLite") ? " but an SQLite one; give jdbc:sqlite:" + file + " and `query`" : ""));
      }
      return Kind.DUCKDB;
    }
    return Kind.CSV;
  }

  private static void requireParquet(Path file, String start) throws IOException {
    if (!Foreign.isParquet(start)) {
      throw new InvalidInputException(file + (start.isEmpty() ? ": is empty" : ": is not a Parquet file")
          + ", expected PAR1 at its start");
    }
    try (var channel = Files.newByteChannel(file)) {
      var end = java.nio.ByteBuffer.allocate(4);
      channel.position(Math.max(0, channel.size() - 4)).read(end);
      if (channel.size() < 12 || !new String(end.array(), StandardCharsets.ISO_8859_1).equals("PAR1")) {
        throw new InvalidInputException(
            file + ": ends early, expected PAR1 at the end of a Parquet file; fetch it again");
      }
    }
  }

  /** The files that DuckDB may open. */
  List<Path> files() {
    return file == null
        ? List.of()
        : List.of(file.toAbsolutePath(), Path.of(file.toAbsolutePath() + ".wal"));
  }

  Loaded load(Database database) throws IOException {
    if (file == null) {
      return JdbcLoader.load(database, text, query());
    }
    try {
      return switch (kind) {
        case CSV -> Loaded.csv(file, database, options);
        case PARQUET -> TypedLoader.load(database, "read_parquet(%s)".formatted(Database.literal(
            database.readable(file).toString())), file.toString(), "parquet");
        case DUCKDB, JDBC -> duckDb(database, file);
      };
    } catch (SQLException e) {
      throw new InvalidInputException("%s: %s".formatted(file, TypedLoader.line(e)), e);
    }
  }

  private String query() {
    return options.query() == null ? "" : options.query().strip().replaceFirst(";+$", "");
  }

  private Loaded duckDb(Database database, Path from) throws SQLException {
    database.execute("ATTACH %s AS source (READ_ONLY)".formatted(Database.literal(from.toAbsolutePath().toString())));
    String relation = options.query() == null ? onlyTable(database, from) : "(" + query() + "\n)";
    database.execute("USE source");
    try {
      return TypedLoader.load(database, relation, from + (options.query() == null ? "" : ": the query"), "duckdb");
    } finally {
      database.execute("USE " + Database.NAME);
      database.execute("DETACH source");
    }
  }

  private static String onlyTable(Database database, Path from) {
    List<String> tables = database.list("SELECT table_schema, table_name FROM information_schema.tables WHERE "
        + "table_catalog = 'source' ORDER BY ALL",
        row -> "%s.%s".formatted(quoted(row.getString(1)),
            quoted(row.getString(2))));
    if (tables.isEmpty()) {
      throw new InvalidInputException(from + ": has no table");
    }
    if (tables.size() > 1) {
      throw new InvalidInputException("%s: has %d tables (%s%s); give `query`, such as SELECT * FROM %s".formatted(from,
          tables.size(), String.join(", ", tables.subList(0, Math.min(5, tables.size()))),
          tables.size() > 5 ? ", …" : "", tables.getFirst()));
    }
    return tables.getFirst();
  }

  private static String quoted(String name) {
    return name.matches("[a-z_][a-z0-9_]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
