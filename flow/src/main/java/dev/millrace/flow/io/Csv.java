package dev.millrace.flow.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;

/**
 * Tables of numbers as text: RFC 4180 in UTF-8, one row a line, one number a field.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
public final class Csv {
  private static final Pattern NUMBER = Pattern.compile("[+-]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?+\\d++)?+");
  private static final Pattern NOT_FINITE = Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  /** How much of a file is looked at to find the first line's separator. */
  private static final int LOOK_AHEAD = 1 << 16;

  /**
   * A table of numbers, named or not.
   *
   * @param values shape [rows, columns]
   * @param names one name a column, or empty
   */
  public record Table(FloatArray values, List<String> names) {
    /**
     * Checks that the names fit the values.
     *
     * @throws IllegalArgumentException if the values are not of two dimensions, the number of names is neither 0 nor that of the
     *     columns, all names are blank, or a name is a number, which a reader would take for data
     */
    public Table {
      names = List.copyOf(names);
      if (values.shape().size() != 2 || values.shape().getLast() == 0) {
        throw new IllegalArgumentException("shape %s, expected [rows, columns]".formatted(values.shape()));
      }
      if (!names.isEmpty() && (names.size() != values.rowLength() || !isHeader(names))) {
        throw new IllegalArgumentException("%s does not name %d columns".formatted(names, values.rowLength()));
      }
    }
  }

  private Csv() {
  }

  /**
   * Reads a table of finite numbers. The separator is the first line's: comma if it has one, else semicolon, else tab. A first
   * row without any number holds the columns' names. Blank lines are skipped, spaces around fields ignored, a byte order mark
   * too. There may be 16 384 columns; wider arrays belong in {@link Npy}. A number is decimal, with or without
   * a fraction and an exponent, and becomes the nearest float.
   *
   * @param file the file
   * @return the table, of at least one row
   * @throws InvalidInputException if the file is missing, unreadable, not UTF-8, without rows, ragged, or holds anything but
   *     finite numbers within float's range; one line with the file, the line in it, the column (from 1) and the text found
   * @throws IOException if reading fails
   */
  public static Table read(Path file) throws IOException {
    InputFile.requireReadable(file);
    try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      skipByteOrderMark(text);
      // Ragged rows are allowed here and refused below, with the line that set the width.
      var reader = CsvReader.builder().fieldSeparator(separator(text)).extraFieldStrategy(FieldMismatchStrategy.IGNORE)
          .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
          .allowUnclosedQuote(false);
      try (CsvReader<CsvRecord> records = reader.ofCsvRecord(text)) {
        return table(file, records);
      }
    } catch (CharacterCodingException e) {
      throw notUtf8(file, e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw notUtf8(file, e);
      }
      throw e.getCause();
    } catch (CsvParseException e) {
      String reason = e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + e.getCause().getMessage();
      throw new InvalidInputException("%s: %s".formatted(file, Shown.line(String.valueOf(reason))), e);
    }
  }

  private static InvalidInputException notUtf8(Path file, Exception cause) {
    return new InvalidInputException(file + ": is not text in UTF-8", cause);
  }

  private static void skipByteOrderMark(BufferedReader text) throws IOException {
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
  }

  private static char separator(BufferedReader text) throws IOException {
    text.mark(LOOK_AHEAD);
    boolean semicolon = false;
    boolean tab = false;
    boolean comma = false;
    boolean quoted = false;
    boolean blank = true;
    for (int i = 0; i < LOOK_AHEAD && !comma; i++) {
      int c = text.read();
      boolean lineEnds = !quoted && (c == '\n' || c == '\r');
      if (c < 0 || (lineEnds && !blank)) {
        break;
      }
      tab &= !lineEnds;
      quoted ^= c == '"';
      blank &= Character.isWhitespace(c);
      comma |= !quoted && c == ',';
      semicolon |= !quoted && c == ';';
      tab |= !quoted && c == '\t';
    }
    text.reset();
    return comma ? ',' : semicolon ? ';' : tab && !blank ? '\t' : ',';
  }

  private static Table table(Path file, Iterable<CsvRecord> records) {
    List<String> names = List.of();
    float[] values = new float[1024];
    int count = 0;
    int columns = 0;
    long firstLine = 0;
    for (CsvRecord row : records) {
      List<String> fields = row.getFields();
      long line = row.getStartingLineNumber();
      if (fields.size() == 1 && fields.getFirst().isBlank()) {
        continue;
      }
      if (firstLine == 0) {
        firstLine = line;
        columns = fields.size();
        if (isHeader(fields)) {
          names = fields.stream().map(String::strip).toList();
          continue;
        }
      }
      if (fields.size() != columns) {
        throw new InvalidInputException(
            "%s:%d: %d fields, expected %d as in line %d".formatted(file, line, fields.size(),
                columns, firstLine));
      }
      if (count > values.length - columns) {
        values = Arrays.copyOf(values, grown(file, line, count, columns));
      }
      for (int column = 0; column < columns; column++) {
        values[count++] = number(file, line, column, fields.get(column).strip());
      }
    }
    if (firstLine == 0) {
      throw new InvalidInputException(file + ": is empty, expected rows of numbers");
    }
    if (count == 0) {
      throw new InvalidInputException("%s: no row of numbers follows the header in line %d".formatted(file, firstLine));
    }
    return new Table(FloatArray.of(Arrays.copyOf(values, count), count / columns, columns), names);
  }

  /** A header has a name and no number, not even NaN. */
  private static boolean isHeader(List<String> fields) {
    return fields.stream().anyMatch(field -> !field.isBlank()) && fields.stream().map(String::strip)
        .noneMatch(field -> NUMBER.matcher(field).matches() || NOT_FINITE.matcher(field).matches());
  }

  private static int grown(Path file, long line, int count, int columns) {
    if (count > Integer.MAX_VALUE - 8 - columns) {
      throw new InvalidInputException("%s:%d: more than %d numbers".formatted(file, line, Integer.MAX_VALUE - 8));
    }
    return (int) Math.min(Integer.MAX_VALUE - 8, Math.max(2L * count, count + columns));
  }

  private static float number(Path file, long line, int column, String field) {
    String fault;
    if (NUMBER.matcher(field).matches()) {
      float value = Float.parseFloat(field);
      if (Float.isFinite(value)) {
        return value;
      }
      fault = "is beyond the range of a 32-bit float (±" + Float.MAX_VALUE + ")";
    } else {
      fault = NOT_FINITE.matcher(field).matches() ? "is not a finite number" : "is not a number";
    }
    throw new InvalidInputException("%s:%d: column %d: %s %s".formatted(file, line, column + 1, InputFile.quote(field),
        fault));
  }

  /**
   * Writes a table: commas, a line feed after every row, each number the shortest decimal that reads back as the same float.
   * {@link #read} gives back an equal table, unless there is NaN or infinity in it or a name begins or ends with a space.
   *
   * @param out where to; it is not closed
   * @param table what to write
   * @throws IOException if the stream fails
   */
  public static void write(OutputStream out, Table table) throws IOException {
    var quotes = new QuoteStrategy() {
      @Override
      public boolean quoteValue(int line, int field, String value) {
        // A reader would take these for the separator.
        return value.indexOf(';') >= 0 || value.indexOf('\t') >= 0;
      }
    };
    try {
      // Not closed, for that would close the stream.
      CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).quoteStrategy(quotes).build(out);
      if (!table.names().isEmpty()) {
        writer.writeRecord(table.names());
      }
      float[] values = table.values().values();
      var fields = new String[table.values().rowLength()];
      for (int i = 0; i < values.length; i++) {
        int column = i % fields.length;
        fields[column] = Float.toString(values[i]);
        if (column == fields.length - 1) {
          writer.writeRecord(fields);
        }
      }
      writer.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
