package dev.millrace.tables.read;

import java.util.List;

import dev.millrace.tables.schema.CsvStyle;

/**
 * How the rows of a CSV file are written.
 *
 * @param delimiter between the fields
 * @param quote around fields
 * @param names of the columns, from the file if it has a header
 * @param header whether the first row has the names
 * @param skipped number of blank lines before the first row
 * @param style the quotes and line ends
 */
record CsvForm(char delimiter, char quote, List<String> names, boolean header, int skipped, CsvStyle style) {
  CsvForm {
    names = List.copyOf(names);
  }

  int width() {
    return names.size();
  }
}
