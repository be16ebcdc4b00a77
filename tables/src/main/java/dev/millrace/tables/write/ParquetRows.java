package dev.millrace.tables.write;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Writes rows as Parquet. They are gathered in a database in a temporary folder, which need not fit into memory. */
final class ParquetRows {
  private static final String MEMORY = "256MB";
  private static final double NANOS = 1e9;

  private ParquetRows() {
  }

  static void write(OutputStream out, List<String> names, List<ColumnSchema> columns, Blocks blocks)
      throws IOException {
    Path folder = Files.createTempDirectory("millrace");
    Path database = folder.resolve("rows.duckdb");
    Path file = folder.resolve("rows.parquet");
    try {
      gather(database, file, names, columns, blocks);
      Files.copy(file, out);
    } catch (SQLException e) {
      throw new IOException(String.valueOf(e.getMessage()).lines().findFirst().orElse("DuckDB failed"), e);
    } finally {
      for (Path each : List.of(database, folder.resolve("rows.duckdb.wal"), file, folder)) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static void gather(Path database, Path file, List<String> names, List<ColumnSchema> columns,
      Blocks blocks) throws SQLException, IOException {
    List<SqlType> types = columns.stream().map(SqlType::of).toList();
    Properties properties = new Properties();
    properties.setProperty("memory_limit", MEMORY);
    properties.setProperty("autoinstall_known_extensions", "false");
    try (var connection = DriverManager.getConnection("jdbc:duckdb:" + database, properties)
        .unwrap(DuckDBConnection.class); Statement sql = connection.createStatement()) {
      // Names of columns that differ only by capital letters are the same to DuckDB, so the table has others.
      sql.execute("CREATE TABLE rows (" + IntStream.range(0, types.size()).mapToObj(c -> "c" + c + " " + types.get(c))
          .collect(Collectors.joining(", ")) + ")");
      try (DuckDBAppender appender = connection.createAppender("rows")) {
        blocks.each(rows -> append(appender, types, rows));
      }
      sql.execute("COPY (SELECT " + IntStream.range(0, types.size())
          .mapToObj(c -> "CAST(c%d AS %s) AS \"%s\"".formatted(c, SqlType.written(columns.get(c)),
              names.get(c).replace("\"", "\"\"")))
          .collect(Collectors.joining(", "))
          + " FROM rows) TO '" + file.toString().replace("'", "''") + "' (FORMAT parquet, COMPRESSION zstd)");
    }
  }

  private static void append(DuckDBAppender appender, List<SqlType> types, Table rows) throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (int c = 0; c < types.size(); c++) {
      cells.add(cell(types.get(c), rows.column(c)));
    }
    try {
      for (int row = 0; row < rows.rows(); row++) {
        appender.beginRow();
        for (int c = 0; c < cells.size(); c++) {
          if (rows.column(c).isMissing(row)) {
            appender.appendNull();
          } else {
            cells.get(c).append(appender, row);
          }
        }
        appender.endRow();
      }
    } catch (SQLException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Appends a value that is not missing. */
  @FunctionalInterface
  private interface Cell {
    void append(DuckDBAppender appender, int row) throws SQLException;
  }

  private static Cell cell(SqlType type, Column column) {
    return switch (column) {
      case Words words when type == SqlType.BOOLEAN ->
        (appender, row) -> appender.append(Boolean.parseBoolean(words.text(row)));
      case Words words -> (appender, row) -> appender.append(words.text(row));
      case Numbers numbers -> switch (type) {
        case BIGINT -> (appender, row) -> appender.append(Math.round(numbers.values()[row]));
        case DATE -> (appender, row) -> appender.append(LocalDate.ofEpochDay(Math.round(numbers.values()[row])));
        case TIMESTAMP -> (appender, row) -> appender.append(time(numbers.form().round(numbers.values()[row])));
        case DOUBLE -> (appender, row) -> appender.append(numbers.form().round(numbers.values()[row]));
        case VARCHAR, BOOLEAN -> (appender, row) -> appender.append(numbers.text(row));
      };
    };
  }

  private static LocalDateTime time(double seconds) {
    long whole = (long) Math.floor(seconds);
    return LocalDateTime.ofEpochSecond(whole, (int) Math.min(NANOS - 1, (double) Math.round((seconds - whole) * NANOS)),
        ZoneOffset.UTC);
  }
}
