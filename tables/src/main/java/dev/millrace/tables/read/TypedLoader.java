package dev.millrace.tables.read;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.schema.FileForm;

/**
 * Puts rows whose columns have types into a database, as text. A number of a floating type becomes the shortest text
 * that gives it back, and a whole one has no decimals; a time has as many digits as the times of its column need.
 */
final class TypedLoader {
  private record Typed(String name, String type) {}

  private final Database database;
  private final String relation;
  private final String place;

  private TypedLoader(Database database, String relation, String place) {
    this.database = database;
    this.relation = relation;
    this.place = place;
  }

  /**
   * Makes the table {@code data}.
   *
   * @param relation what can follow FROM
   * @param place the start of messages, such as the file
   * @param format of the file
   */
  static Loaded load(Database database, String relation, String place, String format) throws SQLException {
    return new TypedLoader(database, relation, place).load(format);
  }

  private Loaded load(String format) throws SQLException {
    List<Typed> columns = new ArrayList<>();
    try (var statement = database.connection().createStatement();
        var rows = statement.executeQuery("DESCRIBE SELECT * FROM " + relation)) {
      while (rows.next()) {
        columns.add(new Typed(rows.getString(1), rows.getString(2)));
      }
    }
    String aliases = IntStream.range(0, columns.size()).mapToObj(c -> "r" + c).collect(Collectors.joining(", "));
    String from = "%s AS source(%s)".formatted(relation, aliases);
    String texts = IntStream.range(0, columns.size())
        .mapToObj(c -> "%s AS c%d".formatted(text("r" + c, columns.get(c).type, from), c))
        .collect(Collectors.joining(", "));
    database.execute("CREATE TABLE " + Database.NAME + ".main.data AS SELECT %s FROM %s".formatted(texts, from));
    if (database.one("SELECT count(*) FROM " + Database.NAME + ".main.data", row -> row.getLong(1)) == 0) {
      throw new InvalidInputException(place + ": has no rows");
    }
    return new Loaded(columns.stream().map(Typed::name).toList(), columns.stream().map(Typed::type).toList(),
        new FileForm(format, ',', "UTF-8", true), List.of());
  }

  private String text(String column, String type, String from) {
    return switch (type) {
      case "FLOAT", "DOUBLE" -> ("CASE WHEN NOT isfinite(%1$s) THEN NULL WHEN abs(%1$s) < 1e15 AND %1$s = trunc(%1$s) "
          + "THEN CAST(CAST(%1$s AS BIGINT) AS VARCHAR) ELSE CAST(%1$s AS VARCHAR) END").formatted(column);
      case "TIMESTAMP WITH TIME ZONE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> {
        String time = "make_timestamp(epoch_us(%s))".formatted(column);
        boolean fractions = database
            .one("SELECT count(*) FROM (SELECT 1 FROM %s WHERE epoch_us(%s) %% 1000000 <> 0 LIMIT 1)"
                .formatted(from, column), row -> row.getLong(1)) > 0;
        yield "strftime(%s, '%%Y-%%m-%%d %%H:%%M:%%S%s')".formatted(time, fractions ? ".%f" : "");
      }
      case "VARCHAR" -> "nullif(trim(%s), '')".formatted(column);
      default -> "CAST(%s AS VARCHAR)".formatted(column);
    };
  }

  /** One line of DuckDB's message, without the SQL that it repeats. */
  static String line(SQLException e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    return Shown
        .line(message.replaceFirst("^(?s).*pending query result\\s*Error: ", "").lines().findFirst().orElse("")
            .replaceFirst("^[A-Za-z ]+ Error: ", ""));
  }
}
