package dev.millrace.tables.schema;

import java.util.List;

/**
 * How the fields and lines of a CSV file are written, beyond what is needed to read it.
 *
 * @param quote the character around fields that are quoted
 * @param quotesNames whether all names are quoted; otherwise those that must be
 * @param quotedColumns the numbers of the columns whose values are all quoted; of others those that must be
 * @param quotesMissing whether missing values of these columns are quoted too
 * @param lineEnd what ends a line
 * @param mark whether the file begins with a byte order mark
 */
public record CsvStyle(char quote, boolean quotesNames, List<Integer> quotedColumns, boolean quotesMissing,
    String lineEnd, boolean mark) {
  /** Quotes where they are needed, line feeds and no mark. */
  public static final CsvStyle USUAL = new CsvStyle('"', false, List.of(), false, "\n", false);

  /** Copies the list. */
  public CsvStyle {
    quotedColumns = List.copyOf(quotedColumns);
  }
}
