package dev.millrace.tables.write;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.CsvStyle;
import dev.millrace.tables.schema.FileForm;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as CSV.
 *
 * @param form how the file that the table comes from is written; what comes from elsewhere is written in the usual form
 * @param columns the columns
 * @param safe whether a word that a spreadsheet would take for a formula is written with an apostrophe before it, so that
 *     the spreadsheet shows it as text
 */
record CsvRows(FileForm form, WrittenColumns columns, boolean safe) {
  /** A spreadsheet computes what begins with one of these. */
  private static final String FORMULA = "=+-@\t\r";
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  void write(OutputStream out, Blocks blocks) throws IOException {
    boolean csv = form.format().equals("csv");
    CsvStyle style = form.style();
    List<ColumnSchema> written = columns.columns();
    String[] fields = written.stream().map(column -> guarded(column.name())).toArray(String[]::new);
    String[] missing = written.stream().map(column -> column.marks().isEmpty() ? "" : column.marks().getFirst())
        .toArray(String[]::new);
    Quotes quotes = new Quotes(columns.indices().stream().map(style.quotedColumns()::contains).toList(), missing,
        style);
    // Neither writer is closed, because that would close the stream.
    Charset encoding = csv ? Charset.forName(form.encoding()) : StandardCharsets.UTF_8;
    Writer text = new OutputStreamWriter(out, encoding.newEncoder());
    CharsetEncoder narrow = encoding.name().startsWith("UTF-") ? null : encoding.newEncoder();
    CsvWriter writer = CsvWriter.builder().fieldSeparator(csv ? form.delimiter() : ',').quoteCharacter(style.quote())
        .lineDelimiter(LineDelimiter.of(style.lineEnd())).quoteStrategy(quotes).build(text);
    if (style.mark()) {
      text.write(BYTE_ORDER_MARK);
    }
    try {
      if (form.header()) {
        writer.writeRecord(fields);
      }
      quotes.endNames();
      blocks.each(rows -> append(writer, fields, missing, rows, narrow));
      writer.flush();
      text.flush();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException cause) {
        throw new InvalidInputException(unwritable("a word", encoding), cause);
      }
      throw e.getCause();
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(unwritable("a word", encoding), e);
    }
  }

  private static String unwritable(String word, Charset encoding) {
    return "`out`: %s has a character that %s, the encoding of the file, lacks; expected .jsonl or .parquet, which have all"
        .formatted(word, encoding);
  }

  /** Appends rows; {@code narrow} checks words, if the encoding of the file lacks characters. */
  private void append(CsvWriter writer, String[] fields, String[] missing, Table rows,
      @Nullable CharsetEncoder narrow) {
    for (int row = 0; row < rows.rows(); row++) {
      for (int c = 0; c < fields.length; c++) {
        Column column = rows.column(c);
        fields[c] = column.isMissing(row)
            ? missing[c]
            : column instanceof Words ? guarded(column.text(row)) : column.text(row);
        if (narrow != null && column instanceof Words && !narrow.canEncode(fields[c])) {
          throw new InvalidInputException(
              unwritable(Shown.quoted(fields[c]) + " of column " + Shown.cut(column.name()), narrow.charset()));
        }
      }
      writer.writeRecord(fields);
    }
  }

  private String guarded(String word) {
    return safe && !word.isEmpty() && FORMULA.indexOf(word.charAt(0)) >= 0 ? "'" + word : word;
  }

  /**
   * Quotes as the file does, and where a reader would else see something else; what holds the separator is quoted anyway.
   */
  private static final class Quotes implements QuoteStrategy {
    private final List<Boolean> all;
    private final String[] missing;
    private final CsvStyle style;
    private boolean names = true;

    Quotes(List<Boolean> all, String[] missing, CsvStyle style) {
      this.all = all;
      this.missing = missing.clone();
      this.style = style;
    }

    void endNames() {
      names = false;
    }

    @Override
    public boolean quoteValue(int line, int field, String value) {
      return (names
          ? style.quotesNames()
          : all.get(field) && (style.quotesMissing() || !value.equals(missing[field])))
          || value.charAt(0) <= ' ' || value.charAt(value.length() - 1) <= ' ' || value.indexOf('\t') >= 0;
    }

    /** A line without anything would be skipped. */
    @Override
    public boolean quoteEmpty(int line, int field) {
      return all.size() == 1 || (names ? style.quotesNames() : all.get(field) && style.quotesMissing());
    }
  }
}
