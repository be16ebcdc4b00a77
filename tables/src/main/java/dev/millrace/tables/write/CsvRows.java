package dev.millrace.tables.write;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.FileForm;

/**
 * Writes rows as CSV.
 *
 * @param form how the file that the table comes from is written; what comes from elsewhere is written in the usual form
 * @param safe whether a word that a spreadsheet would take for a formula is written with an apostrophe before it, so that
 *     the spreadsheet shows it as text
 */
record CsvRows(FileForm form, boolean safe) {
  /** A spreadsheet computes what begins with one of these. */
  private static final String FORMULA = "=+-@\t\r";

  void write(OutputStream out, List<ColumnSchema> columns, Blocks blocks) throws IOException {
    boolean csv = form.format().equals("csv");
    // Neither writer is closed, because that would close the stream.
    Writer text = new OutputStreamWriter(out, csv ? Charset.forName(form.encoding()) : StandardCharsets.UTF_8);
    CsvWriter writer = CsvWriter.builder().fieldSeparator(csv ? form.delimiter() : ',')
        .lineDelimiter(LineDelimiter.LF).quoteStrategy(new Quotes(columns.size())).build(text);
    String[] fields = columns.stream().map(column -> guarded(column.name())).toArray(String[]::new);
    String[] missing = columns.stream().map(column -> column.marks().isEmpty() ? "" : column.marks().getFirst())
        .toArray(String[]::new);
    try {
      if (form.header()) {
        writer.writeRecord(fields);
      }
      blocks.each(rows -> append(writer, fields, missing, rows));
      writer.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    text.flush();
  }

  private void append(CsvWriter writer, String[] fields, String[] missing, Table rows) {
    for (int row = 0; row < rows.rows(); row++) {
      for (int c = 0; c < fields.length; c++) {
        Column column = rows.column(c);
        fields[c] = column.isMissing(row)
            ? missing[c]
            : column instanceof Words ? guarded(column.text(row)) : column.text(row);
      }
      writer.writeRecord(fields);
    }
  }

  private String guarded(String word) {
    return safe && !word.isEmpty() && FORMULA.indexOf(word.charAt(0)) >= 0 ? "'" + word : word;
  }

  /** Quotes where a reader would else see something else; what holds the separator is quoted anyway. */
  private record Quotes(int columns) implements QuoteStrategy {
    @Override
    public boolean quoteValue(int line, int field, String value) {
      return value.charAt(0) <= ' ' || value.charAt(value.length() - 1) <= ' ' || value.indexOf('\t') >= 0;
    }

    /** A line without anything would be skipped. */
    @Override
    public boolean quoteEmpty(int line, int field) {
      return columns == 1;
    }
  }
}
