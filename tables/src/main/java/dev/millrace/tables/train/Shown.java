package dev.millrace.tables.train;

/** What a row of a batch shows to the network. */
enum Shown {
  /** Only the label. */
  LABEL,
  /** Columns that are drawn. */
  SOME,
  /** Nothing. */
  NOTHING
}
