package dev.millrace.tables.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import org.jspecify.annotations.Nullable;

/** Puts the rows of a CSV file into a database, as text. */
final class CsvLoader {
  private static final int FIRST = 5;

  private final CsvText text;
  private final CsvForm form;
  private final Database database;

  private CsvLoader(CsvText text, CsvForm form, Database database) {
    this.text = text;
    this.form = form;
    this.database = database;
  }

  /** The name under which DuckDB reads a file: itself, or a copy in UTF-8 beside the database. */
  static Path readable(CsvText text, Database database) throws IOException {
    if (text.isPlain()) {
      return database.readable(text.file());
    }
    Path copy = database.folder().resolve("table.csv");
    try (InputStream in = text.open()) {
      in.skipNBytes(text.mark());
      try (Reader reader = new InputStreamReader(in, text.encoding().newDecoder());
          Writer writer = Files.newBufferedWriter(copy, StandardCharsets.UTF_8)) {
        reader.transferTo(writer);
      } catch (CharacterCodingException e) {
        throw new InvalidInputException("%s: is not %s, which its first bytes or `encoding` say"
            .formatted(text.file(), text.encoding()), e);
      }
    }
    return copy;
  }

  /** Makes the table {@code data}, and returns what was left out; null if nothing. */
  static @Nullable String load(CsvText text, CsvForm form, Path readable, Database database, BadRows badRows)
      throws IOException {
    return new CsvLoader(text, form, database).load(readable, badRows);
  }

  private @Nullable String load(Path readable, BadRows badRows) throws IOException {
    String columns = IntStream.range(0, form.width()).mapToObj(c -> "'c" + c + "': 'VARCHAR'")
        .collect(Collectors.joining(", "));
    String trimmed = IntStream.range(0, form.width()).mapToObj(c -> "nullif(trim(c%d), '') AS c%d".formatted(c, c))
        .collect(Collectors.joining(", "));
    try {
      database.execute(("CREATE TABLE data AS SELECT %s FROM read_csv(%s, auto_detect = false, delim = %s, quote = %s, "
          + "escape = %s, header = %s, skip = %d, columns = {%s}, compression = %s, store_rejects = true, "
          + "rejects_limit = 0)").formatted(trimmed, Database.literal(readable.toString()),
              Database.literal(String.valueOf(form.delimiter())), Database.literal(String.valueOf(form.quote())),
              Database.literal(String.valueOf(form.quote())), form.header(), form.skipped(), columns,
              text.packed() && text.isPlain() ? "'gzip'" : "'none'"));
    } catch (SQLException e) {
      throw new InvalidInputException("%s: cannot be read as CSV: %s".formatted(text.file(),
          Shown.line(String.valueOf(e.getMessage()).lines().findFirst().orElse(""))), e);
    }
    return rejected(badRows);
  }

  /** A row that cannot be read. */
  private record Reject(long at, String kind, String line, int found) {}

  private @Nullable String rejected(BadRows badRows) throws IOException {
    long count = database.one("SELECT count(DISTINCT line_byte_position) FROM reject_errors", row -> row.getLong(1));
    if (count == 0) {
      return null;
    }
    List<Reject> first = database.list(
        "SELECT line_byte_position, first(error_type), ltrim(first(csv_line), chr(13) || chr(10)), "
            + "max(regexp_extract(error_message, "
            + "'Found: (\\d+)', 1)) FROM reject_errors GROUP BY line_byte_position ORDER BY line_byte_position LIMIT "
            + FIRST,
        row -> new Reject(row.getLong(1), row.getString(2), row.getString(3),
            row.getString(4).isEmpty() ? 0 : Integer.parseInt(row.getString(4))));
    long[] lines = lines(first.stream().mapToLong(Reject::at).toArray());
    String place = "%s:%d: %s".formatted(text.file(), lines[0], described(first.getFirst()));
    if (badRows == BadRows.FAIL) {
      throw new InvalidInputException(place + (count == 1 ? "" : "; %,d rows are bad".formatted(count))
          + "; mend the file, or give `bad-rows` skip to leave bad rows out");
    }
    long left = database.one("SELECT count(*) FROM data", row -> row.getLong(1));
    if (left == 0) {
      throw new InvalidInputException(place + "; no row can be read");
    }
    return "%s bad row%s left out; line%s %s: %s".formatted("%,d".formatted(count), count == 1 ? "" : "s",
        first.size() == 1 ? "" : "s", IntStream.range(0, lines.length).mapToObj(i -> String.valueOf(lines[i]))
            .collect(Collectors.joining(", ")) + (count > FIRST ? " …" : ""),
        described(first.getFirst()));
  }

  private String described(Reject reject) {
    return switch (reject.kind) {
      case "MISSING COLUMNS", "TOO MANY COLUMNS" -> "%d field%s in %s, expected %d".formatted(reject.found,
          reject.found == 1 ? "" : "s", Shown.quoted(reject.line), form.width());
      case "UNQUOTED VALUE" ->
        "a quote without its end in %s, expected \"\" for a quote inside a quoted field".formatted(
            Shown.quoted(reject.line));
      case "LINE SIZE OVER MAXIMUM" -> "a row of more than 2 MB; a quote may be missing";
      case "INVALID ENCODING", "INVALID UNICODE" -> "%s is not UTF-8".formatted(Shown.quoted(reject.line));
      default -> "%s in %s".formatted(reject.kind.toLowerCase(java.util.Locale.ROOT), Shown.quoted(reject.line));
    };
  }

  /**
   * The numbers of the lines of rows that start at some bytes, counted from 1, in ascending order. DuckDB counts the end of
   * the line before as part of a row where lines end in CRLF.
   */
  private long[] lines(long[] bytes) throws IOException {
    long[] lines = new long[bytes.length];
    int next = 0;
    long line = 1;
    long at = 1;
    try (InputStream in = text.isPlain() ? text.open() : Files.newInputStream(database.folder().resolve("table.csv"))) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0 && next < lines.length; n = in.read(buffer)) {
        for (int i = 0; i < n && next < lines.length; i++, at++) {
          while (next < lines.length && bytes[next] <= at && buffer[i] != '\n' && buffer[i] != '\r') {
            lines[next++] = line;
          }
          line += buffer[i] == '\n' ? 1 : 0;
        }
      }
    }
    while (next < lines.length) {
      lines[next++] = line;
    }
    return lines;
  }
}
