package dev.millrace.tables.data;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How a CSV file is written, beside the form of its values, so that samples are written the same way.
 *
 * @param separator between the fields, such as a comma, a semicolon or a tab
 * @param quoting which fields are in quotes even if they need not be
 * @param missing what stands for a value that is missing; usually nothing
 * @param crlf whether lines end with CR LF, as on Windows, not with LF
 * @param charset the encoding of the characters
 * @param mark whether the file begins with a byte order mark
 */
public record CsvForm(char separator, Quoting quoting, String missing, boolean crlf, Charset charset, boolean mark) {
  /** RFC 4180 in UTF-8 with LF: a comma, quotes where they are needed, nothing for a value that is missing. */
  public static final CsvForm USUAL = new CsvForm(',', Quoting.NEEDED, "", false, StandardCharsets.UTF_8, false);

  /** Which fields are in quotes. */
  public enum Quoting {
    /** Those that would be read wrongly without. */
    NEEDED,
    /** Names and words; not numbers, dates and times. */
    WORDS,
    /** All. */
    ALL;

    /** The name in files, in lower case. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
