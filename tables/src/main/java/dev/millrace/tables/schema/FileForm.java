package dev.millrace.tables.schema;

/**
 * How the file of a table is written.
 *
 * @param format csv, parquet, duckdb or jdbc
 * @param delimiter the character between the fields of a CSV file
 * @param encoding the encoding of a CSV file, such as UTF-8
 * @param header whether the first row of a CSV file has the names of the columns
 * @param style the quotes and line ends of a CSV file
 */
public record FileForm(String format, char delimiter, String encoding, boolean header, CsvStyle style) {
  /** CSV with commas and names, in UTF-8. */
  public static final FileForm CSV = new FileForm("csv", ',', "UTF-8", true);

  /**
   * A form in the usual style.
   *
   * @param format csv, parquet, duckdb or jdbc
   * @param delimiter the character between the fields of a CSV file
   * @param encoding the encoding of a CSV file
   * @param header whether the first row of a CSV file has the names of the columns
   */
  public FileForm(String format, char delimiter, String encoding, boolean header) {
    this(format, delimiter, encoding, header, CsvStyle.USUAL);
  }
}
