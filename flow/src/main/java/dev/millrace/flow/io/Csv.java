package dev.millrace.flow.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
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
import org.jspecify.annotations.Nullable;

/**
 * Tables of numbers as text: RFC 4180 in UTF-8, one row per line, one number per field.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
public final class Csv {
  private static final Pattern NUMBER = Pattern.compile("[+-]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?+\\d++)?+");
  private static final Pattern NOT_FINITE = Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);
  /** Numbers with a semicolon or spaces between them. */
  private static final Pattern SEVERAL = Pattern
      .compile("(?=[-+.eE]*+\\d)[-+.\\deE]++(?:\\s*+;\\s*+|\\s++)[-+.\\d][-+.\\deE;\\s]*+");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("[-+]?\\d+,\\d+");
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  /** The texts that mark a missing value. A row of nothing but such texts is not a header. */
  private static final Pattern MISSING = Pattern.compile("n/?a|null|none|missing|[-?.]", Pattern.CASE_INSENSITIVE);
  /** How many bytes of a file are examined to find the first line's separator. */
  private static final int LOOK_AHEAD = 1 << 16;

  /** What the first row of a file is. */
  public enum Header {
    /** The names of the columns if it has a name and no number; otherwise data. */
    AUTO,
    /** The names of the columns, even if they are numbers. */
    YES,
    /** Data. */
    NO
  }

  private Csv() {
  }

  /**
   * As {@link #read(Path, Header)} with {@link Header#AUTO}.
   *
   * @param file the file
   * @return the rows
   * @throws IOException if reading fails
   */
  public static Table read(Path file) throws IOException {
    return read(file, Header.AUTO);
  }

  /**
   * Reads a table of finite numbers. The separator is that of the first line: a comma if the line has one, otherwise a
   * semicolon, otherwise a tab. With {@link Header#AUTO} the first row is a header if it has a name and no number; a
   * row that has only marks of missing values, such as NA, is not a header. Blank lines are skipped; spaces around
   * fields and a byte order mark are ignored. There may be up to 16 384 columns; wider arrays belong in {@link Npy}. A
   * number is decimal, with or without a fraction and an exponent. It becomes the nearest double, or the nearest float
   * if a float is precise enough for its column ({@link Table#ofDoubles}).
   *
   * @param file the file
   * @param header whether the first row holds names
   * @return the table, of at least one row
   * @throws InvalidInputException if the file is missing, unreadable or not UTF-8, has no rows or rows of different
   *     lengths, or holds anything but finite numbers within the range of a float; the message is one line with the
   *     file, the line in it, the column (from 1) and the text found
   * @throws IOException if reading fails
   */
  public static Table read(Path file, Header header) throws IOException {
    InputFile.requireReadable(file);
    try (InputStream in = Files.newInputStream(file)) {
      return read(file, in, header);
    }
  }

  /**
   * As {@link #read(Path, Header)}, but one column may hold words.
   *
   * @param file the file
   * @param header whether the first row holds names
   * @param labels finds the column of the words by the names of all columns; they are empty if the file has none
   * @return the table and its words
   * @throws InvalidInputException as {@link #read(Path, Header)}
   * @throws IOException if reading fails
   */
  public static LabelledTable readLabelled(Path file, Header header, ToIntFunction<List<String>> labels)
      throws IOException {
    InputFile.requireReadable(file);
    var collector = new LabelledTable.Collector(labels);
    try (InputStream in = Files.newInputStream(file)) {
      return collector.table(read(file, in, header, collector));
    }
  }

  /** Reads a table that is named {@code file} in messages. */
  static Table read(Path file, InputStream in, Header header) throws IOException {
    return read(file, in, header, null);
  }

  static Table read(Path file, InputStream in, Header header, LabelledTable.@Nullable Collector labels)
      throws IOException {
    try (BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()))) {
      skipByteOrderMark(text);
      // Rows of unequal length are accepted by the parser and refused below, so that the message can name the line that
      // set the width.
      var reader = CsvReader.builder().fieldSeparator(separator(text)).extraFieldStrategy(FieldMismatchStrategy.IGNORE)
          .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
          .allowUnclosedQuote(false);
      try (CsvReader<CsvRecord> records = reader.ofCsvRecord(text)) {
        return table(file, records, header, labels);
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

  /**
   * {@return whether a field is a decimal number, with or without a fraction and an exponent}
   *
   * @param field without spaces around it
   */
  public static boolean isNumber(String field) {
    return NUMBER.matcher(field).matches();
  }

  /**
   * {@return whether a field is a word: neither empty, nor a number (not even NaN), nor a mark of a missing value such as
   * NA}
   *
   * @param field without spaces around it
   */
  public static boolean isWord(String field) {
    return !field.isEmpty() && !isNumber(field) && !NOT_FINITE.matcher(field).matches()
        && !MISSING.matcher(field).matches();
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

  /**
   * {@return the separator of a table's first line: a comma if the line has one, otherwise a semicolon, otherwise a tab}
   *
   * @param text the table
   */
  public static char separator(String text) {
    try {
      return separator(new BufferedReader(new StringReader(text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  private static Table table(Path file, Iterable<CsvRecord> records, Header header,
      LabelledTable.@Nullable Collector labels) {
    List<String> names = List.of();
    double[] values = new double[1024];
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
        boolean isHeader = header == Header.YES || (header == Header.AUTO && isHeader(fields));
        names = isHeader ? named(file, line, fields) : names;
        if (labels != null) {
          labels.choose(names);
        }
        if (isHeader) {
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
        if (labels != null && labels.isLabel(column)) {
          labels.add(fields.get(column), line);
          values[count++] = 0;
        } else {
          values[count++] = number(file, line, column, fields.get(column).strip());
        }
      }
    }
    if (firstLine == 0) {
      throw new InvalidInputException(file + ": is empty, expected rows of numbers");
    }
    if (count == 0) {
      throw new InvalidInputException("%s: no row of numbers follows the header in line %d".formatted(file, firstLine));
    }
    return Table.ofDoubles(Arrays.copyOf(values, count), columns, names);
  }

  /** The names in a header; none if all are blank. */
  private static List<String> named(Path file, long line, List<String> header) {
    List<String> names = header.stream().map(String::strip).toList();
    Table.twice(names).ifPresent(name -> {
      throw new InvalidInputException(
          "%s:%d: two columns are named %s, expected a name of its own for each".formatted(file, line,
              Shown.quoted(name)));
    });
    return names.stream().allMatch(String::isEmpty) ? List.of() : names;
  }

  /** A header has at least one name and no number, not even NaN. Marks of missing values do not count as names. */
  private static boolean isHeader(List<String> fields) {
    List<String> words = fields.stream().map(String::strip).filter(word -> !word.isEmpty()).toList();
    return words.stream().anyMatch(word -> !MISSING.matcher(word).matches()) && words.stream()
        .noneMatch(word -> isNumber(word) || NOT_FINITE.matcher(word).matches() || SEVERAL.matcher(word).matches());
  }

  private static int grown(Path file, long line, int count, int columns) {
    if (count > Integer.MAX_VALUE - 8 - columns) {
      throw new InvalidInputException("%s:%d: more than %d numbers".formatted(file, line, Integer.MAX_VALUE - 8));
    }
    return (int) Math.min(Integer.MAX_VALUE - 8, Math.max(count + (count >> 1), count + (long) columns));
  }

  private static double number(Path file, long line, int column, String field) {
    String fault;
    if (isNumber(field)) {
      double value = Double.parseDouble(field);
      if (Float.isFinite((float) value)) {
        return value;
      }
      fault = "is beyond the range of a 32-bit float (±" + Float.MAX_VALUE + ")";
    } else {
      fault = NOT_FINITE.matcher(field).matches() ? "is not a finite number" : "is not a number" + hint(field);
    }
    throw new InvalidInputException("%s:%d: column %d: %s %s".formatted(file, line, column + 1, InputFile.quote(field),
        fault));
  }

  /** What a field of several numbers says of the file. */
  private static String hint(String field) {
    return DECIMAL_COMMA.matcher(field).matches()
        ? "; expected a decimal point, not a comma"
        : !SEVERAL.matcher(field).matches()
            ? ""
            : field.indexOf(';') >= 0
                ? "; expected a decimal point in numbers, not a comma, where ';' separates columns"
                : "; expected ',', ';' or a tab between columns, not spaces";
  }

  /**
   * Writes a table with commas and a line feed after every row. Each number is the shortest decimal that reads back as
   * the same double in a wide column, and as the same float in other columns.
   *
   * @param out the stream to write to; it is not closed
   * @param table the table to write
   * @throws IOException if the stream fails
   */
  public static void write(OutputStream out, Table table) throws IOException {
    write(out, table, null);
  }

  /**
   * As {@link #write(OutputStream, Table)}, to a file, atomically.
   *
   * @param file the file
   * @param table the table to write
   * @throws IOException if writing fails; the file is then as before
   */
  public static void write(Path file, Table table) throws IOException {
    AtomicFile.write(file, out -> write(out, table));
  }

  /**
   * As {@link #write(OutputStream, Table)}, with words as the last column.
   *
   * @param out the stream to write to; it is not closed
   * @param table the table to write, whose columns have names
   * @param last the column of words; null for none
   * @throws IOException if the stream fails
   */
  public static void write(OutputStream out, Table table, @Nullable WordColumn last) throws IOException {
    var quotes = new QuoteStrategy() {
      @Override
      public boolean quoteValue(int line, int field, String value) {
        // A reader would mistake these for the separator.
        return value.indexOf(';') >= 0 || value.indexOf('\t') >= 0;
      }
    };
    try {
      // The writer is not closed, because that would close the stream.
      CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).quoteStrategy(quotes).build(out);
      int columns = table.columns();
      var fields = table.names().toArray(new String[columns + (last == null ? 0 : 1)]);
      if (last != null) {
        fields[columns] = last.name();
      }
      if (!table.names().isEmpty()) {
        writer.writeRecord(fields);
      }
      double[] values = table.values();
      for (int i = 0; i < values.length; i++) {
        int column = i % columns;
        fields[column] = table.wide()[column] ? Double.toString(values[i]) : Float.toString((float) values[i]);
        if (column == columns - 1) {
          if (last != null) {
            fields[columns] = last.word().apply(i / columns);
          }
          writer.writeRecord(fields);
        }
      }
      writer.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
