package dev.millrace.tables.read;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

import dev.millrace.flow.InvalidInputException;

/** Files of other kinds, recognised by their first bytes. */
final class Foreign {
  private static final int DUCK_AT = 8;

  private Foreign() {
  }

  /** Refuses a file that is no text. */
  static void refuse(Path file, byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    String lower = text.stripLeading().toLowerCase(Locale.ROOT);
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      throw new InvalidInputException(
          file + ": is a web page, expected CSV; the download may have led to a page of sign-in or of an error");
    }
    if (lower.startsWith("<?xml")) {
      throw new InvalidInputException(file + ": is XML, expected CSV");
    }
    if (isParquet(text)) {
      throw new InvalidInputException(file + ": is a Parquet file; give it a name that ends in .parquet");
    }
    if (isDuckDb(text)) {
      throw new InvalidInputException(file + ": is a DuckDB file; give it a name that ends in .duckdb");
    }
    if (text.startsWith("PK\3\4")) {
      throw new InvalidInputException(file + ": is a ZIP archive or a workbook of Excel, expected CSV; unpack it, or "
          + "save the sheet as CSV");
    }
    if (text.startsWith("SQLite format 3")) {
      throw new InvalidInputException(file + ": is an SQLite database; give jdbc:sqlite:" + file
          + " and a `query`, with SQLite's driver on the class path");
    }
  }

  static boolean isParquet(String start) {
    return start.startsWith("PAR1");
  }

  static boolean isDuckDb(String start) {
    return start.startsWith("DUCK", DUCK_AT);
  }
}
