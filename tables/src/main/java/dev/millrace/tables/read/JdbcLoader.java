package dev.millrace.tables.read;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.text.DataNames;
import org.jspecify.annotations.Nullable;

/** Streams the rows of a query, by any JDBC driver, into a database. */
final class JdbcLoader {
  /** The environment variable that holds the password of addresses without one. */
  static final String PASSWORD = "MILLRACE_JDBC_PASSWORD";
  private static final int FETCHED = 10_000;
  private static final Map<String, String> DRIVERS = Map.of("postgresql", "org.postgresql:postgresql", "mysql",
      "com.mysql:mysql-connector-j", "mariadb", "org.mariadb.jdbc:mariadb-java-client", "sqlite",
      "org.xerial:sqlite-jdbc", "sqlserver", "com.microsoft.sqlserver:mssql-jdbc", "oracle",
      "com.oracle.database.jdbc:ojdbc11", "h2", "com.h2database:h2", "duckdb", "org.duckdb:duckdb_jdbc");

  private JdbcLoader() {
  }

  static Loaded load(Database database, String url, String query) {
    String place = Shown.line(DataNames.withoutPassword(url));
    try (Connection connection = connect(url, place)) {
      // Drivers read row by row only within a transaction.
      connection.setAutoCommit(false);
      try (PreparedStatement statement = connection.prepareStatement(query, ResultSet.TYPE_FORWARD_ONLY,
          ResultSet.CONCUR_READ_ONLY)) {
        statement.setFetchSize(FETCHED);
        try (ResultSet rows = statement.executeQuery()) {
          return load(database, rows, place);
        }
      }
    } catch (SQLException e) {
      String why = TypedLoader.line(e);
      boolean bare = DataNames.withoutPassword(url).equals(url) && System.getenv(PASSWORD) == null;
      throw new InvalidInputException("%s: %s%s".formatted(place, why, bare && why.toLowerCase(Locale.ROOT)
          .contains("password") ? "; the environment variable %s may hold the password".formatted(PASSWORD) : ""), e);
    }
  }

  private static Connection connect(String url, String place) throws SQLException {
    try {
      DriverManager.getDriver(url);
    } catch (SQLException e) {
      String[] parts = url.split(":", 3);
      String kind = parts.length > 1 ? parts[1] : "";
      throw new InvalidInputException("%s: no JDBC driver for it is on the class path; add %s".formatted(place,
          DRIVERS.containsKey(kind)
              ? "the jar of " + DRIVERS.get(kind)
              : "the driver's jar, and check the address, which starts with jdbc:, such as jdbc:postgresql:"),
          e);
    }
    return DriverManager.getConnection(url, properties(url, System.getenv(PASSWORD)));
  }

  /** The password of the environment, if the address has none. */
  static Properties properties(String url, @Nullable String password) {
    Properties properties = new Properties();
    if (password != null && !password.isEmpty() && DataNames.withoutPassword(url).equals(url)) {
      properties.setProperty("password", password);
    }
    return properties;
  }

  private static Loaded load(Database database, ResultSet rows, String place) throws SQLException {
    ResultSetMetaData meta = rows.getMetaData();
    int width = meta.getColumnCount();
    List<String> names = new ArrayList<>();
    int[] types = new int[width];
    for (int c = 0; c < width; c++) {
      names.add(meta.getColumnLabel(c + 1));
      types[c] = meta.getColumnType(c + 1);
    }
    return RowLoader.load(database, names, Arrays.stream(types).mapToObj(JdbcLoader::duck).toList(), () -> {
      if (!rows.next()) {
        return null;
      }
      @Nullable
      Object[] row = new @Nullable Object[width];
      for (int c = 0; c < width; c++) {
        row[c] = value(rows, c + 1, types[c]);
      }
      return row;
    }, place + ": the query", "jdbc");
  }

  private static String duck(int type) {
    return switch (type) {
      case Types.BOOLEAN, Types.BIT -> "BOOLEAN";
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> "BIGINT";
      case Types.REAL, Types.FLOAT, Types.DOUBLE -> "DOUBLE";
      case Types.DATE -> "DATE";
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> "TIMESTAMP";
      default -> "VARCHAR";
    };
  }

  private static @Nullable String plain(@Nullable BigDecimal value) {
    return value == null ? null : value.toPlainString();
  }

  private static @Nullable Object value(ResultSet rows, int column, int type) throws SQLException {
    return switch (duck(type)) {
      case "BOOLEAN" -> {
        boolean value = rows.getBoolean(column);
        yield rows.wasNull() ? null : (Boolean) value;
      }
      case "BIGINT" -> {
        long value = rows.getLong(column);
        yield rows.wasNull() ? null : (Long) value;
      }
      case "DOUBLE" -> {
        double value = rows.getDouble(column);
        yield rows.wasNull() ? null : (Double) value;
      }
      case "DATE" -> {
        Date value = rows.getDate(column);
        yield value == null ? null : value.toLocalDate();
      }
      case "TIMESTAMP" -> {
        Timestamp value = rows.getTimestamp(column);
        yield value == null ? null : value.toLocalDateTime();
      }
      default -> type == Types.NUMERIC || type == Types.DECIMAL
          ? plain(rows.getBigDecimal(column))
          : rows.getString(column);
    };
  }
}
