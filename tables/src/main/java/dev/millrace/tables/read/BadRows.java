package dev.millrace.tables.read;

import java.util.Locale;

/** What happens when rows of a CSV file cannot be read. */
public enum BadRows {
  /** The file is refused, and the first of them are named. */
  FAIL,
  /** They are left out, counted, and the first of them are named. */
  SKIP;

  /** The name on the command line, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
