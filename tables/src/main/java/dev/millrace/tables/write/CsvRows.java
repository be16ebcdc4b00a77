package dev.millrace.tables.write;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.CsvForm;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;

/**
 * Writes rows as CSV.
 *
 * @param form how
 * @param safe whether a word that a spreadsheet would take for a formula is written with an apostrophe before it, so that
 *     the spreadsheet shows it as text
 */
record CsvRows(CsvForm form, boolean safe) {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  /** A spreadsheet computes what begins with one of these. */
  private static final String FORMULA = "=+-@\t\r";

  void write(OutputStream out, List<ColumnSchema> columns, Blocks blocks) throws IOException {
    // Neither writer is closed, because that would close the stream.
    Writer text = new OutputStreamWriter(out, form.charset());
    if (form.mark()) {
      text.write(BYTE_ORDER_MARK);
    }
    String[] fields = columns.stream().map(column -> guarded(column.name())).toArray(String[]::new);
    boolean[] words = new boolean[fields.length];
    for (int c = 0; c < words.length; c++) {
      words[c] = !columns.get(c).type().isNumeric() && columns.get(c).form() == null;
    }
    CsvWriter writer = CsvWriter.builder().fieldSeparator(form.separator())
        .lineDelimiter(form.crlf() ? LineDelimiter.CRLF : LineDelimiter.LF).quoteStrategy(new Quotes(form, words))
        .build(text);
    try {
      writer.writeRecord(fields);
      blocks.each(rows -> append(writer, fields, rows));
      writer.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    text.flush();
  }

  private void append(CsvWriter writer, String[] fields, Table rows) {
    for (int row = 0; row < rows.rows(); row++) {
      for (int c = 0; c < fields.length; c++) {
        Column column = rows.column(c);
        fields[c] = column.isMissing(row)
            ? form.missing()
            : column instanceof Words ? guarded(column.text(row)) : column.text(row);
      }
      writer.writeRecord(fields);
    }
  }

  private String guarded(String word) {
    return safe && !word.isEmpty() && FORMULA.indexOf(word.charAt(0)) >= 0 ? "'" + word : word;
  }

  /** Quotes as the file has them, and where a reader would else see something else. */
  private record Quotes(CsvForm form, boolean[] words) implements QuoteStrategy {
    @Override
    public boolean quoteValue(int line, int field, String value) {
      return switch (form.quoting()) {
        case ALL -> true;
        case WORDS -> line == 1 || words[field];
        case NEEDED -> value.charAt(0) <= ' ' || value.charAt(value.length() - 1) <= ' ' || value.indexOf('\t') >= 0;
      };
    }

    /** A line without anything would be skipped. */
    @Override
    public boolean quoteEmpty(int line, int field) {
      return words.length == 1;
    }
  }
}
