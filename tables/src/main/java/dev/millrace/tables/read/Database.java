package dev.millrace.tables.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.duckdb.DuckDBConnection;

/**
 * A DuckDB database where a table is put as text to be looked at. What does not fit into its memory goes to a temporary
 * folder, which is deleted when it is closed or the program ends. It reads no files but those that it is given, and loads
 * no extensions. (A database in a file would compress the texts, which takes four times as long as all the rest.)
 */
final class Database implements AutoCloseable {
  /** Its name in SQL, which DuckDB gives it. */
  static final String NAME = "memory";
  private static final long LEAST_MEMORY = 512L << 20;

  private final Path folder;
  private final Thread cleaner;
  private final DuckDBConnection connection;

  /** Takes the value of one row. */
  @FunctionalInterface
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  Database(long memory, int threads, List<Path> files) throws IOException {
    folder = Files.createTempDirectory("millrace-table-");
    cleaner = new Thread(() -> delete(folder));
    Runtime.getRuntime().addShutdownHook(cleaner);
    Properties properties = new Properties();
    // Rows come as they are read, not all at once.
    properties.setProperty("jdbc_stream_results", "true");
    try {
      connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:",
          properties);
      execute("SET autoinstall_known_extensions = false");
      execute("SET autoload_known_extensions = false");
      execute("SET memory_limit = '%dMB'".formatted(Math.max(memory, LEAST_MEMORY) >> 20));
      execute("SET threads = " + (threads == 0 ? Runtime.getRuntime().availableProcessors() : threads));
      execute("SET temp_directory = " + literal(folder.resolve("spill").toString()));
      execute("SET allowed_paths = [%s]".formatted(files.stream().map(file -> literal(file.toString()))
          .collect(Collectors.joining(", "))));
      execute("SET allowed_directories = [%s]".formatted(literal(folder.toString())));
      execute("SET enable_external_access = false");
      execute("SET lock_configuration = true");
    } catch (SQLException e) {
      throw new IOException("DuckDB does not start: " + e.getMessage(), e);
    }
  }

  Path folder() {
    return folder;
  }

  DuckDBConnection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  <T> List<T> list(String sql, Row<T> row) {
    List<T> all = new ArrayList<>();
    each(sql, row, all::add);
    return all;
  }

  /** Hands on each row, none of which is kept. */
  <T> void each(String sql, Row<T> row, Consumer<T> sink) {
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        sink.accept(row.of(rows));
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  <T> T one(String sql, Row<T> row) {
    return list(sql, row).getFirst();
  }

  /**
   * The path by which DuckDB reads a file: a link if its name has characters that stand for others.
   *
   * @throws IOException if the link cannot be made
   */
  Path readable(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    if (absolute.toString().chars().noneMatch(c -> "*?[".indexOf(c) >= 0)) {
      return absolute;
    }
    Path link = folder.resolve("source");
    return Files.exists(link) ? link : Files.createSymbolicLink(link, absolute);
  }

  static IllegalStateException failed(SQLException e) {
    return new IllegalStateException("DuckDB: " + e.getMessage(), e);
  }

  /** A text in SQL. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String literals(List<String> texts) {
    return texts.stream().map(Database::literal).collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      delete(folder);
      removeHook();
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException _) {
      // The program is ending: the hook runs by itself.
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
