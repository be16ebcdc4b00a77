package dev.millrace.tables.read;

import java.util.List;

/** The texts by which files mark missing values. */
final class Missing {
  /** Marks in any column. */
  static final List<String> EVERYWHERE = List.of("NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NAN", "NULL",
      "null", "Null", "\\N", "?");
  /** Marks where all other values are numbers or dates; elsewhere they may be words that mean something. */
  static final List<String> AMONG_NUMBERS = List.of("-", "--", ".", "..", "none", "None", "NONE", "na", "Na", "nil",
      "missing", "Missing", "MISSING", "unknown", "Unknown", "UNKNOWN", "inf", "Inf", "-inf", "-Inf", "Infinity",
      "-Infinity", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "NaT");

  private Missing() {
  }

  static boolean isMark(String text) {
    return EVERYWHERE.contains(text) || AMONG_NUMBERS.contains(text);
  }
}
