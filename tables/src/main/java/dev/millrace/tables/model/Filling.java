package dev.millrace.tables.model;

/** What a hole is filled with. */
public enum Filling {
  /** The value that is expected: the middle of the distribution of a number, the most probable level. */
  EXPECTED,
  /** A draw, so that the filled columns keep their spread and their relations. */
  DRAW
}
